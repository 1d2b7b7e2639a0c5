"""Files beside the archive whose locks say which process does what: `.sender`, `.writer`, `.backfill`.

The kernel lifts a lock when its process dies, however it dies.
"""

from __future__ import annotations

import os
from pathlib import Path


def open_lock_file(archive: Path, role: str) -> int:
    """A descriptor of the file for `role` beside `archive`, made where there is none. Raises OSError.

    It belongs to whom the archive belongs to, also where root makes it: a verb that root ran must not keep the daemon
    out. (So does SQLite with its own files.)
    """
    handle = os.open(archive.with_name(f"{archive.name}.{role}"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    if os.geteuid() == 0:
        owner = (archive if archive.exists() else archive.parent).stat()
        os.fchown(handle, owner.st_uid, owner.st_gid)
    return handle
