"""Write down what came of sending, while the next is sent:  attempt ─▶ owed ─▶ one transaction for what has come.

A commit with full synchronisation costs as much as a request on loopback; waiting for each would halve the speed at
which a receiver that was down is caught up with. A crash repeats what was not written, under its ids.
"""

from __future__ import annotations

import asyncio

from monitor.store import outbox
from monitor.store.archive import Archive
from monitor.store.outbox import Settlement

MOST_UNWRITTEN = 25
"""So many attempts may wait to be written while others are made."""

Owed = list[Settlement]
"""What came of attempts, until the archive takes it."""


class Settling:
    """One pass's attempts on their way into the archive. `owed` outlives the pass: what it holds is not sent again."""

    def __init__(self, archive: Archive, owed: Owed) -> None:
        self._archive = archive
        self._owed = owed
        self._writing: asyncio.Task[None] | None = None

    async def note(self, settled: Settlement, *, at_once: bool) -> None:
        """Take one more; `at_once` returns when it is written. Raises ArchiveError."""
        self._owed.append(settled)
        if at_once or len(self._owed) >= MOST_UNWRITTEN or (self._writing is not None and self._writing.done()):
            await self.write()
        elif self._writing is None:
            self._writing = asyncio.create_task(self._write_owed())

    async def write(self) -> None:
        """Return when the archive has all. Raises ArchiveError: the rest stays owed."""
        if self._writing is not None:
            writing, self._writing = self._writing, None
            await writing
        await self._write_owed()

    async def end(self) -> None:
        """Let the writing in hand end, however it ends: the pass was cut short."""
        if self._writing is not None:
            await asyncio.gather(self._writing, return_exceptions=True)

    async def _write_owed(self) -> None:
        while self._owed:
            batch = list(self._owed)
            await outbox.settle(self._archive, batch)
            del self._owed[: len(batch)]
