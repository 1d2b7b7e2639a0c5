"""The near-duplicate index: which stored stories a new one may have been made from."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator, Sequence
from typing import Any

import aiosqlite

from monitor.core.deciding.copies import IN_COMMON, contained, shingles
from monitor.store.rows import write_rows

# Boilerplate that a site puts into every story names many; a true copy is among the nearest few.
_CANDIDATES = """
SELECT s.id, s.language, s.record
FROM (SELECT story_id, count(*) AS common FROM shingle
      WHERE hash IN (SELECT value FROM json_each(?)) AND story_id <> ?
      GROUP BY story_id HAVING common >= ? ORDER BY common DESC, story_id LIMIT 4) AS f
JOIN story AS s ON s.id = f.story_id
"""
_SKETCH = "SELECT sketch FROM story WHERE id = ?"
_FORGET = "DELETE FROM shingle WHERE hash IN (SELECT value FROM json_each(?)) AND story_id = ?"
_ADD = "INSERT INTO shingle (hash, story_id) VALUES (?, ?)"


async def nearest(
    connection: aiosqlite.Connection,
    text: frozenset[str],
    sketch: frozenset[int],
    wordings: Sequence[str] = (),
    story_id: int = 0,
) -> tuple[int, float] | None:
    """The stored story (not `story_id` itself) that shares most with a text, and how much; None where none does.

    `text` are all of its shingles, `sketch` their smallest hashes; `wordings` its names and offices, which count in the
    stored texts as little as in it.
    """
    found = await connection.execute_fetchall(_CANDIDATES, (json.dumps(list(sketch)), story_id, IN_COMMON))
    shares = [
        (contained(text, shingles(_paragraphs(json.loads(record)), language, wordings)), -candidate)
        for candidate, language, record in found
    ]
    share, minus_id = max(shares, default=(0.0, 0))
    return (-minus_id, share) if share else None


async def index_sketch(connection: aiosqlite.Connection, story_id: int, sketch: frozenset[int]) -> None:
    """Make the story findable by `sketch`, which its row holds."""
    # Row by row: a statement of many rows copies every page it touches, lest it must be taken back.
    await write_rows(connection, _ADD, [(number, story_id) for number in sorted(sketch)])


async def forget_sketch(connection: aiosqlite.Connection, story_id: int) -> None:
    """Make the story findable no longer by the sketch that its row holds."""
    for (packed,) in await connection.execute_fetchall(_SKETCH, (story_id,)):
        hashes = struct.unpack(f"<{len(packed or b'') // 8}q", packed or b"")
        await connection.execute(_FORGET, (json.dumps(hashes), story_id))


def packed(sketch: frozenset[int]) -> bytes:
    """A sketch as a story's row holds it."""
    return struct.pack(f"<{len(sketch)}q", *sorted(sketch))


def _paragraphs(record: dict[str, Any]) -> Iterator[str]:
    """A record's text as its blocks were."""
    for section in record["sections"]:
        if section["heading"]:
            yield section["heading"]
        for paragraph in section["paragraphs"]:
            yield paragraph["text"]
