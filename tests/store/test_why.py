"""Why a story did or did not alert."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from monitor.core.records import Page, Reason
from monitor.store.archive import Archive
from monitor.store.decisions import write_decisions
from monitor.store.why import why
from tests.support.meetings import address, at, meeting
from tests.support.taking import tell

NOW = at("2026-04-20T08:00:00")
ENTRY = """
INSERT INTO entry (id, url, link, said, first_seen_at, state, due_at)
VALUES (?, ?, ?, '{"title": "Envoys to meet"}', '', ?, '')
"""


@pytest_asyncio.fixture
async def archive(tmp_path: Path) -> AsyncIterator[Archive]:
    async with await Archive.open(tmp_path / "archive.sqlite3") as archive:
        async with archive.transaction() as connection:
            await connection.execute(ENTRY, (1, "https://short.example/a", "https://short.example/a", "read"))
            await connection.execute(
                ENTRY, (2, "https://wire.example.org/opera", "https://wire.example.org/opera", "screened_out")
            )
            screened = Reason("screen", "passed", "the headline names both")
            await write_decisions(connection, [("https://short.example/a", screened)], NOW)
            out = Reason("screen", "screened_out", "names neither")
            await write_decisions(connection, [("https://wire.example.org/opera", out)], NOW)
        led_to = Page(source="https://short.example/a", body=b"x", url=address("1"))
        await tell(archive, meeting(), entry_id=1, its_page=led_to)
        yield archive


async def test_every_name_of_a_story_gives_its_whole_trail(archive: Archive) -> None:
    for name in ("https://short.example/a?utm_source=x", address("1"), "http://m.wire.example.org/1/amp"):
        found = await why(archive, name)
        assert [(r.step, r.outcome) for r in found.reasons] == [
            ("screen", "passed"),
            ("relevance", "relevant"),
            ("copy", "original"),
            ("meeting", "new"),
            ("alert", "meeting.new"),
        ]
        assert found.reasons[0].at == NOW
        assert (found.link, found.headline, found.state, found.story_id) == (address("1"), "Story 1", "read", 1)
        assert [(m.title, m.alerts) for m in found.meetings] == [("Dana Okafor – Lin Weiguo, Chengdu, 3 May 2026", 1)]


async def test_what_was_never_read_has_a_trail_too(archive: Archive) -> None:
    found = await why(archive, "https://www.wire.example.org/opera")
    assert (found.headline, found.state, found.story_id, found.meetings) == ("Envoys to meet", "screened_out", None, ())
    assert [r.detail for r in found.reasons] == ["names neither"]


async def test_what_never_came_in(archive: Archive) -> None:
    found = await why(archive, "https://nowhere.example/a")
    assert (found.address, found.link, found.reasons) == ("https://nowhere.example/a", None, ())
