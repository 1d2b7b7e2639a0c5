"""Add a source with one request: the one that shows that it is a feed also brings its entries."""

from __future__ import annotations

from monitor.clock import Clock
from monitor.core.errors import FetchError, UnreadableFeed
from monitor.core.polling.feed import Feed, FeedDefinition
from monitor.pipeline.poll import Poller
from monitor.store.archive import Archive
from monitor.store.feeds import add_feed, find_feed, set_feed_state


async def add_source(archive: Archive, poller: Poller, clock: Clock, definition: FeedDefinition) -> Feed:
    """Add a feed and poll it once; one named by its address takes its own title.

    Where it brings nothing, it is not kept. Raises FetchError with the reason, UnreadableFeed where what came is none,
    ArchiveError.
    """
    await add_feed(archive, definition, clock.now())
    feed = await find_feed(archive, definition.url)
    assert feed is not None
    if feed.succeeded_at is None:
        await poller.poll_one(feed)
        feed = await find_feed(archive, definition.url) or feed
    if feed.succeeded_at is None:
        await set_feed_state(archive, definition.url, "removed")
        error = UnreadableFeed if feed.unreadable else FetchError
        raise error(f"{feed.trouble or definition.url}; nothing was added")
    return feed
