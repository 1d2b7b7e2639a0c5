"""Two processes write to one archive: in turns, and never at once."""

from __future__ import annotations

import asyncio
import multiprocessing
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from monitor.core.errors import ArchiveError
from monitor.store.archive import Archive
from monitor.store.writing import WriterLock
from tests.support.taking import rows


def hold(path: Path, pipe: Connection) -> None:
    """Hold the right to write until the other side says so."""

    async def held() -> None:
        async with WriterLock(path).held():
            pipe.send("held")
            pipe.recv()

    asyncio.run(held())


async def test_whoever_comes_second_waits_until_the_first_is_done(tmp_path: Path) -> None:
    path = tmp_path / "archive.sqlite3"
    ours, theirs = multiprocessing.Pipe()
    other = multiprocessing.get_context("spawn").Process(target=hold, args=(path, theirs))
    async with await Archive.open(path) as archive:
        other.start()
        try:
            assert await asyncio.to_thread(ours.recv) == "held"

            async def write() -> None:
                async with archive.transaction():
                    pass

            writing = asyncio.create_task(write())
            done, _ = await asyncio.wait([writing], timeout=0.05)
            assert not done
            ours.send("let go")
            await writing
        finally:
            await asyncio.to_thread(other.join)


async def test_a_process_that_never_lets_go_is_said_to_hang(tmp_path: Path) -> None:
    path = tmp_path / "archive.sqlite3"
    async with WriterLock(path).held():
        with pytest.raises(TimeoutError):
            async with WriterLock(path).held(patience=0.01):
                raise AssertionError


async def test_a_folder_that_takes_no_lock_is_told_of(tmp_path: Path) -> None:
    path = tmp_path / "archive.sqlite3"
    (tmp_path / "archive.sqlite3.writer").mkdir()
    with pytest.raises(ArchiveError, match="directory"):
        await Archive.open(path)
    (tmp_path / "archive.sqlite3.writer").rmdir()
    async with await Archive.open(path) as archive:
        assert await rows(archive, "SELECT count(*) FROM stories") == [(0,)]
