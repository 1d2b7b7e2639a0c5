"""What most independent stories say: a copy repeats its original's vote, so it has none of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from monitor.core.deciding.known import Report

T = TypeVar("T")


def most_say(
    reports: Sequence[Report], value: Callable[[Report], T | None], prefer: Callable[[T], int] = lambda _: 0
) -> T | None:
    """The value that most originals give; of equals the preferred, then the first told. None where none gives it."""
    voters: dict[T, set[str]] = {}
    for report in reports:
        said = value(report)
        if said is not None:
            voters.setdefault(said, set()).add(report.source.original)
    if not voters:
        return None
    return max(voters, key=lambda said: (len(voters[said]), prefer(said)))


def originals(reports: Iterable[Report]) -> int:
    """How many independent stories there are."""
    return len({report.source.original for report in reports})
