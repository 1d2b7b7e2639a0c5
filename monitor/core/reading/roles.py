"""What people are, by the noun that says so: config/roles.toml."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, cast

from monitor.core.reading.data import Reader, Table
from monitor.core.reading.lexicon import Term

RoleTier = Literal["official", "leader", "none"]
Likeness = Literal["", "counterpart", "successor", "predecessor"]
_TIERS: tuple[RoleTier, ...] = ("official", "leader", "none")
_LIKENESSES: tuple[Likeness, ...] = ("", "counterpart", "successor", "predecessor")
_ANYTHING = "*"


@dataclass(frozen=True, slots=True)
class Role:
    """One group of nouns that mean the same standing."""

    id: str
    tier: RoleTier
    climate_with: frozenset[str]
    bare: bool
    like: Likeness
    country: str | None
    """Whose office the noun names by itself (国务卿)."""
    at_home: bool
    """Where a Chinese story names no country, a Chinese holder is China's (副总理)."""

    def makes_envoy(self, words: frozenset[str]) -> bool:
        """Whether a holder whose field is climate is a climate envoy, going by the description's other words."""
        return _ANYTHING in self.climate_with or not self.climate_with.isdisjoint(words)


@dataclass(frozen=True, slots=True)
class Roles:
    """All nouns. In the lexicon: kind `role` (one person) or `role.several`, the key is the role's `id`."""

    by_id: Mapping[str, Role]
    spellings: tuple[Term, ...]

    def terms(self) -> Iterable[Term]:
        """Every noun, for the lexicon."""
        return self.spellings

    @classmethod
    def from_data(cls, data: Table, file: str) -> Roles:
        """Read `[[role]]` tables; raises ConfigurationError with every mistake."""
        reader = Reader(file)
        reader.only(data, "role")
        roles: dict[str, Role] = {}
        bearers: dict[str, str] = {}
        spellings: list[Term] = []
        for where, table in reader.tables(data, "role"):
            reader.only(table, "id tier climate_with bare like country at_home en en_plural zh", where)
            role = _role(reader, table, where)
            if role.id in roles:
                reader.wrong(f"{where}.id", f"{role.id!r} is given twice", "one table a role")
            roles[role.id] = role
            for key, kind in (("en", "role"), ("zh", "role"), ("en_plural", "role.several")):
                for noun in reader.texts(table, key, where):
                    owner = bearers.setdefault(noun, role.id)
                    if owner != role.id:
                        reader.wrong(f"{where}.{key}", f"{noun!r} is a noun of {owner!r} too", "each noun once")
                    spellings.append(Term(kind, role.id, noun))
        reader.finish()
        return cls(roles, tuple(spellings))


def _role(reader: Reader, table: Table, where: str) -> Role:
    like = table.get("like", "")
    if like not in _LIKENESSES:
        reader.wrong(f"{where}.like", f"is {like!r}", "one of: counterpart, successor, predecessor")
    return Role(
        id=reader.text(table, "id", where),
        tier=cast("RoleTier", reader.choice(table, "tier", _TIERS, where)),
        climate_with=frozenset(reader.texts(table, "climate_with", where)),
        bare=table.get("bare") is True,
        like=cast("Likeness", like),
        country=reader.text(table, "country", where) if "country" in table else None,
        at_home=table.get("at_home") is True,
    )
