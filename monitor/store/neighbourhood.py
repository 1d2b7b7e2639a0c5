"""Everything known that bears on some reports: the meetings that could be theirs, and those that these could be.

The neighbourhood is closed, so that what is decided from it is what would be decided from the whole archive.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import aiosqlite

from monitor.core.deciding.compatibility import DAYS_APART, report_of
from monitor.core.deciding.identity import natural_ids
from monitor.core.deciding.known import Alerted, Facts, Known, Report, ReportKey, Seen, Source
from monitor.core.deciding.moves import REARRANGED_WITHIN
from monitor.core.records import Meeting, Person
from monitor.store.times import from_text

# Meetings to come may be moved by months; what is over lies within days of what else tells of it.
_NEAR = timedelta(days=DAYS_APART + 1)
_MOVABLE = REARRANGED_WITHIN + timedelta(days=DAYS_APART + 1)
_TO_COME = ("announced", "postponed", "cancelled", "unreported")

_OF_STORY = "SELECT DISTINCT r.meeting_id AS id FROM report AS r JOIN story AS s ON s.id = r.story_id WHERE s.url = ?"
_AROUND = """
SELECT DISTINCT m.id FROM meeting_key AS k JOIN meeting AS m ON m.id = k.meeting_id
WHERE k.key IN (SELECT value FROM json_each(:keys)) AND m.merged_into IS NULL
  AND ((m.last_day >= :near_first AND m.first_day <= :near_last)
    OR (m.status IN ('announced', 'postponed', 'cancelled', 'unreported')
        AND m.last_day >= :far_first AND m.first_day <= :far_last))
"""
_MEETINGS = "SELECT * FROM meeting WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id"
_KEYS = "SELECT meeting_id, key FROM meeting_key WHERE meeting_id IN (SELECT value FROM json_each(?))"
_REPORTS = """
SELECT r.number, r.meeting_id, r.facts, r.confirms, r.pinned, s.url, coalesce(s.link, s.url) AS link, s.outlet,
       s.headline, s.published, s.language, s.day, s.moment, s.quiet, s.relevant, coalesce(o.url, s.url) AS original
FROM report AS r JOIN story AS s ON s.id = r.story_id LEFT JOIN story AS o ON o.id = s.copy_of
WHERE r.meeting_id IN (SELECT value FROM json_each(?)) ORDER BY s.moment, s.url, r.number
"""

_PASSED = """
SELECT id FROM meeting WHERE status = 'announced' AND merged_into IS NULL AND coalesce("end", start, last_day) < ?
"""


async def passed(connection: aiosqlite.Connection, today: date) -> set[str]:
    """Announced meetings whose first day may lie behind; the rules say which of them are overdue."""
    return {row["id"] for row in await connection.execute_fetchall(_PASSED, (str(today),))}


async def load_seen(connection: aiosqlite.Connection, own: Sequence[Report], address: str) -> Seen:
    """The neighbourhood of a story's reports, and of those it gave when it was read before."""
    found: set[str] = {row["id"] for row in await connection.execute_fetchall(_OF_STORY, (address,))}
    for report in own:
        movable = report.facts.status in _TO_COME
        found |= await _around(connection, report.words, report.window.first, report.window.last, movable=movable)
    return await load_meetings(connection, found, own)


async def load_meetings(connection: aiosqlite.Connection, ids: Iterable[str], own: Sequence[Report] = ()) -> Seen:
    """The meetings `ids` with their neighbourhood, and what else `own` reports could bear the identifier of."""
    ids = set(ids)
    edge = ids
    while edge:
        around = await _next_ring(connection, edge)
        edge = around - ids
        ids |= edge
    rows = await connection.execute_fetchall(_MEETINGS, (json.dumps(sorted(ids)),))
    found = await connection.execute_fetchall(_REPORTS, (json.dumps(sorted(ids)),))
    reports = tuple(_report(row) for row in found)
    bearable = {natural for report in (*reports, *own) for natural in natural_ids(report.key)} - ids
    retired = await connection.execute_fetchall(_MEETINGS, (json.dumps(sorted(bearable)),))
    return Seen(reports, tuple(map(known, rows)), tuple(map(known, retired)))


async def _next_ring(connection: aiosqlite.Connection, ids: set[str]) -> set[str]:
    words: dict[str, set[str]] = {}
    for row in await connection.execute_fetchall(_KEYS, (json.dumps(sorted(ids)),)):
        words.setdefault(row["meeting_id"], set()).add(row["key"])
    found: set[str] = set()
    for row in await connection.execute_fetchall(_MEETINGS, (json.dumps(sorted(ids)),)):
        if row["first_day"] is None:
            continue
        first, last = date.fromisoformat(row["first_day"]), date.fromisoformat(row["last_day"])
        movable = row["status"] in _TO_COME
        found |= await _around(connection, words.get(row["id"], set()), first, last, movable=movable)
    return found


async def _around(
    connection: aiosqlite.Connection, words: Iterable[str], first: date, last: date, *, movable: bool
) -> set[str]:
    near = _MOVABLE if movable else _NEAR
    parameters = {
        "keys": json.dumps(sorted(words)),
        "near_first": str(first - near),
        "near_last": str(last + near),
        "far_first": str(first - _MOVABLE),
        "far_last": str(last + _MOVABLE),
    }
    return {row["id"] for row in await connection.execute_fetchall(_AROUND, parameters)}


def known(row: sqlite3.Row) -> Known:
    """A row of `meeting`."""
    facts = Facts(
        title=row["title"],
        kind=row["kind"],
        status=row["status"],
        mode=row["mode"],
        background=bool(row["background"]),
        start=row["start"],
        end=row["end"],
        precision=row["precision"],
        city=row["city"],
        country=row["country"],
        venue=row["venue"],
        participants=tuple(Person(**person) for person in json.loads(row["participants"])),
        confirmed_by=tuple(json.loads(row["confirmed_by"])),
        confidence=row["confidence"],
        unsure=bool(row["unsure"]),
    )
    told = json.loads(row["alerted"]) if row["alerted"] else None
    return Known(
        row["id"], facts, from_text(row["first_reported_at"]), Alerted(**told) if told else None, row["visit_id"]
    )


def _report(row: sqlite3.Row) -> Report:
    moment: datetime = from_text(row["moment"])
    source = Source(
        address=row["url"],
        link=row["link"],
        outlet=row["outlet"],
        headline=row["headline"],
        published=row["published"],
        language=row["language"],
        day=date.fromisoformat(row["day"]),
        moment=moment,
        original=row["original"],
        relevant=bool(row["relevant"]),
        quiet=bool(row["quiet"]),
    )
    facts = meeting_from_json(json.loads(row["facts"]))
    return report_of(
        ReportKey(row["url"], row["number"]),
        facts,
        source,
        confirms=tuple(json.loads(row["confirms"])),
        meeting=row["meeting_id"],
        pinned=row["pinned"],
    )


def meeting_from_json(values: dict[str, Any]) -> Meeting:
    """A record's meeting from its published form."""
    people = tuple(Person(**person) for person in values["participants"])
    return Meeting(**{**values, "participants": people, "evidence": tuple(values["evidence"])})
