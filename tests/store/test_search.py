"""Searching a real archive."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
import pytest_asyncio

from monitor.core.records import Place, Quote
from monitor.store.archive import Archive
from monitor.store.migrations import migrate, steps
from monitor.store.search import Wanted, search_quotes, search_stories
from tests.support.meetings import meeting
from tests.support.taking import tell

METHANE = Quote("Methane first, then coal.", "Dana Okafor", "envoy", "Reuters", Place(0, 0))
IN_CHINESE = Quote("先谈甲烷，再谈煤。", "Lin Weiguo", None, None, Place(0, 0))


@pytest_asyncio.fixture
async def archive(tmp_path: Path) -> AsyncIterator[Archive]:
    async with await Archive.open(tmp_path / "archive.sqlite3") as archive:
        await tell(
            archive, meeting(), name="one", on="2026-04-20", quotes=(METHANE,), text=("They talked about coal.",)
        )
        await tell(
            archive,
            name="two",
            on="2026-04-22",
            language="zh",
            outlet="示例新闻",
            quotes=(IN_CHINESE,),
            text=("两国气候特使谈到煤炭。",),
        )
        await tell(archive, name="three", on="2026-04-21", relevant=False, text=("Coal is up again.",))
        yield archive


async def ids(archive: Archive, *, text: str = "", before: int | None = None, **wanted: object) -> list[int]:
    asks = Wanted(text=text, before=before, **wanted)  # type: ignore[arg-type]
    return [hit.id for hit in await search_stories(archive, asks)]


async def test_stories_by_their_words_the_latest_first(archive: Archive) -> None:
    assert await ids(archive) == [2, 3, 1]
    assert await ids(archive, text="coal") == [3, 1]
    assert await ids(archive, text="气候") == [2]
    assert await ids(archive, text="氣候特使") == [2]
    assert await ids(archive, text="Story") == [2, 3, 1]
    assert await ids(archive, text="methane") == []
    assert await ids(archive, text="talk stories") == [1]
    assert await ids(archive, text="煤") == [2]


async def test_what_else_is_asked_for(archive: Archive) -> None:
    assert await ids(archive, outlet="示例") == [2]
    assert await ids(archive, outlet="example wire", text="coal") == [3, 1]
    assert await ids(archive, language="zh") == [2]
    assert await ids(archive, relevant=True) == [2, 1]
    assert await ids(archive, relevant=False) == [3]
    assert await ids(archive, since=date(2026, 4, 21)) == [2, 3]
    assert await ids(archive, until=date(2026, 4, 21)) == [3, 1]
    assert await ids(archive, until=date.max, since=date.min) == [2, 3, 1]


async def test_pages(archive: Archive) -> None:
    first = await search_stories(archive, Wanted(limit=2))
    assert [hit.id for hit in first] == [2, 3]
    assert await ids(archive, before=first[-1].row) == [1]
    assert await ids(archive, text="coal", before=first[-1].row) == [1]
    assert await ids(archive, before=-(1 << 70)) == []


async def test_a_hit_shows_what_was_found(archive: Archive) -> None:
    (hit,) = await search_stories(archive, Wanted("coal", relevant=True))
    assert [(piece.text, piece.hit) for piece in hit.passage] == [
        ("They talked about ", False),
        ("coal", True),
        (".", False),
    ]
    assert (hit.meetings, hit.relevant, hit.outlet, hit.copy_of) == (1, True, "Example Wire", None)
    assert "".join(piece.text for piece in hit.headline) == "Story one"


async def test_quotes(archive: Archive) -> None:
    both = await search_quotes(archive, Wanted())
    assert [(hit.speaker, hit.story_id) for hit in both] == [("Lin Weiguo", 2), ("Dana Okafor", 1)]
    (hit,) = await search_quotes(archive, Wanted("methane"))
    assert [piece.text for piece in hit.text if piece.hit] == ["Methane"]
    assert (hit.via, hit.role, hit.headline) == ("Reuters", "envoy", "Story one")
    assert [hit.story_id for hit in await search_quotes(archive, Wanted("甲烷"))] == [2]
    assert [hit.story_id for hit in await search_quotes(archive, Wanted(speaker="okafor"))] == [1]
    assert await search_quotes(archive, Wanted("methane", speaker="Lin")) == []


async def test_a_story_read_again_is_found_by_its_new_words_only(archive: Archive) -> None:
    await tell(archive, name="one", on="2026-04-25", quotes=(IN_CHINESE,), text=("They talked about wind.",))
    assert await ids(archive, text="coal") == [3]
    assert await ids(archive, text="wind") == [1]
    assert await ids(archive) == [1, 2, 3]
    assert await search_quotes(archive, Wanted("methane")) == []


async def test_an_archive_from_before_the_index_is_searched_too(tmp_path: Path, archive: Archive) -> None:
    old = tmp_path / "old.sqlite3"
    before = next(number for number, step in enumerate(steps()) if "story_search" in step)
    migrate(old, steps()[:before])
    with closing(sqlite3.connect(old)) as connection:
        connection.execute("ATTACH ? AS new", (str(archive.path),))
        for table in ("story", "quote"):
            connection.execute(f"INSERT INTO main.{table} SELECT * FROM new.{table}")
        connection.commit()
    async with await Archive.open(old) as migrated:
        for wanted in (Wanted(), Wanted("coal"), Wanted("气候"), Wanted(outlet="示例"), Wanted(relevant=False)):
            assert [hit.row for hit in await search_stories(migrated, wanted)] == [
                hit.row for hit in await search_stories(archive, wanted)
            ]
        assert [hit.text for hit in await search_quotes(migrated, Wanted("甲烷"))] == [
            hit.text for hit in await search_quotes(archive, Wanted("甲烷"))
        ]


async def test_a_query_may_be_long(archive: Archive) -> None:
    assert await ids(archive, text="coal " * 5000) == [3, 1]


@pytest.mark.parametrize("text", ['"', "NEAR(", "a AND OR", "{x} : y", "^z", "é'é", "\x01", "%_"])
async def test_whatever_is_typed_is_no_error(archive: Archive, text: str) -> None:
    await search_stories(archive, Wanted(text))
    await search_quotes(archive, Wanted(text, outlet=text, speaker=text))
