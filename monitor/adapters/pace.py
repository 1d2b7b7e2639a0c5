"""At most so many sendings a second, however many wait: a receiver that was down is not drowned when it is back."""

from __future__ import annotations

from monitor.clock import Clock


class Pace:
    """Lets callers through one after another, evenly spaced."""

    def __init__(self, per_second: float, clock: Clock) -> None:
        self._gap = 1 / per_second
        self._clock = clock
        self._free_at = clock.monotonic()

    async def wait(self) -> None:
        """Return when it is the caller's turn."""
        now = self._clock.monotonic()
        turn = max(now, self._free_at)
        self._free_at = turn + self._gap
        await self._clock.sleep(turn - now)
