"""The beat: APScheduler sets events, and nothing else.

What is due stands in the archive and is compared with the clock, so a missed beat or a restart forgets nothing; the
work lives in tasks of its own, since APScheduler cancels running jobs when it ends.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from types import TracebackType
from typing import Self

from apscheduler.schedulers.asyncio import AsyncIOScheduler


class Metronome:
    """Sets each event at its own beat, from the first moment on."""

    def __init__(self, beats: Mapping[str, tuple[asyncio.Event, timedelta]]) -> None:
        self._beats = beats
        self._scheduler = AsyncIOScheduler(timezone="UTC")

    async def __aenter__(self) -> Self:
        for name, (event, beat) in self._beats.items():
            event.set()
            self._scheduler.add_job(
                _set,
                "interval",
                seconds=beat.total_seconds(),
                args=[event],
                id=name,
                coalesce=True,
                max_instances=1,
                misfire_grace_time=None,
            )
        self._scheduler.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._scheduler.shutdown(wait=False)


async def _set(event: asyncio.Event) -> None:
    """On the loop itself: an Event is not to be set from another thread."""
    event.set()
