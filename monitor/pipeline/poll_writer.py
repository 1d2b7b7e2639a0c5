"""Write what polls bring, many in one transaction: a commit costs more than a poll.

writer.add(poll)           # returns at once
await writer.drained()     # all is written
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace

from monitor.clock import Clock
from monitor.core.errors import ArchiveError
from monitor.core.polling import decide
from monitor.pipeline.ask import Poll
from monitor.store.archive import Archive
from monitor.store.entries import Brought, save_arrivals
from monitor.store.feeds import save_feeds, save_visits

logger = logging.getLogger(__name__)

_AGAIN_AFTER = 10.0
DEFECT = "a defect in the monitor stopped this poll; see the log"


class PollWriter:
    """One task that writes whatever came together while its last transaction ran; `written` hears of each lot."""

    def __init__(self, archive: Archive, clock: Clock, written: Callable[[list[Poll]], None]) -> None:
        self._archive = archive
        self._clock = clock
        self._written = written
        self._waiting: list[Poll] = []
        self._some = asyncio.Event()
        self._rest = asyncio.Event()
        """Set while nothing waits or is being written, and while the archive takes nothing."""
        self._rest.set()
        self._broken: ArchiveError | None = None
        self._task: asyncio.Task[None] | None = None

    def add(self, poll: Poll) -> None:
        """Have `poll` written with the next transaction."""
        if self._task is None:
            self._task = asyncio.create_task(self._run())
        self._rest.clear()
        self._waiting.append(poll)
        self._some.set()

    @property
    def waiting(self) -> int:
        """How many polls wait to be written."""
        return len(self._waiting)

    async def drained(self) -> None:
        """Return when all is written. Raises ArchiveError where it cannot be."""
        await self._rest.wait()
        if self._broken is not None:
            raise self._broken

    async def stop(self) -> None:
        """Write what waits, if the archive takes it, and end."""
        await self._rest.wait()
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        while True:
            await self._some.wait()
            self._some.clear()
            polls, self._waiting = self._waiting, []
            try:
                await self._save_or_split(polls)
            except ArchiveError as error:
                self._broken = error
                self._waiting = polls + self._waiting
                self._rest.set()
                logger.error("%s; tried again in %g s", error, _AGAIN_AFTER, extra={"event": "archive.failed"})
                await self._clock.sleep(_AGAIN_AFTER)
                self._some.set()
                continue
            except Exception:
                # Not even the failure could be written; the feeds stay in hand, so that nobody is asked for ever.
                logger.exception("a defect: %d polls are lost", len(polls), extra={"event": "defect"})
                self._rest.set()
                continue
            self._broken = None
            self._written(polls)
            if not self._waiting:
                self._rest.set()

    async def _save_or_split(self, polls: list[Poll]) -> None:
        """Write `polls` together; where a defect in one prevents that, each by itself, and that one without entries."""
        try:
            await self._save(polls)
        except ArchiveError:
            raise
        except Exception:
            if len(polls) > 1:
                for poll in polls:
                    await self._save_or_split([poll])
                return
            feed = polls[0].outcome.feed
            logger.exception("a defect: what %s brought is lost", feed.location, extra={"event": "defect"})
            # None of it is in the archive: the next body is read whole.
            unread = replace(feed, items=None)
            await self._save([Poll(decide.failed(unread, DEFECT, self._clock.now()))])

    async def _save(self, polls: list[Poll]) -> None:
        outcomes = [poll.outcome for poll in polls]
        brought = [Brought(poll.outcome.feed.id, poll.arrivals, poll.seen) for poll in polls if poll.seen]
        async with self._archive.transaction() as connection:
            await save_visits(connection, [(one.feed.id, one.visit) for one in outcomes if one.visit is not None])
            await save_feeds(connection, [one.feed for one in outcomes if one.visit is None])
            await save_arrivals(connection, brought, self._clock.now())
