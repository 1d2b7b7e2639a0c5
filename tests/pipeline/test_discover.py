from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from monitor.adapters.workers import InProcess
from monitor.core.errors import BadAnswer, FetchError
from monitor.pipeline.discover import FoundFeed, discover
from tests.support.getting import World, world
from tests.support.server import answer, rss

FEED = answer(
    200, rss(("x", "https://wire.example.org/1</link><pubDate>Mon, 17 Jul 2023 08:00:00 GMT</pubDate><link>"))
)


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[World]:
    async with world(tmp_path) as made:
        yield made


async def found(here: World, path: str) -> list[str]:
    feeds = await discover(here.server.url(path), here.fetcher, InProcess(), 2**20)
    return [feed.url.removeprefix(here.server.url("")) for feed in feeds]


async def test_a_feeds_own_address_is_its_feed(here: World) -> None:
    url = here.server.on("/feed", FEED)
    (feed,) = await discover(url, here.fetcher, InProcess(), 2**20)
    assert feed == FoundFeed(url, "A feed", "rss20", 1, "2023-07-17T08:00:00+00:00")


async def test_declared_feeds_come_before_what_only_looks_like_one_and_dead_ones_are_left_out(here: World) -> None:
    head = '<link rel=alternate type="application/rss+xml" href="{}">'
    page = f"<html><head>{head.format('/a')}{head.format('/dead')}</head><a href=/rss>RSS</a></html>"
    here.server.on("/", answer(200, page.encode()))
    here.server.on("/a", FEED)
    here.server.on("/rss", FEED)
    assert await found(here, "/") == ["/a"]


async def test_a_link_that_looks_like_a_feed_is_tried(here: World) -> None:
    here.server.on("/", answer(200, b"<html><a href=/news/rss>RSS</a></html>"))
    here.server.on("/news/rss", FEED)
    assert await found(here, "/") == ["/news/rss"]


async def test_the_usual_places_are_tried_last(here: World) -> None:
    here.server.on("/", answer(200, b"<html><p>Welcome</p></html>"))
    here.server.on("/rss.xml", FEED)
    assert await found(here, "/") == ["/rss.xml"]


async def test_a_site_without_feeds_gives_none(here: World) -> None:
    here.server.on("/", answer(200, b"<html><p>Welcome</p></html>"))
    assert await found(here, "/") == []


async def test_an_address_that_does_not_answer_is_an_error(here: World) -> None:
    with pytest.raises(BadAnswer, match="answers 404"):
        await found(here, "/")
    here.server.on("/empty", answer(200))
    with pytest.raises(FetchError, match="is empty"):
        await found(here, "/empty")
