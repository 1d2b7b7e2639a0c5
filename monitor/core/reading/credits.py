"""Which outlet a story credits with somebody's words ("told CNN", 接受路透社采访时), and how long that lasts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from monitor.core.reading.document import Document
from monitor.core.reading.marks import Stretch
from monitor.core.reading.outlets import key
from monitor.core.reading.quote_units import Painted, Unit
from monitor.core.reading.quote_words import QuoteWords
from monitor.core.reading.reports import Setting
from monitor.core.reading.speaker_phrases import Speaker

_AGENCY = re.compile(r"^[A-Z][^.(]{2,40}\(([A-Z][\w &.-]{1,30})\)\s*[—–-]")
_LONGEST_DATELINE = 90


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
    announced: bool = False
    """Nothing of it has been quoted yet."""


class Credits:
    """The credits of the unit that is being read, and the interview that goes on."""

    def __init__(self, words: QuoteWords, document: Document) -> None:
        self._words = words
        self._own = tuple(map(key, _own_outlets(document)))
        self._unit: list[Credit] = []
        self._interview: _Interview | None = None

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
        return any(own.startswith(key(name)) for own in self._own) or self._words.own.search(name) is not None

    def leave(self, speaker: Speaker | None, passage: int, *, announced: bool = False) -> None:
        """Remember whom the unit's credits belong to; `announced`: it only tells of the interview."""
        for credit in self._unit:
            if credit.outlet and speaker and credit.outlet != speaker.name:
                self._interview = _Interview(speaker.name, credit.outlet, passage, announced)
            elif not credit.outlet and speaker and self._interview and self._interview.speaker == speaker.name:
                self._interview = None

    def of(self, setting: Setting, stretch: Stretch, speaker: Speaker | None) -> str | None:
        """The outlet credited with a quotation: named in its unit, or still from before."""
        for credit in self._unit:
            low, high = sorted((credit.start, stretch.outer_start))
            leads = not self._words.beside and credit.start == setting.unit.start  # 据路透社报道，甲说“……”，并说“……”
            if not leads and any(low < other.outer_start < high for other in setting.unit.stretches):
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
        close = close or interview.announced
        if interview.passage == passage or (close and interview.passage == passage - 1):
            interview.passage, interview.announced = passage, False
            return interview.outlet
        return None


def _own_outlets(document: Document) -> Iterator[str]:
    """The story's outlet, and the agency that its dateline gives ("OSLO, May 4 (Lumen) --")."""
    if document.text.outlet:
        yield document.text.outlet
    first = next((p for p in document.passages if p.kind == "paragraph"), None)
    if first and (agency := _AGENCY.search(first.text[:_LONGEST_DATELINE])):
        yield agency[1]
