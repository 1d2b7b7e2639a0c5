import asyncio
import logging
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.core.errors import ArchiveError, UnreadablePage
from monitor.core.polling.arrivals import Arrival
from monitor.core.records import Entry, Page, Relevance, Story, Text
from monitor.core.urls import canonical_url
from monitor.pipeline.read import Reader
from monitor.store.decisions import trail
from monitor.store.entries import Brought, entry_counts, save_arrivals
from tests.support.getting import AT_ONCE, Desk, World, reader, world
from tests.support.server import answer, close_after, redirect

PAGE = b"<html><body><article><h1>Envoys meet</h1><p>They met.</p></article></body></html>"


def read(page: Page) -> Story:
    """As much of a reading as these tests need: a page that says `nothing` gives no story."""
    if b"nothing" in page.body:
        raise UnreadablePage(f"{page.source}: gives no text")
    if b"defect" in page.body:
        raise ZeroDivisionError("x")
    dated = re.search(rb'datetime="([^"]+)"', page.body)
    published = dated[1].decode() if dated else None
    text = Text(page.source, page.url, page.outlet, "en", "Envoys meet", None, (), published, None, None, ())
    return Story(text, (), (), (), Relevance(True, 1.0, ()))


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[World]:
    async with world(tmp_path) as made:
        await made.declare("/feed")
        yield made


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def made(here: World, desk: Desk) -> Reader:
    return reader(here, read, desk)


async def announce(here: World, *paths: str, content: str | None = None, published: str | None = None) -> None:
    """What a feed would have brought: stories at `paths` of the server."""
    urls = [here.server.url(path) for path in paths]
    entries = [Entry(url, "Envoys meet", content=content, published=published) for url in urls]
    arrivals = [Arrival(canonical_url(entry.url), entry, True, ()) for entry in entries]
    async with here.archive.transaction() as connection:
        await save_arrivals(connection, [Brought(1, arrivals, [one.url for one in arrivals])], here.clock.now())


async def outcomes(here: World, path: str) -> list[tuple[str, str]]:
    return [(one.step, one.outcome) for one in await trail(here.archive, canonical_url(here.server.url(path)))]


async def test_a_due_story_is_fetched_read_and_taken_in(here: World, made: Reader, desk: Desk) -> None:
    url = here.server.on("/a", redirect("/b"))
    here.server.on("/b", answer(200, PAGE, {"Content-Type": "text/html; charset=utf-8"}))
    await announce(here, "/a")
    summary = await made.read_everything()
    ((entry, page, story),) = desk.taken
    assert (summary.read, summary.retried, summary.parked) == (1, 0, 0)
    assert page == Page(
        source=url,
        body=PAGE,
        url=here.server.url("/b"),
        content_type="text/html; charset=utf-8",
        entry=entry.said,
        outlet="/feed",
    )
    assert story.text.headline == "Envoys meet"
    assert await entry_counts(here.archive) == {"read": 1}
    assert [request.path for request in here.server.requests] == ["/robots.txt", "/a", "/b"]


async def test_a_second_pass_with_nothing_new_asks_nothing(here: World, made: Reader) -> None:
    here.server.on("/a", answer(200, PAGE))
    await announce(here, "/a")
    await made.read_everything()
    before = len(here.server.requests)
    assert (await made.read_everything()).read == 0
    assert len(here.server.requests) == before


@pytest.mark.parametrize(
    ("said", "minutes", "detail"),
    [
        (answer(500), [5, 20, 60, 240, 720], "answers 500"),
        (answer(404), [5, 20, 60], "answers 404"),
        (answer(410), [], "answers 410"),
        (answer(200, b""), [5], "is empty"),
        (answer(200, b"nothing"), [5], "gives no text"),
        (answer(200, bytes(2**20 + 1)), [], "is larger than"),
        (close_after(b"rubbish"), [5, 20, 60, 240, 720], "gave no usable answer"),
        (redirect("gopher://x/"), [], "neither http nor https"),
    ],
    ids=["500", "404", "410", "empty", "no story", "too large", "rubbish", "led away"],
)
async def test_a_story_that_does_not_come_is_tried_again_and_given_up_in_the_end(
    here: World, made: Reader, said: bytes, minutes: list[int], detail: str
) -> None:
    here.server.on("/a", said)
    here.server.on("/good", answer(200, PAGE))
    await announce(here, "/a", "/good")
    await made.read_everything()
    for pause in minutes:
        await here.clock.sleep(pause * 60 - 1)
        await made.read_everything()
        await here.clock.sleep(1)
        await made.read_everything()
    assert len(here.server.asked("/a")) == len(minutes) + 1
    assert await entry_counts(here.archive) == {"read": 1, "failed": 1}
    outcome = [outcome for _, outcome in await outcomes(here, "/a")]
    assert outcome == ["retried"] * len(minutes) + ["parked"]
    (trouble,) = await here.column("SELECT trouble FROM entry WHERE state = 'failed'")
    assert detail in trouble


async def test_a_defect_over_one_story_gives_up_that_story_only(
    here: World, made: Reader, caplog: pytest.LogCaptureFixture
) -> None:
    here.server.on("/bad", answer(200, b"defect"))
    here.server.on("/good", answer(200, PAGE))
    await announce(here, "/bad", "/good")
    summary = await made.read_everything()
    assert (summary.read, summary.parked) == (1, 1)
    assert await outcomes(here, "/bad") == [("read", "parked")]
    assert [getattr(record, "event", None) for record in caplog.records] == ["defect"]


async def test_what_robots_txt_forbids_is_not_fetched(here: World, made: Reader) -> None:
    here.server.on("/robots.txt", answer(200, b"User-agent: *\nDisallow: /a"))
    here.server.on("/a", answer(200, PAGE))
    await announce(here, "/a")
    await made.read_everything()
    assert here.server.asked("/a") == []
    assert await outcomes(here, "/a") == [("fetch", "parked")]


async def test_a_robots_txt_that_does_not_come_holds_the_stories_back(here: World, made: Reader) -> None:
    here.server.on("/robots.txt", answer(503), answer(404))
    here.server.on("/a", answer(200, PAGE))
    await announce(here, "/a")
    await made.read_everything()
    assert here.server.asked("/a") == []
    assert await entry_counts(here.archive) == {"waiting": 1}
    await here.clock.sleep(5 * 60)
    await made.read_everything()
    await here.clock.sleep(30 * 60)
    await made.read_everything()
    assert await entry_counts(here.archive) == {"read": 1}


@pytest.mark.parametrize("said", [answer(403), answer(402), answer(451)])
async def test_a_page_that_is_closed_gives_way_to_the_text_of_its_feed(
    here: World, made: Reader, desk: Desk, said: bytes
) -> None:
    here.server.on("/closed", said)
    await announce(here, "/closed", content="<p>The envoys met on Monday.</p>" * 20)
    await made.read_everything()
    ((_, page, _),) = desk.taken
    assert page.body.startswith(b"<!doctype html>")
    assert page.body.count(b"<p>The envoys met on Monday.</p>") == 20
    assert page.url == here.server.url("/closed")


async def test_a_teaser_in_the_feed_stands_for_nothing(here: World, made: Reader, desk: Desk) -> None:
    here.server.on("/closed", answer(403))
    await announce(here, "/closed", content="<p>Read more …</p>")
    await made.read_everything()
    assert desk.taken == []
    assert await entry_counts(here.archive) == {"failed": 1}


async def test_a_host_that_asks_for_rest_gets_it_and_its_stories_wait(here: World, made: Reader) -> None:
    here.server.on("/a", answer(429, headers={"Retry-After": "1800"}), answer(200, PAGE))
    await announce(here, "/a")
    await made.read_everything()
    await announce(here, "/b")
    here.server.on("/b", answer(200, PAGE))
    await made.read_everything()
    assert here.server.asked("/b") == []
    await here.clock.sleep(1801)
    await made.read_everything()
    assert await entry_counts(here.archive) == {"read": 2}


async def test_stories_of_one_host_are_fetched_one_by_one_with_a_pause(tmp_path: Path, desk: Desk) -> None:
    async with world(tmp_path, delay=timedelta(seconds=1)) as here:
        await here.declare("/feed")
        paths = [f"/{number}" for number in range(5)]
        for path in paths:
            here.server.on(path, answer(200, PAGE))
        await announce(here, *paths)
        await reader(here, read, desk).read_everything()
        assert len(desk.taken) == 5
        assert here.server.most_at_once == 1
        assert here.clock.monotonic() >= 5


async def test_feeds_that_say_nothing_do_not_hold_up_a_story(here: World, made: Reader) -> None:
    silent = [f"/silent{number}" for number in range(3 * AT_ONCE)]
    for path in silent:
        here.server.on(path, here.server.silence)
    here.server.on("/a", answer(200, PAGE))
    await here.declare("/feed", *silent)
    await announce(here, "/a")
    await here.poller.start_due()
    await here.server.was_asked(silent[4])
    assert (await asyncio.wait_for(made.read_everything(), 10)).read == 1
    await here.poller.stop(0.01)


async def test_an_archive_that_cannot_be_written_leaves_the_story_due(
    here: World, made: Reader, desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    here.server.on("/a", answer(200, PAGE))
    await announce(here, "/a")
    desk.fail = ArchiveError("archive.sqlite3: disk full")
    with pytest.raises(ArchiveError):
        await made.read_everything()
    assert await entry_counts(here.archive) == {"waiting": 1}
    assert [getattr(record, "event", None) for record in caplog.records] == ["archive.failed"]
    desk.fail = None
    assert (await made.read_everything()).read == 0
    assert len(here.server.asked("/a")) == 1, "no page is fetched for an archive that takes none"
    await here.clock.sleep(60)
    assert (await made.read_everything()).read == 1


async def test_an_archive_that_cannot_even_be_told_of_a_failure_is_one_line_too(
    here: World, made: Reader, caplog: pytest.LogCaptureFixture
) -> None:
    here.server.on("/a", answer(410))
    await announce(here, "/a")
    async with here.archive.transaction() as connection:
        await connection.execute("PRAGMA query_only = ON")
    with pytest.raises(ArchiveError, match="readonly"):
        await made.read_everything()
    assert [getattr(record, "event", None) for record in caplog.records] == ["archive.failed"]


async def test_stopping_finishes_the_story_in_hand_and_leaves_the_others_due(
    here: World, made: Reader, caplog: pytest.LogCaptureFixture
) -> None:
    paths = [f"/{number}" for number in range(20)]
    for path in paths:
        here.server.on(path, answer(200, PAGE))
    await announce(here, *paths)
    with caplog.at_level(logging.ERROR):
        await made.start_due()
        await here.server.was_asked("/0")
        await made.stop(5.0)
    counts = await entry_counts(here.archive)
    assert counts["read"] >= 1
    assert counts["waiting"] >= 1
    assert caplog.records == []


async def test_a_pass_takes_stories_in_as_they_were_published(here: World, made: Reader, desk: Desk) -> None:
    for path, on in (("/first", "2020-05-01"), ("/third", "2020-05-03")):
        here.server.on(path, answer(200, PAGE + f'<time datetime="{on}">'.encode()))
    for path in ("/second", "/fourth", "/undated"):
        here.server.on(path, answer(200, PAGE))
    here.server.on("/nothing", answer(200, b"nothing"))
    await announce(here, "/undated", "/third", "/nothing", "/first")
    await announce(here, "/fourth", published="2020-05-04T09:00:00+08:00")
    await announce(here, "/second", published="2020-05-01T19:00:00-04:00")
    await made.read_everything()
    taken = [entry.link.rpartition("/")[2] for entry, _, _ in desk.taken]
    assert taken == ["first", "second", "third", "fourth", "undated"]
