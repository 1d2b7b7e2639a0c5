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
    """Entries of the last thirty days, and what became of them:"""
    screened_out: int
    read: int
    failed: int
    relevant: int
    """Stories about climate diplomacy."""


@dataclass(frozen=True, slots=True)
class ScreenedOut:
    """An entry that was not worth reading."""

    url: str
    link: str
    title: str
    feed: str | None
    first_seen_at: str


LATELY = timedelta(days=30)

_ORDER = "f.trouble IS NULL, f.state <> 'gone', f.name, f.id"
_SOURCES = f"""
SELECT f.id, f.name, f.url, f.state, f.kind, f.interval_s, f.due_at, f.polled_at, f.succeeded_at, f.changed_at,
       f.status, f.failures, f.trouble,
       count(e.id) AS brought, coalesce(sum(e.state = 'screened_out'), 0) AS screened_out,
       coalesce(sum(e.state = 'read'), 0) AS read, coalesce(sum(e.state = 'failed'), 0) AS failed,
       coalesce(sum(s.relevant), 0) AS relevant
FROM feed AS f LEFT JOIN entry_feed AS b ON b.feed_id = f.id AND b.seen_at >= :since
LEFT JOIN entry AS e ON e.id = b.entry_id LEFT JOIN story AS s ON s.entry_id = e.id
WHERE f.id IN (SELECT id FROM feed AS f WHERE state <> 'removed' ORDER BY {_ORDER} LIMIT :limit OFFSET :offset)
GROUP BY f.id ORDER BY {_ORDER}
"""  # noqa: S608 (only a constant is joined)
_SCREENED_OUT = """
SELECT e.url, e.link, e.said ->> '$.title' AS title, f.name AS feed, e.first_seen_at
FROM entry AS e LEFT JOIN feed AS f ON f.id = e.feed_id
WHERE e.state = 'screened_out' AND e.id > (SELECT max(id) FROM entry) - 10000 ORDER BY e.id DESC LIMIT ?
"""


async def list_sources(archive: Archive, now: datetime, *, limit: int, offset: int = 0) -> list[SourceRow]:
    """Every feed but the removed, those in trouble first; at most `limit` from `offset` on."""
    values = {"since": to_text(now - LATELY), "limit": limit, "offset": offset}
    rows = await archive.read(_SOURCES, values)
    return [SourceRow(**dict(row)) for row in rows]


async def screened_out(archive: Archive, limit: int) -> list[ScreenedOut]:
    """What of the last ten thousand entries was not read, the latest first."""
    return [ScreenedOut(**dict(row)) for row in await archive.read(_SCREENED_OUT, (limit,))]
