"""One process at a time delivers from an archive: two would send what is pending twice, if under one id."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def sole_sender(archive: Path) -> Iterator[bool]:
    """Whether this process may deliver from the archive until the block ends."""
    with sole(archive.with_name(f"{archive.name}.sender")) as alone:
        yield alone


@contextmanager
def sole(path: Path) -> Iterator[bool]:
    """Whether this process is the only one that holds the file at `path`, until the block ends.

    The kernel lifts the lock when the process dies, however it dies.
    """
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(handle)
