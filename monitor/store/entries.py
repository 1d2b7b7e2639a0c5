"""What feeds announced, and how far each story has come."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

import aiosqlite

from monitor.core.polling.arrivals import Arrival
from monitor.core.records import Entry, Reason
from monitor.store.archive import Archive
from monitor.store.decisions import write_decisions
from monitor.store.times import from_text, to_text

_FIELDS = tuple(field.name for field in fields(Entry))
_KNOWN = "SELECT url, said FROM entry WHERE url IN (SELECT value FROM json_each(?))"
_INSERT = """
INSERT INTO entry (url, link, feed_id, guid, said, first_seen_at, state, due_at)
VALUES (:url, :link, :feed_id, :guid, :said, :now, :state, :now)
ON CONFLICT (url) DO NOTHING
"""
# A headline that changed makes the story due again, also one that was screened out or given up before.
_CHANGE = """
UPDATE entry SET said = :said, link = :link,
    state = CASE WHEN :state = 'screened_out' AND state <> 'waiting' THEN state ELSE :state END,
    due_at = :now, attempts = 0, trouble = NULL
WHERE url = :url
"""
_BROUGHT = """
INSERT INTO entry_feed (entry_id, feed_id, seen_at) SELECT id, ?, ? FROM entry WHERE url = ?
ON CONFLICT (entry_id, feed_id) DO NOTHING
"""
# Feeds name the newest first; what happened is to be taken in as it happened.
_DUE = """
SELECT e.id, e.url, e.link, e.said, e.attempts, e.due_at, f.name AS outlet
FROM entry AS e LEFT JOIN feed AS f ON f.id = e.feed_id
WHERE e.state = 'waiting' AND e.due_at <= ? AND e.id NOT IN (SELECT value FROM json_each(?))
ORDER BY e.due_at, datetime(e.said ->> '$.published'), e.id LIMIT ?
"""
_NEXT_DUE = "SELECT min(due_at) AS due_at FROM entry WHERE state = 'waiting'"
_READ = "UPDATE entry SET state = 'read', attempts = attempts + 1, trouble = NULL WHERE id = ? AND state = 'waiting'"
_AGAIN = "UPDATE entry SET due_at = ?, attempts = ?, trouble = ? WHERE id = ?"
_PARK = "UPDATE entry SET state = 'failed', attempts = ?, trouble = ? WHERE id = ?"
_POSTPONE = "UPDATE entry SET due_at = ? WHERE id = ?"
_COUNTS = "SELECT state, count(*) AS number FROM entry GROUP BY state"


@dataclass(frozen=True, slots=True)
class WaitingEntry:
    """An entry whose story is to be fetched."""

    id: int
    url: str
    """Canonical."""
    link: str
    """What is fetched."""
    said: Entry
    attempts: int
    """That failed so far."""
    outlet: str | None
    """The name of the feed that brought it first."""
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Brought:
    """What a feed brought."""

    feed_id: int
    arrivals: Sequence[Arrival]
    """What is new or changed."""
    seen: Sequence[str]
    """The canonical addresses of all that was read."""


async def known_entries(archive: Archive, urls: Sequence[str]) -> dict[str, Entry]:
    """What was said last under each canonical address that is known."""
    if not urls:
        return {}
    rows = await archive.read(_KNOWN, (json.dumps(urls),))
    return {row["url"]: entry_from_json(row["said"]) for row in rows}


async def save_arrivals(connection: aiosqlite.Connection, brought: Sequence[Brought], now: datetime) -> None:
    """Write what feeds brought, all in the same few statements."""
    new = [_row(one.feed_id, arrival, now) for one in brought for arrival in one.arrivals if not arrival.known]
    changed = [_row(one.feed_id, arrival, now) for one in brought for arrival in one.arrivals if arrival.known]
    reasons = [(arrival.url, reason) for one in brought for arrival in one.arrivals for reason in arrival.reasons]
    at = to_text(now)
    for sql, rows in ((_INSERT, new), (_CHANGE, changed)):
        if rows:
            await connection.executemany(sql, rows)
    if reasons:
        await write_decisions(connection, reasons, now)
    if seen := [(one.feed_id, at, url) for one in brought for url in one.seen]:
        await connection.executemany(_BROUGHT, seen)


async def due_entries(archive: Archive, now: datetime, limit: int, without: Iterable[int] = ()) -> list[WaitingEntry]:
    """The entries whose story is due, the longest waiting first, but those whose id is in `without`."""
    rows = await archive.read(_DUE, (to_text(now), json.dumps(list(without)), limit))
    return [_waiting(row) for row in rows]


async def mark_read(connection: aiosqlite.Connection, entry_id: int) -> None:
    """The story has been taken in."""
    await connection.execute(_READ, (entry_id,))


async def try_again(
    connection: aiosqlite.Connection, entry: WaitingEntry, reason: Reason, due_at: datetime, now: datetime
) -> None:
    """An attempt failed; another follows at `due_at`."""
    await connection.execute(_AGAIN, (to_text(due_at), entry.attempts + 1, reason.detail, entry.id))
    await write_decisions(connection, [(entry.url, reason)], now)


async def park(connection: aiosqlite.Connection, entry: WaitingEntry, reason: Reason, now: datetime) -> None:
    """The story is given up."""
    await connection.execute(_PARK, (entry.attempts + 1, reason.detail, entry.id))
    await write_decisions(connection, [(entry.url, reason)], now)


async def postpone(connection: aiosqlite.Connection, entry: WaitingEntry, due_at: datetime) -> None:
    """The story's host rests; that is no failure of the story."""
    await connection.execute(_POSTPONE, (to_text(due_at), entry.id))


async def entry_counts(archive: Archive) -> dict[str, int]:
    """How many entries are in each state."""
    return {row["state"]: row["number"] for row in await archive.read(_COUNTS)}


def entry_from_json(text: str) -> Entry:
    """The Entry that `entry_json` wrote."""
    fields: dict[str, Any] = json.loads(text)
    return Entry(**{**fields, "authors": tuple(fields.get("authors", ()))})


def entry_json(entry: Entry) -> str:
    """An Entry as the archive keeps it, empty fields left out."""
    said = {name: value for name in _FIELDS if (value := getattr(entry, name)) or name in ("url", "title")}
    return json.dumps(said, ensure_ascii=False)


def _row(feed_id: int, arrival: Arrival, now: datetime) -> dict[str, object]:
    return {
        "url": arrival.url,
        "link": arrival.entry.url,
        "feed_id": feed_id,
        "guid": arrival.entry.guid,
        "said": entry_json(arrival.entry),
        "now": to_text(now),
        "state": "waiting" if arrival.wanted else "screened_out",
    }


def _waiting(row: sqlite3.Row) -> WaitingEntry:
    return WaitingEntry(
        id=row["id"],
        url=row["url"],
        link=row["link"],
        said=entry_from_json(row["said"]),
        attempts=row["attempts"],
        outlet=row["outlet"],
        due_at=from_text(row["due_at"]),
    )
