"""A meeting's title: who, where, when, in one line that a person can read out.

John Kerry – Xie Zhenhua, Beijing, 17–19 July 2023
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable

from monitor.core.deciding.windows import as_date
from monitor.core.records import Mode, Person, Precision

_UNNAMED = {"US": "American officials", "CN": "Chinese officials"}
_AT_A_DISTANCE = {"call": "telephone call", "video": "video call"}


def title(
    participants: Iterable[Person],
    mode: Mode,
    place: str | None,
    start: str | None,
    end: str | None,
    precision: Precision,
) -> str:
    """The title of a meeting; `place` is its city, else its venue."""
    where = _AT_A_DISTANCE.get(mode, place)
    parts = [_who(tuple(participants)), where, when(start, end, precision)]
    return ", ".join(part for part in parts if part)


def when(start: str | None, end: str | None, precision: Precision) -> str:
    """Dates in words: `17–19 July 2023`, `week of 30 May 2022`, `January 2027`."""
    first, last = as_date(start), as_date(end)
    if first is None or precision == "unknown":
        return "date not known"
    month = calendar.month_name[first.month]
    if precision == "month":
        return f"{month} {first.year}"
    if precision == "week":
        return f"week of {first.day} {month} {first.year}"
    if last is None or last <= first:
        return f"{first.day} {month} {first.year}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{last.day} {month} {first.year}"
    year = "" if first.year == last.year else f" {first.year}"
    return f"{first.day} {month}{year} – {last.day} {calendar.month_name[last.month]} {last.year}"


def _who(participants: tuple[Person, ...]) -> str:
    """The first of each side, America's first, then the first of any third party."""
    heads = dict(_UNNAMED)
    for person in reversed(participants):
        heads[person.country or ""] = person.name
    return " – ".join(heads.values())
