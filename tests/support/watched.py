"""A clock that tells when somebody goes to sleep."""

from __future__ import annotations

import asyncio

from tests.support.clock import FakeClock


class Watched(FakeClock):
    """`pausing` waits, in real time, until somebody sleeps."""

    def __init__(self) -> None:
        super().__init__()
        self._wishes: asyncio.Queue[float] = asyncio.Queue()

    async def sleep(self, seconds: float) -> None:
        self._wishes.put_nowait(seconds)
        await super().sleep(seconds)

    async def pausing(self) -> None:
        """Return when somebody has gone to sleep; each sleep counts once."""
        await self._wishes.get()
