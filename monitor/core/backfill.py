"""What a backfill is made of: pieces of old material, how far they have come, and how long the rest will take."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from monitor.core.records import Entry, Page

START = ""
"""The position of a source of which nothing was taken in."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of old material, as its source gives it: a page at hand, an address to fetch, or neither."""

    position: str
    """Where its source can be taken up after it."""
    share: float | None = None
    """How much of the source is behind it, 0 to 1; None where the source cannot tell."""
    page: Page | None = None
    entry: Entry | None = None
    """The address of a page that is to be fetched, with what its source says of it."""
    captured: datetime | None = None
    """When the page was saved: it cannot be younger."""
    skipped: str | None = None
    """Why it is no page, in words that many pieces share."""


@dataclass(slots=True)
class Tally:
    """What became of the pieces."""

    read: int = 0
    relevant: int = 0
    """Of those read."""
    meetings: int = 0
    """That the stories read report, background and others included."""
    screened: int = 0
    """Told by title and description to be of other things."""
    known: int = 0
    """In the archive already."""
    failed: int = 0
    """Did not come, or could not be read."""
    skipped: dict[str, int] = field(default_factory=dict)
    """Why, and how many."""

    def skip(self, reason: str) -> None:
        """Count one that is no page."""
        self.skipped[reason] = self.skipped.get(reason, 0) + 1

    @property
    def seen(self) -> int:
        """All of them."""
        return self.read + self.screened + self.known + self.failed + sum(self.skipped.values())


class Watermark:
    """The position up to which everything is done, while pieces begun in order end in any."""

    def __init__(self, position: str = START) -> None:
        self.position = position
        self._begun: deque[tuple[int, str]] = deque()
        self._ended: set[int] = set()
        self._next = 0

    def begin(self, position: str) -> int:
        """A piece is taken up; the number to end it by."""
        self._next += 1
        self._begun.append((self._next, position))
        return self._next

    def end(self, number: int) -> None:
        """The piece is done."""
        self._ended.add(number)
        while self._begun and self._begun[0][0] in self._ended:
            first, self.position = self._begun.popleft()
            self._ended.discard(first)


class Speed:
    """How fast the pieces go by, over the last half minute, and what that means for the rest."""

    def __init__(self, window: timedelta = timedelta(seconds=30)) -> None:
        self._window = window.total_seconds()
        self._marks: deque[tuple[float, int, float | None]] = deque()

    def mark(self, seconds: float, pieces: int, share: float | None) -> None:
        """So many pieces and so much of the source by a monotonic clock's `seconds`."""
        self._marks.append((seconds, pieces, share))
        while len(self._marks) > 2 and self._marks[0][0] < seconds - self._window:
            self._marks.popleft()

    @property
    def seconds(self) -> float:
        """The clock at the last mark."""
        return self._marks[-1][0] if self._marks else 0.0

    @property
    def per_second(self) -> float:
        """Pieces a second."""
        if len(self._marks) < 2:
            return 0.0
        (began, first, _), (now, last, _) = self._marks[0], self._marks[-1]
        return (last - first) / (now - began) if now > began else 0.0

    @property
    def left(self) -> timedelta | None:
        """How long the rest of the source will take; None where nothing tells."""
        if len(self._marks) < 2:
            return None
        (began, _, first), (now, _, last) = self._marks[0], self._marks[-1]
        if first is None or last is None or last <= first or now <= began:
            return None
        return timedelta(seconds=round((1 - last) * (now - began) / (last - first)))
