"""The one place where the parts are constructed and joined.

    async with assemble(settings, knowledge, clock) as monitor:
        summary = await monitor.once()       # one pass over everything
        await monitor.run(stop)              # the daemon, until `stop` is set

Polling, reading, delivering and housekeeping are tasks of their own; each waits for its event, which the metronome sets
at its beat and the task before it as soon as there is something to do.
"""

from __future__ import annotations

import asyncio
import functools
import logging
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from monitor.adapters.channels import Channel, build_channels, delivery_session
from monitor.adapters.executors import Workers, build_workers
from monitor.adapters.fetcher import Fetcher
from monitor.adapters.robots import Robots
from monitor.adapters.timed_channel import TimedChannel
from monitor.clock import Clock
from monitor.core.deciding.rules import AlertRules
from monitor.core.durations import Durations
from monitor.core.errors import ArchiveError
from monitor.core.knowledge import Knowledge
from monitor.core.polling.feed import Feed, FeedDefinition
from monitor.parsing.worker import read_here
from monitor.pipeline.adding import add_source
from monitor.pipeline.deliver import DeliverySummary, deliver_due
from monitor.pipeline.heartbeat import keep_beating
from monitor.pipeline.housekeeping import Housekeeping
from monitor.pipeline.intake import Intake, Told
from monitor.pipeline.outgoing import Outgoing
from monitor.pipeline.poll import Poller, PollSummary
from monitor.pipeline.read import Reader, ReadSummary
from monitor.pipeline.screener import Screener
from monitor.pipeline.sources import feed_definitions
from monitor.pipeline.websub import Subscriber
from monitor.scheduler import Metronome
from monitor.settings import Settings
from monitor.store.archive import Archive
from monitor.store.feeds import declare_feeds
from monitor.store.sender import sole_sender
from monitor.store.status_line import status_line
from monitor.web.callback import callback_routes
from monitor.web.site import serve_site

log = logging.getLogger(__name__)

BEATS = {"poll": timedelta(seconds=1), "read": timedelta(seconds=5), "keep_house": timedelta(minutes=1)}
"""How often each task looks for what is due, besides being woken; a look costs one indexed query."""

GRACE_S = 4.0
"""How long work in hand may take to end once the daemon is told to stop."""

WRITABLE_WITHIN_S = 10.0
"""A transaction that takes longer to begin means that something hangs."""


@dataclass(frozen=True)
class Summary:
    """What one pass did."""

    polls: PollSummary
    stories: ReadSummary
    deliveries: DeliverySummary
    alerts: int
    """New alerts."""


@dataclass
class _Events:
    poll: asyncio.Event = field(default_factory=asyncio.Event)
    read: asyncio.Event = field(default_factory=asyncio.Event)
    keep_house: asyncio.Event = field(default_factory=asyncio.Event)


@asynccontextmanager
async def assemble(
    settings: Settings,
    knowledge: Knowledge,
    clock: Clock,
    told: Told = lambda entry, ingested: None,
    *,
    page: bool = False,
) -> AsyncIterator[Monitor]:
    """Everything open and joined, with `page` the web page too; closed again in the opposite order.

    Raises ArchiveError, ConfigurationError, and MonitorError where the page's port is taken.
    """
    async with AsyncExitStack() as stack:
        archive = await stack.enter_async_context(await Archive.open(settings.archive.path))
        fetcher = await stack.enter_async_context(Fetcher(settings.fetch, clock))
        session = await stack.enter_async_context(delivery_session())
        executor = build_workers(settings.workers, settings.knowledge.path)
        stack.callback(executor.shutdown, wait=False, cancel_futures=True)
        channels = build_channels(settings.alerts, session, clock, knowledge.places.countries)
        monitor = Monitor(settings, knowledge, clock, archive, fetcher, executor, channels, told)
        await monitor.declare()
        if settings.alerts.heartbeat:
            heartbeat = settings.alerts.heartbeat
            monitor.beats = keep_beating(session, heartbeat.url, heartbeat.every, clock, monitor.what_is_stuck)
            stack.callback(monitor.beats.close)
        if page:
            site = serve_site(
                archive,
                settings.web,
                clock,
                channels=[channel.name for channel in channels],
                countries=knowledge.places.countries,
                wake_deliveries=monitor.wake_deliveries,
                what_is_stuck=monitor.what_is_stuck,
                durations=monitor.durations,
                more=callback_routes(monitor.subscriber, settings.fetch.feed_size) if monitor.subscriber else (),
            )
            await stack.enter_async_context(site)
        yield monitor


class Monitor:
    """The parts, joined."""

    def __init__(
        self,
        settings: Settings,
        knowledge: Knowledge,
        clock: Clock,
        archive: Archive,
        fetcher: Fetcher,
        executor: Workers,
        channels: list[Channel],
        told: Told,
    ) -> None:
        self.archive = archive
        self._settings = settings
        self._screen = Screener(archive, knowledge, clock)
        self._clock = clock
        self.durations = Durations()
        self._channels = [TimedChannel(channel, clock, self.durations) for channel in channels]
        self._rng = random.Random()  # noqa: S311 (spreads retries; no secret)
        self._events = _Events()
        self._outgoing = Outgoing(archive, self._channels, clock, self._rng)
        self._intake = Intake(
            archive,
            AlertRules(frozenset(settings.alerts.kinds), settings.alerts.max_age, knowledge.governments),
            [channel.name for channel in channels],
            clock,
            self._screen,
            wake=self._outgoing.wake,
            took=self.durations.story_to_alert,
            told=told,
        )
        self._housekeeping = Housekeeping(archive, clock, settings.archive.keep_pages)
        self.beats: Coroutine[None, None, None] | None = None
        """The heartbeat, where one is wanted."""
        fetch, limit = settings.fetch, settings.workers.time
        wake = self._events.read.set
        self._poller = Poller(
            archive,
            fetcher,
            executor.near(timedelta(seconds=2)),
            self._screen,
            clock,
            feed_size=fetch.feed_size,
            at_once=fetch.at_once,
            wake=wake,
            hungry=self._events.poll.set,
            took=self.durations.polls.note,
        )
        public, asker = settings.web.public, self._poller.asker
        self.subscriber = Subscriber(archive, fetcher, asker, clock, public, wake) if public else None
        """What hubs push to, where the page can be reached from outside."""
        self._readers = executor.within(limit)
        self._reader = Reader(
            archive,
            fetcher,
            Robots(fetcher, clock, respected=fetch.robots),
            self._readers,
            functools.partial(read_here, settings.knowledge.path),
            self._intake,
            clock,
            page_size=fetch.page_size,
            at_once=fetch.at_once,
        )

    async def declare(self) -> None:
        """Make the configuration's feeds the archive's."""
        await declare_feeds(self.archive, feed_definitions(self._settings), self._clock.now())

    async def once(self) -> Summary:
        """One pass: every feed asked, every story read, every alert sent that is due. Raises ArchiveError."""
        before = self._intake.alerts
        await self._keep_house()
        polls = await self._poller.poll_everything()
        stories = await self._reader.read_everything()
        deliveries = await self._deliver_once()
        await self._housekeeping.look_at_feeds()
        await self._stop()
        return Summary(polls, stories, deliveries, self._intake.alerts - before)

    async def _deliver_once(self) -> DeliverySummary:
        with sole_sender(self.archive.path) as alone:
            if alone:
                return await deliver_due(self.archive, self._channels, self._clock, self._rng)
        log.warning("a daemon runs on this archive; the sending is left to it", extra={"event": "deliver.left"})
        return DeliverySummary()

    async def run(self, stop: asyncio.Event, *, pace: float = 1.0) -> None:
        """The daemon, until `stop` is set; then what is in hand is finished. `pace` scales the beats.

        Raises ArchiveError where another one runs on this archive.
        """
        with sole_sender(self.archive.path) as alone:
            if not alone:
                raise ArchiveError(f"{self.archive.path}: another daemon runs on it; stop that one first")
            await self._watch(stop, pace)

    async def _watch(self, stop: asyncio.Event, pace: float) -> None:
        self._readers.submit(int)  # nothing: but a worker has started, and the first story need not wait for that
        beats = {name: (getattr(self._events, name), beat * pace) for name, beat in BEATS.items()}
        async with asyncio.TaskGroup() as group:
            tasks = [
                group.create_task(self._whenever(self._events.poll, self._poller.start_due)),
                group.create_task(self._whenever(self._events.read, self._reader.start_due)),
                group.create_task(self._whenever(self._events.keep_house, self._keep_house)),
                group.create_task(self._outgoing.run()),
            ]
            if self.beats is not None:
                tasks.append(group.create_task(self.beats))
            if self.subscriber is not None:
                tasks.append(group.create_task(self.subscriber.run()))
            async with Metronome(beats):
                await stop.wait()
            await self._stop()
            for task in tasks:
                task.cancel()

    def wake_deliveries(self) -> None:
        """Look at once for what is to be sent."""
        self._outgoing.wake()

    async def what_is_stuck(self) -> str | None:
        """What does not move, in a few words; None where all is well. A full disk is trouble, but moves."""
        try:
            async with asyncio.timeout(WRITABLE_WITHIN_S), self.archive.transaction():
                pass
        except TimeoutError:
            return "the archive has not taken a transaction in time"
        except ArchiveError as error:
            log.error("%s", error, extra={"event": "archive.failed"})
        return None if self._outgoing.is_moving() else "deliveries do not move"

    async def status(self) -> str:
        """One line of figures."""
        return await status_line(self.archive)

    async def add(self, definition: FeedDefinition) -> Feed:
        """Add a source and ask it once. Raises FetchError where it brings nothing."""
        return await add_source(self.archive, self._poller, self._clock, definition)

    async def _stop(self) -> None:
        await asyncio.gather(self._poller.stop(GRACE_S), self._reader.stop(GRACE_S), self._outgoing.stop(GRACE_S))

    async def _whenever(self, event: asyncio.Event, work: Callable[[], Awaitable[object]]) -> None:
        """Do `work` each time `event` is set; an archive that cannot be written is said and tried again."""
        while True:
            await event.wait()
            event.clear()
            try:
                await work()
            except ArchiveError as error:
                log.error("%s; tried again at the next beat", error, extra={"event": "archive.failed"})
            except Exception:
                log.exception("a defect; the daemon goes on", extra={"event": "defect"})

    async def _keep_house(self) -> None:
        if await self._housekeeping.keep():
            self._events.read.set()
        await self._screen.get_acquainted()
