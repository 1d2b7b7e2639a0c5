"""A file that only takes up room, beside the archive: when the disk is full, it goes, and the outbox goes on.

SQLite on a full disk cannot even change one row; 1 MiB is room for thousands of delivery outcomes.
"""

from __future__ import annotations

import logging
import os
from pathlib import Path

log = logging.getLogger(__name__)

SIZE = 1024 * 1024
_ROOM_TO_SPARE = 16 * SIZE
"""So much must be free before the ballast is taken aboard again."""


class Ballast:
    """The ballast of the archive at `archive`."""

    def __init__(self, archive: Path, room_to_spare: int = _ROOM_TO_SPARE) -> None:
        self._path = archive.with_name(f"{archive.name}.ballast")
        self._room_to_spare = room_to_spare

    def load(self) -> bool:
        """Take it aboard where there is room; whether it is aboard."""
        if self._path.exists():
            return True
        space = os.statvfs(self._path.parent)
        if space.f_bavail * space.f_frsize < self._room_to_spare:
            return False
        try:
            with self._path.open("xb") as file:
                os.posix_fallocate(file.fileno(), 0, SIZE)
        except OSError as error:
            self._path.unlink(missing_ok=True)
            log.warning("%s: %s", self._path, error, extra={"event": "ballast.failed"})
            return False
        return True

    def drop(self) -> bool:
        """Give its room to the archive; whether there was any to give."""
        try:
            self._path.unlink()
        except FileNotFoundError:
            return False
        log.critical("the disk is full: the reserve of 1 MiB is in use, make room", extra={"event": "disk.full"})
        return True
