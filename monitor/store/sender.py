"""One process at a time delivers from an archive: two would send what is pending twice, if under one id."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from monitor.store.lock_files import open_lock_file


@contextmanager
def sole_sender(archive: Path) -> Iterator[bool]:
    """Whether this process may deliver from the archive until the block ends."""
    with sole(archive, "sender") as alone:
        yield alone


@contextmanager
def sole(archive: Path, role: str) -> Iterator[bool]:
    """Whether this process is the only one in its `role` for the archive, until the block ends."""
    handle = open_lock_file(archive, role)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(handle)
