"""A disk that fails: what the archive has is what it said that it has taken."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from monitor.store.maintenance import verify
from tests.disk.disk import MARKS, build_shim, compiler, environment

ROUNDS = int(os.environ.get("DISK_ROUNDS", "1"))
ROOT = Path(__file__).parents[2]
FAILURES = {"sync": "2 13", "write or sync": "3 1"}
"""Five of a hundred syncs; one of 256 writes, of which a commit takes some forty."""

pytestmark = pytest.mark.skipif(compiler() is None, reason="needs a C compiler for the failing disk")


@pytest.mark.parametrize("seed", range(ROUNDS))
@pytest.mark.parametrize("failures", list(FAILURES)[-min(ROUNDS, 2) :])
def test_rows_are_what_was_acknowledged(failures: str, seed: int, tmp_path: Path) -> None:
    disk, control = tmp_path / "disk", tmp_path / "control"
    disk.mkdir()
    control.write_bytes(bytes(2))
    given = environment(build_shim(tmp_path), disk, control=control, seed=seed + 1)
    given["FAILURES"] = FAILURES[failures]
    command = [sys.executable, "-m", "tests.disk.workload", str(disk), "40"]
    subprocess.run(command, cwd=ROOT, env=given, check=True)
    marks = set((disk / MARKS).read_text(encoding="utf-8").splitlines())
    stories = {mark for mark in marks if mark.startswith("story ")}
    assert 0 < len(stories) < 40, "some were to fail, not all"
    path = disk / "archive.sqlite3"
    assert verify(path) == []
    with closing(sqlite3.connect(path)) as archive:
        assert {f"story {url}" for (url,) in archive.execute("SELECT url FROM story")} == stories
        alerts = {f"alert {key}" for (key,) in archive.execute("SELECT id FROM alert")}
        delivered = archive.execute("SELECT alert_id FROM delivery WHERE state = 'delivered'")
        assert {mark for mark in marks if mark.startswith("delivered ")} <= {f"delivered {key}" for (key,) in delivered}
    assert alerts == {mark for mark in marks if mark.startswith("alert ")}
