import logging
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.core.polling.feed import FeedDefinition
from monitor.store.decisions import trail
from monitor.store.entries import due_entries, entry_counts
from monitor.store.feeds import add_feed, declare_feeds, find_feed, set_feed_state
from tests.support.getting import INTERVAL, World, world
from tests.support.server import answer, close_after, redirect, rss

QUARTER = INTERVAL.total_seconds()
ITEM = ("Envoys meet in Chengdu", "https://wire.example.org/a?utm_source=rss")
URL = "https://wire.example.org/a"


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[World]:
    async with world(tmp_path) as made:
        yield made


def events(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [event for record in caplog.records if (event := getattr(record, "event", None))]


async def test_a_new_feed_is_asked_exactly_once_and_its_stories_become_due(here: World) -> None:
    here.server.on("/feed", answer(200, rss(ITEM, ("Sport: a match", "https://wire.example.org/b")), {"ETag": '"1"'}))
    await here.declare("/feed")
    await here.beat()
    assert [request.method for request in here.server.requests] == ["GET"]
    (due,) = await due_entries(here.archive, here.clock.now(), 9)
    assert (due.url, due.link, due.outlet) == (URL, ITEM[1], "/feed")
    assert await entry_counts(here.archive) == {"waiting": 1, "screened_out": 1}
    (reason,) = await trail(here.archive, "https://wire.example.org/b")
    assert (reason.step, reason.outcome) == ("screen", "refused")
    assert here.woken == [True]
    summary = here.poller.summary
    assert (summary.polled, summary.changed, summary.entries, summary.wanted) == (1, 1, 2, 1)


async def test_fifty_restarts_in_an_hour_cost_no_request(here: World) -> None:
    here.server.on("/feed", answer(200, rss(ITEM), {"ETag": '"1"', "Cache-Control": "max-age=7200"}))
    await here.declare("/feed")
    for _ in range(50):
        poller = here.again()
        await here.declare("/feed")
        await poller.start_due()
        await poller.idle()
        await poller.stop(1)
        await here.clock.sleep(70)
    assert len(here.server.requests) == 1


async def test_a_pass_asks_every_feed_due_or_not_but_conditionally(here: World) -> None:
    here.server.on("/a", answer(200, rss(ITEM), {"ETag": '"1"'}), answer(304))
    here.server.on("/b", answer(200, rss(), {"ETag": '"2"'}), answer(304))
    await here.declare("/a", "/b")
    first = await here.poller.poll_everything()
    assert (first.polled, first.changed, first.unchanged) == (2, 2, 0)
    second = await here.poller.poll_everything()
    assert (second.polled, second.changed, second.unchanged, second.entries) == (2, 0, 2, 0)
    assert [request.headers.get("if-none-match") for request in here.server.asked("/a")] == [None, '"1"']
    assert here.woken == [True]


async def test_of_a_thousand_feeds_that_are_due_some_are_taken_up_at_a_time(here: World) -> None:
    paths = [f"/{number}" for number in range(1200)]
    for path in paths:
        here.server.on(path, answer(200, rss()))
    await here.declare(*paths)
    await here.beat()
    assert 500 <= len(here.server.requests) < 1200
    assert here.hungry
    while here.hungry:
        here.hungry.clear()
        await here.beat()
    assert len({request.path for request in here.server.requests}) == len(here.server.requests) == 1200
    assert (await here.poller.poll_everything()).polled == 1200


async def test_the_same_body_under_a_new_etag_is_not_read_again_but_the_etag_is_kept(here: World) -> None:
    here.server.on("/feed", *(answer(200, rss(ITEM), {"ETag": f'"{number}"'}) for number in range(3)))
    await here.declare("/feed")
    for _ in range(3):
        await here.beat(QUARTER)
    assert [request.headers.get("if-none-match") for request in here.server.requests] == [None, '"0"', '"1"']
    assert (here.poller.summary.changed, here.poller.summary.unchanged) == (1, 2)


async def test_max_age_is_waited_for(here: World) -> None:
    here.server.on("/feed", answer(200, rss(ITEM), {"Cache-Control": "max-age=21600"}))
    await here.declare("/feed")
    await here.beat()
    for _ in range(23):
        await here.beat(QUARTER)
    assert len(here.server.requests) == 1
    await here.beat(QUARTER)
    assert len(here.server.requests) == 2


async def test_a_429_on_one_feed_gives_its_host_rest(tmp_path: Path) -> None:
    async with world(tmp_path, delay=timedelta(seconds=1)) as here:
        here.server.on("/a", answer(429, headers={"Retry-After": "3600"}), answer(200, rss()))
        here.server.on("/b", answer(200, rss()))
        await here.declare("/a", "/b")
        await here.beat()
        assert [request.path for request in here.server.requests] == ["/a"]
        assert here.poller.summary.postponed == 1
        await here.beat(3500)
        assert len(here.server.requests) == 1
        await here.beat(120)
        assert [request.path for request in here.server.requests] == ["/a", "/a", "/b"]


async def test_many_feeds_on_one_host_are_asked_one_by_one_two_seconds_apart(tmp_path: Path) -> None:
    async with world(tmp_path, delay=timedelta(seconds=1)) as here:
        paths = [f"/{number}" for number in range(200)]
        for path in paths:
            here.server.on(path, answer(200, rss()))
        await here.declare(*paths)
        await here.beat()
        assert len(here.server.requests) == 200
        assert here.server.most_at_once == 1
        assert here.clock.monotonic() >= 2 * 199


@pytest.mark.parametrize(
    ("said", "trouble", "event"),
    [
        (answer(404), "{url}: answers 404", "feed.failed"),
        (answer(500), "{url}: answers 500", "feed.failed"),
        (close_after(b""), "{url}: gave no usable answer", "feed.failed"),
        (answer(200, b"<html><body>Nothing</body></html>"), "{url}: is a web page, no feed", "feed.failed"),
        (answer(200, b"\x00\x01"), "{url}: is no feed", "feed.failed"),
        (answer(410), "{url}: answers 410, gone for good", "feed.gone"),
        (redirect("file:///etc/passwd"), "file:///etc/passwd: file is neither http nor https", "feed.failed"),
    ],
    ids=["404", "500", "hung up", "a web page", "rubbish", "410", "led away"],
)
async def test_a_feed_that_fails_gives_one_line_and_disturbs_no_other(
    here: World, caplog: pytest.LogCaptureFixture, said: bytes, trouble: str, event: str
) -> None:
    url = here.server.on("/bad", said)
    here.server.on("/good", answer(200, rss(ITEM)))
    await here.declare("/bad", "/good")
    with caplog.at_level(logging.INFO):
        await here.beat()
    feeds = await here.feeds()
    assert (feeds["/bad"].trouble or "").startswith(trouble.format(url=url))
    assert feeds["/good"].trouble is None
    assert events(caplog) == [event]
    assert await entry_counts(here.archive) == {"waiting": 1}
    assert here.poller.summary.failed == 1


async def test_a_feed_that_is_gone_is_not_asked_again_and_one_that_fails_less_often(here: World) -> None:
    here.server.on("/gone", answer(410))
    here.server.on("/missing", answer(404))
    await here.declare("/gone", "/missing")
    for _ in range(48):
        await here.beat(QUARTER)
    assert len(here.server.asked("/gone")) == 1
    assert len(here.server.asked("/missing")) == 5


async def test_a_short_body_leaves_no_validators(here: World) -> None:
    said = b'HTTP/1.1 200 OK\r\nETag: "1"\r\nContent-Length: 9999\r\n\r\n' + rss(ITEM)[:90]
    here.server.on("/feed", close_after(said), answer(200, rss(ITEM)))
    await here.declare("/feed")
    await here.beat()
    assert await entry_counts(here.archive) == {}
    await here.beat(2 * QUARTER)
    assert "if-none-match" not in here.server.requests[1].headers
    assert await entry_counts(here.archive) == {"waiting": 1}


async def test_the_same_rubbish_is_not_transferred_again_and_stays_trouble(here: World) -> None:
    here.server.on("/feed", answer(200, b"<html>", {"ETag": '"1"'}), answer(304), answer(200, rss(ITEM)))
    await here.declare("/feed")
    await here.beat()
    await here.beat(2 * QUARTER)
    assert here.server.requests[1].headers["if-none-match"] == '"1"'
    assert ((await here.feeds())["/feed"].trouble or "").endswith("feeds that a site offers")
    await here.beat(4 * QUARTER)
    assert (await here.feeds())["/feed"].trouble is None


async def test_a_lasting_redirect_is_followed_and_in_the_end_believed(
    here: World, caplog: pytest.LogCaptureFixture
) -> None:
    new = here.server.on("/new", answer(200, rss(ITEM)))
    here.server.on("/old", redirect(new, 301))
    await here.declare("/old")
    with caplog.at_level(logging.INFO):
        for _ in range(3):
            await here.beat()
            await here.clock.sleep(24 * 3600)
    feed = (await here.feeds())["/old"]
    assert (feed.location, feed.definition.url) == (new, here.server.url("/old"))
    assert events(caplog) == ["feed.moved"]
    await here.beat()
    assert here.server.requests[-1].path == "/new"
    assert len(here.server.asked("/old")) == 3


async def test_a_clock_set_back_a_year_costs_an_interval_at_most(here: World) -> None:
    here.server.on("/feed", answer(200, rss(ITEM)))
    await here.declare("/feed")
    await here.beat()
    here.clock.set(here.clock.now() - timedelta(days=365))
    await here.beat()
    assert len(here.server.requests) == 1
    await here.beat(QUARTER)
    assert len(here.server.requests) == 2


async def test_adding_a_feed_is_one_get_which_names_it_and_fills_it(here: World) -> None:
    url = here.server.on("/feed", answer(200, rss(ITEM), {"ETag": '"1"'}), answer(304))
    await add_feed(here.archive, FeedDefinition(url, url, INTERVAL), here.clock.now())
    feed = await find_feed(here.archive, url)
    assert feed is not None
    await here.poller.poll_one(feed)
    feed = await find_feed(here.archive, url)
    assert feed is not None
    assert feed.definition.name == "A feed"
    await here.beat()
    assert len(here.server.requests) == 1
    assert await entry_counts(here.archive) == {"waiting": 1}
    await declare_feeds(here.archive, [], here.clock.now())
    assert (await here.feeds())["A feed"].due_at == here.clock.now() + INTERVAL


async def test_a_feed_paused_while_it_is_polled_stays_paused(here: World) -> None:
    here.server.on("/feed", answer(200, rss(ITEM)))
    await here.declare("/feed")
    await here.poller.start_due()
    await set_feed_state(here.archive, here.server.url("/feed"), "paused")
    await here.poller.idle()
    assert (await here.feeds())["/feed"].state == "paused"


async def test_a_poll_in_hand_is_not_begun_again(here: World) -> None:
    here.server.on("/feed", answer(200, rss(ITEM)))
    await here.declare("/feed")
    await here.poller.start_due()
    await here.poller.start_due()
    await here.poller.idle()
    assert len(here.server.requests) == 1


async def test_stopping_finishes_and_writes_what_is_in_hand(here: World) -> None:
    here.server.on("/feed", answer(200, rss(ITEM)))
    await here.declare("/feed")
    await here.poller.start_due()
    await here.server.was_asked()
    await here.poller.stop(5.0)
    assert await entry_counts(here.archive) == {"waiting": 1}


async def test_stopping_before_anything_began_is_quiet(here: World) -> None:
    await here.again().stop(1.0)


async def test_no_feeds_are_no_trouble(here: World) -> None:
    await declare_feeds(here.archive, [], here.clock.now())
    assert (await here.poller.poll_everything()).polled == 0
