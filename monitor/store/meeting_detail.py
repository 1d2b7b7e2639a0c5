"""The whole story of one meeting: who reports it, what was known when, what a person decided about it."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from typing import Any

from monitor.store.archive import Archive
from monitor.store.meeting_queries import MeetingRow, meeting_from_row


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
class RulingRow:
    """What a person decided about a meeting."""

    id: int
    """For taking it back."""
    at: str
    kind: str
    """`merge`, `split` or `correct`."""


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
    rulings: tuple[RulingRow, ...]
    """What a person decided about it and nobody took back, the oldest first."""


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
_RULINGS = """
SELECT r.id, r.at, r.kind FROM ruling AS r WHERE r.undone_at IS NULL AND (
    r.meeting_id IN (SELECT value FROM json_each(:names)) OR r.kind = 'split' AND EXISTS (
        SELECT 1 FROM json_each(r.pins) AS pin WHERE pin.value ->> 2 IN (SELECT value FROM json_each(:names))))
ORDER BY r.id
"""


async def resolve_meeting(archive: Archive, meeting: str) -> str | None:
    """The identifier that `meeting`, perhaps an old one, stands for today; None where it is unknown."""
    row = await archive.read_one(_RESOLVE, (meeting,))
    return row["id"] if row else None


async def show_meeting(archive: Archive, meeting: str) -> MeetingDetail | None:
    """A meeting with all that belongs to it, by any identifier that it ever had; None where it is unknown."""
    found = await resolve_meeting(archive, meeting)
    if found is None:
        return None
    row = await archive.read_one(_ONE, (found,))
    if row is None:  # pragma: no cover - the view shows every meeting that is not merged
        return None
    former = tuple(old["id"] for old in await archive.read(_FORMER, (found,)))
    reports = tuple(_report(report) for report in await archive.read(_REPORTS, (found,)))
    names = json.dumps([found, *former])
    history = await archive.read(_HISTORY, (names,))
    rulings = await archive.read(_RULINGS, {"names": names})
    visit = await archive.read(_VISIT, {"id": found, "visit": row["visit_id"]})
    return MeetingDetail(
        meeting_from_row(row),
        former,
        reports,
        tuple(_change(change) for change in history),
        tuple(map(meeting_from_row, visit)),
        tuple(RulingRow(**dict(ruling)) for ruling in rulings),
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
