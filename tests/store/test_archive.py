"""One writer at a time, readers that never wait, nothing half written."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from monitor.core.errors import ArchiveError
from monitor.store.archive import Archive
from monitor.store.times import from_text, to_text
from tests.support.meetings import at

ADD = "INSERT INTO decision (url, at, step, outcome, detail) VALUES (?, '', '', '', '')"


@pytest_asyncio.fixture
async def archive(tmp_path: Path) -> AsyncIterator[Archive]:
    async with await Archive.open(tmp_path / "archive.sqlite3") as archive:
        yield archive


async def count(archive: Archive) -> int:
    row = await archive.read_one("SELECT count(*) AS number FROM decision")
    assert row is not None
    return int(row["number"])


async def test_readers_see_the_last_commit(archive: Archive) -> None:
    async with archive.transaction() as connection:
        await connection.execute(ADD, ("a",))
        assert await count(archive) == 0
    assert await count(archive) == 1
    assert await archive.read_one("SELECT * FROM decision WHERE url = 'b'") is None


async def test_readers_side_by_side_see_the_last_commit(archive: Archive) -> None:
    stop = asyncio.Event()

    async def look_on() -> None:
        while not stop.is_set():
            await archive.read("SELECT * FROM decision")

    others = [asyncio.create_task(look_on()) for _ in range(2)]
    seen = []
    for number in range(40):
        async with archive.transaction() as connection:
            await connection.execute(ADD, (f"{number}",))
        seen.append(await count(archive))
    stop.set()
    await asyncio.gather(*others)
    assert seen == list(range(1, 41))


async def test_a_failure_takes_everything_back(archive: Archive) -> None:
    async def fail() -> None:
        async with archive.transaction() as connection:
            await connection.execute(ADD, ("a",))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    assert await count(archive) == 0


async def test_two_tasks_do_not_interleave(archive: Archive) -> None:
    async def add(first: str, second: str) -> None:
        async with archive.transaction() as connection:
            await connection.execute(ADD, (first,))
            await asyncio.to_thread(lambda: None)
            await connection.execute(ADD, (second,))

    await asyncio.gather(*(add(f"{n}", f"{n}") for n in range(5)))
    urls = [row["url"] for row in await archive.read("SELECT url FROM decision ORDER BY id")]
    assert urls == sorted(urls)


async def test_a_cancelled_transaction_leaves_the_archive_usable(archive: Archive) -> None:
    reached = asyncio.Event()

    async def stuck() -> None:
        async with archive.transaction() as connection:
            await connection.execute(ADD, ("a",))
            reached.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(stuck())
    await reached.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with archive.transaction() as connection:
        await connection.execute(ADD, ("b",))
    assert await count(archive) == 1


async def test_readers_cannot_write(archive: Archive) -> None:
    with pytest.raises(ArchiveError, match="readonly"):
        await archive.read(ADD, ("a",))


async def test_another_reader_sees_and_writes_the_same_archive(archive: Archive) -> None:
    async with archive.another_reader() as other:
        async with other.transaction() as connection:
            await connection.execute(ADD, ("a",))
        assert await count(other) == await count(archive) == 1
    assert await count(archive) == 1


async def test_a_damaged_file_is_an_expected_failure(tmp_path: Path) -> None:
    path = tmp_path / "archive.sqlite3"
    async with await Archive.open(path) as archive:
        root = await archive.read_one("SELECT rootpage FROM sqlite_schema WHERE name = 'decision'")
        size = await archive.read_one("PRAGMA page_size")
    assert root is not None
    assert size is not None
    with path.open("r+b") as file:
        file.seek((root[0] - 1) * size[0])
        file.write(b"\xff" * size[0])
    async with await Archive.open(path) as archive:
        with pytest.raises(ArchiveError, match="malformed"):
            await archive.read("SELECT detail FROM decision")
        with pytest.raises(ArchiveError, match="malformed"):
            async with archive.transaction() as connection:
                await connection.execute(ADD, ("b",))


async def test_a_wrong_statement_is_a_defect(archive: Archive) -> None:
    with pytest.raises(sqlite3.ProgrammingError):
        await archive.read("SELECT ?", ())


async def test_a_full_disk_is_an_expected_failure(archive: Archive) -> None:
    async def fill() -> None:
        async with archive.transaction() as connection:
            await connection.execute("PRAGMA max_page_count = 1")
            for number in range(500):
                await connection.execute(ADD, (f"{number}" * 500,))

    with pytest.raises(ArchiveError, match="nothing of this step was written"):
        await fill()
    assert await count(archive) == 0


async def test_an_archive_that_cannot_be_opened(tmp_path: Path) -> None:
    (tmp_path / "archive.sqlite3").write_text("no database, whatever its name says" * 9)
    with pytest.raises(ArchiveError):
        await Archive.open(tmp_path / "archive.sqlite3")


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        ("2026-05-03T10:00:00+08:00", "2026-05-03T02:00:00.000Z"),
        ("2026-05-03T10:00:00.123456", "2026-05-03T10:00:00.123Z"),
    ],
)
def test_times_compare_as_text(moment: str, text: str) -> None:
    assert to_text(at(moment)) == text
    assert to_text(from_text(text)) == text
