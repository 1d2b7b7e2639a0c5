"""A poller and a reader over a real archive, a scripted server and a clock that leaps."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Executor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from aiohttp.abc import AbstractResolver

from monitor.adapters.fetcher import Fetcher
from monitor.adapters.robots import Robots
from monitor.adapters.workers import InProcess
from monitor.core.polling.feed import Feed, FeedDefinition
from monitor.core.records import Entry, Page, Reason, Story
from monitor.pipeline.poll import Poller
from monitor.pipeline.read import Reader
from monitor.settings import FetchSettings
from monitor.store.archive import Archive
from monitor.store.entries import WaitingEntry, mark_read
from monitor.store.feeds import all_feeds, declare_feeds
from tests.support.clock import FakeClock
from tests.support.server import ScriptedServer, scripted_server

INTERVAL = timedelta(minutes=15)
AT_ONCE = 8
"""Requests that may be under way."""


def screen(entry: Entry) -> tuple[bool, Reason]:
    """Everything but sport."""
    wanted = "sport" not in entry.title.lower()
    return wanted, Reason("screen", "passed" if wanted else "refused", entry.title)


@dataclass
class World:
    """Everything that a test of polling or reading touches."""

    archive: Archive
    server: ScriptedServer
    clock: FakeClock
    fetcher: Fetcher
    woken: list[bool] = field(default_factory=list)
    hungry: list[bool] = field(default_factory=list)
    stories_came: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.poller = self.again()

    async def declare(self, *paths: str, **changes: Any) -> None:
        """Declare feeds on the server; `changes` are those of the FeedDefinition."""
        definitions = [
            FeedDefinition(**{"name": path, "url": self.server.url(path), "interval": INTERVAL, **changes})
            for path in paths
        ]
        await declare_feeds(self.archive, definitions, self.clock.now())

    async def beat(self, seconds: float = 0.0) -> None:
        """Let time pass, then do what is due."""
        if seconds:
            await self.clock.sleep(seconds)
        await self.poller.start_due()
        await self.poller.idle()

    async def feeds(self) -> dict[str, Feed]:
        return {feed.definition.name: feed for feed in await all_feeds(self.archive)}

    async def column(self, sql: str) -> list[Any]:
        return [row[0] for row in await self.archive.read(sql)]

    def again(self, executor: Executor | None = None) -> Poller:
        """A poller as after a restart."""
        return Poller(
            self.archive,
            self.fetcher,
            executor or InProcess(),
            screen,
            self.clock,
            feed_size=2**20,
            at_once=AT_ONCE,
            wake=self.wake,
            hungry=lambda: self.hungry.append(True),
        )

    def wake(self) -> None:
        self.woken.append(True)
        self.stories_came.set()


@asynccontextmanager
async def world(
    folder: Path,
    *,
    delay: timedelta = timedelta(0),
    clock: FakeClock | None = None,
    server: ScriptedServer | None = None,
    resolver: AbstractResolver | None = None,
) -> AsyncIterator[World]:
    """An empty archive and a server that answers 404, unless another is given."""
    clock = clock or FakeClock(leaps=True)
    settings = FetchSettings(
        contact="desk@example.org",
        allow_private_networks=True,
        per_host_delay=delay,
        at_once=AT_ONCE,
    )
    async with (
        scripted_server(scripted=server) as scripted,
        await Archive.open(folder / "archive.sqlite3") as archive,
        Fetcher(settings, clock, resolver=resolver) as fetcher,
    ):
        made = World(archive, scripted, clock, fetcher)
        try:
            yield made
        finally:
            await made.poller.stop(1.0)


@dataclass
class Desk:
    """Takes stories in; what it is told to fail at, it fails at. `reader` gives it the archive."""

    archive: Archive | None = None
    taken: list[tuple[WaitingEntry, Page, Story]] = field(default_factory=list)
    fail: Exception | None = None

    async def __call__(self, entry: WaitingEntry, page: Page, story: Story) -> None:
        if self.fail is not None:
            raise self.fail
        assert self.archive is not None
        async with self.archive.transaction() as connection:
            await mark_read(connection, entry.id)
        self.taken.append((entry, page, story))


def reader(made: World, read: Callable[[Page], Story], desk: Desk) -> Reader:
    robots = Robots(made.fetcher, made.clock)
    desk.archive = made.archive
    return Reader(
        made.archive, made.fetcher, robots, InProcess(), read, desk, made.clock, page_size=2**20, at_once=AT_ONCE
    )
