"""Time that leaps: it runs as the machine's does while there is work, and skips the days between."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

from monitor.clock import Clock


class LeapingClock:
    """A `monitor.clock.Clock` that starts at `start` and can be moved forward."""

    def __init__(self, start: datetime, real: Clock) -> None:
        self._start = start
        self._real = real
        self._began = real.monotonic()
        self._skipped = 0.0
        self._leapt = asyncio.Event()

    def now(self) -> datetime:
        """The demonstration's time."""
        return self._start + timedelta(seconds=self.monotonic())

    def monotonic(self) -> float:
        """Its seconds since the start."""
        return self._real.monotonic() - self._began + self._skipped

    async def sleep(self, seconds: float) -> None:
        """Return after `seconds` of its time, sooner by the machine's where time leaps."""
        until = self.monotonic() + seconds
        while (rest := until - self.monotonic()) > 0:
            leapt = asyncio.ensure_future(self._leapt.wait())
            timer = asyncio.ensure_future(self._real.sleep(rest))
            try:
                await asyncio.wait({leapt, timer}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                leapt.cancel()
                timer.cancel()

    def leap(self, to: datetime) -> None:
        """Make it `to`, unless it is later already, and wake those whose time has come."""
        self._skipped += max(0.0, (to - self.now()).total_seconds())
        self._leapt.set()
        self._leapt = asyncio.Event()
