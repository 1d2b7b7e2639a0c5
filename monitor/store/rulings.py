"""What a person decides about meetings: joined by hand, taken apart, put right (corrections.py), and undone.

A ruling pins reports to a meeting, and the rules then draw their conclusions around the pins. It never alerts:
whoever rules knows already. Identifiers that a merge gives up keep leading to the meeting.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

import aiosqlite

from monitor.core.deciding.alerts import alerted
from monitor.core.deciding.decide import settle
from monitor.core.deciding.history import differences
from monitor.core.deciding.identity import short_hash
from monitor.core.deciding.known import Cause, Change, Changes, Correction, Known, Report, ReportKey, Seen
from monitor.core.deciding.rules import AlertRules
from monitor.core.errors import ArchiveError
from monitor.store.archive import Archive
from monitor.store.meeting_rows import corrections_from_json, corrections_to_json
from monitor.store.meetings import write_changes
from monitor.store.neighbourhood import load_meetings
from monitor.store.times import to_text

_NOBODY = AlertRules(kinds=frozenset())
_FOLLOW = """
WITH RECURSIVE trail (id, next) AS (
    SELECT id, merged_into FROM meeting WHERE id = ?
    UNION SELECT m.id, m.merged_into FROM meeting AS m JOIN trail ON m.id = trail.next)
SELECT id FROM trail WHERE next IS NULL
"""
_PIN = """
UPDATE report SET pinned = ?, decided_by = CASE WHEN ? IS NULL THEN 'rules' ELSE 'person' END
WHERE number = ? AND story_id = (SELECT id FROM story WHERE url = ?)
"""
RULE = "INSERT INTO ruling (at, kind, meeting_id, pins) VALUES (?, ?, ?, ?) RETURNING id"
_LAST = """
SELECT id, kind, meeting_id, pins FROM ruling WHERE undone_at IS NULL AND id = coalesce(?, id) ORDER BY id DESC
"""
_LATER_CORRECTION = """
SELECT id FROM ruling WHERE meeting_id = ? AND kind = 'correct' AND undone_at IS NULL AND id > ? LIMIT 1
"""
_CORRECT = "UPDATE meeting SET corrections = ? WHERE id = ?"
_UNDONE = "UPDATE ruling SET undone_at = ? WHERE id = ?"
_REVIVE = "UPDATE meeting SET merged_into = NULL, changed_at = ? WHERE id = ?"
_MOVE_ALL = "UPDATE report SET meeting_id = ? WHERE meeting_id = ?"
_GIVE_UP = "UPDATE meeting SET merged_into = ?, changed_at = ? WHERE id = ?"
_BEGIN = """
INSERT INTO meeting (id, title, kind, status, mode, background, start, "end", precision, city, country, venue,
    participants, confirmed_by, confidence, unsure, alerted, first_reported_at, changed_at, first_day, last_day)
SELECT ?, title, kind, status, mode, background, start, "end", precision, city, country, venue,
    participants, confirmed_by, confidence, unsure, alerted, first_reported_at, ?, first_day, last_day
FROM meeting WHERE id = ?
"""
_PUT_BACK = "UPDATE report SET meeting_id = ? WHERE number = ? AND story_id = (SELECT id FROM story WHERE url = ?)"


RulingKind = Literal["merge", "split", "correct"]


@dataclass(frozen=True, slots=True)
class Ruled:
    """A ruling that was carried out."""

    id: int
    """For undoing it."""
    kind: RulingKind
    meeting: str
    """The meeting that remains (merge, correct), or the new one (split)."""


@dataclass(frozen=True, slots=True)
class _Pin:
    key: ReportKey
    meeting: str
    """Where it belongs now."""
    pinned: str | None
    """Where a person had put it before."""


async def merge_meetings(archive: Archive, meeting: str, other: str, now: datetime) -> Ruled:
    """Say that `other` is `meeting`. Raises ArchiveError where either is unknown or both are one already."""
    async with archive.transaction() as connection:
        keep, give_up = await follow(connection, meeting), await follow(connection, other)
        if keep == give_up:
            raise ArchiveError(f"{meeting} and {other} are one meeting already; nothing was changed")
        seen = await load_meetings(connection, {keep, give_up})
        concerned = [report for report in seen.reports if report.meeting in (keep, give_up)]
        ruled = await _rule(connection, "merge", keep, concerned, now)
        await _settle(connection, seen, {report.key: keep for report in concerned}, "merge", now)
    return ruled


async def split_meeting(archive: Archive, meeting: str, stories: Iterable[str], now: datetime) -> Ruled:
    """Say that what `stories` (links or canonical addresses) report is another meeting than the rest of `meeting`.

    Raises ArchiveError where the meeting is unknown, none of its reports is concerned or all are.
    """
    names = set(stories)
    async with archive.transaction() as connection:
        old = await follow(connection, meeting)
        seen = await load_meetings(connection, {old})
        whole = [report for report in seen.reports if report.meeting == old]
        part = [r for r in whole if names & {r.key.story, r.source.link}]
        if not part or len(part) == len(whole):
            raise ArchiveError(f"{meeting}: {len(part)} of its {len(whole)} reports would go; nothing was changed")
        new = short_hash("split", old, *(f"{report.key.story} {report.key.number}" for report in part), to_text(now))
        ruled = await _rule(connection, "split", new, whole, now, begin_from=old)
        born = replace(next(known for known in seen.meetings if known.id == old), id=new)
        seen = replace(seen, meetings=(*seen.meetings, born))
        pins = {report.key: new if report in part else old for report in whole}
        await _settle(connection, seen, pins, "split", now, born=born)
    return ruled


async def undo_ruling(archive: Archive, now: datetime, ruling: int | None = None) -> Ruled:
    """Take back a ruling, the last by default: the rules decide again. Raises ArchiveError where there is none."""
    async with archive.transaction() as connection:
        rows = list(await connection.execute_fetchall(_LAST, (ruling,)))
        if not rows:
            raise ArchiveError("there is no such ruling to undo")
        row = rows[0]
        if row["kind"] == "correct":
            return await _tell_again(connection, row, now)
        pins = [
            _Pin(ReportKey(url, number), meeting, pinned) for url, number, meeting, pinned in json.loads(row["pins"])
        ]
        await connection.execute(_UNDONE, (to_text(now), row["id"]))
        ruled = await follow(connection, row["meeting_id"])
        homes = sorted({pin.meeting for pin in pins})
        if row["kind"] == "merge":
            history = await _part_again(connection, pins, ruled, homes, now)
        else:
            history = await _join_again(connection, ruled, homes[0], now)
        seen = await load_meetings(connection, {*homes, ruled} if row["kind"] == "merge" else homes)
        pinned = {pin.key: pin.pinned for pin in pins}
        await _settle(connection, seen, pinned, "undo", now, history=history)
    return Ruled(row["id"], row["kind"], row["meeting_id"])


async def follow(connection: aiosqlite.Connection, meeting: str) -> str:
    """The meeting that an identifier, perhaps an old one, stands for."""
    for row in await connection.execute_fetchall(_FOLLOW, (meeting,)):
        found: str = row["id"]
        return found
    raise ArchiveError(f"{meeting}: there is no such meeting")


async def _rule(
    connection: aiosqlite.Connection,
    kind: Literal["merge", "split"],
    meeting: str,
    reports: Sequence[Report],
    now: datetime,
    *,
    begin_from: str | None = None,
) -> Ruled:
    if begin_from:
        await connection.execute(_BEGIN, (meeting, to_text(now), begin_from))
    pins = json.dumps([[r.key.story, r.key.number, r.meeting, r.pinned] for r in reports])
    (row,) = await connection.execute_fetchall(RULE, (to_text(now), kind, meeting, pins))
    return Ruled(row["id"], kind, meeting)


async def _tell_again(connection: aiosqlite.Connection, row: sqlite3.Row, now: datetime) -> Ruled:
    """What stood before a correction stands again."""
    for later in await connection.execute_fetchall(_LATER_CORRECTION, (row["meeting_id"], row["id"])):
        raise ArchiveError(f"ruling {later['id']} corrected the same meeting later; undo it first")
    await connection.execute(_UNDONE, (to_text(now), row["id"]))
    meeting = await follow(connection, row["meeting_id"])
    await correct_as(connection, meeting, corrections_from_json(row["pins"]), "undo", now)
    return Ruled(row["id"], "correct", meeting)


async def correct_as(
    connection: aiosqlite.Connection,
    meeting: str,
    corrections: tuple[Correction, ...],
    cause: Cause,
    now: datetime,
) -> None:
    """Let `corrections` be all that a person put right about `meeting`; what was alerted counts as told again."""
    await connection.execute(_CORRECT, (corrections_to_json(corrections), meeting))
    seen = await load_meetings(connection, {meeting})
    changes = settle(seen.reports, (), seen, _NOBODY, now, cause=cause)
    told = tuple(
        replace(known, alerted=alerted(known.facts, known.alerted.story)) if known.alerted else known
        for known in changes.meetings
    )
    await write_changes(connection, None, replace(changes, meetings=told), seen.reports, (), now)


async def _part_again(
    connection: aiosqlite.Connection, pins: Sequence[_Pin], joined: str, homes: Sequence[str], now: datetime
) -> tuple[Change, ...]:
    """Each report belongs again where it belonged before a merge, and the meetings given up are meetings again."""
    await connection.executemany(_REVIVE, [(to_text(now), meeting) for meeting in homes])
    await connection.executemany(_PUT_BACK, [(pin.meeting, pin.key.number, pin.key.story) for pin in pins])
    revived = [meeting for meeting in homes if meeting != joined]
    return tuple(Change(meeting, "undo", "merged_into", joined, None, None, None) for meeting in revived)


async def _join_again(connection: aiosqlite.Connection, parted: str, mother: str, now: datetime) -> tuple[Change, ...]:
    """What was split off, and what has come to it since, belongs again to the meeting that it was split from."""
    await connection.execute(_MOVE_ALL, (mother, parted))
    await connection.execute(_GIVE_UP, (mother, to_text(now), parted))
    return (Change(parted, "undo", "merged_into", None, mother, None, None),)


async def _settle(
    connection: aiosqlite.Connection,
    seen: Seen,
    pins: Mapping[ReportKey, str | None],
    cause: Cause,
    now: datetime,
    *,
    born: Known | None = None,
    history: tuple[Change, ...] = (),
) -> None:
    """Let the rules decide around the new pins, and write what follows."""
    reports = [replace(r, pinned=pins[r.key]) if r.key in pins else r for r in seen.reports]
    rows = [(pinned, pinned, key.number, key.story) for key, pinned in pins.items()]
    await connection.executemany(_PIN, rows)
    changes = settle(reports, (), seen, _NOBODY, now, cause=cause)
    if born:
        changes = _told_from_the_beginning(changes, born, cause)
    changes = replace(changes, history=(*history, *changes.history))
    await write_changes(connection, None, changes, reports, (), now)


def _told_from_the_beginning(changes: Changes, born: Known, cause: Cause) -> Changes:
    """A meeting split off has no history before; everything about it is known from now on."""
    state = next((known for known in changes.meetings if known.id == born.id), born)
    begun = [Change(born.id, cause, name, None, after, None, None) for name, _, after in differences(None, state)]
    kept = [change for change in changes.history if change.meeting != born.id]
    return replace(changes, history=(*kept, *begun))
