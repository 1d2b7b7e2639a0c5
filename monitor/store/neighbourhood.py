"""Everything known that bears on some reports: the meetings that could be theirs, and those that these could be.

    reports ──same people, days near──▶ meetings ──same people, days near──▶ … until nothing is added

The neighbourhood is closed, so that what is decided from it is what would be decided from the whole archive.
Meetings of other people on the same days stand beside it: they may belong to the same visit.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import aiosqlite

from monitor.core.deciding.compatibility import DAYS_APART_AT_MOST, could_be_same_people
from monitor.core.deciding.identity import natural_ids
from monitor.core.deciding.known import Report, Seen
from monitor.core.deciding.moves import REARRANGED_WITHIN
from monitor.core.records import Person
from monitor.store.meeting_rows import known_meeting, known_report, people_from_json

# Meetings to come may be moved by months; what is over lies within days of what else tells of it.
_NEAR = timedelta(days=DAYS_APART_AT_MOST + 1)
_MOVABLE = REARRANGED_WITHIN + timedelta(days=DAYS_APART_AT_MOST + 1)
_TO_COME = ("announced", "postponed", "cancelled", "unreported")

_OF_STORY = "SELECT DISTINCT r.meeting_id AS id FROM report AS r JOIN story AS s ON s.id = r.story_id WHERE s.url = ?"
_AROUND = """
SELECT DISTINCT m.id FROM meeting_key AS k JOIN meeting AS m ON m.id = k.meeting_id
WHERE k.key IN (SELECT value FROM json_each(:keys)) AND m.merged_into IS NULL
  AND ((m.last_day >= :near_first AND m.first_day <= :near_last)
    OR (m.status IN ('announced', 'postponed', 'cancelled', 'unreported')
        AND m.last_day >= :far_first AND m.first_day <= :far_last))
"""
_PLACES = """
SELECT m.id, m.status, m.first_day, m.last_day, (SELECT json_group_array(key) FROM meeting_key WHERE meeting_id = m.id)
    AS keys, (SELECT json_group_array(DISTINCT r.facts ->> '$.participants') FROM report AS r WHERE r.meeting_id = m.id)
    AS people, m.participants
FROM meeting AS m WHERE m.id IN (SELECT value FROM json_each(?))
"""
_MEETINGS = "SELECT * FROM meeting WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id"
_REPORTS = """
SELECT r.number, r.meeting_id, r.facts, r.confirms, r.moved_from, r.pinned, s.url,
       coalesce(s.link, s.url) AS link, s.outlet, s.headline, s.published, s.language, s.day, s.moment, s.quiet,
       s.relevant, coalesce(o.url, s.url) AS original
FROM report AS r JOIN story AS s ON s.id = r.story_id LEFT JOIN story AS o ON o.id = s.copy_of
WHERE r.meeting_id IN (SELECT value FROM json_each(?)) ORDER BY s.moment, s.url, r.number
"""
_PASSED = """
SELECT id FROM meeting WHERE status = 'announced' AND merged_into IS NULL AND coalesce("end", start, last_day) < ?
"""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where to look from: who takes part, as each report names them, and when."""

    people: tuple[tuple[Person, ...], ...]
    words: frozenset[str]
    first: date
    last: date
    movable: bool


async def passed(connection: aiosqlite.Connection, today: date) -> set[str]:
    """Announced meetings whose first day may lie behind; the rules say which of them are overdue."""
    return {row["id"] for row in await connection.execute_fetchall(_PASSED, (str(today),))}


async def load_seen(connection: aiosqlite.Connection, own: Sequence[Report], address: str) -> Seen:
    """The neighbourhood of a story's reports, and of those it gave when it was read before."""
    before = {row["id"] for row in await connection.execute_fetchall(_OF_STORY, (address,))}
    return await load_meetings(connection, before, own)


async def load_meetings(connection: aiosqlite.Connection, ids: Iterable[str], own: Sequence[Report] = ()) -> Seen:
    """The meetings `ids` and the reports `own` with their neighbourhood."""
    inside = set(ids)
    beside: set[str] = set()
    edge = [_place_of(report) for report in own] + list((await _places(connection, inside)).values())
    while edge:
        found = [(place, await _around(connection, place)) for place in edge]
        candidates = await _places(connection, {meeting for _, around in found for meeting in around} - inside)
        near = {
            meeting: candidate
            for meeting, candidate in candidates.items()
            if any(meeting in around and _could_be_one(place, candidate) for place, around in found)
        }
        inside |= near.keys()
        beside |= candidates.keys()
        edge = list(near.values())
    return await _load(connection, inside, beside - inside, own)


async def _load(connection: aiosqlite.Connection, inside: set[str], beside: set[str], own: Sequence[Report]) -> Seen:
    found = await connection.execute_fetchall(_REPORTS, (json.dumps(sorted(inside)),))
    reports = tuple(known_report(row) for row in found)
    bearable = {natural for report in (*reports, *own) for natural in natural_ids(report.key)} - inside - beside
    meetings, around, retired = [
        tuple(known_meeting(row) for row in await connection.execute_fetchall(_MEETINGS, (json.dumps(sorted(ids)),)))
        for ids in (inside, beside, bearable)
    ]
    return Seen(reports, meetings, retired, around)


def _place_of(report: Report) -> _Place:
    movable = report.facts.status in _TO_COME
    return _Place((report.facts.participants,), report.words, report.window.first, report.window.last, movable)


async def _places(connection: aiosqlite.Connection, ids: set[str]) -> dict[str, _Place]:
    rows = await connection.execute_fetchall(_PLACES, (json.dumps(sorted(ids)),)) if ids else ()
    return {
        row["id"]: _Place(
            # Where every page has dropped a meeting, what was known of it counts: it may be told of again.
            tuple(people_from_json(json.loads(p)) for p in json.loads(row["people"]) or [row["participants"]]),
            frozenset(json.loads(row["keys"])),
            date.fromisoformat(row["first_day"]),
            date.fromisoformat(row["last_day"]),
            row["status"] in _TO_COME,
        )
        for row in rows
        if row["first_day"]
    }


def _could_be_one(one: _Place, other: _Place) -> bool:
    return any(could_be_same_people(a, b) for a in one.people for b in other.people)


async def _around(connection: aiosqlite.Connection, place: _Place) -> set[str]:
    """Meetings with somebody in common whose days are near, or may yet be moved."""
    near = _MOVABLE if place.movable else _NEAR
    parameters = {
        "keys": json.dumps(sorted(place.words)),
        "near_first": str(place.first - near),
        "near_last": str(place.last + near),
        "far_first": str(place.first - _MOVABLE),
        "far_last": str(place.last + _MOVABLE),
    }
    return {row["id"] for row in await connection.execute_fetchall(_AROUND, parameters)}
