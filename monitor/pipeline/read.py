"""Fetch the stories that are due, and have them read.

    due entry ─robots─▶ ─fetch─▶ Page ─worker: read─▶ Story ─▶ ingest (record, meetings, alerts: one transaction)

One lane for each host. A story that does not come is tried again later and given up in the end, each time with a reason
in its trail; a story that is read twice after a crash changes nothing, since what it tells is known by its address.
"""

from __future__ import annotations

import asyncio
import html
import logging
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from monitor.adapters.fetcher import Fetcher, host_of
from monitor.adapters.robots import Robots
from monitor.clock import Clock
from monitor.core.deciding.age import moment_of
from monitor.core.errors import ArchiveError, BadAnswer, FetchError, MonitorError, UnreadablePage
from monitor.core.polling.freshness import retry_after
from monitor.core.polling.retries import next_attempt
from monitor.core.records import Page, Reason, Story
from monitor.pipeline.lanes import Lanes
from monitor.store.archive import Archive
from monitor.store.entries import WaitingEntry, due_entries, park, postpone, try_again

logger = logging.getLogger(__name__)
T = TypeVar("T")

_LONG_REST = timedelta(minutes=1)
_PAUSE_WITHOUT_A_WISH = timedelta(minutes=5)
_WITHOUT_ARCHIVE = 60.0
_AT_A_TIME = 200
_ENOUGH_TEXT = 400
"""Characters of markup in a feed's own text from which on it may stand for a page that cannot be had."""

Read = Callable[[Page], Story]
"""bytes → Story, run in a worker: importable by name."""
_Read = tuple[WaitingEntry, tuple[Page, Story]]
"""A story that was read, and what led to it."""


class Ingest(Protocol):
    """Takes a story that was read into the archive."""

    async def __call__(self, entry: WaitingEntry, page: Page, story: Story) -> object:
        """Everything that follows from the story, in one transaction; the entry waits no longer then."""
        ...


@dataclass(slots=True)
class ReadSummary:
    """What became of the stories."""

    read: int = 0
    retried: int = 0
    """Did not come; tried again later."""
    parked: int = 0
    """Given up."""


class Reader:
    """Reads stories, with a quarter of the requests that the program as a whole may have under way (`at_once`)."""

    def __init__(
        self,
        archive: Archive,
        fetcher: Fetcher,
        robots: Robots,
        executor: Executor,
        read: Read,
        ingest: Ingest,
        clock: Clock,
        *,
        page_size: int,
        at_once: int,
    ) -> None:
        self._archive = archive
        self._fetcher = fetcher
        self._robots = robots
        self._executor = executor
        self._read = read
        self._ingest = ingest
        self._clock = clock
        self._page_size = page_size
        self._lanes = Lanes(self._one, self._lane, max(1, at_once // 4))
        self._held_back: list[_Read] | None = None
        """Stories that were read and wait for the others of their pass; None: none has to wait."""
        self._in_hand: set[int] = set()
        self._broken: ArchiveError | None = None
        self._rests_until = 0.0
        """By the monotonic clock."""
        self.summary = ReadSummary()

    async def start_due(self) -> int:
        """Begin with the stories that are due (some at a time); how many. Returns before they are read.

        While the archive takes nothing, no page is fetched for it: none for a minute after a failure.
        """
        due = await self._due()
        self._begin(due)
        return len(due)

    async def read_everything(self) -> ReadSummary:
        """Read all stories that are due now, taken in as they were published. Raises ArchiveError where none can be.

        Pages say when that was, for many feeds do not: so `_AT_A_TIME` are read before the first of them is taken in.
        """
        self.summary = ReadSummary()
        self._broken = None
        try:
            while due := await self._due():
                self._held_back = []
                self._begin(due)
                await self._lanes.idle()
                for read in sorted(self._held_back, key=lambda read: _appeared(read, self._clock.now())):
                    await self._finish(*read)
                if self._broken is not None:
                    raise self._broken
        finally:
            self._held_back = None
        return self.summary

    async def _due(self) -> list[WaitingEntry]:
        if self._clock.monotonic() < self._rests_until:
            return []
        return await due_entries(self._archive, self._clock.now(), _AT_A_TIME, self._in_hand)

    def _begin(self, due: Sequence[WaitingEntry]) -> None:
        self._in_hand |= {entry.id for entry in due}
        self._lanes.add(due)

    async def stop(self, grace: float) -> None:
        """Let the stories in hand be finished within `grace` seconds; the others stay due."""
        await self._lanes.stop(grace)

    def _lane(self, entry: WaitingEntry) -> str | None:
        return host_of(entry.link) if self._fetcher.hosts.delay else None

    async def _one(self, entry: WaitingEntry) -> None:
        prepared: tuple[Page, Story] | None = None
        try:
            prepared = await self._or_fail(entry, self._prepare(entry))
        finally:
            if self._held_back is not None and prepared is not None:
                self._held_back.append((entry, prepared))
            else:
                await self._finish(entry, prepared)

    async def _finish(self, entry: WaitingEntry, prepared: tuple[Page, Story] | None) -> None:
        try:
            if prepared is not None:
                await self._or_fail(entry, self._take_in(entry, *prepared))
        finally:
            self._in_hand.discard(entry.id)

    async def _or_fail(self, entry: WaitingEntry, work: Awaitable[T]) -> T | None:
        """What `work` gives; where it fails, the reason is kept and the others go on."""
        try:
            try:
                return await work
            except ArchiveError:
                raise
            except MonitorError as error:
                await self._failed(entry, error)
            except Exception:
                event = {"event": "defect", "url": entry.url}
                logger.exception("a defect over %s; it is given up", entry.url, extra=event)
                await self._park(entry, Reason("read", "parked", "a defect in the monitor; see the log"))
        except ArchiveError as error:
            self._broken = error
            self._rests_until = self._clock.monotonic() + _WITHOUT_ARCHIVE
            logger.error("%s; %s stays due", error, entry.url, extra={"event": "archive.failed"})
        return None

    async def _prepare(self, entry: WaitingEntry) -> tuple[Page, Story] | None:
        """The story, fetched and read; None where its host asked to be left alone."""
        rest = self._fetcher.hosts.rests(host_of(entry.link))
        if rest > _LONG_REST:
            async with self._archive.transaction() as connection:
                await postpone(connection, entry, self._clock.now() + rest)
            return None
        page = await self._page(entry)
        return page, await asyncio.wrap_future(self._executor.submit(self._read, page))

    async def _take_in(self, entry: WaitingEntry, page: Page, story: Story) -> None:
        await self._ingest(entry, page, story)
        self._broken = None
        self.summary.read += 1

    async def _page(self, entry: WaitingEntry) -> Page:
        """The story's page; where it cannot be had for good, the text that the feed itself carried."""
        try:
            return await self._fetch(entry)
        except FetchError as error:
            hopeless = next_attempt(error, entry.attempts + 1, self._clock.now()) is None
            if not hopeless or len(entry.said.content or "") < _ENOUGH_TEXT:
                raise
            logger.info("%s; its feed's own text is read instead", error, extra={"event": "story.from_feed"})
            return _page_of_feed(entry)

    async def _fetch(self, entry: WaitingEntry) -> Page:
        await self._robots.check(entry.link)
        answer = await self._fetcher.get(entry.link, cap=self._page_size)
        if answer.status != 200:
            wish = retry_after(answer.headers, self._clock.now())
            if answer.status in (429, 503):
                self._fetcher.hosts.pause(host_of(entry.link), wish or _PAUSE_WITHOUT_A_WISH)
            raise BadAnswer(f"{entry.link}: answers {answer.status}", status=answer.status, retry_after=wish)
        if not answer.body:
            raise UnreadablePage(f"{entry.link}: is empty")
        return Page(
            source=entry.link,
            body=answer.body,
            url=answer.url,
            content_type=answer.content_type,
            entry=entry.said,
            outlet=entry.outlet,
        )

    async def _failed(self, entry: WaitingEntry, error: MonitorError) -> None:
        now = self._clock.now()
        step = "fetch" if isinstance(error, FetchError) else "read"
        again = next_attempt(error, entry.attempts + 1, now)
        if again is None:
            await self._park(entry, Reason(step, "parked", str(error)))
            logger.warning("%s; given up", error, extra={"event": "story.parked", "url": entry.url})
            return
        self.summary.retried += 1
        minutes = (again - now) / timedelta(minutes=1)
        logger.warning(
            "%s; tried again in %.0f min", error, minutes, extra={"event": "story.retried", "url": entry.url}
        )
        async with self._archive.transaction() as connection:
            await try_again(connection, entry, Reason(step, "retried", str(error)), again, now)

    async def _park(self, entry: WaitingEntry, reason: Reason) -> None:
        self.summary.parked += 1
        async with self._archive.transaction() as connection:
            await park(connection, entry, reason, self._clock.now())


def _appeared(read: _Read, now: datetime) -> tuple[datetime, int]:
    """When the page, or else the feed, says that the story appeared; without a word of it, now."""
    entry, (_, story) = read
    return moment_of(story.text.published) or moment_of(entry.said.published) or now, entry.id


def _page_of_feed(entry: WaitingEntry) -> Page:
    """The text that came with the entry, as a page of its own."""
    said = entry.said
    title = html.escape(said.title)
    head = f"<!doctype html><html><head><title>{title}</title></head>"
    body = f"{head}<body><article><h1>{title}</h1>{said.content}</article></body></html>"
    return Page(
        source=entry.link,
        body=body.encode("utf-8", "replace"),
        url=entry.link,
        content_type="text/html; charset=utf-8",
        entry=said,
        outlet=entry.outlet,
    )
