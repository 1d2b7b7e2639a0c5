"""What came of sending is written while the next is sent, and nothing of it is forgotten."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from monitor.core.delivery.retry import Next
from monitor.core.errors import ArchiveError
from monitor.pipeline.settling import MOST_UNWRITTEN, Owed, Settling
from monitor.store.archive import Archive
from monitor.store.outbox import Settlement
from tests.support.alerts import put_alert
from tests.support.clock import START

COUNT = 2 * MOST_UNWRITTEN


@pytest_asyncio.fixture
async def archive(tmp_path: Path) -> AsyncIterator[Archive]:
    async with await Archive.open(tmp_path / "archive.sqlite3") as archive:
        for number in range(1, COUNT + 1):
            await put_alert(archive, number, ["a"])
        yield archive


async def delivered(archive: Archive) -> int:
    return len(await archive.read("SELECT 1 FROM delivery WHERE state = 'delivered' AND attempts = 1"))


def taken(number: int) -> Settlement:
    return Settlement((number,), Next("delivered", START, None), START)


async def test_at_once_means_written(archive: Archive) -> None:
    settling = Settling(archive, [])
    await settling.note(taken(1), at_once=True)
    assert await delivered(archive) == 1


async def test_few_wait_and_all_are_written_in_the_end(archive: Archive) -> None:
    owed: Owed = []
    settling = Settling(archive, owed)
    for number in range(1, COUNT + 1):
        await settling.note(taken(number), at_once=False)
        assert len(owed) < MOST_UNWRITTEN
    await settling.write()
    assert (owed, await delivered(archive)) == ([], COUNT)


async def test_cut_short_the_writing_in_hand_ends(archive: Archive) -> None:
    settling = Settling(archive, [])
    await settling.note(taken(1), at_once=False)
    await settling.end()
    assert await delivered(archive) == 1


async def test_what_the_archive_does_not_take_stays_owed(archive: Archive) -> None:
    owed: Owed = []
    settling = Settling(archive, owed)
    async with archive.transaction() as connection:
        await connection.execute("ALTER TABLE delivery RENAME TO hidden")
    with pytest.raises(ArchiveError):
        await settling.note(taken(1), at_once=True)
    async with archive.transaction() as connection:
        await connection.execute("ALTER TABLE hidden RENAME TO delivery")
    assert owed == [taken(1)]
    await settling.write()
    assert (owed, await delivered(archive)) == ([], 1)
