"""Time for tests: it stands still until somebody moves it, and wakes the sleepers in order."""

from __future__ import annotations

import asyncio
import heapq
import itertools
from datetime import UTC, datetime, timedelta

START = datetime(2023, 7, 17, 8, 0, tzinfo=UTC)


class FakeClock:
    """A `monitor.clock.Clock` that a test moves by hand, or that leaps to the next sleeper (`leaps=True`)."""

    def __init__(self, now: datetime = START, *, leaps: bool = False) -> None:
        self._now = now
        self._elapsed = 0.0
        self._leaps = leaps
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._order = itertools.count()
        self.slept: list[float] = []
        """Every wish to sleep, in seconds."""

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return self._elapsed

    def set(self, now: datetime) -> None:
        """Set the wall clock, as an operator would: the monotonic one does not follow."""
        self._now = now

    async def sleep(self, seconds: float) -> None:
        if seconds <= 0:
            return
        self.slept.append(seconds)
        if self._leaps:
            self._pass(seconds)
            await asyncio.sleep(0)
            return
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self._elapsed + seconds, next(self._order), woken))
        await woken

    async def advance(self, seconds: float | timedelta) -> None:
        """Let time pass; each sleeper is woken at its moment, in order, and runs before the next is."""
        span = seconds.total_seconds() if isinstance(seconds, timedelta) else seconds
        end = self._elapsed + span
        while self._sleepers and self._sleepers[0][0] <= end:
            moment, _, woken = heapq.heappop(self._sleepers)
            self._pass(max(0.0, moment - self._elapsed))
            if not woken.done():
                woken.set_result(None)
            await settle()
        self._pass(max(0.0, end - self._elapsed))
        await settle()

    def _pass(self, seconds: float) -> None:
        self._elapsed += seconds
        self._now += timedelta(seconds=seconds)


async def settle(rounds: int = 20) -> None:
    """Let every task that can run do so."""
    for _ in range(rounds):
        await asyncio.sleep(0)
