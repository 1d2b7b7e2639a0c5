"""Backups and soundness."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from monitor.core.errors import ArchiveError
from monitor.store.archive import Archive
from monitor.store.maintenance import backup, verify
from tests.support.alerts import put_alert
from tests.support.clock import START

COUNT = "SELECT count(*) FROM alert"


async def filled(path: Path, alerts: int = 50) -> None:
    async with await Archive.open(path) as archive:
        for number in range(alerts):
            await put_alert(archive, number, ["a"])


async def test_a_backup_made_while_the_archive_is_written_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "archive.sqlite3"
    async with await Archive.open(path) as archive:
        for number in range(20):
            await put_alert(archive, number, ["a"])

        async def go_on() -> None:
            for number in range(20, 80):
                await put_alert(archive, number, ["a"])

        copies, _ = await asyncio.gather(asyncio.to_thread(backup, path, tmp_path, START), go_on())
    assert copies.name == "archive-20230717T080000Z.sqlite3"
    assert verify(copies) == []
    with closing(sqlite3.connect(copies)) as copy:
        assert 20 <= copy.execute(COUNT).fetchone()[0] <= 80
    async with await Archive.open(copies) as restored:
        await put_alert(restored, 500, ["a"])


async def test_a_backup_to_a_file_overwrites_nothing(tmp_path: Path) -> None:
    path, target = tmp_path / "archive.sqlite3", tmp_path / "copy.sqlite3"
    await filled(path)
    assert backup(path, target, START) == target
    with pytest.raises(ArchiveError, match="exists"):
        backup(path, target, START)


async def test_no_half_backup_is_left(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="no backup was made"):
        backup(tmp_path / "nothing.sqlite3", tmp_path / "copy.sqlite3", START)
    path = tmp_path / "archive.sqlite3"
    await filled(path)
    damage(path)
    with pytest.raises(ArchiveError, match="no backup was made"):
        backup(path, tmp_path / "copy.sqlite3", START)
    assert not [name for name in names(tmp_path) if "copy" in name]


def names(folder: Path) -> list[str]:
    return [file.name for file in folder.iterdir()]


def damage(path: Path) -> None:
    """Write noise over the tables' pages, and leave the header."""
    with path.open("r+b") as file:
        file.seek(2 * 4096)
        file.write(b"\xa5" * (path.stat().st_size - 3 * 4096))


async def test_a_sound_archive_has_nothing_to_say(tmp_path: Path) -> None:
    path = tmp_path / "archive.sqlite3"
    await filled(path)
    assert verify(path) == []


async def test_a_damaged_one_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "archive.sqlite3"
    await filled(path)
    damage(path)
    found = verify(path)
    assert found
    assert "put the latest backup in its place" in found[0]


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("UPDATE alert SET body = '{'", "50 alerts whose body is no JSON (msg_0, msg_1, msg_10, msg_11, msg_12, …)"),
        ("UPDATE delivery SET state = 'delivered' WHERE id = 3", "1 deliveries whose state and time disagree (3)"),
        ("UPDATE alert SET meeting_id = 'meeting-1' WHERE id = 'msg_2'", "1 meetings announced twice (meeting-1)"),
        ("PRAGMA foreign_keys = OFF; DELETE FROM meeting WHERE id = 'meeting-7'", "1 rows without their parent"),
    ],
)
async def test_what_cannot_be_is_found(sql: str, told: str, tmp_path: Path) -> None:
    path = tmp_path / "archive.sqlite3"
    await filled(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(sql)
    (found,) = verify(path)
    assert told in found


def test_what_is_no_archive(tmp_path: Path) -> None:
    assert "there is no archive" in verify(tmp_path / "archive.sqlite3")[0]
    other = tmp_path / "other.sqlite3"
    with closing(sqlite3.connect(other)) as connection:
        connection.executescript("CREATE TABLE t (a)")
    assert "is no archive of this program" in verify(other)[0]
    text = tmp_path / "text.sqlite3"
    text.write_text("just a text, but long enough to be looked at as a database " * 20)
    assert "cannot be read" in verify(text)[0]
