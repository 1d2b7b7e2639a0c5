"""Find the feeds of a site.

address ─fetch─▶ a feed? that one; a page? ─▶ what it declares, else what looks like one, else the usual places
"""

from __future__ import annotations

import asyncio
from concurrent.futures import Executor
from dataclasses import dataclass
from urllib.parse import urljoin

from monitor.adapters.fetcher import FEED, Fetcher
from monitor.core.answers import Answer
from monitor.core.errors import BadAnswer, FetchError, MonitorError, UnreadableFeed
from monitor.core.feed_document import FeedDocument
from monitor.parsing.discover import USUAL, offered_feeds
from monitor.parsing.feed import read_feed

_TRIED = 12


@dataclass(frozen=True, slots=True)
class FoundFeed:
    """A feed that was fetched and read."""

    url: str
    title: str
    kind: str
    entries: int
    newest: str | None
    """The latest date of its entries."""


async def discover(url: str, fetcher: Fetcher, executor: Executor, cap: int) -> list[FoundFeed]:
    """The feeds at `url`: itself, or those that its page leads to, each tried. Raises FetchError for `url` itself."""
    answer = await _get(url, fetcher, cap)
    try:
        return [_found(answer.url, await _read(answer, executor))]
    except UnreadableFeed:
        offers = offered_feeds(answer.body, answer.content_type, answer.url)
    declared = [offer.url for offer in offers if offer.declared]
    for candidates in (declared, [offer.url for offer in offers if not offer.declared], _usual(answer.url)):
        found = [feed for candidate in candidates[:_TRIED] if (feed := await _try(candidate, fetcher, executor, cap))]
        if found:
            return found
    return []


def _usual(url: str) -> list[str]:
    return [urljoin(url, path) for path in USUAL]


async def _try(url: str, fetcher: Fetcher, executor: Executor, cap: int) -> FoundFeed | None:
    try:
        answer = await _get(url, fetcher, cap)
        return _found(url, await _read(answer, executor))
    except MonitorError:
        return None


async def _get(url: str, fetcher: Fetcher, cap: int) -> Answer:
    answer = await fetcher.get(url, cap=cap, accept=FEED)
    if answer.status != 200:
        raise BadAnswer(f"{url}: answers {answer.status}", status=answer.status)
    if not answer.body:
        raise FetchError(f"{url}: is empty")
    return answer


async def _read(answer: Answer, executor: Executor) -> FeedDocument:
    return await asyncio.wrap_future(executor.submit(read_feed, answer.body, answer.content_type, answer.url))


def _found(url: str, document: FeedDocument) -> FoundFeed:
    newest = max((entry.published for entry in document.entries if entry.published), default=None)
    return FoundFeed(url, document.title, document.kind, len(document.entries), newest)
