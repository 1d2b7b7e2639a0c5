"""The days on which a meeting may have been, as far as a report lets us tell."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from monitor.core.records import Meeting, Precision

# A story without dates is itself a witness: what it calls over was so lately, what it calls planned is not far.
LATELY = timedelta(days=14)
SOON = timedelta(days=60)
HAPPENED = frozenset({"underway", "held"})
CALLED_OFF = frozenset({"postponed", "cancelled"})


@dataclass(frozen=True, slots=True)
class Window:
    """From the first day on which the meeting may have been to the last, both included."""

    first: date
    last: date
    witness: date | None
    """The story's own day where its words give no date; None where they do."""

    last_start: date
    """The last day on which it may have begun."""

    @property
    def stated(self) -> bool:
        """Whether the story's words give it."""
        return self.witness is None

    def gap(self, other: Window) -> int:
        """Days between the two; 0 where they touch or overlap."""
        return max((self.first - other.last).days, (other.first - self.last).days, 0)

    @property
    def days(self) -> int:
        """Length in days, at least 1."""
        return (self.last - self.first).days + 1


def window_of(meeting: Meeting, day: date) -> Window:
    """The window of `meeting` as told by a story of `day`."""
    return days_around(meeting.start, meeting.end, meeting.precision, meeting.status, day)


def days_around(first: str | None, last: str | None, precision: Precision, status: str, day: date) -> Window:
    """The days on which what lasted from `first` to `last` may have been, as known on `day`."""
    start = as_date(first)
    if start is None or precision == "unknown":
        return _witnessed(status, day)
    if precision == "week":
        return _whole_period(start, start + timedelta(days=6))
    if precision == "month":
        length = calendar.monthrange(start.year, start.month)[1]
        return _whole_period(start, start.replace(day=length))
    return Window(start, max(start, as_date(last) or start), None, last_start=start)


def _whole_period(first: date, last: date, witness: date | None = None) -> Window:
    return Window(first, last, witness, last_start=last)


def _witnessed(status: str, day: date) -> Window:
    if status == "held":
        return _whole_period(day - LATELY, day, day)
    if status == "underway":
        return _whole_period(day - timedelta(days=2), day, day)
    if status == "announced":
        return _whole_period(day - timedelta(days=1), day + SOON, day)
    return _whole_period(day - LATELY, day + SOON, day)


def as_date(text: str | None) -> date | None:
    """A record's date; None where there is none or it is no date."""
    try:
        return date.fromisoformat(text[:10]) if text else None
    except ValueError:
        return None
