"""Whose word makes a meeting confirmed: a government's own outlet, or its office where a story lets it speak."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from urllib.parse import urlsplit

from monitor.core.deciding.offices import Named, Offices, OfficeWords, any_of
from monitor.core.errors import ConfigurationError, Mistake
from monitor.core.reading.folding import fold
from monitor.core.records import Meeting, Quote, Story

_SIDES = ("US", "CN")
_TABLES = ("names", "shared", "whose", "home", "sites")
_WORDS = ("telling", "attributing", "confirming", "denying", "both")


@dataclass(frozen=True, slots=True)
class Governments:
    """Names and sites of the two governments' offices; config/governments.toml."""

    offices: Offices = field(default_factory=Offices)
    sites: Mapping[str, str] = field(default_factory=dict)
    """Host of a government, subdomains included, to country: `mfa.gov.cn` to CN."""
    home: Mapping[str, str] = field(default_factory=dict)
    """Host of a country's press, whose readers know whose "the foreign ministry" is."""

    @classmethod
    def from_data(cls, data: Mapping[str, object], file: str) -> Governments:
        """From the data file's tables of countries and words. Raises ConfigurationError with every mistake."""
        tables: dict[str, dict[str, str]] = {key: {} for key in _TABLES}
        words: dict[str, list[str]] = {key: [] for key in _WORDS}
        mistakes: list[Mistake] = []
        for name, table in data.items():
            if name not in (*_SIDES, "words") or not isinstance(table, Mapping):
                mistakes.append(Mistake(file, name, "is no country that this program follows", "[US] and [CN]"))
                continue
            for key in _WORDS if name == "words" else _TABLES:
                values = table.get(key, [])
                if not isinstance(values, list) or not all(isinstance(value, str) and value for value in values):
                    mistakes.append(Mistake(file, f"{name}.{key}", "is no list of words", '["…", "…"]'))
                elif name == "words":
                    words[key] = [_plain(value) for value in values]
                else:
                    tables[key].update({_plain(value): name for value in values})
        if mistakes:
            raise ConfigurationError(tuple(mistakes))
        compiled = OfficeWords(**{key: any_of(values) for key, values in words.items()})
        offices = Offices(tables["names"], tables["shared"], tables["whose"], compiled)
        return cls(offices, tables["sites"], tables["home"])

    def speaking_in(self, story: Story, meeting: Meeting, link: str) -> tuple[str, ...]:
        """The countries whose government says in `story` that `meeting` is or was."""
        told = _plain("\n".join(meeting.evidence))
        said = {self._owner(mention, story, link) for mention in self.offices.named_in(told) if mention.speaks}
        if self.offices.words.both.search(told):
            said.update(_SIDES)
        if _only(meeting, story):
            said.update(self._beside(story, link))
        said.add(_at(link, self.sites))
        said.add(self.offices.own.get(_plain(story.text.outlet or "")))
        return tuple(country for country in _SIDES if country in said)

    def _beside(self, story: Story, link: str) -> Iterator[str | None]:
        """Governments that speak elsewhere in a story that has one meeting: quoted, or said to confirm."""
        for mention in self.offices.named_in(_whole(story)):
            if mention.confirms:
                yield self._owner(mention, story, link)
        for quote in story.quotes:
            if not self.offices.words.denying.search(_plain(quote.text)):
                yield self._speaker(quote, story, link)

    def _speaker(self, quote: Quote, story: Story, link: str) -> str | None:
        """The government for which a quote's speaker speaks: an office, or a person who is of one."""
        speaker = _plain(quote.speaker or "")
        for person in story.people:
            if person.name == quote.speaker and person.country in _SIDES and person.role:
                offices = self.offices.named_in(_plain(person.role))
                return person.country if any(not mention.foreign for mention in offices) else None
        mentions = list(self.offices.named_in(speaker))
        return self._owner(mentions[0], story, link) if mentions else None

    def _owner(self, mention: Named, story: Story, link: str) -> str | None:
        if mention.country or mention.foreign:
            return mention.country
        return self.offices.owner_told(_whole(story)) or _at(link, self.home)


def _only(meeting: Meeting, story: Story) -> bool:
    """Whether `meeting` is the one piece of news of a meeting in its story."""
    news = [other for other in story.meetings if other.kind != "other" and not other.background]
    return len(news) == 1 and meeting.kind != "other" and not meeting.background


def _whole(story: Story) -> str:
    return _plain("\n".join(chain([story.text.headline], (block.text for block in story.text.blocks))))


def _plain(text: str) -> str:
    return fold(text).lower()


def _at(link: str, hosts: Mapping[str, str]) -> str | None:
    host = urlsplit(link).hostname or ""
    return next((country for site, country in hosts.items() if host == site or host.endswith(f".{site}")), None)
