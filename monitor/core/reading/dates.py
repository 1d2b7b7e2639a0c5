"""When things happen: the dates that a story's words give, resolved against its own day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from monitor.core.records import Precision


@dataclass(frozen=True, slots=True)
class DateMention:
    """One expression of time, resolved."""

    passage: int
    start: int
    end: int
    first: date | None
    """First day; None where the words give a length or nothing that can be fixed."""
    last: date | None
    """Last day of a range that the words give; None otherwise."""
    precision: Precision
    days: int | None = None
    """Length in days where the words give one ("three days of talks")."""
