"""Meetings as people and programs read them, now and as they were known."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from monitor.store.archive import Archive
from monitor.store.meeting_queries import list_meetings
from tests.support.meetings import FAN, OKAFOR, at, meeting
from tests.support.taking import tell


@pytest_asyncio.fixture
async def archive(tmp_path: Path) -> AsyncIterator[Archive]:
    async with await Archive.open(tmp_path / "archive.sqlite3") as archive:
        await tell(archive, meeting("2026-05-24"), name="announced", on="2026-04-20")
        await tell(
            archive, meeting("2026-05-17", evidence=("A week sooner.",)), name="moved", on="2026-04-28", moved_from=()
        )
        await tell(
            archive,
            meeting("2026-05-17", status="held"),
            meeting("2026-05-18", status="held", kind="official", participants=(OKAFOR, FAN)),
            meeting("2025-09-01", precision="month", status="held", background=True, city="Geneva", country="CH"),
            name="held",
            on="2026-05-18",
        )
        yield archive


async def test_list(archive: Archive) -> None:
    found = await list_meetings(archive)
    assert [(m.title, m.status, m.stories) for m in found] == [
        ("Dana Okafor – Fan Jie, Chengdu, 18 May 2026", "held", 1),
        ("Dana Okafor – Lin Weiguo, Chengdu, 17 May 2026", "held", 3),
    ]
    assert [m.title for m in await list_meetings(archive, kind="official")] == [found[0].title]
    assert await list_meetings(archive, status="announced") == []
    assert len(await list_meetings(archive, background=True)) == 3
    assert len(await list_meetings(archive, limit=1)) == 1


async def test_as_of_shows_what_was_known_then(archive: Archive) -> None:
    async def known(moment: str) -> list[tuple[str, str, int]]:
        return [(m.title, m.status, m.stories) for m in await list_meetings(archive, as_of=at(moment))]

    assert await known("2026-04-20T12:00:00") == []
    assert await known("2026-04-20T14:00:00") == [("Dana Okafor – Lin Weiguo, Chengdu, 24 May 2026", "announced", 1)]
    assert await known("2026-05-01") == [("Dana Okafor – Lin Weiguo, Chengdu, 17 May 2026", "announced", 2)]
    today = await list_meetings(archive, as_of=at("2026-06-01"), background=True)
    now = await list_meetings(archive, background=True)
    assert [(m.id, m.title, m.status, m.participants, m.visit, m.stories) for m in today] == [
        (m.id, m.title, m.status, m.participants, m.visit, m.stories) for m in now
    ]
    assert await list_meetings(archive, as_of=at("2026-06-01"), kind="official", status="announced") == []
