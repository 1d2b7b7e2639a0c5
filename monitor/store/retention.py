"""Letting go of what is only kept for a while: pages as they came. Records, meetings and alerts stay for good."""

from __future__ import annotations

from datetime import datetime

import aiosqlite

from monitor.store.archive import Archive
from monitor.store.times import to_text

_INCREMENTAL = 2
_MOST_AT_ONCE = 1000

_DROP = """
DELETE FROM page WHERE story_id IN (
    SELECT p.story_id FROM page AS p JOIN story AS s ON s.id = p.story_id
    WHERE p.fetched_at < ? AND s.reread_at IS NULL ORDER BY p.fetched_at LIMIT ?)
"""


async def drop_old_pages(archive: Archive, before: datetime, most: int = 200) -> int:
    """Drop up to `most` pages fetched earlier than `before`, the oldest first; how many.

    Few at a time, so that nobody waits for the writer; called again while it finds some. A page that will be compared
    with its successor is kept. The freed room is given back to the file system where the archive was made for that
    (`auto_vacuum`), and used again by the archive otherwise.
    """
    async with archive.transaction() as connection:
        dropped = (await connection.execute(_DROP, (to_text(before), most))).rowcount
        if dropped:
            await _give_back(connection)
    return dropped


async def _give_back(connection: aiosqlite.Connection) -> None:
    """Free pages. Python's sqlite3 makes one step of `incremental_vacuum`, and that frees one page."""
    async with connection.execute("PRAGMA auto_vacuum") as cursor:
        incremental = tuple(await cursor.fetchone() or ()) == (_INCREMENTAL,)
    async with connection.execute("PRAGMA freelist_count") as cursor:
        free = await cursor.fetchone()
    if incremental and free:
        for _ in range(min(free[0], _MOST_AT_ONCE)):
            async with connection.execute("PRAGMA incremental_vacuum(1)"):
                pass  # closed at once: a statement in progress would keep the transaction from ending
