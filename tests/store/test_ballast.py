"""The reserve for a full disk: on a real small one where this may be mounted."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor.core.delivery.retry import Next
from monitor.core.errors import ArchiveError
from monitor.store import outbox
from monitor.store.archive import Archive
from monitor.store.ballast import SIZE, Ballast
from monitor.store.outbox import Settlement
from tests.support.alerts import put_alert
from tests.support.clock import START


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    command = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(tmp_path)]
    if subprocess.run(command, check=False, capture_output=True).returncode:
        pytest.skip("a file system cannot be mounted here")
    yield tmp_path
    subprocess.run(["umount", str(tmp_path)], check=True)


def test_it_is_aboard_once_and_goes_once(tmp_path: Path) -> None:
    ballast = Ballast(tmp_path / "archive.sqlite3")
    assert ballast.load()
    assert ballast.load()
    (file,) = tmp_path.iterdir()
    assert file.name == "archive.sqlite3.ballast"
    assert file.stat().st_blocks * 512 >= SIZE
    assert ballast.drop()
    assert not ballast.drop()


def test_without_room_it_stays_ashore(tmp_path: Path) -> None:
    assert not Ballast(tmp_path / "archive.sqlite3", room_to_spare=1 << 62).load()
    assert not Ballast(Path("/proc/archive.sqlite3"), room_to_spare=0).load()


async def test_on_a_full_disk_the_outbox_goes_on(small_disk: Path) -> None:
    path = small_disk / "archive.sqlite3"
    ballast = Ballast(path, room_to_spare=0)
    assert ballast.load()
    async with await Archive.open(path) as archive:
        ids = [await put_alert(archive, number, ["a"]) for number in range(20)]
        fill(small_disk / "filler")
        with pytest.raises(ArchiveError, match="full"):
            await settle_all(archive, Next("pending", START, "answered 500: " + "x" * 3000))
        assert ballast.drop()
        await settle_all(archive, Next("delivered", START, None))
        rows = await archive.read("SELECT state FROM delivery")
    assert [row["state"] for row in rows] == ["delivered"] * len(ids)


async def settle_all(archive: Archive, outcome: Next) -> None:
    for number in range(1, 21):
        await outbox.settle(archive, [Settlement((number,), outcome, START)])


def fill(path: Path) -> None:
    with path.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"\0" * 4096)
        except OSError:
            return
