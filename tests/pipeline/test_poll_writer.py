import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from monitor.core.errors import ArchiveError
from monitor.store.entries import entry_counts
from tests.support.getting import World, world
from tests.support.server import answer, rss

ITEM = ("Envoys meet in Chengdu", "https://wire.example.org/a?utm_source=rss")


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[World]:
    async with world(tmp_path) as made:
        yield made


def events(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [event for record in caplog.records if (event := getattr(record, "event", None))]


async def test_an_archive_that_cannot_be_written_is_said_and_nothing_is_asked_twice(
    here: World, caplog: pytest.LogCaptureFixture
) -> None:
    here.server.on(
        "/feed", answer(200, rss(*((f"{n} {'x' * 900}", f"https://wire.example.org/{n}") for n in range(50))))
    )
    await here.declare("/feed")
    async with here.archive.transaction() as connection:
        await connection.execute("PRAGMA max_page_count = 1")
    await here.poller.start_due()
    with pytest.raises(ArchiveError, match="full"):
        await asyncio.wait_for(here.poller.idle(), 5)
    assert "archive.failed" in events(caplog)
    async with here.archive.transaction() as connection:
        await connection.execute("PRAGMA max_page_count = 100000")
    await here.poller.start_due()
    await here.stories_came.wait()
    assert await entry_counts(here.archive) == {"waiting": 50}
    assert len(here.server.requests) == 1


async def test_what_cannot_be_stored_from_one_feed_costs_the_others_nothing(
    here: World, caplog: pytest.LogCaptureFixture
) -> None:
    """A trigger stands for a defect that only shows when the rows are written."""
    bad = here.server.on("/bad", answer(200, rss(("Broken", "https://wire.example.org/broken"))))
    here.server.on("/good", answer(200, rss(ITEM)))
    await here.declare("/bad", "/good")
    async with here.archive.transaction() as connection:
        await connection.execute(
            "CREATE TRIGGER defect BEFORE INSERT ON entry WHEN new.url LIKE '%broken'"
            " BEGIN SELECT RAISE(FAIL, 'x'); END"
        )
    await here.beat()
    assert await entry_counts(here.archive) == {"waiting": 1}
    feeds = await here.feeds()
    assert (feeds["/bad"].location, feeds["/bad"].failures, feeds["/good"].failures) == (bad, 1, 0)
    assert feeds["/bad"].due_at > here.clock.now()
    assert feeds["/bad"].items is None  # nothing of it is known: the next body is read whole
    assert "defect" in events(caplog)
