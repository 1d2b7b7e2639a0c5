"""The configuration's feeds as the poller knows them."""

from __future__ import annotations

from monitor.core.polling.feed import FeedDefinition
from monitor.settings import FeedSettings, Settings


def feed_definitions(settings: Settings) -> list[FeedDefinition]:
    """Every feed of the configuration, with the general interval where it sets none."""
    return [feed_definition(feed, settings) for feed in settings.feed]


def feed_definition(feed: FeedSettings, settings: Settings) -> FeedDefinition:
    """One feed, with the general interval where it sets none."""
    return FeedDefinition(
        name=feed.name,
        url=feed.url,
        interval=feed.interval or settings.poll.interval,
        language=feed.language,
        tier=feed.tier,
        kind=feed.kind,
        link=feed.link,
        screen=feed.screen,
    )
