"""Which outlet a story credits with somebody's words ("told CNN", 接受路透社采访时), and how long that lasts."""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from collections.abc import Iterator
from dataclasses import dataclass

from monitor.core.reading.document import Passage
from monitor.core.reading.frames import Token
from monitor.core.reading.lexicon import NAME_KINDS
from monitor.core.reading.marks import Stretch
from monitor.core.reading.outlets import key
from monitor.core.reading.quote_units import Painted, Unit
from monitor.core.reading.quote_words import QuoteWords
from monitor.core.reading.reports import Setting
from monitor.core.reading.speaker_phrases import Speaker

_REACH = 60
_LONGEST_HAN = 9
_CAPITALS = re.compile(r"(?:[Tt]he )?(?:[A-Z][\w'&.-]* (?:of |and |& |the )?){1,4}$|The $")
_NAME = re.compile(r" (?:the )?[A-Z][\w']+(?: [A-Z][\w']+)*")


@dataclass(frozen=True, slots=True)
class Credit:
    """One place that names the ears or the messenger of somebody's words."""

    start: int
    outlet: str | None
    """None for the story's own outlet, and for an audience that is no outlet (a news conference)."""


@dataclass(slots=True)
class _Interview:
    speaker: str
    outlet: str
    passage: int


class Credits:
    """The credits of the unit that is being read, and the interview that goes on."""

    def __init__(self, words: QuoteWords, own: str | None) -> None:
        self._words = words
        self._own = key(own) if own else ""
        self._unit: list[Credit] = []
        self._interview: _Interview | None = None

    def named_outlets(self, passage: Passage, nouns: list[Token]) -> list[tuple[int, int, str]]:
        """The outlets that a passage names: the listed ones, and names that look or stand like one's."""
        found = list(dict.fromkeys((hit.start, hit.end, hit.key) for hit in passage.hits if hit.kind == "outlet"))
        taken = sorted((hit.start, hit.end) for hit in passage.hits if hit.kind in NAME_KINDS)
        named = (self._ending_at(passage.folded, noun) for noun in nouns)
        for start, end in filter(None, (*named, *self._led_in(passage.folded))):
            nearby = taken[max(0, bisect_left(taken, (start,)) - 1) : bisect_left(taken, (end,))]
            if not any(start < stop for _, stop in nearby):
                found.append((start, end, passage.text[start:end].strip("《》").removeprefix("the ")))
                insort(taken, (start, end))
        return sorted(found)

    def _ending_at(self, folded: str, noun: Token) -> tuple[int, int] | None:
        """The name that a noun ends: capitals before it, or in Chinese what stands behind a lead (对…日报)."""
        floor = max(0, noun.start - _REACH)
        if self._words.beside:
            before = _CAPITALS.search(folded, floor, noun.start) if folded[noun.start].isupper() else None
            return (before.start(), noun.end) if before else None
        leads = (folded.rfind(lead, floor, noun.start) + len(lead) for lead in self._words.leads)
        start = max((at for at in leads if at > floor), default=-1)
        name = folded[start : noun.start]
        return (start, noun.end) if 0 < len(name) <= _LONGEST_HAN and name.isalnum() else None

    def _led_in(self, folded: str) -> Iterator[tuple[int, int]]:
        """Names behind words that only an outlet follows ("writing in Foreign Affairs")."""
        for lead in self._words.leads if self._words.beside else ():
            at = folded.find(lead)
            if at >= 0 and (name := _NAME.match(folded, at + len(lead))) and not self._is_no_name(name[0]):
                yield at + len(lead) + (0 if name[0][0] != " " else 1), name.end()

    def _is_no_name(self, name: str) -> bool:
        return name.strip().removeprefix("the ").split()[0] in self._words.not_names

    def enter(self, painted: Painted, unit: Unit) -> None:
        """Read the credits of a unit."""
        self._unit = []
        if not painted.outlets and not self._interview:
            return
        if painted.outlets_in(unit.start, unit.end):
            for match in self._words.credits.finditer(painted.text, unit.start, unit.end):
                self._unit += self._named(painted, *match.span())
        if not self._unit and self._interview:
            found = self._words.audiences.finditer(painted.text, unit.start, unit.end)
            self._unit = [Credit(match.start(), None) for match in found]

    def named_here(self) -> str | None:
        """The outlet that the unit credits, whatever words with."""
        return next((credit.outlet for credit in self._unit if credit.outlet), None)

    def _named(self, painted: Painted, start: int, end: int) -> list[Credit]:
        names = [name for _, stop, name in painted.outlets_in(start, end) if stop <= end]
        return [Credit(start, None if self._is_own(name) else name) for name in names]

    def _is_own(self, name: str) -> bool:
        return key(name) == self._own or self._words.own.search(name) is not None

    def leave(self, speaker: Speaker | None, passage: int) -> None:
        """Remember whom the unit's credits belong to."""
        for credit in self._unit:
            if credit.outlet and speaker and credit.outlet != speaker.name:
                self._interview = _Interview(speaker.name, credit.outlet, passage)
            elif not credit.outlet and speaker and self._interview and self._interview.speaker == speaker.name:
                self._interview = None

    def of(self, setting: Setting, stretch: Stretch, speaker: Speaker | None) -> str | None:
        """The outlet credited with a quotation: named in its unit, or still from before."""
        for credit in self._unit:
            low, high = sorted((credit.start, stretch.outer_start))
            if any(low < other.outer_start < high for other in setting.unit.stretches):
                continue
            if credit.outlet is None or not speaker or credit.outlet != speaker.name:
                return credit.outlet
        if self._unit:
            return None
        if not self._interview:
            return None
        text = setting.painted.text[setting.unit.start : setting.unit.end]
        close = self._words.more.search(text) or self._words.pronoun.search(text)
        return self.carried(speaker, stretch.passage, close=close is not None)

    def reporter(self, setting: Setting, stretch: Stretch) -> Speaker | None:
        """The outlet whose own words a quotation gives where nobody in its sentence says them (据某台报道，他“…”)."""
        named = [credit.outlet for credit in self._unit if credit.outlet and credit.start < stretch.outer_start]
        return Speaker(named[-1], body=True, outlet=True) if named else None

    def carried(self, speaker: Speaker | None, passage: int, *, close: bool) -> str | None:
        """The outlet of the interview that goes on; into the next passage only where the words say so (`close`)."""
        interview = self._interview
        if not interview or not speaker or interview.speaker != speaker.name:
            self._interview = None
            return None
        if interview.passage == passage or (close and interview.passage == passage - 1):
            interview.passage = passage
            return interview.outlet
        return None
