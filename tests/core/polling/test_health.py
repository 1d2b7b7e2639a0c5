from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.polling.feed import Feed, FeedDefinition
from monitor.core.polling.health import Pulse, ailments, cadence

NOW = datetime(2023, 7, 17, 8, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
FEED = Feed(1, FeedDefinition("Wire", "https://wire.example.org/rss", HOUR), "x", NOW, polled_at=NOW, succeeded_at=NOW)


def every(gap: timedelta, since: timedelta, count: int = 10) -> Pulse:
    """Something new each `gap`, last `since` ago."""
    return Pulse(tuple(NOW - since - number * gap for number in range(count)))


@pytest.mark.parametrize(
    ("feed", "pulse", "words"),
    [
        (FEED, every(HOUR, HOUR), []),
        (FEED, every(HOUR, 47 * HOUR), []),
        (FEED, every(HOUR, 49 * HOUR), ["silent"]),
        (FEED, every(7 * DAY, 13 * DAY), []),
        (FEED, every(7 * DAY, 15 * DAY), ["silent"]),
        (FEED, every(HOUR, 49 * HOUR, count=5), []),
        (FEED, Pulse(()), []),
        (FEED, Pulse((), read=3, failed=2), []),
        (FEED, Pulse((), read=10, failed=9), []),
        (FEED, Pulse((), read=1, failed=6), ["unreadable_stories"]),
        (replace(FEED, failures=3, succeeded_at=NOW - 20 * HOUR), every(HOUR, 49 * HOUR), []),
        (replace(FEED, failures=9, succeeded_at=NOW - DAY, trouble="answers 500"), Pulse(()), ["unanswered"]),
        (replace(FEED, failures=5, succeeded_at=None), Pulse(()), []),
        (replace(FEED, failures=6, succeeded_at=None), Pulse(()), ["unanswered"]),
        (replace(FEED, failures=1, polled_at=None, succeeded_at=None), Pulse(()), []),
        (replace(FEED, state="gone"), every(HOUR, 99 * HOUR), ["gone"]),
        (replace(FEED, state="paused"), every(HOUR, 99 * HOUR), []),
    ],
)
def test_a_feed_is_judged_by_its_own_habits(feed: Feed, pulse: Pulse, words: list[str]) -> None:
    assert [ailment.word for ailment in ailments(feed, pulse, NOW)] == words


def test_the_line_says_since_when_and_why() -> None:
    (ailment,) = ailments(replace(FEED, failures=9, succeeded_at=NOW - DAY, trouble="answers 500"), Pulse(()), NOW)
    assert ailment.detail == "has not answered well since 2023-07-16 08:00 UTC (answers 500)"


def test_the_cadence_is_the_usual_gap_not_the_average() -> None:
    moments = [NOW - hours * HOUR for hours in (0, 1, 2, 3, 4, 100)]
    assert cadence(moments) == HOUR
    assert cadence(moments[:5]) is None


@given(st.lists(st.integers(0, 10**6), max_size=20))
def test_whatever_came_when_nothing_breaks(minutes: list[int]) -> None:
    arrivals = tuple(sorted((NOW - timedelta(minutes=one) for one in minutes), reverse=True))
    assert len(ailments(FEED, Pulse(arrivals), NOW)) <= 1
    assert (cadence(arrivals) or timedelta(0)) >= timedelta(0)
