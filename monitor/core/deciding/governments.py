"""Whose word makes a meeting confirmed: a government's own outlet, or its name in the sentences that tell of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from monitor.core.errors import ConfigurationError, Mistake
from monitor.core.reading.folding import fold
from monitor.core.records import Meeting, Quote, Story

_SIDES = ("US", "CN")


@dataclass(frozen=True, slots=True)
class Governments:
    """Names and sites of the two governments' offices; config/governments.toml."""

    names: Mapping[str, str] = field(default_factory=dict)
    """Folded lower-case name to country: `state department` to US."""
    sites: Mapping[str, str] = field(default_factory=dict)
    """Host, subdomains included, to country: `mfa.gov.cn` to CN."""

    @classmethod
    def from_data(cls, data: Mapping[str, object], file: str) -> Governments:
        """From the data file's table of countries. Raises ConfigurationError with every mistake."""
        names: dict[str, str] = {}
        sites: dict[str, str] = {}
        mistakes: list[Mistake] = []
        for country, table in data.items():
            if country not in _SIDES or not isinstance(table, Mapping):
                mistakes.append(Mistake(file, country, "is no country that this program follows", "[US] and [CN]"))
                continue
            for key, into in (("names", names), ("sites", sites)):
                values = table.get(key, [])
                if not isinstance(values, list) or not all(isinstance(value, str) and value for value in values):
                    mistakes.append(Mistake(file, f"{country}.{key}", "is no list of words", '["…", "…"]'))
                    continue
                into.update({fold(value).lower(): country for value in values})
        if mistakes:
            raise ConfigurationError(tuple(mistakes))
        return cls(names, sites)

    def speaking_in(self, story: Story, meeting: Meeting, link: str) -> tuple[str, ...]:
        """The countries whose government says in `story` that `meeting` is or was."""
        told = fold(" ".join(meeting.evidence)).lower()
        said = {country for name, country in self.names.items() if name in told}
        said |= {country for quote in story.quotes if (country := self._office(quote))}
        host = urlsplit(link).hostname or ""
        said |= {country for site, country in self.sites.items() if host == site or host.endswith(f".{site}")}
        outlet = self.names.get(fold(story.text.outlet or "").lower())
        return tuple(country for country in _SIDES if country in said or country == outlet)

    def _office(self, quote: Quote) -> str | None:
        return self.names.get(fold(quote.speaker or "").lower())
