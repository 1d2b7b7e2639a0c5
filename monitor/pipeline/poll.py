"""Ask the feeds that are due, and store what is new.

    due feeds ─fetch─▶ Answer ─(changed)─▶ worker: read_feed ─▶ decide ─▶ Outcome + arrivals ─▶ one transaction for many

One lane for each host; a feed that fails changes nothing for the others. What several polls bring is written together,
since a commit costs more than a poll.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Callable, Iterable
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from monitor.adapters.fetcher import FEED, Fetcher, host_of
from monitor.clock import Clock
from monitor.core.answers import Answer
from monitor.core.errors import ArchiveError, BadAnswer, MonitorError, UnreadableFeed, WorkerLost
from monitor.core.feed_document import FeedDocument
from monitor.core.polling import decide
from monitor.core.polling.arrivals import Arrival, Screen, arrive
from monitor.core.polling.decide import Outcome
from monitor.core.polling.feed import Feed
from monitor.core.records import Entry
from monitor.core.urls import canonical_url
from monitor.parsing.source import read_source
from monitor.pipeline.lanes import Lanes
from monitor.store.archive import Archive
from monitor.store.entries import known_entries, save_arrivals
from monitor.store.feeds import active_feeds, due_feeds, feeds_from_the_future, save_feeds

logger = logging.getLogger(__name__)

_LONG_REST = timedelta(minutes=1)
_AT_A_TIME = 250
_SCREENED_AT_A_TIME = 50
_OLDER_PAGES = 20
_CHILDREN = 5
_WRITE_AGAIN_AFTER = 10.0
_DEFECT = "a defect in the monitor stopped this poll; see the log"


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


@dataclass(frozen=True, slots=True)
class _Poll:
    """What one poll leaves to be written."""

    outcome: Outcome
    arrivals: tuple[Arrival, ...] = ()
    seen: tuple[str, ...] = ()


@dataclass(slots=True)
class _Unwritten:
    """Polls whose outcome waits for the next transaction."""

    polls: list[_Poll] = field(default_factory=list)
    some: asyncio.Event = field(default_factory=asyncio.Event)
    none: asyncio.Event = field(default_factory=asyncio.Event)
    """Set while there is none, and none is being written."""

    def __post_init__(self) -> None:
        self.none.set()


class Poller:
    """Polls feeds. `screen` judges entries, `wake` is called when there are stories to fetch."""

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
    ) -> None:
        self._archive = archive
        self._fetcher = fetcher
        self._executor = executor
        self._screen = screen
        self._clock = clock
        self._feed_size = feed_size
        self._wake = wake
        self._lanes = Lanes(self._poll, self._lane, at_once, self._pause)
        self._in_hand: set[int] = set()
        self._unwritten = _Unwritten()
        self._writer: asyncio.Task[None] | None = None
        self._broken: ArchiveError | None = None
        self._last_look: datetime | None = None
        self.summary = PollSummary()

    async def start_due(self) -> None:
        """Begin the polls that are due; returns before they are done."""
        now = self._clock.now()
        if self._last_look is None or now < self._last_look:
            await self._repair(now)
        self._last_look = now
        while page := await due_feeds(self._archive, now, _AT_A_TIME, self._in_hand):
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
        await self.idle()
        return self.summary

    async def poll_one(self, feed: Feed) -> None:
        """Poll one feed now and return when what it brought is written. Raises ArchiveError."""
        self._start([feed])
        await self.idle()

    async def idle(self) -> None:
        """Return when the polls begun are done and written. Raises ArchiveError where they cannot be written."""
        await self._lanes.idle()
        await self._unwritten.none.wait()
        if self._broken is not None:
            raise self._broken

    async def stop(self, grace: float) -> None:
        """Let the polls in hand finish within `grace` seconds, write them, begin no other."""
        await self._lanes.stop(grace)
        if self._writer is not None:
            await self._unwritten.none.wait()
            self._writer.cancel()
            await asyncio.gather(self._writer, return_exceptions=True)

    def _start(self, feeds: Iterable[Feed]) -> None:
        if self._writer is None:
            self._writer = asyncio.create_task(self._write())
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
            self._leave(_Poll(Outcome(replace(feed, due_at=self._clock.now() + rest))))
            return
        self.summary.polled += 1
        try:
            poll = await self._ask(feed)
        except MonitorError as error:
            poll = _Poll(decide.failed(feed, str(error), self._clock.now()))
        except Exception:
            logger.exception(
                "a defect while polling %s", feed.location, extra={"event": "defect", "feed": feed.location}
            )
            poll = _Poll(decide.failed(feed, _DEFECT, self._clock.now()))
        self._tell(poll.outcome)
        self._leave(poll)

    async def _ask(self, feed: Feed) -> _Poll:
        answer = await self._fetcher.get(feed.location, cap=self._feed_size, accept=FEED, validators=feed.validators)
        now = self._clock.now()
        if answer.status not in (200, 203, 226, 304):
            return _Poll(decide.refused_by_server(feed, answer, now))
        digest = hashlib.blake2b(answer.body, digest_size=16).digest()
        if answer.status == 304 or digest == feed.body_hash:
            return self._unchanged(feed, answer, now)
        try:
            document = await self._read(feed, answer)
        except UnreadableFeed as error:
            return _Poll(decide.unreadable(feed, answer, f"{feed.location}: {error}", digest, now))
        except WorkerLost as error:  # the next try may find the machine less busy: nothing of this body is kept
            return _Poll(decide.failed(feed, f"{feed.location}: {error}", now, status=answer.status))
        for notice in document.notices:
            logger.warning("%s: %s", feed.location, notice, extra={"event": "feed.notice", "feed": feed.location})
        document = await self._with_children(feed, document)
        arrivals, seen = await self._arrivals(feed, document)
        if feed.succeeded_at is not None and document.next_page and len(arrivals) == len(seen):
            older = await self._older(feed, document.next_page)
            arrivals, seen = await self._arrivals(feed, replace(document, entries=document.entries + older))
        self.summary.changed += 1
        return _Poll(decide.changed(feed, answer, document, digest, now), arrivals, seen)

    def _unchanged(self, feed: Feed, answer: Answer, now: datetime) -> _Poll:
        if feed.unreadable is not None:
            return _Poll(decide.still_unreadable(feed, answer, now))
        self.summary.unchanged += 1
        return _Poll(decide.unchanged(feed, answer, now))

    async def _read(self, feed: Feed, answer: Answer) -> FeedDocument:
        declared = feed.definition
        work = self._executor.submit(
            read_source, answer.body, answer.content_type, answer.url, declared.kind, declared.link
        )
        return await asyncio.wrap_future(work)

    async def _older(self, feed: Feed, page: str) -> tuple[Entry, ...]:
        """Entries that came and left the feed between two polls, from its older pages (RFC 5005).

        Asked for only where a poll found nothing known, which means that there is a gap.
        """
        entries: list[Entry] = []
        visited: set[str] = set()
        following: str | None = page
        while following and following not in visited and len(visited) < _OLDER_PAGES:
            visited.add(following)
            document = await self._part(feed, following)
            if document is None:
                break
            entries += document.entries
            known = await known_entries(self._archive, [canonical_url(entry.url) for entry in document.entries])
            following = None if known else document.next_page
        return tuple(entries)

    async def _with_children(self, feed: Feed, document: FeedDocument) -> FeedDocument:
        """An index of sitemaps with what its newest sitemaps list; anything else as it is."""
        if document.kind != "sitemap_index":
            return document
        parts = [await self._part(feed, entry.url) for entry in document.entries[:_CHILDREN]]
        entries = tuple(entry for part in parts if part and part.kind == "sitemap" for entry in part.entries)
        return replace(document, entries=entries)

    async def _part(self, feed: Feed, url: str) -> FeedDocument | None:
        """One more page of a feed; None, and a line in the log, where it does not come."""
        try:
            answer = await self._fetcher.get(url, cap=self._feed_size, accept=FEED)
            if answer.status != 200:
                raise BadAnswer(f"{url}: answers {answer.status}", status=answer.status)
            return await self._read(feed, answer)
        except MonitorError as error:
            logger.warning("%s: %s", feed.location, error, extra={"event": "feed.notice", "feed": feed.location})
            return None

    async def _arrivals(self, feed: Feed, document: FeedDocument) -> tuple[tuple[Arrival, ...], tuple[str, ...]]:
        """What in the document is new, and the canonical addresses of all that is in it."""
        entries = {canonical_url(entry.url): entry for entry in reversed(document.entries) if entry.url}
        known = await known_entries(self._archive, list(entries))
        screen = self._screen if feed.definition.screen else None
        now = self._clock.now()
        found = []
        for number, (url, entry) in enumerate(entries.items()):
            if arrival := arrive(entry, known.get(url), screen, now):
                found.append(arrival)
            if number % _SCREENED_AT_A_TIME == _SCREENED_AT_A_TIME - 1:
                await asyncio.sleep(0)
        return tuple(found), tuple(entries)

    def _tell(self, outcome: Outcome) -> None:
        feed = outcome.feed
        if feed.trouble is not None:
            self.summary.failed += 1
        if outcome.host_pause is not None:
            self._fetcher.hosts.pause(host_of(feed.location), outcome.host_pause)
        for notice in outcome.notices:
            level = logging.INFO if notice.event in ("feed.recovered", "feed.moved") else logging.WARNING
            logger.log(level, notice.message, extra={"event": notice.event, "feed": feed.definition.url})

    def _leave(self, poll: _Poll) -> None:
        self._unwritten.none.clear()
        self._unwritten.polls.append(poll)
        self._unwritten.some.set()

    async def _write(self) -> None:
        """Write whatever has come together while the last transaction ran."""
        unwritten = self._unwritten
        while True:
            await unwritten.some.wait()
            unwritten.some.clear()
            polls, unwritten.polls = unwritten.polls, []
            try:
                await self._save_or_split(polls)
            except ArchiveError as error:
                self._broken = error
                unwritten.polls = polls + unwritten.polls
                unwritten.none.set()
                logger.error("%s; tried again in %g s", error, _WRITE_AGAIN_AFTER, extra={"event": "archive.failed"})
                await self._clock.sleep(_WRITE_AGAIN_AFTER)
                unwritten.some.set()
                continue
            self._broken = None
            self._in_hand -= {poll.outcome.feed.id for poll in polls}
            if any(arrival.wanted for poll in polls for arrival in poll.arrivals):
                self._wake()
            if not unwritten.polls:
                unwritten.none.set()

    async def _save_or_split(self, polls: list[_Poll]) -> None:
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
            await self._save([_Poll(decide.failed(feed, _DEFECT, self._clock.now()))])

    async def _save(self, polls: list[_Poll]) -> None:
        now = self._clock.now()
        async with self._archive.transaction() as connection:
            await save_feeds(connection, [poll.outcome.feed for poll in polls])
            for poll in polls:
                if poll.seen:
                    await save_arrivals(connection, poll.outcome.feed.id, poll.arrivals, poll.seen, now)
        self.summary.entries += sum(len(poll.arrivals) for poll in polls)
        self.summary.wanted += sum(arrival.wanted for poll in polls for arrival in poll.arrivals)
