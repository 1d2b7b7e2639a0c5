"""How each source fares, and what it brought."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.store.archive import Archive
from monitor.store.times import to_text


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One feed; times as the archive writes them."""

    id: int
    name: str
    url: str
    state: str
    kind: str
    interval_s: int
    due_at: str
    polled_at: str | None
    succeeded_at: str | None
    changed_at: str | None
    status: int | None
    failures: int
    trouble: str | None
    brought: int
    """Entries in all."""
    lately: int
    """Entries of the last thirty days."""
    screened_out: int
    read: int
    failed: int
    relevant: int
    """Stories that it brought first and that are about climate diplomacy."""


@dataclass(frozen=True, slots=True)
class ScreenedOut:
    """An entry that was not worth reading."""

    url: str
    link: str
    title: str
    feed: str | None
    first_seen_at: str


LATELY = timedelta(days=30)

_SOURCES = """
SELECT f.id, f.name, f.url, f.state, f.kind, f.interval_s, f.due_at, f.polled_at, f.succeeded_at, f.changed_at,
       f.status, f.failures, f.trouble,
       (SELECT count(*) FROM entry_feed AS e WHERE e.feed_id = f.id) AS brought,
       (SELECT count(*) FROM entry_feed AS e WHERE e.feed_id = f.id AND e.seen_at >= :since) AS lately,
       coalesce(e.screened_out, 0) AS screened_out, coalesce(e.read, 0) AS read, coalesce(e.failed, 0) AS failed,
       coalesce(e.relevant, 0) AS relevant
FROM feed AS f LEFT JOIN (
    SELECT entry.feed_id, sum(state = 'screened_out') AS screened_out, sum(state = 'read') AS read,
           sum(state = 'failed') AS failed, sum(s.relevant) AS relevant
    FROM entry LEFT JOIN story AS s ON s.entry_id = entry.id GROUP BY entry.feed_id) AS e ON e.feed_id = f.id
WHERE f.state <> 'removed'
ORDER BY f.trouble IS NULL, f.state <> 'gone', f.name
"""
_SCREENED_OUT = """
SELECT e.url, e.link, e.said ->> '$.title' AS title, f.name AS feed, e.first_seen_at
FROM entry AS e LEFT JOIN feed AS f ON f.id = e.feed_id
WHERE e.state = 'screened_out' ORDER BY e.id DESC LIMIT ?
"""


async def list_sources(archive: Archive, now: datetime) -> list[SourceRow]:
    """Every feed but the removed, those in trouble first."""
    rows = await archive.read(_SOURCES, {"since": to_text(now - LATELY)})
    return [SourceRow(**dict(row)) for row in rows]


async def screened_out(archive: Archive, limit: int) -> list[ScreenedOut]:
    """What came in last and was not read."""
    return [ScreenedOut(**dict(row)) for row in await archive.read(_SCREENED_OUT, (limit,))]
