"""Carries out what was decided about meetings. Decides nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

import aiosqlite

from monitor.core.deciding.history import plain
from monitor.core.deciding.known import Alert, Assigned, Change, Changes, Known, Report, ReportKey
from monitor.store.rows import write_rows
from monitor.store.times import to_text

_SAVE_MEETING = """
INSERT INTO meeting (id, title, kind, status, mode, background, start, "end", precision, city, country, venue,
    participants, confirmed_by, confidence, unsure, alerted, first_reported_at, changed_at)
VALUES (:id, :title, :kind, :status, :mode, :background, :start, :end, :precision, :city, :country, :venue,
    :participants, :confirmed_by, :confidence, :unsure, :alerted, :first_reported_at, :now)
ON CONFLICT (id) DO UPDATE SET title = :title, kind = :kind, status = :status, mode = :mode, background = :background,
    start = :start, "end" = :end, precision = :precision, city = :city, country = :country, venue = :venue,
    participants = :participants, confirmed_by = :confirmed_by, confidence = :confidence, unsure = :unsure,
    alerted = :alerted, first_reported_at = :first_reported_at, changed_at = :now, merged_into = NULL
"""
_VISIT = "UPDATE meeting SET visit_id = ? WHERE id = ? AND visit_id IS NOT ?"
_FORGET_REPORTS = "DELETE FROM report WHERE story_id = ?"
_SAVE_REPORT = """
INSERT INTO report (story_id, number, meeting_id, facts, evidence, score, confirms, moved_from,
    decided_by, pinned, reported_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_ASSIGN = """
UPDATE report SET meeting_id = ?, score = ? WHERE number = ? AND story_id = (SELECT id FROM story WHERE url = ?)
"""
_MERGE = "UPDATE meeting SET merged_into = ?, changed_at = ? WHERE id = ?"
_FOLLOW_VISIT = "UPDATE meeting SET visit_id = ? WHERE visit_id = ?"
_CHANGE = """
INSERT INTO meeting_change (meeting_id, at, story_id, cause, field, before, after, sentence)
VALUES (?, ?, (SELECT id FROM story WHERE url = ?), ?, ?, ?, ?, ?)
"""
_ADD_KEY = "INSERT INTO meeting_key (key, meeting_id) VALUES (?, ?) ON CONFLICT DO NOTHING"
_WIDEN = """
UPDATE meeting SET first_day = min(coalesce(first_day, :first), :first),
    last_day = max(coalesce(last_day, :last), :last) WHERE id = :id
"""
_ALERT = """
INSERT INTO alert (id, meeting_id, change, type, story_id, body, created_at)
VALUES (?, ?, ?, ?, (SELECT id FROM story WHERE url = ?), ?, ?) ON CONFLICT DO NOTHING
"""
_DELIVERY = """
INSERT INTO delivery (alert_id, channel, due_at) SELECT id, ?, ? FROM alert WHERE id = ?
ON CONFLICT (alert_id, channel) DO NOTHING
"""


async def write_changes(
    connection: aiosqlite.Connection,
    story_id: int | None,
    changes: Changes,
    known_reports: Sequence[Report],
    channels: Sequence[str],
    now: datetime,
) -> None:
    """Write `changes` inside the caller's transaction.

    `story_id` is the story that brought them (None: a person or the calendar did), `known_reports` the neighbourhood's
    other reports, `channels` the names of those who are told.
    """
    at = to_text(now)
    home = {assigned.report: assigned for assigned in changes.assigned}
    await write_rows(connection, _SAVE_MEETING, [_meeting_row(meeting, at) for meeting in changes.meetings])
    if story_id is not None:
        await connection.execute(_FORGET_REPORTS, (story_id,))
        await write_rows(connection, _SAVE_REPORT, [_report_row(story_id, r, home, at) for r in changes.reports])
    own = {report.key for report in changes.reports}
    moved = [a for a in changes.assigned if a.report not in own]
    await write_rows(connection, _ASSIGN, [(a.meeting, a.score, a.report.number, a.report.story) for a in moved])
    await write_rows(connection, _MERGE, [(new, at, old) for old, new in changes.merged])
    await write_rows(connection, _FOLLOW_VISIT, [(new, old) for old, new in changes.merged])
    await write_rows(connection, _VISIT, [(m.visit, m.id, m.visit) for m in changes.meetings])
    rehomed = [report for report in known_reports if report.key in home]
    await _make_findable(connection, [*changes.reports, *rehomed], home)
    await write_rows(connection, _CHANGE, [_change_row(change, at) for change in changes.history])
    for alert in changes.alerts:
        await _write_alert(connection, alert, channels, at)


async def _write_alert(connection: aiosqlite.Connection, alert: Alert, channels: Sequence[str], at: str) -> None:
    body = json.dumps(alert.body, ensure_ascii=False)
    await connection.execute(_ALERT, (alert.id, alert.meeting, alert.change, alert.type, alert.story, body, at))
    await write_rows(connection, _DELIVERY, [(channel, at, alert.id) for channel in channels])


async def _make_findable(
    connection: aiosqlite.Connection, reports: Sequence[Report], home: Mapping[ReportKey, Assigned]
) -> None:
    """Let meetings be found by the people and days of the reports that came to them."""
    keys, windows = dict[tuple[str, str | None], None](), []
    for report in reports:
        meeting = home[report.key].meeting if report.key in home else report.meeting
        keys |= dict.fromkeys((key, meeting) for key in sorted(report.words))
        windows.append({"id": meeting, "first": str(report.window.first), "last": str(report.window.last)})
    await write_rows(connection, _ADD_KEY, list(keys))
    await write_rows(connection, _WIDEN, windows)


def _meeting_row(meeting: Known, at: str) -> dict[str, Any]:
    facts = meeting.facts
    return {
        **asdict(facts),
        "id": meeting.id,
        "background": int(facts.background),
        "unsure": int(facts.unsure),
        "participants": json.dumps(plain(facts.participants), ensure_ascii=False),
        "confirmed_by": json.dumps(facts.confirmed_by),
        "alerted": json.dumps(asdict(meeting.alerted)) if meeting.alerted else None,
        "first_reported_at": to_text(meeting.first_reported),
        "now": at,
    }


def _report_row(story_id: int, report: Report, home: Mapping[ReportKey, Assigned], at: str) -> tuple[object, ...]:
    assigned = home.get(report.key)
    return (
        story_id,
        report.key.number,
        assigned.meeting if assigned else report.meeting,
        json.dumps(plain(report.facts), ensure_ascii=False),
        json.dumps(report.facts.evidence, ensure_ascii=False),
        assigned.score if assigned else 1.0,
        json.dumps(report.confirms),
        None if report.moved_from is None else json.dumps(sorted(report.moved_from), ensure_ascii=False),
        "person" if report.pinned else "rules",
        report.pinned,
        at,
    )


def _change_row(change: Change, at: str) -> tuple[object, ...]:
    before, after = (json.dumps(value, ensure_ascii=False) for value in (change.before, change.after))
    return (change.meeting, at, change.story, change.cause, change.field, before, after, change.sentence)
