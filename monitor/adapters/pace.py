"""At most so many sendings a second, however many wait: a receiver that was down is not drowned when it is back."""

from __future__ import annotations

from monitor.clock import Clock

CATCH_UP_S = 0.1
"""So much lateness is made up for: timers are late by a millisecond or two, at 250 a second a third of each pause."""


class Pace:
    """Lets callers through one after another, evenly spaced.

    In no span of a second are there more than `per_second`: what may be caught up is taken off the rate.
    """

    def __init__(self, per_second: float, clock: Clock) -> None:
        self._gap = (1 + CATCH_UP_S) / per_second
        self._clock = clock
        self._free_at = clock.monotonic()

    async def wait(self) -> None:
        """Return when it is the caller's turn."""
        now = self._clock.monotonic()
        turn = max(now - CATCH_UP_S, self._free_at)
        self._free_at = turn + self._gap
        await self._clock.sleep(turn - now)
