"""The newsroom publishes what is due, serves it as real sites do, and answers conditional requests."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import feedparser
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from monitor.demo.newsroom import Newsroom
from monitor.demo.story_files import NewsroomStory, load_stories

STORIES = load_stories()
END = datetime(2100, 1, 1, tzinfo=UTC)

Client = TestClient[web.Request, web.Application]


@pytest.fixture
def newsroom() -> Newsroom:
    return Newsroom(STORIES)


@pytest.fixture
async def client(newsroom: Newsroom) -> AsyncIterator[Client]:
    async with TestClient(TestServer(newsroom.app())) as client:
        yield client


def test_stories_are_enough_to_show_every_decision() -> None:
    assert len(STORIES) >= 14
    assert {story.outlet.language[:2] for story in STORIES} == {"en", "zh"}
    assert {story.outlet.feed for story in STORIES} == {"rss", "atom"}
    assert len({story.outlet.site for story in STORIES}) == 4
    assert {story.alert for story in STORIES} == {"new", "updated", "none"}
    assert STORIES[-1].published - STORIES[0].published > timedelta(weeks=3)


def test_nothing_is_out_before_its_time(newsroom: Newsroom) -> None:
    first, second = newsroom.stories[:2]
    assert newsroom.publish_until(first.published - timedelta(seconds=1)) == []
    assert newsroom.publish_until(first.published) == [first]
    assert newsroom.publish_until(first.published) == []
    assert newsroom.publish_until(second.published) == [second]
    assert newsroom.publish_until(first.published) == []
    assert newsroom.published == (first, second)


def test_moments_lead_through_all_stories(newsroom: Newsroom) -> None:
    came = [story for moment in newsroom.moments for story in newsroom.publish_until(moment)]
    assert came == list(newsroom.stories)
    assert list(newsroom.moments) == sorted(newsroom.moments)


async def test_a_feed_lists_what_its_outlet_has_published(newsroom: Newsroom, client: Client) -> None:
    newsroom.publish_until(END)
    base = str(client.make_url("/")).rstrip("/")
    for name, address in newsroom.feeds(base):
        response = await client.get(address.removeprefix(base))
        parsed = feedparser.parse(await response.read())
        own = [story for story in newsroom.stories if story.outlet.name == name]
        assert not parsed.bozo
        assert parsed.version == {"rss": "rss20", "atom": "atom10"}[own[0].outlet.feed]
        assert response.content_type == f"application/{own[0].outlet.feed}+xml"
        assert [entry.title for entry in parsed.entries] == [story.headline for story in reversed(own)]
        assert [entry.link.partition("?")[0] for entry in parsed.entries] == [
            base + story.path for story in reversed(own)
        ]
        assert all(entry.published_parsed for entry in parsed.entries)


async def test_an_empty_feed_is_a_feed(newsroom: Newsroom, client: Client) -> None:
    for key in newsroom.outlets:
        parsed = feedparser.parse(await (await client.get(f"/{key}/feed.xml")).read())
        assert not parsed.bozo
        assert parsed.entries == []


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
async def test_a_page_carries_its_story(newsroom: Newsroom, client: Client, story: NewsroomStory) -> None:
    assert (await client.get(story.path)).status == 404
    newsroom.publish_until(story.published)
    response = await client.get(story.path)
    text = (await response.text()).replace("&#39;", "'").replace("&#34;", '"').replace("&amp;", "&")
    assert response.content_type == "text/html"
    wanted = [story.headline, *story.authors, *(block for _, block in story.blocks)]
    wanted += [story.standfirst] if story.standfirst else []
    wanted += [story.image.credit, story.image.caption] if story.image else []
    assert [part for part in wanted if part not in text] == []


@pytest.mark.parametrize("path", ["/nobody/feed.xml", "/tidewater/2026/03/no-such-story", "/tidewater"])
async def test_an_unknown_address_is_not_found(newsroom: Newsroom, client: Client, path: str) -> None:
    newsroom.publish_until(END)
    assert (await client.get(path)).status == 404


async def test_a_known_tag_gets_304_until_something_new_comes(newsroom: Newsroom, client: Client) -> None:
    story, later = [one for one in newsroom.stories if one.outlet.key == "tidewater"][:2]
    newsroom.publish_until(story.published)
    for path in ("/tidewater/feed.xml", story.path):
        first = await client.get(path)
        assert (first.status, first.headers["Last-Modified"]) == (200, "Tue, 03 Mar 2026 10:20:00 GMT")
        by_tag = await client.get(path, headers={"If-None-Match": first.headers["ETag"]})
        assert (by_tag.status, await by_tag.read()) == (304, b"")
        by_date = await client.get(path, headers={"If-Modified-Since": first.headers["Last-Modified"]})
        assert by_date.status == 304
        other = {"If-None-Match": '"other"', "If-Modified-Since": first.headers["Last-Modified"]}
        assert (await client.get(path, headers=other)).status == 200
        earlier = {"If-Modified-Since": "Mon, 02 Mar 2026 00:00:00 GMT"}
        assert (await client.get(path, headers=earlier)).status == 200
    tag = (await client.get("/tidewater/feed.xml")).headers["ETag"]
    newsroom.publish_until(later.published)
    assert (await client.get("/tidewater/feed.xml", headers={"If-None-Match": tag})).status == 200
