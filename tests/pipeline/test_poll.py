import asyncio
import logging
from collections.abc import AsyncIterator
from concurrent.futures import Executor, Future
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from monitor.core.errors import ArchiveError, WorkerLost
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


async def test_tracking_parameters_make_no_second_story_and_a_new_headline_does(here: World) -> None:
    url = "https://wire.example.org/a"
    here.server.on(
        "/feed",
        answer(200, rss(("Envoys to meet", f"{url}?utm_source=a"), ("Envoys to meet", f"{url}?utm_medium=b#top"))),
        answer(200, rss(("Envoys to meet!", f"{url}?utm_campaign=c"))),
        answer(200, rss(("Envoys meet", f"{url}?utm_campaign=c"))),
    )
    await here.declare("/feed")
    await here.beat()
    assert await entry_counts(here.archive) == {"waiting": 1}
    async with here.archive.transaction() as connection:
        await connection.execute("UPDATE entry SET state = 'read'")
    await here.beat(QUARTER)
    assert await entry_counts(here.archive) == {"read": 1}
    await here.beat(QUARTER)
    assert await entry_counts(here.archive) == {"waiting": 1}


async def test_guids_that_repeat_change_or_are_used_again_decide_nothing(here: World) -> None:
    def listed(*stories: tuple[str, str]) -> bytes:
        return answer(
            200, rss(*((f"Story {n}</title><guid>{guid}</guid><title>", f"{URL}/{n}") for guid, n in stories))
        )

    here.server.on("/feed", listed(("g", "1"), ("g", "2")), listed(("h", "1"), ("g", "2")), listed(("g", "3")))
    await here.declare("/feed")
    for known in (2, 2, 3):
        await here.beat(QUARTER)
        assert await entry_counts(here.archive) == {"waiting": known}
    assert here.poller.summary.entries == 3


async def test_one_story_in_two_feeds_is_one_entry(here: World) -> None:
    here.server.on("/a", answer(200, rss(ITEM)))
    here.server.on("/b", answer(200, rss(ITEM)))
    await here.declare("/a", "/b")
    await here.beat()
    assert await here.column("SELECT count(*) FROM entry") == [1]
    assert await here.column("SELECT count(*) FROM entry_feed") == [2]


async def test_a_feed_without_screening_is_wanted_whole(here: World) -> None:
    here.server.on("/feed", answer(200, rss(("Sport", URL))))
    await here.declare("/feed", screen=False)
    await here.beat()
    assert await entry_counts(here.archive) == {"waiting": 1}


async def test_a_large_feed_is_screened_without_holding_the_loop(here: World) -> None:
    here.server.on("/feed", answer(200, rss(*((f"Story {n}", f"https://wire.example.org/{n}") for n in range(120)))))
    await here.declare("/feed")
    await here.beat()
    assert await entry_counts(here.archive) == {"waiting": 120}


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


def page(number: int, following: int | None) -> bytes:
    link = f'<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="next" href="/feed?page={following}"/>'
    item = (f"Story {number}", f"https://wire.example.org/{number}")
    return answer(200, rss(item, extra=link if following else ""))


async def test_what_came_and_went_between_two_polls_is_found_on_older_pages(here: World) -> None:
    here.server.on("/feed", page(1, 2), page(5, 2))
    here.server.on("/feed?page=2", page(4, 3))
    here.server.on("/feed?page=3", page(1, 4))
    await here.declare("/feed")
    await here.beat()
    assert [request.path for request in here.server.requests] == ["/feed"], "a first poll is one request"
    await here.beat(QUARTER)
    assert [request.path for request in here.server.requests[1:]] == ["/feed", "/feed?page=2", "/feed?page=3"]
    assert await entry_counts(here.archive) == {"waiting": 3}


async def test_a_feed_that_shows_what_is_known_is_not_followed_further(here: World) -> None:
    here.server.on("/feed", page(1, 2), answer(200, rss(("New", URL), ("Story 1", "https://wire.example.org/1"))))
    await here.declare("/feed")
    await here.beat()
    await here.beat(QUARTER)
    assert len(here.server.requests) == 2


async def test_items_that_were_there_before_are_not_read_again_and_leave_no_gap(here: World) -> None:
    old, new = ("Story 1", "https://wire.example.org/1"), ("Story 2", "https://wire.example.org/2")
    older = '<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="next" href="/feed?page=2"/>'
    here.server.on("/feed", answer(200, rss(old, extra=older)), answer(200, rss(new, old, extra=older)))
    await here.declare("/feed")
    await here.beat()
    first = (await here.feeds())["/feed"].items
    assert first is not None
    await here.beat(QUARTER)
    second = (await here.feeds())["/feed"].items
    assert second is not None
    assert (len(second), second.endswith(first)) == (2 * len(first), True)
    assert [request.path for request in here.server.requests] == ["/feed", "/feed"]
    assert await entry_counts(here.archive) == {"waiting": 2}


@pytest.mark.parametrize(("loops", "asked"), [(True, 1), (False, 20)])
async def test_pages_without_end_end(here: World, loops: bool, asked: int) -> None:
    here.server.on("/feed", page(1, 2), page(5, 2))
    for number in range(2, 60):
        here.server.on(f"/feed?page={number}", page(100 + number, number if loops else number + 1))
    await here.declare("/feed")
    await here.beat()
    await here.beat(QUARTER)
    assert len(here.server.requests) == 2 + asked


async def test_an_answer_that_only_lists_what_is_new_deletes_nothing(here: World) -> None:
    here.server.on("/feed", page(1, None), answer(226, rss(("Story 2", "https://wire.example.org/2"))))
    await here.declare("/feed")
    await here.beat()
    await here.beat(QUARTER)
    assert await entry_counts(here.archive) == {"waiting": 2}


async def test_an_older_page_that_fails_costs_nothing_else(here: World, caplog: pytest.LogCaptureFixture) -> None:
    here.server.on("/feed", page(1, 2), page(5, 2))
    await here.declare("/feed")
    await here.beat()
    await here.beat(QUARTER)
    assert await entry_counts(here.archive) == {"waiting": 2}
    assert events(caplog) == ["feed.notice"]


async def test_an_index_of_sitemaps_brings_what_its_newest_sitemaps_list(here: World) -> None:
    index = "".join(f"<sitemap><loc>/map{n}</loc><lastmod>2023-07-{n:02}</lastmod></sitemap>" for n in range(1, 9))
    here.server.on("/sitemap", answer(200, f"<sitemapindex>{index}</sitemapindex>".encode()))
    for number in range(1, 9):
        urls = f"<url><loc>https://wire.example.org/{number}</loc></url>"
        here.server.on(f"/map{number}", answer(200, f"<urlset>{urls}</urlset>".encode()))
    await here.declare("/sitemap", kind="sitemap")
    await here.beat()
    assert [request.path for request in here.server.requests] == [
        "/sitemap",
        "/map8",
        "/map7",
        "/map6",
        "/map5",
        "/map4",
    ]
    assert await entry_counts(here.archive) == {"waiting": 5}


async def test_a_page_of_links_is_a_source_too(here: World) -> None:
    here.server.on("/news", answer(200, b"<ul class=news><li><a href=/1>Envoys meet</a></li></ul><a href=/2>About</a>"))
    await here.declare("/news", kind="list", link="ul.news a")
    await here.beat()
    assert await here.column("SELECT link FROM entry") == [here.server.url("/1")]


async def test_a_page_of_links_that_says_not_where_is_trouble(here: World) -> None:
    here.server.on("/news", answer(200, b"<a href=/1>x</a>"))
    await here.declare("/news", kind="list")
    await here.beat()
    assert "set link" in ((await here.feeds())["/news"].trouble or "")


class Lost(Executor):
    """Workers that all die, or break in a way that nobody expected."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        lost: Future[Any] = Future()
        lost.set_exception(self.error)
        return lost


@pytest.mark.parametrize(
    ("error", "trouble", "event"),
    [
        (WorkerLost("took longer than 2 s to read and was given up"), "took longer than 2 s", "feed.failed"),
        (ZeroDivisionError("x"), "a defect in the monitor stopped this poll; see the log", "defect"),
    ],
)
async def test_a_body_that_breaks_its_worker_is_asked_for_again(
    here: World, caplog: pytest.LogCaptureFixture, error: Exception, trouble: str, event: str
) -> None:
    here.server.on("/feed", answer(200, rss(ITEM), {"ETag": '"1"'}))
    await here.declare("/feed")
    broken = here.again(Lost(error))
    await broken.start_due()
    await broken.idle()
    await broken.stop(1)
    feed = (await here.feeds())["/feed"]
    assert trouble in (feed.trouble or "")
    assert (feed.validators.etag, feed.body_hash, feed.items, feed.failures) == (None, None, None, 1)
    assert event in events(caplog)


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


async def test_an_archive_that_cannot_be_written_is_said_and_nothing_is_asked_twice(
    here: World, caplog: pytest.LogCaptureFixture
) -> None:
    here.server.on(
        "/feed", answer(200, rss(*((f"{n} {'x' * 900}", f"https://wire.example.org/{n}") for n in range(50))))
    )
    await here.declare("/feed")
    async with here.archive.transaction() as connection:
        await connection.execute("PRAGMA max_page_count = 1")
    await here.poller.start_due()
    with pytest.raises(ArchiveError, match="full"):
        await asyncio.wait_for(here.poller.idle(), 5)
    assert "archive.failed" in events(caplog)
    async with here.archive.transaction() as connection:
        await connection.execute("PRAGMA max_page_count = 100000")
    await here.poller.start_due()
    await here.stories_came.wait()
    assert await entry_counts(here.archive) == {"waiting": 50}
    assert len(here.server.requests) == 1


async def test_what_cannot_be_stored_from_one_feed_costs_the_others_nothing(
    here: World, caplog: pytest.LogCaptureFixture
) -> None:
    """A trigger stands for a defect that only shows when the rows are written."""
    bad = here.server.on("/bad", answer(200, rss(("Broken", "https://wire.example.org/broken"))))
    here.server.on("/good", answer(200, rss(ITEM)))
    await here.declare("/bad", "/good")
    async with here.archive.transaction() as connection:
        await connection.execute(
            "CREATE TRIGGER defect BEFORE INSERT ON entry WHEN new.url LIKE '%broken'"
            " BEGIN SELECT RAISE(FAIL, 'x'); END"
        )
    await here.beat()
    assert await entry_counts(here.archive) == {"waiting": 1}
    feeds = await here.feeds()
    assert (feeds["/bad"].location, feeds["/bad"].failures, feeds["/good"].failures) == (bad, 1, 0)
    assert feeds["/bad"].due_at > here.clock.now()
    assert feeds["/bad"].items is None  # nothing of it is known: the next body is read whole
    assert "defect" in events(caplog)


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


async def test_what_a_feed_had_to_lose_is_said(here: World, caplog: pytest.LogCaptureFixture) -> None:
    here.server.on("/feed", answer(200, rss(ITEM, ("Nowhere", "javascript:alert(1)"))))
    await here.declare("/feed")
    await here.beat()
    assert "is no web address" in caplog.text
    assert events(caplog) == ["feed.notice"]
    assert await entry_counts(here.archive) == {"waiting": 1}
