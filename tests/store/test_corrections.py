"""A person puts a meeting right; nobody is alerted; later news still is; it can be undone."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from monitor.core.errors import ArchiveError
from monitor.store.archive import Archive
from monitor.store.corrections import correct_meeting
from monitor.store.meeting_queries import list_meetings
from monitor.store.rulings import undo_ruling
from tests.support.meetings import at, meeting
from tests.support.taking import rows, tell

NOW = at("2026-04-02T12:00:00")


@pytest_asyncio.fixture
async def archive(tmp_path: Path) -> AsyncIterator[Archive]:
    async with await Archive.open(tmp_path / "archive.sqlite3") as archive:
        await tell(archive, meeting("2026-05-03", city="Brussels"), name="may", on="2026-04-01")
        yield archive


async def alerts(archive: Archive) -> list[str]:
    return [kind for (kind,) in await rows(archive, "SELECT type FROM alert ORDER BY created_at, rowid")]


async def city(archive: Archive) -> str | None:
    (known,) = await list_meetings(archive)
    return known.city


async def test_it_stands_and_alerts_nobody(archive: Archive) -> None:
    (known,) = await list_meetings(archive)
    ruled = await correct_meeting(archive, known.id, {"city": "Bonn", "country": "DE"}, NOW)
    assert (ruled.kind, ruled.meeting) == ("correct", known.id)
    assert await city(archive) == "Bonn"
    await tell(archive, meeting("2026-05-03", city="Brussels"), name="again", on="2026-04-03", now=NOW)
    assert await city(archive) == "Bonn"
    assert await alerts(archive) == ["meeting.new"]
    found = await rows(archive, "SELECT before, after FROM meeting_history WHERE cause = 'correct' AND field = 'city'")
    assert [tuple(row) for row in found] == [('"Brussels"', '"Bonn"')]


async def test_later_news_is_still_news(archive: Archive) -> None:
    (known,) = await list_meetings(archive)
    await correct_meeting(archive, known.id, {"city": "Bonn", "country": "DE"}, NOW)
    await tell(
        archive, meeting("2026-05-03", city="Brussels", status="cancelled"), name="off", on="2026-04-05", now=NOW
    )
    assert await alerts(archive) == ["meeting.new", "meeting.updated"]


async def test_undo(archive: Archive) -> None:
    (known,) = await list_meetings(archive)
    first = await correct_meeting(archive, known.id, {"city": "Bonn", "country": "DE"}, NOW)
    await correct_meeting(archive, known.id, {"start": "2026-05-04"}, NOW)
    with pytest.raises(ArchiveError, match="undo it first"):
        await undo_ruling(archive, NOW, first.id)
    await undo_ruling(archive, NOW)
    await undo_ruling(archive, NOW)
    (found,) = await list_meetings(archive)
    assert (found.city, found.start) == ("Brussels", "2026-05-03")
    assert await alerts(archive) == ["meeting.new"]


@pytest.mark.parametrize(
    ("right", "wrong"),
    [({"city": "Brussels"}, "is so already"), ({"country": "Belgium"}, "write its two letters"), ({}, "is so already")],
)
async def test_what_cannot_be_changes_nothing(archive: Archive, right: dict[str, str], wrong: str) -> None:
    (known,) = await list_meetings(archive)
    with pytest.raises(ArchiveError, match=wrong):
        await correct_meeting(archive, known.id, right, NOW)
    assert await rows(archive, "SELECT id FROM ruling") == []


async def test_nobody_corrects_what_is_not_there(archive: Archive) -> None:
    with pytest.raises(ArchiveError, match="no such meeting"):
        await correct_meeting(archive, "nothing", {"city": "Bonn"}, NOW)
    (known,) = await list_meetings(archive)
    await tell(archive, name="may", on="2026-04-01")
    with pytest.raises(ArchiveError, match="no story reports it"):
        await correct_meeting(archive, known.id, {"city": "Bonn"}, NOW)
