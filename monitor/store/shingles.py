"""The near-duplicate index: which stored story a new one was made from."""

from __future__ import annotations

import json
import struct

import aiosqlite

from monitor.core.deciding.copies import IN_COMMON, contained

# Boilerplate that a site puts into every story names many; a true copy is among the nearest few.
_CANDIDATES = """
SELECT f.story_id, s.sketch
FROM (SELECT story_id, count(*) AS common FROM shingle
      WHERE hash IN (SELECT value FROM json_each(?)) AND story_id <> ?
      GROUP BY story_id HAVING common >= ? ORDER BY common DESC, story_id LIMIT 8) AS f
JOIN story AS s ON s.id = f.story_id
"""
_SKETCH = "SELECT sketch FROM story WHERE id = ?"
_FORGET = "DELETE FROM shingle WHERE hash = ? AND story_id = ?"
_ADD = "INSERT INTO shingle (hash, story_id) VALUES (?, ?)"
_KEEP = "UPDATE story SET sketch = ? WHERE id = ?"


async def nearest(
    connection: aiosqlite.Connection, sketch: frozenset[int], story_id: int = 0
) -> tuple[int, float] | None:
    """The stored story (not `story_id` itself) that shares most with `sketch`, and how much; None where none does."""
    found = await connection.execute_fetchall(_CANDIDATES, (json.dumps(list(sketch)), story_id, IN_COMMON))
    shares = [(contained(sketch, _unpack(packed)), -candidate) for candidate, packed in found]
    share, minus_id = max(shares, default=(0.0, 0))
    return (-minus_id, share) if share else None


async def index_story(connection: aiosqlite.Connection, story_id: int, sketch: frozenset[int]) -> None:
    """Make the story findable by `sketch`, and no longer by an earlier one."""
    for (packed,) in await connection.execute_fetchall(_SKETCH, (story_id,)):
        if packed and packed != _pack(sketch):
            await connection.executemany(_FORGET, [(number, story_id) for number in _unpack(packed)])
        if packed == _pack(sketch):
            return
    await connection.executemany(_ADD, [(number, story_id) for number in sketch])
    await connection.execute(_KEEP, (_pack(sketch), story_id))


def _pack(sketch: frozenset[int]) -> bytes:
    return struct.pack(f"<{len(sketch)}q", *sorted(sketch))


def _unpack(packed: bytes | None) -> frozenset[int]:
    return frozenset(struct.unpack(f"<{len(packed) // 8}q", packed)) if packed else frozenset()
