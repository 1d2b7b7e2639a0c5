from datetime import timedelta

from monitor.core.polling.feed import FeedDefinition
from monitor.pipeline.sources import feed_definitions
from monitor.settings import FeedSettings, FetchSettings, PollSettings, Settings


def test_a_feed_has_the_general_interval_unless_it_sets_its_own() -> None:
    feeds = (
        FeedSettings(name="A", url="https://a.example.org/rss", language="zh", tier="wire"),
        FeedSettings(
            name="B", url="https://b.example.org/", interval=timedelta(hours=1), kind="list", link="a", screen=False
        ),
    )
    settings = Settings(
        fetch=FetchSettings(contact="desk@example.org"), poll=PollSettings(interval=timedelta(minutes=5)), feed=feeds
    )
    assert feed_definitions(settings) == [
        FeedDefinition("A", "https://a.example.org/rss", timedelta(minutes=5), language="zh", tier="wire"),
        FeedDefinition("B", "https://b.example.org/", timedelta(hours=1), kind="list", link="a", screen=False),
    ]
