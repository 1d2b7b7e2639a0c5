"""What is known of meetings, now or at any earlier moment, for people and programs to read."""

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


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One meeting as one story tells it."""

    story_id: int
    number: int
    url: str
    outlet: str | None
    language: str
    headline: str
    published: str | None
    copy: bool
    status: str
    start: str | None
    end: str | None
    precision: str
    city: str | None
    mode: str
    background: bool
    evidence: tuple[str, ...]
    score: float
    decided_by: str


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One thing that came to be known of a meeting; `before` and `after` are JSON values."""

    at: str
    cause: str
    field: str
    before: Any
    after: Any
    url: str | None
    outlet: str | None
    sentence: str | None


@dataclass(frozen=True, slots=True)
class MeetingDetail:
    """The whole story of a meeting."""

    meeting: MeetingRow
    former_ids: tuple[str, ...]
    """Identifiers that were merged into it."""
    reports: tuple[ReportRow, ...]
    history: tuple[ChangeRow, ...]
    visit: tuple[MeetingRow, ...]
    """The other meetings of the same visit."""


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
_RESOLVE = """
WITH RECURSIVE trail (id, next) AS (
    SELECT id, merged_into FROM meeting WHERE id = ?
    UNION SELECT m.id, m.merged_into FROM meeting AS m JOIN trail ON m.id = trail.next)
SELECT id FROM trail WHERE next IS NULL
"""
_FORMER = """
WITH RECURSIVE former (id) AS (
    SELECT id FROM meeting WHERE merged_into = ?
    UNION SELECT m.id FROM meeting AS m JOIN former ON m.merged_into = former.id)
SELECT id FROM former ORDER BY id
"""
_ONE = "SELECT * FROM meetings WHERE id = ?"
_REPORTS = """
SELECT r.story_id, r.number, m.url, m.outlet, m.language, m.headline, m.published, s.copy_of IS NOT NULL AS copy,
       r.facts ->> '$.status' AS status, r.facts ->> '$.start' AS start, r.facts ->> '$.end' AS "end",
       r.facts ->> '$.precision' AS precision, r.facts ->> '$.city' AS city, r.facts ->> '$.mode' AS mode,
       r.facts ->> '$.background' AS background, r.evidence, r.score, r.decided_by
FROM report AS r JOIN story AS s ON s.id = r.story_id
JOIN meeting_stories AS m ON m.story_id = r.story_id AND m.number = r.number
WHERE r.meeting_id = ? ORDER BY s.moment, s.id, r.number
"""
_HISTORY = """
SELECT at, cause, field, before, after, url, outlet, sentence FROM meeting_history
WHERE meeting_id IN (SELECT value FROM json_each(?)) ORDER BY at
"""
_VISIT = """
SELECT * FROM meetings WHERE id <> :id AND (visit_id = :id OR id = :visit OR visit_id = :visit) ORDER BY start, id
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


async def resolve_meeting(archive: Archive, meeting: str) -> str | None:
    """The identifier that `meeting`, perhaps an old one, stands for today; None where it is unknown."""
    row = await archive.read_one(_RESOLVE, (meeting,))
    return row["id"] if row else None


async def show_meeting(archive: Archive, meeting: str) -> MeetingDetail | None:
    """A meeting with its reports, history and visit, by any identifier that it ever had; None where it is unknown."""
    found = await resolve_meeting(archive, meeting)
    if found is None:
        return None
    row = await archive.read_one(_ONE, (found,))
    if row is None:  # pragma: no cover - the view shows every meeting that is not merged
        return None
    former = tuple(old["id"] for old in await archive.read(_FORMER, (found,)))
    reports = tuple(_report(report) for report in await archive.read(_REPORTS, (found,)))
    history = await archive.read(_HISTORY, (json.dumps([found, *former]),))
    visit = await archive.read(_VISIT, {"id": found, "visit": row["visit_id"]})
    return MeetingDetail(
        meeting_from_row(row),
        former,
        reports,
        tuple(_change(change) for change in history),
        tuple(map(meeting_from_row, visit)),
    )


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


def _report(row: sqlite3.Row) -> ReportRow:
    values = dict(row)
    return ReportRow(
        **{
            **values,
            "copy": bool(row["copy"]),
            "background": bool(row["background"]),
            "evidence": tuple(json.loads(row["evidence"])),
        }
    )


def _change(row: sqlite3.Row) -> ChangeRow:
    return ChangeRow(
        **{
            **dict(row),
            "before": json.loads(row["before"]) if row["before"] else None,
            "after": json.loads(row["after"]) if row["after"] else None,
        }
    )
