"""Pages are let go, and only pages."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import aiosqlite
import pytest_asyncio

from monitor.store.archive import Archive
from monitor.store.retention import drop_old_pages
from monitor.store.times import to_text
from tests.support.alerts import insert
from tests.support.clock import START

DAY = timedelta(days=1)


@pytest_asyncio.fixture
async def archive(tmp_path: Path) -> AsyncIterator[Archive]:
    async with await Archive.open(tmp_path / "archive.sqlite3") as archive:
        async with archive.transaction() as connection:
            for number in range(1, 7):
                fetched = to_text(START - number * DAY)
                url = f"https://example.org/{number}"
                story = {"id": number, "url": url, "language": "en", "relevant": 1}
                await insert(connection, "story", {**story, "reread_at": fetched if number == 5 else None})
                page = {"story_id": number, "body": b"x" * 9000, "digest": b"d", "fetched_at": fetched}
                await insert(connection, "page", page)
        yield archive


async def kept(archive: Archive) -> list[int]:
    return [row["story_id"] for row in await archive.read("SELECT story_id FROM page ORDER BY story_id")]


async def test_the_oldest_go_first_a_few_at_a_time(archive: Archive) -> None:
    assert await drop_old_pages(archive, START - 2 * DAY, most=2) == 2
    assert await kept(archive) == [1, 2, 3, 5]
    assert await drop_old_pages(archive, START - 2 * DAY, most=2) == 1
    assert await drop_old_pages(archive, START - 2 * DAY, most=2) == 0
    assert await kept(archive) == [1, 2, 5]


async def test_stories_stay_and_so_does_a_page_that_will_be_looked_at_again(archive: Archive) -> None:
    assert await drop_old_pages(archive, START) == 5
    assert await kept(archive) == [5]
    assert len(await archive.read("SELECT id FROM story")) == 6


async def test_where_the_archive_was_made_for_it_the_file_shrinks(archive: Archive) -> None:
    async with aiosqlite.connect(archive.path, isolation_level=None) as other:
        await other.execute("PRAGMA auto_vacuum = INCREMENTAL")
        await other.execute("VACUUM")
    before = await pages(archive)
    assert await drop_old_pages(archive, START) == 5
    assert await pages(archive) <= before - 10


async def pages(archive: Archive) -> int:
    row = await archive.read_one("PRAGMA page_count")
    assert row is not None
    return int(row[0])
