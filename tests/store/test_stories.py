"""Stories and their pages, as they are kept and shown."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest_asyncio

from monitor.core.json_form import to_json
from monitor.core.records import Place, Quote
from monitor.store.archive import Archive
from monitor.store.pages import digest, kept_pages, load_page
from monitor.store.stories import list_stories, show_story
from tests.support.meetings import address, at, day, meeting, page, story
from tests.support.taking import rows, tell

SAID = Quote("We have agreed on nothing.", "Dana Okafor", "envoy", "Reuters", Place(0, 1))


@pytest_asyncio.fixture
async def archive(tmp_path: Path) -> AsyncIterator[Archive]:
    async with await Archive.open(tmp_path / "archive.sqlite3") as archive:
        await tell(archive, meeting(), name="one", on="2026-04-20", quotes=(SAID,))
        await tell(archive, name="two", on="2026-04-21", language="zh", outlet="示例新闻", relevant=False)
        yield archive


async def test_list(archive: Archive) -> None:
    both = await list_stories(archive)
    assert [(s.headline, s.relevant, s.meetings) for s in both] == [("Story two", False, 0), ("Story one", True, 1)]
    assert [s.id for s in await list_stories(archive, relevant=True)] == [1]
    assert [s.id for s in await list_stories(archive, language="zh")] == [2]
    assert [s.id for s in await list_stories(archive, outlet="Example Wire")] == [1]
    assert [s.id for s in await list_stories(archive, since=day("2026-04-21"))] == [2]
    assert [s.id for s in await list_stories(archive, limit=1)] == [2]


async def test_show_gives_the_record(archive: Archive) -> None:
    record = to_json(story(meeting(), name="one", published="2026-04-20", quotes=(SAID,)))
    assert await show_story(archive, "1") == record
    assert await show_story(archive, address("one")) == record
    assert await show_story(archive, "99") is None


async def test_parts_are_replaced_when_a_page_is_read_again(archive: Archive) -> None:
    assert await rows(archive, "SELECT text, speaker, via, url FROM quotes") == [
        ("We have agreed on nothing.", "Dana Okafor", "Reuters", address("one"))
    ]
    await tell(archive, meeting(), name="one", on="2026-04-20", quotes=(replace(SAID, text="On something."),))
    assert await rows(archive, "SELECT text FROM quotes") == [("On something.",)]
    assert await rows(archive, "SELECT count(*) FROM people") == [(2,)]


async def test_pages_are_kept_as_they_came(archive: Archive) -> None:
    kept = await load_page(archive, 1)
    assert kept is not None
    assert (kept.address, kept.page, kept.read_at, kept.quiet) == (
        address("one"),
        page("one"),
        at("2026-04-20T13:00:00"),
        False,
    )
    assert [k.address async for k in kept_pages(archive)] == [address("one"), address("two")]
    assert await load_page(archive, 99) is None
    assert await rows(archive, "SELECT digest FROM page WHERE story_id = 1") == [(digest(page("one").body),)]
