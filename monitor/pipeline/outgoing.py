"""Deliver for as long as the daemon runs:  (new alert | retry due | 15 s)  ─▶ deliver_due, a loop a channel.

A loop of its own for each channel: one that waits for a slow receiver delays no other.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Sequence
from datetime import datetime

from monitor.adapters.channels import Channel
from monitor.clock import Clock
from monitor.core.errors import MonitorError
from monitor.pipeline.attempt import LONGEST_SEND_S
from monitor.pipeline.deliver import deliver_due
from monitor.pipeline.settling import Owed
from monitor.store import outbox
from monitor.store.archive import Archive
from monitor.store.ballast import Ballast

log = logging.getLogger(__name__)

LOOK_AGAIN_S = 15.0
"""The longest pause: another process (`alerts resend`) may have made something due."""

SHORTEST_PAUSE_S = 1.0
"""Where something is due and the channel cannot take it (it asked for patience, the archive is full)."""


class Outgoing:
    """The channels' loops. `wake()` after each commit that may have made an alert."""

    def __init__(self, archive: Archive, channels: Sequence[Channel], clock: Clock, rng: random.Random) -> None:
        self._archive = archive
        self._channels = channels
        self._clock = clock
        self._rng = rng
        self._news = [asyncio.Event() for _ in channels]
        self._ballast = Ballast(archive.path)
        self._turned_at = [clock.monotonic() for _ in channels]
        self._owed: list[Owed] = [[] for _ in channels]
        self._loops: set[asyncio.Task[None]] = set()
        self._stopping = False

    def wake(self) -> None:
        """There may be something new to send."""
        for event in self._news:
            event.set()

    def is_moving(self) -> bool:
        """Whether every loop has turned as lately as it should: what the watchdog asks."""
        patience = LONGEST_SEND_S + 2 * LOOK_AGAIN_S
        return all(self._clock.monotonic() - turned < patience for turned in self._turned_at)

    async def run(self) -> None:
        """Until stopped, or cancelled: a sending that is cut short is repeated under the same id by the next start."""
        async with asyncio.TaskGroup() as loops:
            for number, channel in enumerate(self._channels):
                self._loops.add(loops.create_task(self._loop(number), name=f"deliver {channel.name}"))

    async def stop(self, grace: float) -> None:
        """Begin no other sending; return when those in hand are over and noted, after `grace` seconds at the latest."""
        self._stopping = True
        self.wake()
        if self._loops:
            await asyncio.wait(self._loops, timeout=grace)

    async def _loop(self, number: int) -> None:
        while not self._stopping:
            self._news[number].clear()
            await self._pause(number, await self._once(number))

    async def _once(self, number: int) -> datetime | None:
        """One pass over a channel's queue; when there is something to do again."""
        channel = self._channels[number]
        failed = {"event": "deliver.failed", "channel": channel.name}
        try:
            await deliver_due(
                self._archive,
                [channel],
                self._clock,
                self._rng,
                turned=lambda: self._turn(number),
                owed=self._owed[number],
            )
            self._ballast.load()
            return await outbox.next_due_at(self._archive, channel.name)
        except MonitorError as error:
            if "disk is full" in str(error):
                self._ballast.drop()  # delivering goes on in its room
            log.error("%s: %s", channel.name, error, extra=failed)
        except Exception:
            log.exception("%s: a defect; the other channels go on", channel.name, extra=failed)
            return None
        return self._clock.now()

    def _turn(self, number: int) -> bool:
        self._turned_at[number] = self._clock.monotonic()
        return not self._stopping

    async def _pause(self, number: int, due_at: datetime | None) -> None:
        if not self._turn(number):
            return
        until_due = (due_at - self._clock.now()).total_seconds() if due_at else LOOK_AGAIN_S
        seconds = min(LOOK_AGAIN_S, max(SHORTEST_PAUSE_S, until_due))
        sleep = asyncio.ensure_future(self._clock.sleep(seconds))
        news = asyncio.ensure_future(self._news[number].wait())
        try:
            await asyncio.wait({sleep, news}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            sleep.cancel()
            news.cancel()
