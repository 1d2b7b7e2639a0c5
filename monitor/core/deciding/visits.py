"""Meetings of one visit: the envoy also calls on the foreign minister.

A meeting with another official hangs under the envoys' meeting of the same days in the same country, and stays a
meeting of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from monitor.core.deciding.compatibility import SIDES, same_people
from monitor.core.deciding.known import Facts, Known
from monitor.core.deciding.windows import as_date
from monitor.core.records import Person

_DAYS_AROUND = 2


def visits_of(meetings: Sequence[Known]) -> dict[str, str]:
    """For each meeting that belongs to another's visit: its identifier and the other's."""
    envoys = [meeting for meeting in meetings if meeting.facts.kind == "envoy"]
    found: dict[str, str] = {}
    for meeting in meetings:
        near = [(away, envoy.id) for envoy in envoys if (away := _days_away(meeting.facts, envoy.facts)) is not None]
        if meeting.facts.kind == "official" and near:
            found[meeting.id] = min(near)[1]
    return found


def _days_away(meeting: Facts, envoys: Facts) -> int | None:
    """Days between a meeting and an envoys' meeting; None where they are of different visits."""
    if "call" in (meeting.mode, envoys.mode) or envoys.mode == "video":
        return None
    if meeting.country and envoys.country and meeting.country != envoys.country:
        return None
    if not any(same_people(_side(meeting, country), _side(envoys, country), country) == "same" for country in SIDES):
        return None
    a, b = _span(meeting), _span(envoys)
    if a is None or b is None:
        return None
    gap = max((a[0] - b[1]).days, (b[0] - a[1]).days, 0)
    return gap if gap <= _DAYS_AROUND else None


def _side(facts: Facts, country: str) -> tuple[Person, ...]:
    return tuple(person for person in facts.participants if person.country == country)


def _span(facts: Facts) -> tuple[date, date] | None:
    start = as_date(facts.start)
    if start is None or facts.precision != "day":
        return None
    return start, max(start, as_date(facts.end) or start)
