"""The feeds and what is remembered of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime

import aiosqlite

from monitor.core.polling.decide import Visit
from monitor.core.polling.feed import Feed, FeedDefinition, FeedState, Origin
from monitor.store.archive import Archive
from monitor.store.feed_rows import COLUMNS, columns_of, feed_of, visits_json
from monitor.store.times import from_text, to_text

_SELECT = f"SELECT {COLUMNS} FROM feed"  # noqa: S608 (only constants are joined)
_ALL = f"{_SELECT} WHERE state <> 'removed' ORDER BY id"
_ACTIVE = f"{_SELECT} WHERE state = 'active' AND id > ? ORDER BY id LIMIT ?"
_NOT_IN_HAND = "id NOT IN (SELECT value FROM json_each(?))"
_DUE = f"{_SELECT} WHERE state = 'active' AND due_at <= ? AND {_NOT_IN_HAND} ORDER BY due_at, id LIMIT ?"
_KNOWN = "SELECT url FROM feed WHERE state <> 'removed'"
_AHEAD = f"{_SELECT} WHERE state = 'active' AND polled_at > ?"
_ONE = f"{_SELECT} WHERE url = ? AND state <> 'removed'"
_BY_ID = f"{_SELECT} WHERE id = ? AND state <> 'removed'"
_NEXT_DUE = "SELECT min(due_at) AS due_at FROM feed WHERE state = 'active'"

# A feed that comes back keeps what was learnt of it; one declared anew in the file belongs to the file. Another
# interval moves the next poll only where it was the interval that set it, and not the server.
_DECLARE = """
INSERT INTO feed (url, location, name, origin, kind, settings, interval_s, due_at, added_at)
VALUES (:url, :url, :name, :origin, :kind, :settings, :interval_s, :now, :now)
ON CONFLICT (url) DO UPDATE SET
    name = excluded.name,
    origin = excluded.origin,
    kind = excluded.kind,
    settings = json_patch(feed.settings, excluded.settings),
    due_at = CASE
        WHEN feed.due_at = strftime('%Y-%m-%dT%H:%M:%fZ', feed.polled_at, '+' || feed.interval_s || ' seconds')
        THEN strftime('%Y-%m-%dT%H:%M:%fZ', feed.polled_at, '+' || excluded.interval_s || ' seconds')
        ELSE feed.due_at END,
    interval_s = excluded.interval_s,
    state = CASE WHEN feed.state = 'removed' THEN 'active' ELSE feed.state END
"""
_DROP_UNDECLARED = """
UPDATE feed SET state = 'removed'
WHERE origin = 'configuration' AND state <> 'removed' AND url NOT IN (SELECT value FROM json_each(?))
"""
_SET_STATE = "UPDATE feed SET state = ? WHERE url = ? AND state <> 'removed'"
_RESUME = """
UPDATE feed SET state = 'active', due_at = ?, failures = 0, trouble = NULL, location = url,
    redirected_to = NULL, redirects = 0, redirected_since = NULL
WHERE url = ? AND state IN ('paused', 'gone')
"""
_SAVE = """
UPDATE feed SET name = CASE WHEN name = url THEN :name ELSE name END, location = :location,
    state = CASE WHEN state = 'active' THEN :state ELSE state END,
    settings = json_set(
        settings, '$.wishes', json(:wishes), '$.unreadable', :unreadable, '$.hub', :hub, '$.topic', :topic
    ),
    etag = :etag, last_modified = :last_modified, body_hash = :body_hash, items = :items,
    due_at = :due_at, polled_at = :polled_at, succeeded_at = :succeeded_at, changed_at = :changed_at,
    status = :status, failures = :failures, trouble = :trouble,
    redirected_to = :redirected_to, redirects = :redirects, redirected_since = :redirected_since
WHERE id = :id
"""
# One statement for all of them: SQLite lets the interpreter go but once.
_VISITED = """
UPDATE feed SET polled_at = visit.value ->> 1, succeeded_at = visit.value ->> 1, due_at = visit.value ->> 2,
    status = visit.value ->> 3
FROM json_each(?) AS visit WHERE feed.id = visit.value ->> 0
"""


async def declare_feeds(archive: Archive, definitions: Sequence[FeedDefinition], now: datetime) -> None:
    """Make the archive's feeds those of the configuration: new ones due at once, missing ones removed."""
    urls = json.dumps([definition.url for definition in definitions])
    async with archive.transaction() as connection:
        await connection.executemany(_DECLARE, [_declared(one, "configuration", now) for one in definitions])
        await connection.execute(_DROP_UNDECLARED, (urls,))


async def add_feed(archive: Archive, definition: FeedDefinition, now: datetime) -> None:
    """Add one feed by command; it is due at once."""
    async with archive.transaction() as connection:
        await connection.execute(_DECLARE, _declared(definition, "command", now))


async def add_unknown_feeds(archive: Archive, definitions: Sequence[FeedDefinition], now: datetime) -> int:
    """Add those of the feeds that are not known, or were removed; how many there were. They are due at once."""
    async with archive.transaction() as connection:
        async with connection.execute(_KNOWN) as cursor:
            known = {row["url"] for row in await cursor.fetchall()}
        fresh = [_declared(one, "command", now) for one in definitions if one.url not in known]
        await connection.executemany(_DECLARE, fresh)
        return len(fresh)


async def set_feed_state(archive: Archive, url: str, state: FeedState) -> bool:
    """Pause or remove a feed. Whether there was one."""
    async with archive.transaction() as connection:
        cursor = await connection.execute(_SET_STATE, (state, url))
        return cursor.rowcount > 0


async def resume_feed(archive: Archive, url: str, now: datetime) -> bool:
    """Ask a paused or gone feed again, at its declared address. Whether there was one."""
    async with archive.transaction() as connection:
        cursor = await connection.execute(_RESUME, (to_text(now), url))
        return cursor.rowcount > 0


async def all_feeds(archive: Archive) -> list[Feed]:
    """Every feed but the removed."""
    return [feed_of(row) for row in await archive.read(_ALL)]


async def active_feeds(archive: Archive, *, after: int = 0, limit: int = -1) -> list[Feed]:
    """The feeds that are polled, those whose id is above `after`, `limit` at most (-1: all)."""
    return [feed_of(row) for row in await archive.read(_ACTIVE, (after, limit))]


async def due_feeds(archive: Archive, now: datetime, limit: int = -1, without: Iterable[int] = ()) -> list[Feed]:
    """The feeds whose time has come, the longest due first, but those whose id is in `without`."""
    return [feed_of(row) for row in await archive.read(_DUE, (to_text(now), json.dumps(list(without)), limit))]


async def feeds_from_the_future(archive: Archive, now: datetime) -> list[Feed]:
    """The feeds last polled after `now`: the clock was set back."""
    return [feed_of(row) for row in await archive.read(_AHEAD, (to_text(now),))]


async def find_feed(archive: Archive, url: str) -> Feed | None:
    """The feed declared with `url`."""
    row = await archive.read_one(_ONE, (url,))
    return feed_of(row) if row else None


async def feed_by_id(archive: Archive, feed_id: int) -> Feed | None:
    """The feed of that number, unless it was removed."""
    row = await archive.read_one(_BY_ID, (feed_id,))
    return feed_of(row) if row else None


async def next_due(archive: Archive) -> datetime | None:
    """When the next feed is due."""
    row = await archive.read_one(_NEXT_DUE)
    return from_text(row["due_at"]) if row and row["due_at"] else None


async def save_feeds(connection: aiosqlite.Connection, feeds: Iterable[Feed]) -> None:
    """Write what polls have changed. A feed paused or removed meanwhile stays so."""
    if rows := [columns_of(feed) for feed in feeds]:
        await connection.executemany(_SAVE, rows)


async def save_visits(connection: aiosqlite.Connection, visits: Sequence[tuple[int, Visit]]) -> None:
    """Write polls, by the feed's id, that changed nothing but when the feed was asked and is to be asked again."""
    if visits:
        await connection.execute(_VISITED, (visits_json(visits),))


def _declared(definition: FeedDefinition, origin: Origin, now: datetime) -> dict[str, object]:
    settings = {
        "language": definition.language,
        "tier": definition.tier,
        "link": definition.link,
        "screen": definition.screen,
    }
    return {
        "url": definition.url,
        "name": definition.name,
        "origin": origin,
        "kind": definition.kind,
        "settings": json.dumps(settings, ensure_ascii=False),
        "interval_s": max(1, round(definition.interval.total_seconds())),
        "now": to_text(now),
    }
