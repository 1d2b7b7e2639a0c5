"""What the program knows of the world and of each language: read once from the data files, then only read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from monitor.core.reading.lexicon import Lexicon
from monitor.core.reading.officials import Officials
from monitor.core.reading.places import Places
from monitor.core.reading.relevance import Topics
from monitor.core.reading.text_words import TextWords


@dataclass(frozen=True, slots=True)
class Language:
    """How one language says things: one field for each file in its folder."""

    code: str
    text: TextWords
    people: Any
    dates: Any
    meetings: Any
    quotes: Any


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Everything the reading of a story rests on."""

    pages: Any
    lexicon: Lexicon
    languages: Mapping[str, Language]
    officials: Officials
    places: Places
    topics: Topics

    def language(self, code: str) -> Language:
        """The tables for a language; English where the program has none for it."""
        return self.languages.get(code) or self.languages["en"]
