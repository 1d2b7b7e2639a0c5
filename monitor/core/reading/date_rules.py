"""How the words of a date make a day: one rule for each way of saying when.

A rule gets the numbers behind an expression's named groups and the moment of speaking, and gives a `Reading`
or None where the numbers make no date (the 45th of May). The words are data (config/languages/*/dates.toml).
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from monitor.core.records import Precision

Fields = Mapping[str, int]
_ROC_OFFSET = 1911
"""Years of the Republic of China count from 1912."""
_LATELY = 3
"""Months that a story may look back without naming the year, also where it speaks of plans."""
_FEW = 7
"""Days up to which "the past days" are days of one thing."""
_SOON = timedelta(days=60)
"""So far ahead may a day lie of which a clause with a verb of the past speaks ("said the fair on March 3")."""
_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Moment:
    """What a date is resolved against."""

    today: date
    """The story's day."""
    horizon: date
    """The latest day that has begun somewhere when the story was published: its day, or the next one."""
    ahead: bool
    """The clause looks forward (will, plans to, 将)."""
    doubtful: bool
    """It speaks of a plan of the past, whose day may lie on either side (was due to)."""
    last: date | None
    """The day that the story last spoke of."""
    either: bool = False
    """The plan came to nothing (was to have met): its weekday is the nearer one."""
    behind: bool = False
    """The clause looks back (was born, met, 曾)."""
    week: date | None = None
    """The first day of a week to come that the story has just spoken of ("next week's talks")."""
    carried: bool = False
    """What makes it look forward stands in an earlier clause (大会将于31日开幕，双方27日起会谈)."""
    calendar: bool = False
    """`week` is the first day of a calendar's section: weekdays follow on it, whichever way the clause looks."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What an expression of time says."""

    first: date | None
    last: date | None = None
    precision: Precision = "day"
    days: int | None = None
    by: date | None = None
    """The last day that is possible, where first is None and the words still give a bound (in 2021)."""


Rule = Callable[[Fields, Moment], Reading | None]


def calendar(fields: Fields, at: Moment) -> Reading | None:
    """Numbers of year, month and day, any of which may be missing."""
    day, month = fields.get("day"), fields.get("month") or fields.get("last_month")
    year = _year(fields, at)
    if "which_month" in fields:
        year, month = _months_from(at.today, fields["which_month"])
    if not day:
        return _whole_month(year, month, at) if month else _whole_year(year, at)
    first = _day(year, month, day, at)
    if first is None:
        return None
    if "last_day" not in fields:
        return Reading(first)
    last_month = fields.get("last_month", first.month)
    last = _valid(first.year + (last_month < first.month), last_month, fields["last_day"])
    return Reading(first, last) if last and first < last else None


def _year(fields: Fields, at: Moment) -> int | None:
    if "year" in fields:
        return fields["year"] + (_ROC_OFFSET if "roc" in fields else 0)
    if "which_year" in fields:
        return at.today.year + fields["which_year"]
    if "same_year" in fields:
        return (at.last or at.today).year
    return None


def _whole_year(year: int | None, at: Moment) -> Reading | None:
    """A year bounds only what lies behind."""
    last = _valid(year, 12, 31)
    return Reading(None, precision="unknown", by=last if last and last < at.today else None) if last else None


def _whole_month(year: int | None, month: int, at: Moment) -> Reading | None:
    if not 1 <= month <= 12:
        return None
    today = at.today
    if year is None:
        year = today.year + _years_away(month, at)
    first = _valid(year, month, 1)
    return Reading(first, precision="month") if first else None


def _years_away(month: int, at: Moment) -> int:
    """Where a month without a year lies: a plan's ahead, unless it is hardly over ("after the talks of March")."""
    here = at.today.month
    if at.doubtful:
        return round((here - month) / 12)
    if at.ahead and not 0 < (here - month) % 12 <= _LATELY:
        return int(month < here)
    return -int(month > here)


def _day(year: int | None, month: int | None, day: int, at: Moment) -> date | None:
    """The day so named; without a year or month the one that is nearest, on the side that the clause looks to."""
    if year and month:
        return _valid(year, month, day)
    if month:
        near = [_valid(at.today.year + shift, month, day) for shift in (-1, 0, 1)]
    else:
        near = [_valid(*_months_from(at.today, shift), day) for shift in (-1, 0, 1)]
    days = [found for found in near if found]
    if month and at.behind:  # "it was born on March 3", told in December
        days = [d for d in days if d <= at.today + _SOON] or days
    if not month and not (at.ahead and at.doubtful):  # "was due on the 12th" may lie on either side
        fitting = [d for d in days if (d >= at.today if at.ahead else d <= at.horizon)]
        fitting = _just_gone(days, fitting, at.today) if at.carried else fitting
        days = fitting if at.ahead or not days else days
    return min(days, key=lambda d: (abs(d - at.today), d > at.today), default=None)


def _just_gone(days: list[date], ahead: list[date], today: date) -> list[date]:
    """The last such day, where it is at least twice as near as the next one."""
    gone = [day for day in days if day < today]
    return gone[-1:] if gone and ahead and 2 * (today - gone[-1]) < min(ahead) - today else ahead


def weekday(fields: Fields, at: Moment) -> Reading | None:
    """A weekday, alone or of a named week; `weeks` moves it, `ahead` makes it look forward."""
    if "date" in fields:
        return calendar({"day": fields["date"]}, at)
    number = 6 if "sunday" in fields else fields["weekday"] if "weekday" in fields else fields["day"] - 1
    ahead = at.ahead or "ahead" in fields
    if not 0 <= number <= 6:
        return None
    if "which" not in fields and at.week and (ahead or at.doubtful or at.calendar):
        first = at.week + (number - at.week.weekday()) % 7 * _DAY
    elif "which" not in fields:
        sides = (_nearest_weekday(number, side, at) for side in ((False, True) if at.either else (ahead,)))
        first = min(sides, key=lambda day: abs(day - at.today))
    elif "day" in fields or "sunday" in fields or fields["which"] >= 0:
        first = monday_of(at.today) + fields["which"] * _WEEK + number * _DAY
        if fields["which"] == 0 and first < at.today and "weekday" in fields and ahead:
            first += _WEEK
    else:
        first = _last_weekday(number, at.today)
    first += fields.get("weeks", 0) * _WEEK
    last_number = fields.get("last_weekday", fields["last_day"] - 1 if "last_day" in fields else None)
    if last_number is None:
        return Reading(first)
    last = first + ((last_number - number) % 7) * _DAY
    if not ahead and "which" not in fields and last > at.today == first:
        first, last = first - _WEEK, last - _WEEK  # "Thursday and Friday", told on a Thursday
    return Reading(first, last if last > first else None)


def weekday_of_week(fields: Fields, at: Moment) -> Reading | None:
    """A weekday of last, this or next week as the calendar counts weeks."""
    return weekday({**{k: v for k, v in fields.items() if k != "weekday"}, "day": fields["weekday"] + 1}, at)


def _nearest_weekday(number: int, ahead: bool, at: Moment) -> date:
    if ahead:
        return at.today + ((number - at.today.weekday()) % 7) * _DAY
    if at.horizon > at.today and number == at.horizon.weekday():
        return at.horizon
    return at.today - ((at.today.weekday() - number) % 7) * _DAY


def _last_weekday(number: int, today: date) -> date:
    """ "Last Friday": of the week before, but at a weekend the Friday just gone."""
    found = today - ((today.weekday() - number - 1) % 7 + 1) * _DAY
    return found - _WEEK if today.weekday() < 5 and found >= monday_of(today) else found


def day_word(fields: Fields, at: Moment) -> Reading | None:
    """Today, tomorrow, yesterday; `span` adds days behind it."""
    if "date" in fields:
        return calendar({"day": fields["date"]}, at)
    first = at.today + fields["offset"] * _DAY + fields.get("weeks", 0) * _WEEK
    last = at.today + fields["last_offset"] * _DAY if "last_offset" in fields else None
    return Reading(first, first + fields["span"] * _DAY if "span" in fields else last)


def other_day(fields: Fields, at: Moment) -> Reading | None:
    """The same day, the day before: counted from the day last spoken of."""
    if at.last is None and fields["offset"] > 0:
        return None
    return Reading((at.last or at.today) + fields["offset"] * _DAY)


def ago(fields: Fields, at: Moment) -> Reading | None:
    """So many days, weeks, months or years before the story's day."""
    return _moved(at.today, fields, -(fields["number"] or 1), at, exact_weeks=False)


def hence(fields: Fields, at: Moment) -> Reading | None:
    """So many days, weeks or months from the story's day on."""
    return _moved(at.today, fields, fields["number"] or 1, at, exact_weeks=True)


def later(fields: Fields, at: Moment) -> Reading | None:
    """So many days, weeks or months after the day last spoken of; nothing where none was."""
    return _moved(at.last, fields, fields["number"] or 1, at, exact_weeks=False) if at.last else None


def _moved(start: date, fields: Fields, count: int, at: Moment, *, exact_weeks: bool) -> Reading | None:
    if abs(count) > 400:
        return None
    if "days" in fields:
        return Reading(start + count * _DAY)
    if "weeks" in fields:
        day = start + count * _WEEK
        return Reading(day) if exact_weeks else Reading(monday_of(day), precision="week")
    if "months" in fields:
        return Reading(_valid(*_months_from(start, count), 1), precision="month")
    return _whole_year(start.year + count, at)


def period(fields: Fields, at: Moment) -> Reading | None:
    """This, last or next week, month or year."""
    which = fields.get("which", 0)
    if "number" in fields:
        days = fields["number"] if "days" in fields and which < 0 else 0
        return Reading(at.today - (days - 1) * _DAY, at.today) if 1 < days <= _FEW else None
    if "which_week" in fields or "weeks" in fields:
        return Reading(monday_of(at.today) + fields.get("which_week", which) * _WEEK, precision="week")
    if "which_month" in fields or "months" in fields:
        year, month = _months_from(at.today, fields.get("which_month", which))
        return Reading(date(year, month, 1), precision="month")
    return _whole_year(at.today.year + which, at)


def length(fields: Fields, at: Moment) -> Reading | None:
    """So many days long."""
    days = fields.get("days", fields.get("days_said", 2))
    return Reading(None, precision="unknown", days=days) if 0 < days <= 31 else None


def unknown(fields: Fields, at: Moment) -> Reading | None:
    """Words of time that fix nothing (recently, 日前)."""
    return Reading(None, precision="unknown")


RULES: Mapping[str, Rule] = {
    rule.__name__: rule
    for rule in (
        calendar, weekday, weekday_of_week, day_word, other_day, ago, hence, later,
        period, length, unknown,
    )
}  # fmt: skip
"""By the name that a data file's `reads` gives."""


def monday_of(day: date) -> date:
    """The first day of a day's week."""
    return day - day.weekday() * _DAY


def _months_from(day: date, months: int) -> tuple[int, int]:
    count = day.year * 12 + day.month - 1 + months
    return count // 12, count % 12 + 1


def _valid(year: int | None, month: int, day: int) -> date | None:
    if not year or not 1900 <= year <= 2100 or not 1 <= month <= 12 or not 1 <= day <= monthrange(year, month)[1]:
        return None
    return date(year, month, day)
