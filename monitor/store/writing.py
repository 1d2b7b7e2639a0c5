"""One process at a time writes to an archive: the daemon, a backfill, a verb.

SQLite would let them take turns by itself. But before 3.51.3 two connections that write and checkpoint at the same
instant can damage a WAL, and its waiting is a guess at the right moment. A lock on a file beside the archive costs two
system calls a transaction and rules both out; the kernel lifts it when the process dies, however it dies.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from monitor.store.lock_files import open_lock_file

LOOK_AGAIN_S = 0.004
PATIENCE_S = 30.0
"""Longer than any step of this program takes; whoever writes so long hangs."""


class WriterLock:
    """The right to write to the archive at `path`."""

    def __init__(self, path: Path) -> None:
        self._handle = open_lock_file(path, "writer")

    @asynccontextmanager
    async def held(self, patience: float = PATIENCE_S) -> AsyncIterator[None]:
        """Hold it. Raises TimeoutError where another process has not let go of it within `patience` seconds."""
        async with asyncio.timeout(patience):
            while not self._taken():  # noqa: ASYNC110 (another process can set no event of ours)
                await asyncio.sleep(LOOK_AGAIN_S)
        try:
            yield
        finally:
            fcntl.flock(self._handle, fcntl.LOCK_UN)

    def close(self) -> None:
        """Give the file back."""
        os.close(self._handle)

    def _taken(self) -> bool:
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
