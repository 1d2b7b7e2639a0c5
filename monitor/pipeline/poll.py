"""Ask the feeds that are due, and store what is new.

    due feeds ─one lane for each host─▶ ask ─▶ Poll (outcome, arrivals) ─▶ one transaction for many ─▶ wake the reader

A feed that fails changes nothing for the others. A poll in hand is not begun again before its outcome is written.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from monitor.adapters.fetcher import Fetcher, host_of
from monitor.clock import Clock
from monitor.core.errors import MonitorError
from monitor.core.polling import decide
from monitor.core.polling.arrivals import Screen
from monitor.core.polling.decide import Outcome
from monitor.core.polling.feed import Feed
from monitor.pipeline.ask import Asker, Poll
from monitor.pipeline.lanes import Lanes
from monitor.pipeline.poll_writer import DEFECT, PollWriter
from monitor.store.archive import Archive
from monitor.store.feeds import active_feeds, due_feeds, feeds_from_the_future, save_feeds

logger = logging.getLogger(__name__)

_LONG_REST = timedelta(minutes=1)
_AT_A_TIME = 250
_ENOUGH = 500
"""Feeds ready to be asked, from which on no more are taken out of the archive: ten thousand at once weigh 60 MB."""


@dataclass(slots=True)
class PollSummary:
    """What the polls since the last summary came to."""

    polled: int = 0
    unchanged: int = 0
    changed: int = 0
    failed: int = 0
    postponed: int = 0
    """Their host asked to be left alone."""
    entries: int = 0
    """New or changed."""
    wanted: int = 0
    """Of these, the ones whose story is to be fetched."""


class Poller:
    """Polls feeds. `screen` judges entries, `wake` is called when there are stories to fetch.

    `at_once` is how many requests the program as a whole may have under way. `hungry` is called when it is time for
    another `start_due`, where more feeds may be due than are taken up at once. `took` hears how long each poll takes.
    """

    def __init__(
        self,
        archive: Archive,
        fetcher: Fetcher,
        executor: Executor,
        screen: Screen,
        clock: Clock,
        *,
        feed_size: int,
        at_once: int,
        wake: Callable[[], None] = lambda: None,
        hungry: Callable[[], None] = lambda: None,
        took: Callable[[float], None] = lambda seconds: None,
    ) -> None:
        self._archive = archive
        self._fetcher = fetcher
        self._clock = clock
        self._wake = wake
        self.asker = Asker(archive, fetcher, executor, screen, clock, feed_size)
        self._writer = PollWriter(archive, clock, self._written)
        # A quarter of the requests is kept free for stories: servers that say nothing must not hold up an alert.
        self._hungry = hungry
        self._took = took
        self._room = asyncio.Event()
        self._lanes = Lanes(self._poll, self._lane, max(1, at_once * 3 // 4), self._pause, self._has_room)
        self._in_hand: set[int] = set()
        self._last_look: datetime | None = None
        self.summary = PollSummary()

    async def start_due(self) -> None:
        """Begin the polls that are due; returns before they are done."""
        now = self._clock.now()
        if self._last_look is None or now < self._last_look:
            await self._repair(now)
        self._last_look = now
        while self._busy() < _ENOUGH:
            page = await due_feeds(self._archive, now, _AT_A_TIME, self._in_hand)
            if not page:
                break
            self._start(page)

    async def _repair(self, now: datetime) -> None:
        """Bring back what was polled "in the future": the clock was set back, now or while the program was away."""
        ahead = await feeds_from_the_future(self._archive, now)
        if ahead:
            async with self._archive.transaction() as connection:
                await save_feeds(connection, [decide.clock_set_back(feed, now) for feed in ahead])

    async def poll_everything(self) -> PollSummary:
        """Poll every active feed once, due or not, and return when all is written. Raises ArchiveError."""
        self.summary = PollSummary()
        last = 0
        while page := await active_feeds(self._archive, after=last, limit=_AT_A_TIME):
            self._start(page)
            last = page[-1].id
            self._room.clear()
            if self._busy() >= _ENOUGH:
                await self._room.wait()
        await self.idle()
        return self.summary

    async def poll_one(self, feed: Feed) -> None:
        """Poll one feed now and return when what it brought is written; to tell of it is left to the caller.

        Raises ArchiveError.
        """
        self._in_hand.add(feed.id)
        self._writer.add(await self._asked(feed))
        await self._writer.drained()

    async def idle(self) -> None:
        """Return when the polls begun are done and written. Raises ArchiveError where they cannot be written."""
        await self._lanes.idle()
        await self._writer.drained()

    async def stop(self, grace: float) -> None:
        """Let the polls in hand finish within `grace` seconds, write them, begin no other."""
        await self._lanes.stop(grace)
        await self._writer.stop()

    def _busy(self) -> int:
        """Feeds that could be asked and polls that could be written at once."""
        return self._lanes.ready + self._writer.waiting

    def _has_room(self) -> None:
        self._room.set()
        self._hungry()

    def _start(self, feeds: Iterable[Feed]) -> None:
        fresh = [feed for feed in feeds if feed.id not in self._in_hand]
        self._in_hand |= {feed.id for feed in fresh}
        self._lanes.add(fresh)

    def _lane(self, feed: Feed) -> str | None:
        """With no delay between requests (a server of one's own) no feed waits for another."""
        return host_of(feed.location) if self._fetcher.hosts.delay else None

    async def _pause(self) -> None:
        """Feeds take every other turn at a host at most: the stories need the rest."""
        await self._clock.sleep(2 * self._fetcher.hosts.delay)

    async def _poll(self, feed: Feed) -> None:
        rest = self._fetcher.hosts.rests(host_of(feed.location))
        if rest > _LONG_REST:
            self.summary.postponed += 1
            self._writer.add(Poll(Outcome(replace(feed, due_at=self._clock.now() + rest))))
            return
        poll = await self._asked(feed)
        if poll.outcome.notices or poll.outcome.host_pause is not None:
            self._tell(poll.outcome)
        self._writer.add(poll)

    async def _asked(self, feed: Feed) -> Poll:
        began = self._clock.monotonic()
        try:
            poll = await self.asker.ask(feed)
        except MonitorError as error:
            poll = Poll(decide.failed(feed, str(error), self._clock.now()))
        except Exception:
            logger.exception(
                "a defect while polling %s", feed.location, extra={"event": "defect", "feed": feed.location}
            )
            poll = Poll(decide.failed(feed, DEFECT, self._clock.now()))
        self._took(self._clock.monotonic() - began)
        self._count(poll)
        return poll

    def _count(self, poll: Poll) -> None:
        self.summary.polled += 1
        if poll.outcome.feed.trouble is not None:
            self.summary.failed += 1
        elif poll.changed:
            self.summary.changed += 1
        else:
            self.summary.unchanged += 1

    def _tell(self, outcome: Outcome) -> None:
        feed = outcome.feed
        if outcome.host_pause is not None:
            self._fetcher.hosts.pause(host_of(feed.location), outcome.host_pause)
        for notice in outcome.notices:
            level = logging.INFO if notice.event in ("feed.recovered", "feed.moved") else logging.WARNING
            logger.log(level, notice.message, extra={"event": notice.event, "feed": feed.definition.url})

    def _written(self, polls: list[Poll]) -> None:
        self._in_hand -= {poll.outcome.feed.id for poll in polls}
        if self._busy() < _ENOUGH:
            self._room.set()
        arrivals = [arrival for poll in polls for arrival in poll.arrivals]
        wanted = sum(arrival.wanted for arrival in arrivals)
        self.summary.entries += len(arrivals)
        self.summary.wanted += wanted
        if wanted:
            self._wake()
