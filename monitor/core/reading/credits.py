"""Which outlet a story credits with somebody's words ("told CNN", 接受路透社采访时), and how long that lasts."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.core.reading.document import Passage
from monitor.core.reading.lexicon import NAME_KINDS
from monitor.core.reading.marks import Stretch
from monitor.core.reading.outlets import key
from monitor.core.reading.quote_units import Painted, Unit
from monitor.core.reading.quote_words import QuoteWords
from monitor.core.reading.reports import Setting
from monitor.core.reading.speakers import Speaker


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

    def named_outlets(self, passage: Passage) -> list[tuple[int, int, str]]:
        """The outlets that a passage names: the listed ones, and names with the shape of an outlet's."""
        found = list(dict.fromkeys((hit.start, hit.end, hit.key) for hit in passage.hits if hit.kind == "outlet"))
        taken = [(hit.start, hit.end) for hit in passage.hits if hit.kind in NAME_KINDS]
        for shape in self._words.shapes:
            for match in shape.finditer(passage.folded):
                start, end = match.span()
                if not any(start < stop and at < end for at, stop in taken):
                    found.append((start, end, passage.text[start:end].strip("《》")))
                    taken.append((start, end))
        return sorted(found)

    def enter(self, painted: Painted, unit: Unit) -> None:
        """Read the credits of a unit."""
        self._unit = []
        if any(unit.start <= start < unit.end for start, _, _ in painted.outlets):
            for match in self._words.credits.finditer(painted.text, unit.start, unit.end):
                self._unit += self._named(painted, *match.span())
        if not self._unit:
            found = self._words.audiences.finditer(painted.text, unit.start, unit.end)
            self._unit = [Credit(match.start(), None) for match in found]

    def _named(self, painted: Painted, start: int, end: int) -> list[Credit]:
        names = [name for at, stop, name in painted.outlets if start <= at and stop <= end]
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
