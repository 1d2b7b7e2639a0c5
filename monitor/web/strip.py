"""The strip of time at the head of the page: meetings as marks on a line of months, and where each of them goes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from monitor.core.delivery.days import last_day
from monitor.store.meeting_queries import MeetingRow
from monitor.web.words import as_day

WIDTH = 1000
LANE = 24
TOP = 12
FOOT = 26
_MARK = 7.0
_LETTER = 6.6
_WIDE_LETTER = 12.0
_MOST_LANES = 7
_BEFORE, _AFTER = 300, 100
"""Days that the strip shows around today, unless a year is asked for."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One meeting."""

    meeting: MeetingRow
    x: float
    """Where it begins."""
    width: float
    """How long it lasts; a period that is only roughly known is a pale bar."""
    y: float
    rough: bool
    label: str
    """Empty where there is no room for one."""


@dataclass(frozen=True, slots=True)
class Tick:
    """The beginning of a month."""

    x: float
    label: str
    year: int | None
    """Named where a year begins."""


@dataclass(frozen=True, slots=True)
class Strip:
    """The drawing, in units of its `viewBox`: WIDTH by `height`."""

    marks: tuple[Mark, ...]
    ticks: tuple[Tick, ...]
    today: float | None
    height: float
    foot: float
    """Where the line of months is."""


def draw(meetings: Iterable[MeetingRow], today: date, year: int | None = None) -> Strip | None:
    """The strip around `today`, or of a `year`; None where no meeting falls on it."""
    first, last = _span(today, year)
    days = (last - first).days
    scale = WIDTH / days

    def x(day: date) -> float:
        return round((day - first).days * scale, 1)

    dated = [(start, meeting) for meeting in meetings if (start := as_day(meeting.start)) and first <= start < last]
    dated.sort(key=lambda pair: (pair[0], pair[1].id))
    if not dated:
        return None
    lanes: list[float] = []
    placed = []
    for start, meeting in dated:
        end = last_day(start, as_day(meeting.end), meeting.precision)
        width = round(max(0.0, ((min(end, last) - start).days) * scale), 1)
        at = x(start)
        label = meeting.city or {"call": "call", "video": "video"}.get(meeting.mode, "")
        lane, label = _lane(lanes, at, width, label)
        placed.append((meeting, at, width, lane, label))
    height = TOP + LANE * max(1, len(lanes)) + FOOT
    foot = height - FOOT
    marks = tuple(
        Mark(meeting, at, width, foot - LANE * lane - LANE / 2, meeting.precision in ("week", "month"), label)
        for meeting, at, width, lane, label in placed
    )
    now = x(today) if first <= today < last else None
    return Strip(marks, tuple(_ticks(first, last, x)), now, height, foot)


def _span(today: date, year: int | None) -> tuple[date, date]:
    if year is not None:
        return date(year, 1, 1), date(min(year + 1, date.max.year), 1, 1)
    return (today - timedelta(days=_BEFORE)).replace(day=1), today + timedelta(days=_AFTER)


def _lane(lanes: list[float], x: float, width: float, label: str) -> tuple[int, str]:
    """The lowest lane where a mark has room, and its label if that fits too; `lanes` says how far each is taken."""
    reach = x + width + _MARK
    room = reach + _length(label) + 8
    if room > WIDTH:
        label, room = "", reach
    for number, taken in enumerate(lanes):
        if taken <= x - _MARK - 2:
            lanes[number] = room
            return number, label
    if len(lanes) < _MOST_LANES:
        lanes.append(room)
        return len(lanes) - 1, label
    number = min(range(len(lanes)), key=lanes.__getitem__)
    lanes[number] = max(lanes[number], reach)
    return number, ""


def _length(label: str) -> float:
    return sum(_LETTER if character.isascii() else _WIDE_LETTER for character in label)


def _ticks(first: date, last: date, x: Callable[[date], float]) -> list[Tick]:
    ticks: list[Tick] = []
    day = first.replace(day=1)
    while day < last:
        if day >= first:
            named = day.month == 1 or not ticks
            ticks.append(Tick(x(day), f"{day:%b}", day.year if named else None))
        day = (day + timedelta(days=32)).replace(day=1)
    return ticks
