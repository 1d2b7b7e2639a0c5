"""Pages as they came, compressed, so that today's parser can read them again."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import AsyncIterator
from datetime import datetime

import aiosqlite

from monitor.core.records import Page
from monitor.store.archive import Archive
from monitor.store.entries import entry_from_json
from monitor.store.times import to_text

_SAVE = """
INSERT INTO page (story_id, body, content_type, location, digest, fetched_at) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (story_id) DO UPDATE SET body = excluded.body, content_type = excluded.content_type,
    location = excluded.location, digest = excluded.digest, fetched_at = excluded.fetched_at
"""
_PAGE = """
SELECT p.story_id, p.body, p.content_type, p.location, s.link, e.said, f.name AS outlet
FROM page AS p JOIN story AS s ON s.id = p.story_id
LEFT JOIN entry AS e ON e.id = s.entry_id LEFT JOIN feed AS f ON f.id = e.feed_id
"""
_ONE = f"{_PAGE} WHERE p.story_id = ?"
_IN_ORDER = "SELECT story_id FROM page JOIN story ON story.id = page.story_id ORDER BY story.moment, story.id"


def digest(body: bytes) -> bytes:
    """Tells whether a page's bytes have changed."""
    return hashlib.blake2b(body, digest_size=16).digest()


async def save_page(connection: aiosqlite.Connection, story_id: int, page: Page, now: datetime) -> None:
    """Keep the page's bytes, in place of those kept before."""
    body = zlib.compress(page.body, 6)
    await connection.execute(_SAVE, (story_id, body, page.content_type, page.url, digest(page.body), to_text(now)))


async def load_page(archive: Archive, story_id: int) -> Page | None:
    """The kept page with what its feed said of it; None where none was kept."""
    row = await archive.read_one(_ONE, (story_id,))
    if row is None:
        return None
    return Page(
        source=row["link"] or row["location"] or "",
        body=zlib.decompress(row["body"]),
        url=row["location"],
        content_type=row["content_type"],
        entry=entry_from_json(row["said"]) if row["said"] else None,
        outlet=row["outlet"],
    )


async def all_pages(archive: Archive) -> AsyncIterator[tuple[int, Page]]:
    """Every kept page with its story's id, in the order of publication; one in memory at a time."""
    for row in await archive.read(_IN_ORDER):
        page = await load_page(archive, row["story_id"])
        if page is not None:
            yield row["story_id"], page
