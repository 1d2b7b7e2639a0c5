import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.pipeline.health import EVERY_S, HealthWatch, check_health
from monitor.store.feeds import save_feeds
from tests.support.getting import World, world
from tests.support.server import answer, rss


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[World]:
    async with world(tmp_path) as made:
        yield made


async def test_the_operator_is_told_once_and_again_on_recovery(here: World, caplog: pytest.LogCaptureFixture) -> None:
    here.server.on("/feed", *(answer(200, rss((f"Story {n}", f"https://wire.example.org/{n}"))) for n in range(8)))
    await here.declare("/feed")
    for _ in range(8):
        await here.beat(3600)
    await here.poller.stop(1)
    with caplog.at_level(logging.INFO):
        assert await check_health(here.archive, here.clock) == 0
        await here.clock.sleep(timedelta(days=3).total_seconds())
        assert await check_health(here.archive, here.clock) == 1
        assert await check_health(here.archive, here.clock) == 1
        here.server.on("/feed", answer(200, rss(("Story 9", "https://wire.example.org/9"))))
        here.poller = here.again()
        await here.beat()
        assert await check_health(here.archive, here.clock) == 0
    assert [getattr(record, "event", None) for record in caplog.records] == ["feed.unwell", "feed.well"]


async def test_stories_that_mostly_fail_are_told(here: World, caplog: pytest.LogCaptureFixture) -> None:
    here.server.on("/feed", answer(200, rss(*((f"Story {n}", f"https://wire.example.org/{n}") for n in range(8)))))
    await here.declare("/feed")
    await here.beat()
    async with here.archive.transaction() as connection:
        await connection.execute("UPDATE entry SET state = CASE WHEN id < 3 THEN 'read' ELSE 'failed' END")
    assert await check_health(here.archive, here.clock) == 1
    assert "6 of its last 8 stories could not be read" in caplog.text


async def test_polling_on_keeps_what_was_told(here: World, caplog: pytest.LogCaptureFixture) -> None:
    here.server.on("/feed", answer(410))
    await here.declare("/feed")
    await here.beat()
    assert await check_health(here.archive, here.clock) == 1
    async with here.archive.transaction() as connection:
        await save_feeds(connection, [replace(feed, failures=2) for feed in (await here.feeds()).values()])
    await here.declare("/feed")
    assert await check_health(here.archive, here.clock) == 1
    assert [getattr(record, "event", None) for record in caplog.records] == ["feed.gone", "feed.unwell"]


async def test_the_daemon_looks_once_an_hour_and_not_at_its_start(
    here: World, caplog: pytest.LogCaptureFixture
) -> None:
    here.server.on("/feed", answer(410))
    await here.declare("/feed")
    await here.beat()
    watch = HealthWatch(here.archive, here.clock)

    async def told_after(seconds: float) -> list[str]:
        caplog.clear()
        await here.clock.sleep(seconds)
        await watch.look_if_due()
        return [getattr(record, "event", "") for record in caplog.records]

    assert await told_after(EVERY_S - 1) == []
    assert await told_after(1) == ["feed.unwell"]
    async with here.archive.transaction() as connection:
        await connection.execute("UPDATE feed SET settings = json_remove(settings, '$.unwell')")
    assert await told_after(EVERY_S - 1) == []
    assert await told_after(1) == ["feed.unwell"]
