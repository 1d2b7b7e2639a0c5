"""What goes out as feeds: the meetings of which something became known last, and the latest alerts."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from monitor.core.delivery.alert import Alert
from monitor.store.archive import Archive
from monitor.store.meeting_queries import MeetingRow, meeting_from_row
from monitor.store.times import from_text


@dataclass(frozen=True, slots=True)
class FreshMeeting:
    """A meeting, and what was told of it last."""

    meeting: MeetingRow
    changed_at: str
    changes: int
    """How often something became known of it."""
    confidence: float
    sentence: str | None
    url: str | None
    """Of the story that told of it last."""


@dataclass(frozen=True, slots=True)
class SentAlert:
    """An alert as it was given."""

    id: str
    meeting_id: str
    created_at: str
    body: dict[str, Any]


_FRESH = """
WITH fresh AS MATERIALIZED (
    SELECT id FROM meeting AS m WHERE merged_into IS NULL
    AND CASE WHEN :id IS NULL THEN NOT background AND kind <> 'other' ELSE id = :id END
    AND (:since IS NULL OR coalesce(m."end", m.start, substr(m.first_reported_at, 1, 10)) >= :since)
    AND (:until IS NULL OR coalesce(m.start, substr(m.first_reported_at, 1, 10)) <= :until)
    ORDER BY changed_at DESC, id LIMIT :limit)
SELECT v.*, (SELECT count(DISTINCT c.at) FROM meeting_change AS c WHERE c.meeting_id = v.id) AS changes,
       last.sentence, last.url
FROM fresh JOIN meetings AS v ON v.id = fresh.id
LEFT JOIN (SELECT c.meeting_id, c.sentence, coalesce(s.link, s.url) AS url, max(c.id)
           FROM meeting_change AS c JOIN story AS s ON s.id = c.story_id
           WHERE c.meeting_id IN (SELECT id FROM fresh) GROUP BY c.meeting_id) AS last ON last.meeting_id = v.id
ORDER BY v.changed_at DESC, v.id
"""
_ALERTS = "SELECT id, meeting_id, created_at, body FROM alert ORDER BY created_at DESC, id DESC LIMIT ?"


async def fresh_meetings(
    archive: Archive, *, since: date | None = None, until: date | None = None, limit: int = 50
) -> list[FreshMeeting]:
    """Meetings of envoys and officials, the last changed first (`limit` -1: all).

    `since`: only those that end on it or later; `until`: only those that begin by then.
    """
    days = {"since": str(since) if since else None, "until": str(until) if until else None}
    rows = await archive.read(_FRESH, {"id": None, "limit": limit, **days})
    return [_fresh(row) for row in rows]


async def fresh_meeting(archive: Archive, meeting: str) -> FreshMeeting | None:
    """One meeting, of whatever kind; None where it is unknown."""
    row = await archive.read_one(_FRESH, {"id": meeting, "since": None, "until": None, "limit": 1})
    return _fresh(row) if row else None


def meeting_as_alert(fresh: FreshMeeting) -> Alert:
    """A meeting in the form that the calendar and the wording know."""
    evidence = [fresh.sentence] if fresh.sentence else []
    data: dict[str, Any] = {"meeting": asdict(fresh.meeting), "evidence": evidence}
    if fresh.url:
        data["story"] = {"url": fresh.url}
    body = {"type": "meeting.new", "data": data}
    moment = from_text(fresh.changed_at)
    return Alert(fresh.meeting.id, body, moment, fresh.meeting.id, fresh.changes, confidence=fresh.confidence)


def _fresh(row: sqlite3.Row) -> FreshMeeting:
    parts = (row[key] for key in ("changed_at", "changes", "confidence", "sentence", "url"))
    return FreshMeeting(meeting_from_row(row), *parts)


async def latest_alerts(archive: Archive, limit: int = 50) -> list[SentAlert]:
    """The latest alerts, newest first."""
    rows = await archive.read(_ALERTS, (limit,))
    return [SentAlert(row["id"], row["meeting_id"], row["created_at"], json.loads(row["body"])) for row in rows]
