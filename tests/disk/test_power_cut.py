"""The power goes at any moment: nothing that was said to be done is lost, and the archive opens and verifies.

Some forty cuts with the suite; $POWER_CUTS says how many more (`make power-cut`: 2,000).
"""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from monitor.core.errors import ArchiveError
from monitor.store.maintenance import verify
from monitor.store.migrations import migrate
from tests.disk.disk import MARKS, Disk, Operation, build_shim, compiler, environment, read_log

CUTS = int(os.environ.get("POWER_CUTS", "40"))
ROOT = Path(__file__).parents[2]
NAME = "archive.sqlite3"

pytestmark = pytest.mark.skipif(compiler() is None, reason="needs a C compiler for the disk's record")


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> list[Operation]:
    """All that the workload did to its disk."""
    folder = tmp_path_factory.mktemp("record")
    disk, log = folder / "disk", folder / "log"
    disk.mkdir()
    command = [sys.executable, "-m", "tests.disk.workload", str(disk), "1000" if CUTS > 100 else "12"]
    subprocess.run(command, cwd=ROOT, env=environment(build_shim(folder), disk, log), check=True)
    return read_log(log)


def losses(record: Sequence[Operation], cuts: int, folder: Path) -> list[str]:
    """What is wrong after each of `cuts` power cuts, spread over the whole record."""
    chance, disk, wrong = Random(cuts), Disk(), []
    moments = sorted(chance.randrange(len(record)) for _ in range(cuts))
    for number, operation in enumerate(record):
        disk.take(operation)
        while moments and moments[0] == number:
            moments.pop(0)
            left = disk.after_power_cut(chance)
            wrong += [f"after operation {number}: {what}" for what in examined(left, disk.marks, folder)]
    return wrong


def examined(left: dict[str, bytes], marks: Sequence[str], folder: Path) -> list[str]:
    """Open what is `left`; what of `marks` is not there."""
    for old in folder.glob(f"{NAME}*"):
        old.unlink()
    for name, content in left.items():
        (folder / name).write_bytes(content)
    path = folder / NAME
    try:
        migrate(path)
    except ArchiveError as error:
        return [f"it does not open: {error}"]
    found = verify(path)
    with closing(sqlite3.connect(path)) as archive:
        there = {f"story {url}" for (url,) in archive.execute("SELECT url FROM story")}
        there |= {f"alert {key}" for (key,) in archive.execute("SELECT alert_id FROM delivery")}
        there |= {
            f"delivered {key}" for (key,) in archive.execute("SELECT alert_id FROM delivery WHERE state = 'delivered'")
        }
    return [*found, *(f"{mark}: lost" for mark in marks if mark not in there)]


def test_the_record_is_whole(record: list[Operation]) -> None:
    marks = b"".join(operation.data for operation in record if operation.path == MARKS).decode().split()
    assert marks.count("story") >= 12
    assert marks.count("alert") == marks.count("delivered") > 2


def test_nothing_that_was_done_is_lost(record: list[Operation], tmp_path: Path) -> None:
    assert losses(record, CUTS, tmp_path) == []


def test_a_disk_that_only_says_that_it_has_synced_loses_some(record: list[Operation], tmp_path: Path) -> None:
    """So the test above would find a commit that is not synced."""
    lying = [operation for operation in record if not (operation.kind == "s" and operation.path.endswith("-wal"))]
    assert losses(lying, min(CUTS, 100), tmp_path)
