"""When an encounter is said to be: one sentence's dates and lengths as a first and a last day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from monitor.core.reading.dates import DateMention
from monitor.core.reading.encounters import Encounter
from monitor.core.reading.line_days import is_first
from monitor.core.records import Precision

_DAY = timedelta(days=1)
_NEAR = timedelta(days=3)
"""Days of one meeting are told apart by no more than this."""
_SPAN: dict[Precision, timedelta] = {"day": timedelta(0), "week": timedelta(6), "month": timedelta(30)}
_ORDER: tuple[Precision, ...] = ("day", "week", "month", "unknown")
_NEWS = timedelta(days=14)
_HALF_A_MONTH = timedelta(days=15)
"""A meeting "in March" is thought to have been in its middle."""
_LONGEST = 14
"""Days after which it is no meeting any more, but a process."""


@dataclass(frozen=True, slots=True)
class Days:
    """When a meeting is, as far as it is known."""

    start: date | None = None
    end: date | None = None
    """None where the last day is not known, and for a week or a month."""
    precision: Precision = "unknown"
    by: date | None = None
    """The last day that is possible, where no start is known."""
    length: int | None = None
    """Days, where only the length is known or the first day is."""
    only_end: bool = False
    """Only the last day is known; the first stands for it until more is."""

    @property
    def latest(self) -> date | None:
        """The last day on which it may have begun."""
        return self.start + _SPAN[self.precision] if self.start else self.by

    def fits(self, other: Days) -> bool:
        """Whether both may be days of one meeting."""
        if self.start is None or other.start is None:
            return self.start is None and other.start is None and self.by == other.by
        mine, theirs = self.end or self.latest or self.start, other.end or other.latest or other.start
        return self.start <= theirs + _NEAR and other.start <= mine + _NEAR

    def overlaps(self, other: Days) -> bool:
        """Whether both share a day, as far as is known."""
        if self.start is None or other.start is None:
            return True
        mine, theirs = self.end or self.latest or self.start, other.end or other.latest or other.start
        return self.start <= theirs and other.start <= mine

    def joined(self, other: Days) -> Days:
        """Both together: the finer precision wins; days stretch from the first to the last."""
        length = self.length or other.length
        if other.start is None or self.start is None:
            known = self if self.start else other if other.start else self
            by = known.by or self.by or other.by
            return _closed(Days(known.start, known.end, known.precision, by, length, known.only_end))
        if self.precision != other.precision:
            finer = min(self, other, key=lambda days: _ORDER.index(days.precision))
            return _closed(Days(finer.start, finer.end, finer.precision, None, length, finer.only_end))
        start = min(self.start, other.start)
        last = max(days.end or days.start or start for days in (self, other))
        known_end = self.end is not None or other.end is not None or last > start
        return _closed(
            Days(start, last if known_end and self.precision == "day" else None, self.precision, None, length)
        )


def is_background(days: Days, today: date | None) -> bool:
    """Whether a meeting began so long before the story's day that the story only looks back on it."""
    if today is None or days.latest is None:
        return False
    likeliest = days.latest - _HALF_A_MONTH if days.precision == "month" else days.latest
    return today - likeliest > _NEWS


def _closed(days: Days) -> Days:
    """With the missing end counted from the other one where the length is known."""
    if days.precision != "day" or days.start is None or days.length is None:
        return days
    span = (days.length - 1) * _DAY
    if days.only_end:
        return Days(days.start - span, days.start, "day", None, days.length)
    if days.end is None or days.end == days.start:
        return Days(days.start, days.start + span, "day", None, days.length)
    return days


def days_of(encounter: Encounter) -> Days:
    """The days that the sentence gives to its encounter."""
    length = encounter.length if encounter.length and encounter.length <= _LONGEST else None
    if not encounter.dates:
        return Days(length=length)
    nearest = encounter.dates[0]
    if nearest.first is None:
        return Days(by=nearest.by, length=length)
    if nearest.precision != "day":
        return Days(nearest.first, None, nearest.precision, None, length)
    first, last = nearest.first, nearest.last
    for other in encounter.dates[1:]:
        if other.precision == "day" and other.first and _DAY >= abs(other.first - (last or first)) > timedelta(0):
            first, last = min(first, other.first), max(last or first, other.last or other.first)
    final = encounter.last_day.first if encounter.last_day and encounter.last_day.precision == "day" else None
    if final and timedelta(0) < final - first <= _LONGEST * _DAY:
        last = max(last or final, final)
    return Days(first, last, "day") if last else _one_day(first, nearest, encounter, length)


def _one_day(day: date, mention: DateMention, encounter: Encounter, length: int | None) -> Days:
    if mention.bound == "from" and length:
        return Days(day, day + (length - 1) * _DAY, "day")
    if encounter.nth_day > 1 and length:  # "on Tuesday for the second of three days of talks"
        first = day - (encounter.nth_day - 1) * _DAY
        return Days(first, first + (length - 1) * _DAY, "day")
    if mention.bound == "until" or (encounter.closing and not _begins(encounter, mention)):
        return Days(day - (length - 1) * _DAY, day, "day") if length else Days(day, day, "day", only_end=True)
    if encounter.nth_day > 1:
        return Days(day - (encounter.nth_day - 1) * _DAY, None, "day", None, length)
    if length:
        return Days(day, day + (length - 1) * _DAY, "day")
    if mention.bound == "from" or encounter.status == "begun":
        return Days(day, None, "day")
    return Days(day, day, "day")


def _begins(encounter: Encounter, mention: DateMention) -> bool:
    """ "After four days of meetings that began on Saturday": the end is spoken of, and the first day is given."""
    line = encounter.line
    return any(
        t.kind == "date" and line.dates[t.value] is mention and is_first(line, i)
        for i, t in enumerate(line.string.tokens)
    )
