"""Take old material into the archive: never alerting, stopped and taken up again at any time.

    pieces ─known?─▶ ─screen─▶ ─(robots, fetch)─▶ page ─worker: read─▶ Story ─▶ ingest, quietly ─▶ position

A piece is known by its address, so that whatever is read twice changes nothing. The position kept in the archive is the
one up to which everything is done; pieces in hand at a stop are finished, those after them are taken up next time.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from datetime import timedelta

from monitor.adapters.fetcher import Fetcher, host_of
from monitor.adapters.robots import Robots
from monitor.clock import Clock
from monitor.core.backfill import Piece, Speed, Tally, Watermark
from monitor.core.deciding.rules import AlertRules
from monitor.core.errors import ArchiveError, BadAnswer, FetchError, MonitorError
from monitor.core.polling.arrivals import Screen
from monitor.core.polling.freshness import retry_after
from monitor.core.records import Page, Reason, Story
from monitor.core.urls import canonical_url
from monitor.parsing.page_head import page_head
from monitor.pipeline.ingest import ingest
from monitor.pipeline.lanes import Lanes
from monitor.pipeline.old_material import OldMaterial, named
from monitor.pipeline.read import Read
from monitor.store.archive import Archive
from monitor.store.backfills import Reached, known_stories, load_reached, save_reached
from monitor.store.decisions import write_decisions

logger = logging.getLogger(__name__)

PAGES_IN_HAND = 64
"""Pages at hand that wait for a reader or are read; each is held in memory."""
ADDRESSES_IN_HAND = 1_000
"""Addresses that wait for their host's turn: a list sorted by host still visits several at once."""
KEEP_EVERY_S = 2.0
"""How often the position is written."""
GRACE_S = 90.0
"""How long the pieces in hand may take once told to stop: the longest fetch, and then the longest reading."""
PAUSE_WITHOUT_A_WISH = timedelta(minutes=5)


@dataclass(frozen=True)
class Choice:
    """What is taken in."""

    screened: bool = True
    """Only what title and description do not tell to be of other things."""
    only_relevant: bool = False
    """Of what was read, only stories on the subject."""
    again: bool = False
    """From the beginning, whatever was done before."""


@dataclass
class Progress:
    """How one source fares, for whoever shows it."""

    source: str
    tally: Tally
    share: float | None = None
    """How much of it is behind us."""
    speed: Speed = field(default_factory=Speed)
    finished: bool = False


Shown = Callable[[Progress], None]
"""Is told of the progress every two seconds, and at the end."""


class Backfill:
    """Takes sources in, one after the other, with at most `at_once` requests under way."""

    def __init__(
        self,
        archive: Archive,
        fetcher: Fetcher,
        robots: Robots,
        executor: Executor,
        read: Read,
        screen: Screen,
        rules: AlertRules,
        clock: Clock,
        choice: Choice,
        *,
        page_size: int,
        at_once: int,
    ) -> None:
        self.archive = archive
        self.clock = clock
        self.at_once = at_once
        self.material = OldMaterial(fetcher, executor, page_size)
        self._fetcher = fetcher
        self._robots = robots
        self._executor = executor
        self._read = read
        self._screen = screen
        self._rules = rules
        self._choice = choice
        self._page_size = page_size

    async def take(self, source: str, stop: asyncio.Event, shown: Shown = lambda progress: None) -> Progress:
        """Take in what is left of `source`, until `stop` is set. Raises MonitorError where it cannot go on."""
        name = named(source)
        reached = Reached() if self._choice.again else await load_reached(self.archive, name)
        if reached.finished and reached.position:
            logger.info("%s: was taken in before; --again does it anew", source, extra={"event": "backfill.done"})
            return Progress(source, reached.tally, share=1.0, finished=True)
        tally = Tally() if reached.finished else reached.tally
        run = _Run(self, name, Progress(source, tally), Watermark(reached.position), shown)
        await run.through(stop)
        return run.progress

    async def worth_reading(self, pieces: Sequence[Piece], tally: Tally) -> list[Piece]:
        """Those that are pages, are not in the archive and are not screened out; the others are counted."""
        addresses = {id(piece): canonical_url(address) for piece in pieces if (address := _address(piece))}
        known = await known_stories(self.archive, list(addresses.values()))
        fresh = []
        for piece in pieces:
            if piece.skipped is not None:
                tally.skip(piece.skipped)
            elif addresses.get(id(piece)) in known:
                tally.known += 1
            else:
                fresh.append(piece)
        passed = await asyncio.to_thread(lambda: [piece for piece in fresh if self._passes(piece)])
        tally.screened += len(fresh) - len(passed)
        return passed

    async def take_in(self, piece: Piece, tally: Tally) -> None:
        """Fetch it if need be, read it, write it. Raises MonitorError with the reason where that fails."""
        page = piece.page
        if page is None:
            page = await self._fetch(piece)
            if not self._passes(replace(piece, page=page)):
                tally.screened += 1
                return
        story = await asyncio.wrap_future(self._executor.submit(self._read, page))
        tally.read += 1
        tally.relevant += story.relevance.relevant
        tally.meetings += len(story.meetings)
        if story.relevance.relevant or not self._choice.only_relevant:
            await self._ingest(piece, page, story)

    async def tell_failure(self, piece: Piece, error: MonitorError) -> None:
        """Keep the reason where `why` finds it."""
        address = _address(piece) or ""
        logger.warning("%s", error, extra={"event": "backfill.failed", "url": address})
        step = "fetch" if isinstance(error, FetchError) else "read"
        reason = Reason(step, "parked", f"backfill: {error}")
        async with self.archive.transaction() as connection:
            await write_decisions(connection, [(canonical_url(address), reason)], self.clock.now())

    def _passes(self, piece: Piece) -> bool:
        entry = page_head(piece.page) if piece.page else piece.entry
        return not self._choice.screened or entry is None or self._screen(entry)[0]

    async def _fetch(self, piece: Piece) -> Page:
        assert piece.entry is not None
        url = piece.entry.url
        await self._robots.check(url)
        answer = await self._fetcher.get(url, cap=self._page_size)
        if answer.status != 200 or not answer.body:
            wish = retry_after(answer.headers, self.clock.now())
            if answer.status in (429, 503):
                self._fetcher.hosts.pause(host_of(url), PAUSE_WITHOUT_A_WISH if wish is None else wish)
            what = f"answers {answer.status}" if answer.status != 200 else "is empty"
            raise BadAnswer(f"{url}: {what}", status=answer.status, retry_after=wish)
        entry = piece.entry if piece.entry.title else None
        return Page(source=url, body=answer.body, url=answer.url, content_type=answer.content_type, entry=entry)

    async def _ingest(self, piece: Piece, page: Page, story: Story) -> None:
        # A page that was saved without its address says it itself; so it meets its twin from a feed.
        page = replace(page, url=page.url or story.text.url)
        await ingest(
            self.archive,
            story,
            page,
            entry_id=None,
            rules=self._rules,
            channels=(),
            now=self.clock.now(),
            captured=piece.captured,
            quiet=True,
        )


class _Run:
    """One source on its way."""

    def __init__(self, backfill: Backfill, name: str, progress: Progress, watermark: Watermark, shown: Shown) -> None:
        self.progress = progress
        self._backfill = backfill
        self._name = name
        self._watermark = watermark
        self._shown = shown
        self._lanes: Lanes[tuple[int, Piece]] = Lanes(self._one, _lane, max(PAGES_IN_HAND, backfill.at_once))
        self._in_hand = 0
        self._one_is_done = asyncio.Event()
        self._broken: ArchiveError | None = None

    async def through(self, stop: asyncio.Event) -> None:
        """Every piece, or those until `stop`."""
        feeding = asyncio.create_task(self._feed())
        others = [asyncio.create_task(stop.wait()), asyncio.create_task(self._keep_and_tell())]
        try:
            await asyncio.wait([feeding, *others], return_when=asyncio.FIRST_COMPLETED)
        finally:
            self.progress.finished = feeding.done() and not feeding.cancelled() and feeding.exception() is None
            for task in (feeding, *others):
                task.cancel()
            results = await asyncio.gather(feeding, *others, return_exceptions=True)
            await self._lanes.stop(GRACE_S)
        for result in results:
            if isinstance(result, Exception):
                raise result
        await self._keep()
        self._tell()

    async def _feed(self) -> None:
        backfill, tally = self._backfill, self.progress.tally
        async for batch in backfill.material.batches(self._name, self._watermark.position):
            worth = {id(piece) for piece in await backfill.worth_reading(batch, tally)}
            for piece in batch:
                number = self._watermark.begin(piece.position)
                if id(piece) not in worth:
                    self._watermark.end(number)
                    continue
                await self._room(ADDRESSES_IN_HAND if piece.page is None else PAGES_IN_HAND)
                self._in_hand += 1
                self._lanes.add([(number, piece)])
            self.progress.share = batch[-1].share
        await self._room(1)

    async def _room(self, most: int) -> None:
        """Return when fewer than `most` pieces are in hand. Raises ArchiveError where one could not be written."""
        while self._in_hand >= most and self._broken is None:
            self._one_is_done.clear()
            await self._one_is_done.wait()
        if self._broken is not None:
            raise self._broken

    async def _one(self, item: tuple[int, Piece]) -> None:
        number, piece = item
        backfill, tally = self._backfill, self.progress.tally
        try:
            try:
                await backfill.take_in(piece, tally)
            except ArchiveError:
                raise
            except MonitorError as error:
                tally.failed += 1
                await backfill.tell_failure(piece, error)
            except Exception:
                tally.failed += 1
                logger.exception("a defect over %s", _address(piece), extra={"event": "defect"})
            self._watermark.end(number)
        except ArchiveError as error:
            self._broken = error
        finally:
            self._in_hand -= 1
            self._one_is_done.set()

    async def _keep_and_tell(self) -> None:
        while True:
            self._tell()
            await self._backfill.clock.sleep(KEEP_EVERY_S)
            await self._keep()

    async def _keep(self) -> None:
        position, tally, finished = self._watermark.position, self.progress.tally, self.progress.finished
        now = self._backfill.clock.now()
        await save_reached(self._backfill.archive, self._name, position, tally, now, finished=finished)

    def _tell(self) -> None:
        progress = self.progress
        progress.speed.mark(self._backfill.clock.monotonic(), progress.tally.seen, progress.share)
        self._shown(progress)


def _address(piece: Piece) -> str | None:
    if piece.page is not None:
        return piece.page.url or piece.page.source
    return piece.entry.url if piece.entry else None


def _lane(item: tuple[int, Piece]) -> str | None:
    """Addresses queue for their host; pages at hand for nobody."""
    piece = item[1]
    return host_of(piece.entry.url) if piece.page is None and piece.entry is not None else None
