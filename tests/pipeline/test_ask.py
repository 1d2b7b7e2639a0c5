from collections.abc import AsyncIterator
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any

import pytest

from monitor.core.errors import WorkerLost
from monitor.store.entries import entry_counts
from tests.support.getting import INTERVAL, World, world
from tests.support.server import answer, rss

QUARTER = INTERVAL.total_seconds()
ITEM = ("Envoys meet in Chengdu", "https://wire.example.org/a?utm_source=rss")
URL = "https://wire.example.org/a"


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[World]:
    async with world(tmp_path) as made:
        yield made


def events(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [event for record in caplog.records if (event := getattr(record, "event", None))]


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


async def test_what_a_feed_had_to_lose_is_said(here: World, caplog: pytest.LogCaptureFixture) -> None:
    here.server.on("/feed", answer(200, rss(ITEM, ("Nowhere", "javascript:alert(1)"))))
    await here.declare("/feed")
    await here.beat()
    assert "is no web address" in caplog.text
    assert events(caplog) == ["feed.notice"]
    assert await entry_counts(here.archive) == {"waiting": 1}
