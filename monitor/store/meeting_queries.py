"""Lists of meetings as they are known now or were known at any earlier moment."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from monitor.core.records import Person
from monitor.store.archive import Archive
from monitor.store.times import to_text


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """One meeting; times as the archive writes them, vocabulary as docs/record.md."""

    id: str
    title: str
    kind: str
    status: str
    """As a record's, or `unreported`: its date passed and nobody told what became of it."""
    mode: str
    background: bool
    start: str | None
    end: str | None
    precision: str
    city: str | None
    country: str | None
    venue: str | None
    participants: tuple[Person, ...]
    confirmed_by: tuple[str, ...]
    unsure: bool
    visit: str | None
    """The meeting under whose visit this one hangs."""
    stories: int
    outlets: int
    independent: int
    """Stories without copies."""
    first_reported_at: str


_LIST = """
SELECT * FROM meetings
WHERE (:background OR NOT background) AND (:kind IS NULL OR kind = :kind) AND (:status IS NULL OR status = :status)
ORDER BY coalesce(start, first_reported_at) DESC, id LIMIT :limit
"""
_PEOPLE = """
SELECT DISTINCT person.value ->> '$.name' AS name
FROM report AS r JOIN meeting AS m ON m.id = r.meeting_id, json_each(r.facts, '$.participants') AS person
WHERE r.reported_at >= ? AND m.kind <> 'other'
"""
_CHANGES_UP_TO = "SELECT meeting_id, field, after FROM meeting_change WHERE at <= ? ORDER BY id"
_COUNTS_UP_TO = """
SELECT r.meeting_id, count(DISTINCT s.id) AS stories, count(DISTINCT s.outlet) AS outlets,
       count(DISTINCT coalesce(s.copy_of, s.id)) AS independent, min(r.reported_at) AS first_reported_at
FROM report AS r JOIN story AS s ON s.id = r.story_id WHERE r.reported_at <= ? GROUP BY r.meeting_id
"""


async def list_meetings(
    archive: Archive,
    *,
    as_of: datetime | None = None,
    kind: str | None = None,
    status: str | None = None,
    background: bool = False,
    limit: int = 100,
) -> list[MeetingRow]:
    """Meetings, the latest first; with `as_of`, as they were known at that moment (also those merged since).

    Those that stories only look back at are left out unless `background`.
    """
    if as_of is not None:
        found = await _as_of(archive, as_of)
        wanted = [
            meeting
            for meeting in found
            if (background or not meeting.background)
            and kind in (None, meeting.kind)
            and status in (None, meeting.status)
        ]
        return sorted(wanted, key=lambda m: (m.start or m.first_reported_at, m.id), reverse=True)[:limit]
    parameters = {"kind": kind, "status": status, "background": int(background), "limit": limit}
    return [meeting_from_row(row) for row in await archive.read(_LIST, parameters)]


async def people_met(archive: Archive, since: datetime) -> frozenset[str]:
    """Names of those who take part in a meeting reported since, as each story names them."""
    rows = await archive.read(_PEOPLE, (to_text(since),))
    return frozenset(row["name"] for row in rows)


async def _as_of(archive: Archive, moment: datetime) -> list[MeetingRow]:
    """Every meeting as its history gives it up to `moment`."""
    states: dict[str, dict[str, Any]] = {}
    for row in await archive.read(_CHANGES_UP_TO, (to_text(moment),)):
        states.setdefault(row["meeting_id"], {})[row["field"]] = json.loads(row["after"])
    counts = {row["meeting_id"]: dict(row) for row in await archive.read(_COUNTS_UP_TO, (to_text(moment),))}
    return [
        _from_history(meeting, state, counts.get(meeting, {}))
        for meeting, state in states.items()
        if state.get("merged_into") is None and "title" in state
    ]


def _from_history(meeting: str, state: dict[str, Any], counts: dict[str, Any]) -> MeetingRow:
    return MeetingRow(
        id=meeting,
        title=state["title"],
        kind=state["kind"],
        status=state["status"],
        mode=state["mode"],
        background=bool(state["background"]),
        start=state.get("start"),
        end=state.get("end"),
        precision=state["precision"],
        city=state.get("city"),
        country=state.get("country"),
        venue=state.get("venue"),
        participants=tuple(Person(**person) for person in state.get("participants") or ()),
        confirmed_by=tuple(state.get("confirmed_by") or ()),
        unsure=bool(state.get("unsure")),
        visit=state.get("visit"),
        stories=counts.get("stories", 0),
        outlets=counts.get("outlets", 0),
        independent=counts.get("independent", 0),
        first_reported_at=counts.get("first_reported_at", ""),
    )


def meeting_from_row(row: sqlite3.Row) -> MeetingRow:
    """A row of the view `meetings`."""
    return MeetingRow(
        id=row["id"],
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
        unsure=bool(row["unsure"]),
        visit=row["visit_id"],
        stories=row["stories"],
        outlets=row["outlets"],
        independent=row["independent"],
        first_reported_at=row["first_reported_at"],
    )
