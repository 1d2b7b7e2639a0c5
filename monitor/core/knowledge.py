"""What the program knows of the world and of each language: read once from the data files, then only read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from monitor.core.deciding.governments import Governments
from monitor.core.reading.date_words import DateWords
from monitor.core.reading.lexicon import Lexicon
from monitor.core.reading.meeting_words import MeetingWords
from monitor.core.reading.officials import Officials
from monitor.core.reading.organisations import Organisations
from monitor.core.reading.page_words import PageWords
from monitor.core.reading.people_words import PeopleWords
from monitor.core.reading.places import Places
from monitor.core.reading.quote_words import QuoteWords
from monitor.core.reading.relevance import Topics
from monitor.core.reading.roles import Roles
from monitor.core.reading.text_words import TextWords


@dataclass(frozen=True, slots=True)
class Language:
    """How one language says things: one field for each file in its folder."""

    code: str
    text: TextWords
    people: PeopleWords
    dates: DateWords
    meetings: MeetingWords
    quotes: QuoteWords


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Everything that reading and deciding rest on."""

    pages: PageWords
    lexicon: Lexicon
    languages: Mapping[str, Language]
    officials: Officials
    organisations: Organisations
    roles: Roles
    places: Places
    topics: Topics
    governments: Governments

    def language(self, code: str) -> Language:
        """The tables for a language; English where the program has none for it."""
        return self.languages.get(code) or self.languages["en"]
