"""How far a meeting has come as of the story, from its days and from what its sentences say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from monitor.core.reading.meeting_days import Days
from monitor.core.records import Status

_OPEN_END = timedelta(days=5)
"""Talks that have begun, of no known end, are thought to go on for so long."""


def standing(said: Sequence[str], days: Days, today: date | None) -> Status:
    """`said`: the states of the meeting's sentences in reading order."""
    counts = Counter(said)
    if counts["cancelled"]:
        return "cancelled"
    if counts["postponed"] and not counts["moved"]:
        return "postponed"
    if counts["failed plan"] and set(counts) <= {"failed plan"}:
        return "cancelled"
    if today is None or days.start is None:
        return _as_worded(said, counts)
    if days.start > today:
        return "announced"
    if days.precision != "day":
        return _as_worded(said, counts) if days.latest and days.latest >= today else "held"
    return _by_the_day(counts, days.start, days.end, today)


def _as_worded(said: Sequence[str], counts: Counter[str]) -> Status:
    past = counts["held"] + counts["ended"]
    if counts["announced"] + counts["moved"] and (not past or said[0] in ("announced", "moved")):
        return "announced"
    return "underway" if counts["begun"] and not counts["ended"] else "held"


def _by_the_day(counts: Counter[str], start: date, end: date | None, today: date) -> Status:
    has_begun = bool(counts["begun"] or counts["held"] or counts["ended"])
    if start == today and not has_begun:
        return "announced"
    if counts["ended"] and (end is None or end <= today):
        return "held"
    if end is None:
        return "underway" if counts["begun"] and today - start < _OPEN_END else "held"
    if end > today:
        return "underway"
    said = counts["begun"] or counts["announced"]
    goes_on = end == today and (said if end > start else counts["begun"] and counts["announced"])
    return "underway" if goes_on else "held"
