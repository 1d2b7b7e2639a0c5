"""Whose the files beside an archive are."""

import os
from pathlib import Path

import pytest

from monitor.store.lock_files import open_lock_file

SOMEBODY = 54_321


def made(archive: Path) -> os.stat_result:
    os.close(open_lock_file(archive, "writer"))
    return archive.with_name(f"{archive.name}.writer").stat()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
@pytest.mark.parametrize("there", [True, False])
def test_what_root_makes_belongs_to_the_archives_owner(tmp_path: Path, there: bool) -> None:
    archive = tmp_path / "archive.sqlite3"
    if there:
        archive.touch()
    os.chown(archive if there else tmp_path, SOMEBODY, SOMEBODY)
    assert (made(archive).st_uid, made(archive).st_gid) == (SOMEBODY, SOMEBODY)


def test_nobody_else_reads_it(tmp_path: Path) -> None:
    found = made(tmp_path / "archive.sqlite3")
    assert (found.st_mode & 0o777, found.st_uid) == (0o600, os.geteuid())
