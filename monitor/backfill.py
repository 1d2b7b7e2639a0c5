"""The parts of a backfill, constructed and joined: the daemon's fetcher, robots, readers and rules, and no channel.

    async with open_backfill(settings, knowledge, clock, choice) as backfill:
        progress = await backfill.take("CC-NEWS-20230718091500-00042.warc.gz", stop)

A daemon may run on the same archive: processes write in turns (store/writing.py), and nothing here sends.
"""

from __future__ import annotations

import functools
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta

from monitor.adapters.executors import build_workers
from monitor.adapters.fetcher import Fetcher
from monitor.adapters.robots import Robots
from monitor.clock import Clock
from monitor.core.deciding.rules import AlertRules
from monitor.core.errors import ArchiveError
from monitor.core.knowledge import Knowledge
from monitor.parsing.worker import read_here
from monitor.pipeline.backfill import Backfill, Choice
from monitor.pipeline.screener import Screener
from monitor.settings import Settings
from monitor.store.archive import Archive
from monitor.store.backfills import sole_backfill

ACQUAINTED_FOR = timedelta(days=40_000)
"""Old material tells of people of any year."""


@asynccontextmanager
async def open_backfill(
    settings: Settings, knowledge: Knowledge, clock: Clock, choice: Choice
) -> AsyncIterator[Backfill]:
    """Everything open and joined. Raises ArchiveError, also where another backfill runs on this archive."""
    async with AsyncExitStack() as stack:
        archive = await stack.enter_async_context(await Archive.open(settings.archive.path))
        if not stack.enter_context(sole_backfill(archive.path)):
            raise ArchiveError(f"{archive.path}: another backfill runs on it; give that one all your sources")
        fetcher = await stack.enter_async_context(Fetcher(settings.fetch, clock))
        executor = build_workers(settings.workers, settings.knowledge.path)
        stack.callback(executor.shutdown, wait=False, cancel_futures=True)
        screener = Screener(archive, knowledge, clock, ACQUAINTED_FOR)
        await screener.get_acquainted()
        yield Backfill(
            archive,
            fetcher,
            Robots(fetcher, clock, respected=settings.fetch.robots),
            executor.within(settings.workers.time),
            functools.partial(read_here, settings.knowledge.path),
            screener,
            AlertRules(frozenset(settings.alerts.kinds), settings.alerts.max_age, knowledge.governments),
            clock,
            choice,
            page_size=settings.fetch.page_size,
            at_once=settings.fetch.at_once,
        )
