"""Outlets by any of their names or hosts (config/outlets.toml)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, cast, get_args

from monitor.core.errors import ConfigurationError, Mistake
from monitor.core.reading.lexicon import Term

Tier = Literal["agency", "newspaper", "broadcaster", "magazine", "online", "state", "photo"]
_NOT_LETTERS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Outlet:
    """One outlet."""

    name: str
    """Its usual English name."""
    aliases: tuple[str, ...]
    """Every other way to write it, in any language."""
    ordinary: tuple[str, ...]
    """Names that are common words too ("Nature"): they mean the outlet in a page's data, not in a sentence."""
    hosts: tuple[str, ...]
    """Domains without `www.`; a subdomain belongs to its domain's outlet."""
    tier: Tier


class Outlets:
    """The known outlets, found by name or host."""

    def __init__(self, outlets: tuple[Outlet, ...] = ()) -> None:
        self.all = outlets
        self._by_name = {key(name): outlet for outlet in outlets for name in _names(outlet)}
        self._by_host = {host: outlet for outlet in outlets for host in outlet.hosts}

    def named(self, name: str) -> Outlet | None:
        """The outlet that `name` means, whatever its case and punctuation."""
        return self._by_name.get(key(name))

    def at(self, host: str) -> Outlet | None:
        """The outlet that publishes at `host`."""
        labels = host.lower().removeprefix("www.").split(".")
        for start in range(len(labels) - 1):
            if found := self._by_host.get(".".join(labels[start:])):
                return found
        return None

    def terms(self) -> Iterator[Term]:
        """What the lexicon finds in sentences: every name that is no ordinary word."""
        for outlet in self.all:
            for name in dict.fromkeys((outlet.name, *outlet.aliases)):
                if name not in outlet.ordinary and "(" not in name:
                    yield Term("outlet", outlet.name, name, exact=True)

    @classmethod
    def from_data(cls, data: Mapping[str, object], file: str) -> Outlets:
        """Read `[[outlet]]` tables with `name`, `aliases`, `ordinary`, `hosts`, `tier`.

        Raises ConfigurationError with every mistake: a missing name, an unknown tier, one alias of two outlets.
        """
        mistakes: list[Mistake] = []
        outlets: list[Outlet] = []
        owners: dict[str, str] = {}
        tables = data.get("outlet", [])
        for number, table in enumerate(tables if isinstance(tables, list) else [], start=1):
            outlet, wrong = _outlet(table, f"outlet {number}", file)
            mistakes += wrong
            if outlet is None:
                continue
            outlets.append(outlet)
            for name in (*_names(outlet), *outlet.hosts):
                owner = owners.setdefault(key(name), outlet.name)
                if owner != outlet.name:
                    right = "leave it to one of them"
                    mistakes.append(Mistake(file, f"outlet {number}", f"{name!r} also names {owner}", right))
        if mistakes:
            raise ConfigurationError(tuple(mistakes))
        return cls(tuple(outlets))


def key(name: str) -> str:
    """A name folded for comparison: lower case, no punctuation, no leading article."""
    return _NOT_LETTERS.sub("", name.lower().removeprefix("the "))


def _names(outlet: Outlet) -> tuple[str, ...]:
    return (outlet.name, *outlet.aliases, *outlet.ordinary)


def _outlet(table: object, where: str, file: str) -> tuple[Outlet | None, list[Mistake]]:
    if not isinstance(table, Mapping) or not isinstance(name := table.get("name"), str) or not name.strip():
        return None, [Mistake(file, where, "has no name", 'name = "…"')]
    mistakes = [
        Mistake(file, f"{where} ({name}).{field}", "is no list of strings", f'{field} = ["…"]')
        for field in ("aliases", "ordinary", "hosts")
        if not _is_strings(table.get(field, []))
    ]
    tier = table.get("tier", "online")
    if tier not in get_args(Tier):
        mistakes.append(Mistake(file, f"{where} ({name}).tier", f"{tier!r} is unknown", ", ".join(get_args(Tier))))
    if mistakes:
        return None, mistakes
    strings = {field: tuple(table.get(field, [])) for field in ("aliases", "ordinary", "hosts")}
    return Outlet(name, strings["aliases"], strings["ordinary"], strings["hosts"], cast("Tier", tier)), []


def _is_strings(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) and item.strip() for item in value)
