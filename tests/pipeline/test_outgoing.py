"""Delivery for as long as the daemon runs."""

from __future__ import annotations

import asyncio
import random
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest
import pytest_asyncio

from monitor.core.errors import DeliveryError
from monitor.pipeline.outgoing import LOOK_AGAIN_S, Outgoing
from monitor.store.archive import Archive
from tests.support.alerts import put_alert
from tests.support.inbox import Inbox
from tests.support.watched import Watched


@pytest_asyncio.fixture
async def archive(tmp_path: Path) -> AsyncIterator[Archive]:
    async with await Archive.open(tmp_path / "archive.sqlite3") as archive:
        yield archive


@asynccontextmanager
async def running(outgoing: Outgoing) -> AsyncIterator[None]:
    task = asyncio.create_task(outgoing.run())
    try:
        yield
    finally:
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task


async def test_a_new_alert_goes_out_at_once(archive: Archive) -> None:
    clock, inbox = Watched(), Inbox()
    outgoing = Outgoing(archive, [inbox], clock, random.Random(1))
    async with running(outgoing):
        await clock.pausing()
        await put_alert(archive, 1, ["a"], at=clock.now())
        await clock.advance(0.01)
        outgoing.wake()
        assert await inbox.taken.get() == "msg_1"


async def test_what_another_process_made_due_is_found_within_a_quarter_minute(archive: Archive) -> None:
    clock, inbox = Watched(), Inbox()
    async with running(Outgoing(archive, [inbox], clock, random.Random(1))):
        await clock.pausing()
        await put_alert(archive, 1, ["a"], at=clock.now())
        await clock.advance(LOOK_AGAIN_S)
        assert await inbox.taken.get() == "msg_1"


async def test_a_retry_comes_when_it_is_due(archive: Archive) -> None:
    clock, inbox = Watched(), Inbox()
    inbox.trouble = DeliveryError("answered 500")
    await put_alert(archive, 1, ["a"], at=clock.now())
    await clock.advance(1)
    async with running(Outgoing(archive, [inbox], clock, random.Random(1))):
        await inbox.tried.wait()
        inbox.trouble = None
        await clock.pausing()
        await clock.advance(4.9)
        assert inbox.taken.empty()
        await clock.advance(0.7)
        assert await inbox.taken.get() == "msg_1"


async def test_a_slow_channel_delays_no_other_not_even_the_next_time(archive: Archive) -> None:
    clock, slow, quick = Watched(), Inbox("slow"), Inbox("quick")
    slow.open.clear()
    await put_alert(archive, 1, ["slow", "quick"], at=clock.now())
    await clock.advance(1)
    outgoing = Outgoing(archive, [slow, quick], clock, random.Random(1))
    async with running(outgoing):
        assert await quick.taken.get() == "msg_1"
        await slow.tried.wait()
        await put_alert(archive, 2, ["quick"], at=clock.now())
        await clock.advance(1)
        outgoing.wake()
        assert await quick.taken.get() == "msg_2"
        assert slow.taken.empty()


async def test_progress_is_seen_and_so_is_its_want(archive: Archive) -> None:
    clock, inbox = Watched(), Inbox()
    inbox.open.clear()
    await put_alert(archive, 1, ["a"], at=clock.now())
    await clock.advance(1)
    outgoing = Outgoing(archive, [inbox], clock, random.Random(1))
    async with running(outgoing):
        await inbox.tried.wait()
        assert outgoing.is_moving()
        await clock.advance(1000)
        assert not outgoing.is_moving()
        inbox.open.set()
        await inbox.taken.get()
        await clock.pausing()
        assert outgoing.is_moving()


async def test_an_archive_that_cannot_be_written_is_reported_and_tried_again(
    archive: Archive, caplog: pytest.LogCaptureFixture
) -> None:
    clock, inbox = Watched(), Inbox()
    await put_alert(archive, 1, ["a"], at=clock.now())
    await clock.advance(1)
    async with archive.transaction() as connection:
        await connection.execute("PRAGMA busy_timeout = 0")
    with closing(sqlite3.connect(archive.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        async with running(Outgoing(archive, [inbox], clock, random.Random(1))):
            await clock.pausing()
            assert "database is locked" in caplog.text
            other.execute("ROLLBACK")
            await clock.advance(LOOK_AGAIN_S)
            await clock.pausing()
    # What the receiver took is remembered until it can be noted: the alert is not sent again meanwhile.
    assert [inbox.taken.get_nowait() for _ in range(inbox.taken.qsize())] == ["msg_1"]
    assert [row["state"] for row in await archive.read("SELECT state FROM delivery")] == ["delivered"]


async def test_told_to_stop_it_finishes_what_is_being_sent_and_begins_no_other(archive: Archive) -> None:
    clock, inbox = Watched(), Inbox()
    inbox.open.clear()
    for number in (1, 2):
        await put_alert(archive, number, ["a"], at=clock.now())
    await clock.advance(1)
    outgoing = Outgoing(archive, [inbox], clock, random.Random(1))
    task = asyncio.create_task(outgoing.run())
    await inbox.tried.wait()
    stopped = asyncio.create_task(outgoing.stop(60))
    await asyncio.sleep(0)
    assert not stopped.done()
    inbox.open.set()
    await stopped
    await task
    rows = await archive.read("SELECT state FROM delivery ORDER BY id")
    assert [row["state"] for row in rows] == ["delivered", "pending"]


async def test_stopped_while_nothing_is_due_it_ends_at_once(archive: Archive) -> None:
    clock = Watched()
    outgoing = Outgoing(archive, [Inbox()], clock, random.Random(1))
    task = asyncio.create_task(outgoing.run())
    await clock.pausing()
    await outgoing.stop(60)
    await task


async def test_an_outbox_that_cannot_be_read_ends_no_loop(archive: Archive, caplog: pytest.LogCaptureFixture) -> None:
    clock, inbox = Watched(), Inbox()
    await put_alert(archive, 1, ["a"], at=clock.now())
    await clock.advance(1)
    async with archive.transaction() as connection:
        await connection.execute("UPDATE alert SET body = '[' || body")
    async with running(Outgoing(archive, [inbox], clock, random.Random(1))):
        await clock.pausing()
        assert "a defect; the other channels go on" in caplog.text
        async with archive.transaction() as connection:
            await connection.execute("UPDATE alert SET body = substr(body, 2)")
        await clock.advance(LOOK_AGAIN_S)
        assert await inbox.taken.get() == "msg_1"


async def test_on_a_full_disk_the_ballast_goes_overboard(archive: Archive, caplog: pytest.LogCaptureFixture) -> None:
    clock, inbox = Watched(), Inbox()
    inbox.trouble = DeliveryError("answered 500: " + "x" * 20_000)
    async with running(Outgoing(archive, [inbox], clock, random.Random(1))):
        await clock.pausing()
        ballast = archive.path.with_name(f"{archive.path.name}.ballast")
        assert is_there(ballast)
        await put_alert(archive, 1, ["a"], at=clock.now())
        async with archive.transaction() as connection:
            await connection.execute("PRAGMA max_page_count = 1")  # SQLite takes it for: no page more than now
        await clock.advance(LOOK_AGAIN_S)
        await clock.pausing()
        assert not is_there(ballast)
    assert "the disk is full" in caplog.text


def is_there(path: Path) -> bool:
    return path.exists()
