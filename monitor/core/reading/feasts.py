"""Days and months by their names ("the Thursday after Labor Day", "last November").

A named day is a day of the year, or a weekday of a month. The data file writes the one as month and day (1225), the
other as 1, month, which one and weekday (10910: of September the first Monday; the fifth stands for the last).
"""

from __future__ import annotations

from datetime import date, timedelta

from monitor.core.reading.date_rules import Fields, Moment, Reading, Rule

_DAY = timedelta(days=1)
_MOVABLE = 10_000


def feast(fields: Fields, at: Moment) -> Reading | None:
    """The named day that is nearest, or the weekdays that come after it."""
    year = at.today.year
    near = (_in_year(fields["feast"], year + shift) for shift in (-1, 0, 1))
    day = min((found for found in near if found), key=lambda found: abs(found - at.today), default=None)
    if day is None or "weekday" not in fields:
        return Reading(day) if day else None
    first = day + ((fields["weekday"] - day.weekday() - 1) % 7 + 1) * _DAY
    if "last_weekday" not in fields:
        return Reading(first)
    last = first + ((fields["last_weekday"] - fields["weekday"]) % 7) * _DAY
    return Reading(first, last if last > first else None)


def named_month(fields: Fields, at: Moment) -> Reading | None:
    """Last November, next March: the nearest one on that side."""
    month, today, which = fields["month"], at.today, fields["which"]
    year = today.year
    if which < 0 and month >= today.month:
        year -= 1
    elif which > 0 and month <= today.month:
        year += 1
    return Reading(date(year, month, 1), precision="month")


def _in_year(code: int, year: int) -> date | None:
    try:
        if code < _MOVABLE:
            return date(year, code // 100, code % 100)
        month, which, weekday = code // 100 % 100, code // 10 % 10, code % 10
        first = date(year, month, 1)
        days = [first + ((weekday - first.weekday()) % 7 + 7 * weeks) * _DAY for weeks in range(5)]
        fitting = [day for day in days if day.month == month]
        return fitting[min(which, len(fitting)) - 1]
    except ValueError:
        return None


FEAST_RULES: dict[str, Rule] = {"feast": feast, "named_month": named_month}
"""By the name that a data file's `reads` gives."""
