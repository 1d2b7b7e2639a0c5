"""The people known by name: config/officials.toml, with every office they held and when."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Literal

from monitor.core.reading.data import Reader, Table
from monitor.core.reading.lexicon import Term

Tier = Literal["envoy", "official", "leader", "none"]
TIERS: tuple[Tier, ...] = ("envoy", "official", "leader", "none")
_PARTIAL = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")


@dataclass(frozen=True, slots=True)
class Office:
    """One role of one person."""

    title: str
    tier: Tier
    """`envoy`: a national climate-negotiator office, deputies too; `none`: no national office."""
    start: date
    end: date | None
    """Last day; None while it lasts."""

    def held_on(self, day: date) -> bool:
        """Whether the role is held on that day."""
        return self.start <= day and (self.end is None or day <= self.end)


@dataclass(frozen=True, slots=True)
class Official:
    """One person."""

    id: str
    name: str
    country: str
    aliases: tuple[str, ...]
    """Full names in every language and spelling, the English one first."""
    alone: tuple[str, ...]
    """Short names that mean this person even in a story which never gives the full one."""
    offices: tuple[Office, ...]

    def office_on(self, day: date) -> Office | None:
        """The weightiest office of that day."""
        held = [office for office in self.offices if office.held_on(day)]
        return min(held, key=lambda office: TIERS.index(office.tier), default=None)

    def held_before(self, day: date) -> Office | None:
        """The weightiest office that had ended by then."""
        ended = [office for office in self.offices if office.end and office.end < day]
        return min(ended, key=lambda office: TIERS.index(office.tier), default=None)

    @property
    def since(self) -> date:
        """First day of the first office."""
        return min(office.start for office in self.offices)

    @property
    def until(self) -> date:
        """Last day of the last office; the end of time while one lasts."""
        return max(office.end or date.max for office in self.offices)


@dataclass(frozen=True, slots=True)
class Officials:
    """Everybody listed, by identifier."""

    by_id: Mapping[str, Official]
    by_name: Mapping[str, str]
    """Identifier by every name, and by the full names in small letters."""
    by_last: Mapping[str, tuple[str, ...]]
    """Identifiers by the last part of a foreign name in Chinese (斯特恩 for 托德·斯特恩)."""

    def terms(self) -> Iterable[Term]:
        """Every name, for the lexicon."""
        for official in self.by_id.values():
            for name in official.aliases:
                yield Term("person", official.id, name, exact=True)
            for name in official.alone:
                yield Term("person", official.id, name, exact=True)

    @classmethod
    def from_data(cls, data: Table, file: str) -> Officials:
        """Read `[[person]]` tables; raises ConfigurationError with every mistake."""
        reader = Reader(file)
        reader.only(data, "person")
        read = [(where, _official(reader, table, where)) for where, table in reader.tables(data, "person")]
        people: dict[str, Official] = {}
        for where, official in read:
            if official.id in people:
                reader.wrong(f"{where}.id", f"{official.id!r} is given twice", "each person once, with all roles")
            people[official.id] = official
        _refuse_shared_names(reader, read)
        reader.finish()
        by_name = {name: p.id for p in people.values() for name in (*p.aliases, *p.alone)}
        by_name |= {name.lower(): p.id for p in people.values() for name in p.aliases}
        by_last: dict[str, tuple[str, ...]] = {}
        for official in people.values():
            for last in {name.rpartition("·")[2] for name in official.aliases if "·" in name}:
                by_last[last] = (*by_last.get(last, ()), official.id)
        return cls(people, by_name, by_last)


def _official(reader: Reader, table: Table, where: str) -> Official:
    reader.only(table, "id name country aliases alone role", where)
    name = reader.text(table, "name", where)
    offices = tuple(_office(reader, role, path) for path, role in reader.tables(table, "role", where))
    if not offices:
        reader.wrong(f"{where}.role", "no role is given", "at least one [[person.role]] with a start")
        offices = (Office("", "none", date.max, None),)
    return Official(
        id=reader.text(table, "id", where),
        name=name,
        country=reader.text(table, "country", where),
        aliases=(name, *reader.texts(table, "aliases", where)),
        alone=reader.texts(table, "alone", where),
        offices=offices,
    )


def _office(reader: Reader, table: Table, where: str) -> Office:
    reader.only(table, "title tier start end evidence", where)
    tier = reader.choice(table, "tier", TIERS, where)
    start = _day(reader, table, "start", where) or date.min
    end = _day(reader, table, "end", where)
    if end and end < start:
        reader.wrong(f"{where}.end", f"{table['end']} is before the start, {table['start']}", "a later day")
    return Office(reader.text(table, "title", where), _tier(tier), start, end)


def _tier(word: str) -> Tier:
    return next(tier for tier in TIERS if tier == word)


def _day(reader: Reader, table: Table, key: str, where: str) -> date | None:
    """A date of which month and day may be missing: then the first day of that time, for an end the last."""
    if key not in table:
        if key == "start":
            reader.wrong(f"{where}.start", "the role has no dates", 'a start such as "2024-01-12", "2024-01" or "2024"')
        return None
    value = table[key]
    parts = _PARTIAL.fullmatch(value) if isinstance(value, str) else None
    try:
        if not parts:
            raise ValueError
        year, month, day = (int(part) if part else None for part in parts.groups())
        assert year is not None
        if key == "start":
            return date(year, month or 1, day or 1)
        month = month or 12
        return date(year, month, day or monthrange(year, month)[1])
    except ValueError:
        reader.wrong(f"{where}.{key}", f"{value!r} is no date", 'a text like "2024-01-12", "2024-01" or "2024"')
        return None


def _refuse_shared_names(reader: Reader, read: list[tuple[str, Official]]) -> None:
    """One name must not mean two people whose times in office overlap."""
    bearers: dict[str, list[tuple[str, Official]]] = {}
    for where, official in read:
        for name in dict.fromkeys((*official.aliases, *official.alone)):
            bearers.setdefault(name, []).append((where, official))
    for name, people in bearers.items():
        for (_, one), (where, other) in combinations(people, 2):
            if one.since <= other.until and other.since <= one.until:
                reader.wrong(
                    where,
                    f"{name!r} means {other.name} and {one.name} at the same time",
                    "a longer name for one of them",
                )
