"""One passage as the search for speakers sees it: whom it mentions, its verbs and nouns of speech, where words end."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import TypeVar

from monitor.core.reading.frames import Token
from monitor.core.reading.lexicon import Hit
from monitor.core.reading.people import Mention
from monitor.core.reading.quote_units import Painted
from monitor.core.reading.quote_words import OUTLET, QUOTED, QuoteWords
from monitor.core.reading.speech_table import SpeechWords

WORD = re.compile(r"[^\s,;:()—–" + QUOTED + OUTLET + r"]+")
PAINT = (QUOTED, OUTLET)
_LANDS = ("country", "city", "demonym")

_Placed = TypeVar("_Placed", Mention, Token)


def _inside(items: Sequence[_Placed], start: int, end: int) -> list[_Placed]:
    """Of items sorted by start those that lie within a stretch."""
    low = bisect_left(items, start, key=lambda item: item.start)
    high = bisect_left(items, end, low, key=lambda item: item.start)
    return [item for item in items[low:high] if item.end <= end]


class PassageWords:
    """The words of one passage, painted: quotations and outlets are no words."""

    def __init__(self, painted: Painted, mentions: list[Mention], words: QuoteWords, found: SpeechWords) -> None:
        self._text = painted.text
        self._written = painted.passage.text
        self._words = words
        self.mentions = mentions = [mention for mention in mentions if painted.text[mention.start] != QUOTED]
        self._prepositions = tuple(words.prepositions)
        self._apart = words.prepositions | words.breaks | words.determiners | words.between | words.relatives
        self._hits = painted.passage.hits
        self._starting = {mention.start: mention for mention in reversed(mentions)}
        self._ending = {mention.end: mention for mention in reversed(mentions)}
        self._cues = [cue for cue in found.cues if painted.text[cue.start] not in PAINT]
        self._nouns = self._with_offices([noun for noun in found.nouns if painted.text[noun.start] not in PAINT])
        self._noun_ends = {noun.end for noun in self._nouns}
        self._words_by_end = {match.end(): match.start() for match in WORD.finditer(painted.text)}
        self._starts_of = {hit.end: hit.start for hit in painted.passage.hits if hit.kind in _LANDS}
        self._countries = {
            hit.end
            for hit in painted.passage.hits
            if hit.kind in ("country", "city") or (hit.kind == "demonym" and self._is_people(hit))
        }

    def _is_people(self, hit: Hit) -> bool:
        """Whether a nation's adjective stands for its people ("said the Americans")."""
        article = self._text[max(0, hit.start - len("the ")) : hit.start].lower() == "the "
        return self._words.beside and article and self._text[hit.end : hit.end + 1] in (".", ",", ";", ":", "")

    def _with_offices(self, nouns: list[Token]) -> list[Token]:
        """The nouns for speakers, those for offices ("the secretary general") among them."""
        if not self._words.beside:
            return nouns
        ends = {noun.end for noun in nouns}
        offices = (hit for hit in self._hits if hit.kind.startswith("role") and hit.end not in ends)
        more = [Token(hit.start, hit.end, "people") for hit in offices if self._text[hit.start] not in PAINT]
        return sorted([*nouns, *more], key=lambda noun: (noun.start, noun.end))

    def cues(self, start: int, end: int) -> list[Token]:
        """What announces speech in a sentence; a word with a capital within it is a name ("the Coastal States")."""
        return [cue for cue in _inside(self._cues, start, end) if self._is_verb(cue, start)]

    def _is_verb(self, cue: Token, start: int) -> bool:
        if self._text[cue.start].isupper():
            return not self._text[start : cue.start].strip(" —–" + QUOTED)
        if (
            cue.kind == "participles"
            and self.last_word(start, self._rstrip(start, cue.start)) in self._words.determiners
        ):
            return False  # "using a saying"
        return cue.kind in ("speeches", "sources", "wordings") or not self._is_owned(cue, start)

    def _is_owned(self, cue: Token, start: int) -> bool:
        """Whether a word is a noun for once ("its Paris promises"): something that somebody has."""
        at = self._rstrip(start, cue.start)
        if at in self._countries:
            at = self._rstrip(start, self._starts_of[at])
        return self.last_word(start, at) in self._words.possessives

    def nouns(self, start: int, end: int) -> list[Token]:
        """The nouns that can speak in a stretch."""
        return _inside(self._nouns, start, end)

    def is_country(self, end: int) -> bool:
        """Whether a country's or city's name ends at an offset: it may stand for its government."""
        return end in self._countries

    def inside(self, start: int, end: int) -> list[Mention]:
        """The mentions within a stretch, in order."""
        return _inside(self.mentions, start, end)

    def starting(self, at: int) -> Mention | None:
        """The longest mention that begins at an offset."""
        return self._starting.get(at)

    def opening(self, start: int, end: int) -> Mention | None:
        """The mention that a sentence begins with, a title aside ("Mr. Roe said so")."""
        first = next(iter(self.inside(start, end)), None)
        lead = self._text[start : first.start].split() if first else []
        return first if all(word.lower() in self._words.titles for word in lead) else None

    def word_at(self, at: int) -> str:
        """The word that begins at an offset, as written."""
        match = WORD.match(self._text, at)
        return match[0] if match else ""

    def last_word(self, start: int, end: int) -> str:
        """The word that ends at an offset, in small letters; empty where a mark does."""
        begin = self._words_by_end.get(end, -1)
        return self._text[begin:end].lower() if begin >= start else ""

    def _rstrip(self, start: int, end: int) -> int:
        while end > start and self._text[end - 1].isspace():
            end -= 1
        return end

    def _lstrip(self, start: int, end: int) -> int:
        while start < end and self._text[start].isspace():
            start += 1
        return start
