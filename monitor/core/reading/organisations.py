"""Bodies that speak and act, by name in every language: config/organisations.toml."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from monitor.core.reading.data import Reader, Table
from monitor.core.reading.lexicon import Term


@dataclass(frozen=True, slots=True)
class Organisations:
    """Known bodies. The lexicon's key is the usual English name."""

    countries: Mapping[str, str | None]
    """Whose each one is, by its name; None for an international body."""
    seats: Mapping[str, str]
    """The city of those that people meet at, by name."""
    spellings: tuple[Term, ...]

    def terms(self) -> Iterable[Term]:
        """Every name, for the lexicon."""
        return self.spellings

    @classmethod
    def from_data(cls, data: Table, file: str) -> Organisations:
        """Read `[[organisation]]` tables; raises ConfigurationError with every mistake."""
        reader = Reader(file)
        reader.only(data, "organisation")
        countries: dict[str, str | None] = {}
        seats: dict[str, str] = {}
        bearers: dict[str, str] = {}
        spellings: list[Term] = []
        for where, table in reader.tables(data, "organisation"):
            reader.only(table, "id country seat names", where)
            name = reader.text(table, "id", where)
            if name in countries:
                reader.wrong(f"{where}.id", f"{name!r} is given twice", "one table a body")
            countries[name] = reader.text(table, "country", where) if "country" in table else None
            if "seat" in table:
                seats[name] = reader.text(table, "seat", where)
            for spelling in dict.fromkeys((name, *reader.texts(table, "names", where))):
                owner = bearers.setdefault(spelling, name)
                if owner != name:
                    reader.wrong(f"{where}.names", f"{spelling!r} is a name of {owner!r} too", "each name once")
                # Written with capitals it is a name; in small letters ("the foreign ministry") any case serves.
                spellings.append(Term("organisation", name, spelling, exact=not spelling.islower()))
        reader.finish()
        return cls(countries, seats, tuple(spellings))
