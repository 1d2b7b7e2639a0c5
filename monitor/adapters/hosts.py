"""One visitor at a time: requests to one host follow each other, with a pause between them; and not too many in all."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from monitor.clock import Clock

_REMEMBERED = 10_000
_NONE = timedelta(0)


@dataclass(slots=True)
class _Host:
    delay: float
    """Seconds between two requests."""
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    free_at: float = 0.0
    """By the monotonic clock."""
    visitors: int = 0


class Hosts:
    """The turns of every host, `at_once` at a time over all of them.

    With a delay of zero (a server of one's own) requests to a host do not wait for each other.
    """

    def __init__(self, delay: timedelta, at_once: int, clock: Clock) -> None:
        self._delay = delay.total_seconds()
        self._slots = asyncio.Semaphore(at_once)
        self._clock = clock
        self._hosts: dict[str, _Host] = {}

    @property
    def delay(self) -> float:
        """Seconds between two requests to one host, unless it asks for more."""
        return self._delay

    def turn(self, host: str) -> AbstractAsyncContextManager[None]:
        """Wait for one's turn at `host`; the pause begins when the visit ends."""
        return self._slots if self._delay == 0 and host not in self._hosts else self._turn(self._entry(host))

    @asynccontextmanager
    async def _turn(self, entry: _Host) -> AsyncIterator[None]:
        entry.visitors += 1
        try:
            async with entry.lock:
                await self._clock.sleep(entry.free_at - self._clock.monotonic())
                try:
                    async with self._slots:
                        yield
                finally:
                    entry.free_at = max(entry.free_at, self._clock.monotonic() + entry.delay)
        finally:
            entry.visitors -= 1

    def pause(self, host: str, span: timedelta) -> None:
        """Leave `host` alone for `span`."""
        entry = self._entry(host)
        entry.free_at = max(entry.free_at, self._clock.monotonic() + span.total_seconds())

    def slow_down(self, host: str, delay: timedelta) -> None:
        """Keep at least `delay` between requests to `host`, as its robots.txt asks."""
        entry = self._entry(host)
        entry.delay = max(self._delay, delay.total_seconds())

    def rests(self, host: str) -> timedelta:
        """How long `host` is still to be left alone."""
        entry = self._hosts.get(host)
        if entry is None:
            return _NONE
        return timedelta(seconds=max(0.0, entry.free_at - self._clock.monotonic()))

    def _entry(self, host: str) -> _Host:
        entry = self._hosts.get(host)
        if entry is None:
            if len(self._hosts) >= _REMEMBERED:
                self._forget()
            entry = self._hosts[host] = _Host(self._delay)
        return entry

    def _forget(self) -> None:
        """Drop the hosts that nobody visits and whose pause is over."""
        now = self._clock.monotonic()
        for name in [name for name, host in self._hosts.items() if not host.visitors and host.free_at <= now]:
            del self._hosts[name]
