"""Whom "the official", "the admiral", 这位官员 points back to: somebody whom the story described before."""

from __future__ import annotations

import re
from collections.abc import Callable

from monitor.core.reading.document import Passage
from monitor.core.reading.people import Character
from monitor.core.reading.quote_words import QuoteWords
from monitor.core.reading.speaker_phrases import Phrase, Speaker, name_at_end, speaker_of

_LOOK_BACK = 12
"""Passages and descriptions searched."""
_ONE_OF = len("one of ")
_REACH = 2000
"""Characters of each passage searched."""
_LONGEST_NAME = 40
_LINKS = (", ", " is ", " was ", ", now ")
"""What stands between a name and what its bearer is."""


class Described:
    """The descriptions of one story, read from top to bottom."""

    def __init__(
        self,
        passages: tuple[Passage, ...],
        characters: tuple[Character, ...],
        words: QuoteWords,
        named_at: Callable[[int, int], Speaker | None],
    ) -> None:
        self._passages = passages
        self._characters = characters
        self._words = words
        self._named_at = named_at
        """Whom the story names right before an offset of a passage."""
        self._speakers: list[Speaker] = []

    def note(self, speaker: Speaker) -> None:
        """Remember somebody who spoke without a name."""
        self._speakers.append(speaker)

    def before(self, noun: str, phrase: Phrase) -> Speaker | None:
        """Whoever was last described with a noun: spoken before, or only mentioned in the text above."""
        for speaker in reversed(self._speakers[-_LOOK_BACK:]):
            if re.search(rf"\b{re.escape(noun)}\b", speaker.name, re.IGNORECASE):
                return speaker
        passage = phrase.painted.passage
        for earlier in (passage, *reversed(self._passages[max(0, passage.index - _LOOK_BACK) : passage.index])):
            stop = phrase.start if earlier is passage else len(earlier.folded)
            start = max(0, stop - _REACH)
            if not earlier.where or noun.lower() not in earlier.folded[start:stop].lower():
                continue
            if found := list(self._words.introducing(noun).finditer(earlier.folded, start, stop)):
                described = Speaker(earlier.text[slice(*found[-1].span("who"))])
                return self._bearer(earlier, found[-1].start()) or described
        return None

    def one_of(self, phrase: Phrase) -> Speaker | None:
        """ "One of the people", in the singular."""
        before = phrase.painted.text[max(0, phrase.start - _ONE_OF) : phrase.start].lower()
        own = phrase.description(self._words)
        noun = next((noun for noun in self._words.table.find(own).nouns if noun.kind == "people"), None)
        if (
            not before.endswith("one of ")
            or noun is None
            or any(mention.form in ("name", "surname") for mention in phrase.mentions)
        ):
            return None
        known = self.before(own, phrase)
        several = known.name if known and own.lower() in known.name.lower() else own
        last = own[noun.start : noun.end]
        return Speaker(several.replace(last, self._words.singular(last), 1))

    def opened(self, noun: str, phrase: Phrase) -> Speaker | None:
        """Chinese: whom a clause before opened with, by the noun and words before it (美方代表团成员在…)."""
        if self._words.beside or not noun:
            return None
        opening = self._words.opening_with(noun)
        passage = phrase.painted.passage
        for earlier in (passage, *reversed(self._passages[max(0, passage.index - 1) : passage.index])):
            stop = phrase.start if earlier is passage else len(earlier.folded)
            found = list(opening.finditer(earlier.folded, max(0, stop - _REACH), stop))
            if found and earlier.where:
                return Speaker(earlier.text[slice(*found[-1].span("who"))])
        return None

    def _bearer(self, passage: Passage, at: int) -> Speaker | None:
        """Who is said to be what is described at an offset: "Roe is a retired admiral", "Roe, a retired admiral"."""
        link = next((link for link in _LINKS if passage.folded.endswith(link, 0, at)), "")
        end = at - len(link)
        if not link:
            return None
        if known := self._named_at(passage.index, end):
            return known
        name = name_at_end(passage.text[max(0, end - _LONGEST_NAME) : end], self._words)
        return Speaker(name, named=True) if name else None

    def holder(self, noun: str) -> Speaker | None:
        """The only character whose role names the noun ("the commissioner")."""
        people = (character for character in self._characters if character.kind == "person" and character.role)
        holders = [p for p in people if all(word in (p.role or "").lower() for word in noun.lower().split())]
        return speaker_of(holders[0]) if len(holders) == 1 else None
