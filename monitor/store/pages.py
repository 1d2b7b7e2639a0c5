"""Pages as they came, compressed, so that today's parser can read them again."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime

import aiosqlite

from monitor.core.records import Page
from monitor.store.archive import Archive
from monitor.store.entries import entry_from_json
from monitor.store.times import from_text, to_text

_SAVE = """
INSERT INTO page (story_id, body, content_type, location, digest, fetched_at) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (story_id) DO UPDATE SET body = excluded.body, content_type = excluded.content_type,
    location = excluded.location, digest = excluded.digest, fetched_at = excluded.fetched_at
"""
_LEVEL = 4
"""Of zlib: a twentieth larger than by its default, in three fifths of the time."""
_PAGE = """
SELECT p.body, p.content_type, p.location, s.url, coalesce(s.link, s.url) AS link, s.read_at, s.quiet, e.said,
       f.name AS outlet
FROM page AS p JOIN story AS s ON s.id = p.story_id
LEFT JOIN entry AS e ON e.id = s.entry_id LEFT JOIN feed AS f ON f.id = e.feed_id
WHERE s.id = ?
"""
_IN_ORDER = "SELECT s.id FROM page AS p JOIN story AS s ON s.id = p.story_id ORDER BY s.read_at, s.id"


@dataclass(frozen=True, slots=True)
class KeptPage:
    """A page as it came, with what is known of its first reading."""

    address: str
    """Canonical."""
    page: Page
    read_at: datetime
    quiet: bool
    """Came only to be kept."""


def digest(body: bytes) -> bytes:
    """Tells whether a page's bytes have changed."""
    return hashlib.blake2b(body, digest_size=16).digest()


async def save_page(connection: aiosqlite.Connection, story_id: int, page: Page, now: datetime) -> None:
    """Keep the page's bytes, in place of those kept before."""
    body = zlib.compress(page.body, _LEVEL)
    await connection.execute(_SAVE, (story_id, body, page.content_type, page.url, digest(page.body), to_text(now)))


async def load_page(archive: Archive, story_id: int) -> KeptPage | None:
    """The kept page with what its feed said of it; None where none was kept."""
    row = await archive.read_one(_PAGE, (story_id,))
    if row is None:
        return None
    page = Page(
        source=row["link"],
        body=zlib.decompress(row["body"]),
        url=row["location"],
        content_type=row["content_type"],
        entry=entry_from_json(row["said"]) if row["said"] else None,
        outlet=row["outlet"],
    )
    return KeptPage(row["url"], page, from_text(row["read_at"]), bool(row["quiet"]))


async def kept_pages(archive: Archive) -> AsyncIterator[KeptPage]:
    """Every kept page, in the order of first reading; one in memory at a time."""
    for row in await archive.read(_IN_ORDER):
        kept = await load_page(archive, row["id"])
        if kept is not None:
            yield kept
