"""How feeds have done lately, and what the operator has been told of it."""

from __future__ import annotations

import json

import aiosqlite

from monitor.core.polling.health import Pulse
from monitor.store.archive import Archive
from monitor.store.times import from_text

_ARRIVALS = "SELECT DISTINCT seen_at FROM entry_feed WHERE feed_id = ? ORDER BY seen_at DESC LIMIT 60"
_STORIES = """
SELECT coalesce(sum(state = 'read'), 0) AS read, coalesce(sum(state = 'failed'), 0) AS failed
FROM (SELECT state FROM entry WHERE feed_id = ? AND state IN ('read', 'failed') ORDER BY id DESC LIMIT 20)
"""
_TOLD = """
SELECT id, settings -> '$.unwell' AS unwell FROM feed
WHERE json_type(settings, '$.unwell') = 'array' AND json_array_length(settings, '$.unwell') > 0
"""
_TELL = "UPDATE feed SET settings = json_set(settings, '$.unwell', json(?)) WHERE id = ?"


async def pulse(archive: Archive, feed_id: int) -> Pulse:
    """What a feed has brought lately."""
    arrivals = await archive.read(_ARRIVALS, (feed_id,))
    stories = await archive.read_one(_STORIES, (feed_id,))
    assert stories is not None
    return Pulse(tuple(from_text(row["seen_at"]) for row in arrivals), stories["read"], stories["failed"])


async def told(archive: Archive) -> dict[int, frozenset[str]]:
    """The ailments that the operator has been told of, by feed."""
    return {row["id"]: frozenset(json.loads(row["unwell"])) for row in await archive.read(_TOLD)}


async def write_told(connection: aiosqlite.Connection, feed_id: int, words: frozenset[str]) -> None:
    """Remember what the operator has been told of a feed."""
    await connection.execute(_TELL, (json.dumps(sorted(words)), feed_id))
