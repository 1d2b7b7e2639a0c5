"""What most independent stories say: a copy repeats its original's vote, so it has none of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Generic, TypeVar

from monitor.core.deciding.known import Report

T = TypeVar("T")


class Votes(Generic[T]):
    """What stories have said so far, each original once."""

    def __init__(self) -> None:
        self._voters: dict[T, set[str]] = {}

    def add(self, said: T | None, original: str) -> None:
        """Count what a story says (None: nothing); `original` is the story that it copies, or it itself."""
        if said is not None:
            self._voters.setdefault(said, set()).add(original)

    def leading(self, prefer: Callable[[T], int] = lambda _: 0) -> T | None:
        """The value that most originals give, of equals the preferred, then the first told; None where none does."""
        if not self._voters:
            return None
        return max(self._voters, key=lambda said: (len(self._voters[said]), prefer(said)))


def most_say(
    reports: Sequence[Report], value: Callable[[Report], T | None], prefer: Callable[[T], int] = lambda _: 0
) -> T | None:
    """The leading value of some reports' votes."""
    votes = Votes[T]()
    for report in reports:
        votes.add(value(report), report.source.original)
    return votes.leading(prefer)


def originals(reports: Iterable[Report]) -> int:
    """How many independent stories there are."""
    return len({report.source.original for report in reports})
