"""One feed asked: its answer, read and compared with what is known.

Feed ─fetch─▶ Answer ─(changed)─▶ worker: read_source ─▶ decide ─▶ Poll (outcome, arrivals)
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from functools import lru_cache

from monitor.adapters.fetcher import FEED, Fetcher
from monitor.clock import Clock
from monitor.core.answers import Answer
from monitor.core.errors import BadAnswer, MonitorError, UnreadableFeed, WorkerLost
from monitor.core.feed_document import FeedDocument
from monitor.core.polling import decide
from monitor.core.polling.arrivals import Arrival, Screen, arrive
from monitor.core.polling.decide import Outcome
from monitor.core.polling.feed import Feed
from monitor.core.polling.websub import linked
from monitor.core.records import Entry
from monitor.core.urls import canonical_url
from monitor.parsing.source import read_source
from monitor.store.archive import Archive
from monitor.store.entries import known_entries

logger = logging.getLogger(__name__)

_SCREENED_AT_A_TIME = 50
_OLDER_PAGES = 20
_CHILDREN = 5
# A changed feed lists mostly what it listed before; the canonical form is half the work of looking through it.
_canonical = lru_cache(32_768)(canonical_url)


@dataclass(frozen=True, slots=True)
class Poll:
    """What one poll leaves to be written."""

    outcome: Outcome
    arrivals: tuple[Arrival, ...] = ()
    """What is new or changed."""
    seen: tuple[str, ...] = ()
    """The canonical addresses of all that was read."""
    changed: bool = False
    """Whether a new body was read."""


class Asker:
    """Asks feeds; `screen` judges their entries."""

    def __init__(
        self, archive: Archive, fetcher: Fetcher, executor: Executor, screen: Screen, clock: Clock, feed_size: int
    ) -> None:
        self._archive = archive
        self._fetcher = fetcher
        self._executor = executor
        self._screen = screen
        self._clock = clock
        self._feed_size = feed_size

    async def ask(self, feed: Feed) -> Poll:
        """One poll of `feed`, and what follows from it. Raises FetchError where nothing came."""
        answer = await self._fetcher.get(feed.location, cap=self._feed_size, accept=FEED, validators=feed.validators)
        now = self._clock.now()
        if answer.status not in (200, 203, 226, 304):
            return Poll(decide.refused_by_server(feed, answer, now))
        if answer.status == 304:
            return Poll(decide.unchanged(feed, answer, now))
        digest = hashlib.blake2b(answer.body, digest_size=16).digest()
        if digest == feed.body_hash:
            return Poll(decide.unchanged(feed, answer, now))
        try:
            document = await self._read(feed, answer, feed.items)
        except UnreadableFeed as error:
            return Poll(decide.unreadable(feed, answer, f"{feed.location}: {error}", digest, now))
        except WorkerLost as error:  # the next try may find the machine less busy: nothing of this body is kept
            return Poll(decide.failed(feed, f"{feed.location}: {error}", now, status=answer.status))
        for notice in document.notices:
            logger.warning("%s: %s", feed.location, notice, extra={"event": "feed.notice", "feed": feed.location})
        document = _with_hub(await self._with_children(feed, document), answer)
        arrivals, seen = await self._arrivals(feed, document)
        nothing_known = not document.known and len(arrivals) == len(seen)
        if feed.succeeded_at is not None and document.next_page and nothing_known:
            older = await self._older(feed, document.next_page)
            arrivals, seen = await self._arrivals(feed, replace(document, entries=document.entries + older))
        return Poll(decide.changed(feed, answer, document, digest, now), arrivals, seen, changed=True)

    async def pushed(
        self, feed: Feed, body: bytes, content_type: str | None
    ) -> tuple[tuple[Arrival, ...], tuple[str, ...]]:
        """What a hub's push (the feed's own format) brings: what is new, and all addresses. Raises UnreadableFeed."""
        headers = {"content-type": content_type} if content_type else {}
        return await self._arrivals(feed, await self._read(feed, Answer(feed.location, 200, body, headers)))

    async def _read(self, feed: Feed, answer: Answer, marks: bytes | None = None) -> FeedDocument:
        declared = feed.definition
        work = self._executor.submit(
            read_source, answer.body, answer.content_type, answer.url, declared.kind, declared.link, marks
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
            known = await known_entries(self._archive, [_canonical(entry.url) for entry in document.entries])
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
        entries = {_canonical(entry.url): entry for entry in reversed(document.entries) if entry.url}
        known = await known_entries(self._archive, list(entries))
        screen = self._screen if feed.definition.screen else None
        now = self._clock.now()
        found = []
        for number, (url, entry) in enumerate(entries.items()):
            if arrival := arrive(url, entry, known.get(url), screen, now):
                found.append(arrival)
            if number % _SCREENED_AT_A_TIME == _SCREENED_AT_A_TIME - 1:
                await asyncio.sleep(0)
        return tuple(found), tuple(entries)


def _with_hub(document: FeedDocument, answer: Answer) -> FeedDocument:
    """`document` with the hub and topic of the answer's Link headers, which come before its own."""
    hub = linked(answer.headers, "hub", answer.url)
    topic = linked(answer.headers, "self", answer.url)
    return replace(document, hub=hub or document.hub, topic=topic or document.topic) if hub or topic else document
