"""Days and spans of days in words: `17–19 July 2023`."""

from __future__ import annotations

from datetime import date, timedelta

NO_DATE = "date not known"
_MONTHS = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)


def when(start: object, end: object, precision: object) -> str:
    """`17–19 July 2023`, `30 June – 2 July 2023`, `week of 17 July 2023`, `July 2023`; `date not known`."""
    first = day_of(start)
    if first is None or precision == "unknown":
        return NO_DATE
    if precision == "month":
        return f"{_MONTHS[first.month - 1]} {first.year}"
    if precision == "week":
        return f"week of {in_words(first)}"
    last = day_of(end)
    if last is None or last <= first:
        return in_words(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{in_words(last)}"
    if first.year == last.year:
        return f"{first.day} {_MONTHS[first.month - 1]} – {in_words(last)}"
    return f"{in_words(first)} – {in_words(last)}"


def last_day(start: date, end: date | None, precision: str) -> date:
    """The last day on which the meeting may take place, as far as the dates say."""
    if precision == "week":
        return start + timedelta(days=6)
    if precision == "month":
        return (start.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return max(start, end or start)


def day_of(value: object) -> date | None:
    """A day written YYYY-MM-DD; None where it is none."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def in_words(day: date) -> str:
    """`17 July 2023`."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
