"""Weeks by a day in them, by their number in a month, and weekends."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from monitor.core.reading.date_rules import Fields, Moment, Reading, Rule, calendar, monday_of

_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)
_MIDWEEK = 2
"""Wednesday: the month that it lies in has most of a week's working days."""


def week_of(fields: Fields, at: Moment) -> Reading | None:
    """The week that holds a day."""
    if "early_day" in fields:
        fields = {**fields, "day": fields["early_day"], "month": fields["its_month"]}
    found = calendar(fields, at)
    return Reading(monday_of(found.first), precision="week") if found and found.first else None


def week_of_month(fields: Fields, at: Moment) -> Reading | None:
    """The first, second, … or last week of a month; the first has most of its working days in it."""
    found = calendar(
        {key: value for key, value in fields.items() if key not in ("number", "final")}, replace(at, doubtful=True)
    )
    if not found or not found.first:
        return None
    month = found.first
    shift = -month.weekday() if month.weekday() <= _MIDWEEK else 7 - month.weekday()
    mondays = [day for weeks in range(6) if _is_of(day := month + shift * _DAY + weeks * _WEEK, month)]
    number = fields.get("number", 0) or len(mondays)
    return Reading(mondays[number - 1], precision="week") if number <= len(mondays) else None


def _is_of(monday: date, month: date) -> bool:
    """Whether most working days of a week are a month's."""
    return (monday + _MIDWEEK * _DAY).month == month.month


def weekend(fields: Fields, at: Moment) -> Reading | None:
    """Saturday and Sunday of the week that is meant."""
    saturday = monday_of(at.today) + 5 * _DAY
    if "which" in fields and not (fields["which"] == 0 and not at.ahead):
        saturday += fields["which"] * _WEEK
    elif not at.ahead and saturday > at.today:
        saturday -= _WEEK
    return Reading(saturday, saturday + _DAY)


WEEK_RULES: dict[str, Rule] = {"week_of": week_of, "week_of_month": week_of_month, "weekend": weekend}
"""By the name that a data file's `reads` gives."""
