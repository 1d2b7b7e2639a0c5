"""A person joins and parts meetings; nobody is alerted again; everything can be undone."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from monitor.core.errors import ArchiveError
from monitor.store.archive import Archive
from monitor.store.meeting_detail import resolve_meeting
from monitor.store.meeting_queries import list_meetings
from monitor.store.rulings import merge_meetings, split_meeting, undo_ruling
from tests.support.meetings import address, at, meeting
from tests.support.taking import rows, tell

NOW = at("2026-06-01T12:00:00")


@pytest_asyncio.fixture
async def archive(tmp_path: Path) -> AsyncIterator[Archive]:
    async with await Archive.open(tmp_path / "archive.sqlite3") as archive:
        await tell(archive, meeting("2026-05-03", status="held"), name="may", on="2026-05-04")
        await tell(archive, meeting("2026-05-04", status="held"), name="also", on="2026-05-04")
        await tell(archive, meeting("2026-05-20", status="held"), name="later", on="2026-05-21")
        yield archive


async def homes(archive: Archive) -> set[frozenset[str]]:
    found: dict[str, set[str]] = {}
    for home, url in await rows(archive, "SELECT meeting_id, url FROM meeting_stories"):
        found.setdefault(home, set()).add(url.rsplit("/", 1)[-1])
    return {frozenset(stories) for stories in found.values()}


def sets(*groups: str) -> set[frozenset[str]]:
    return {frozenset(group.split()) for group in groups}


async def alerts(archive: Archive) -> int:
    return len(await rows(archive, "SELECT id FROM alert"))


async def test_merge_and_undo(archive: Archive) -> None:
    later, early = [m.id for m in await list_meetings(archive)]
    ruled = await merge_meetings(archive, early, later, NOW)
    assert (ruled.kind, ruled.meeting) == ("merge", early)
    assert await homes(archive) == sets("may also later")
    assert await resolve_meeting(archive, later) == early
    await tell(archive, meeting("2026-05-20", status="held"), name="again", on="2026-05-21", now=NOW)
    assert await homes(archive) == sets("may also later again")
    await tell(archive, meeting("2026-05-03", status="held"), name="corrected", on="2026-05-22", now=NOW)
    assert await alerts(archive) == 2
    with pytest.raises(ArchiveError, match="one meeting already"):
        await merge_meetings(archive, early, later, NOW)
    await undo_ruling(archive, NOW)
    assert await homes(archive) == sets("may also corrected", "later again")
    assert await resolve_meeting(archive, later) == later
    assert sorted(m.id for m in await list_meetings(archive)) == sorted([early, later])
    assert await alerts(archive) == 2
    with pytest.raises(ArchiveError, match="no such ruling"):
        await undo_ruling(archive, NOW)


async def test_split_and_undo(archive: Archive) -> None:
    early = (await list_meetings(archive))[1].id
    ruled = await split_meeting(archive, early, [address("also")], NOW)
    assert await homes(archive) == sets("may", "also", "later")
    assert await rows(archive, "SELECT field FROM meeting_history WHERE cause = 'split' AND field = 'title'") != []
    assert ruled.meeting in {m.id for m in await list_meetings(archive, as_of=NOW)}
    await tell(archive, meeting("2026-05-04", status="held"), name="third", on="2026-05-05", now=NOW)
    assert await alerts(archive) == 2
    await undo_ruling(archive, NOW, ruled.id)
    assert await homes(archive) == sets("may also third", "later")
    assert await resolve_meeting(archive, ruled.meeting) == early
    assert await alerts(archive) == 2


async def test_a_ruling_outlasts_a_new_reading_of_the_page(archive: Archive) -> None:
    early = (await list_meetings(archive))[1].id
    await split_meeting(archive, early, [address("also")], NOW)
    await tell(archive, meeting("2026-05-03", status="held"), name="also", on="2026-05-04", now=NOW)
    assert await homes(archive) == sets("may", "also", "later")
    assert await rows(archive, "SELECT DISTINCT decided_by FROM report WHERE pinned IS NOT NULL") == [("person",)]


async def test_what_cannot_be_ruled(archive: Archive) -> None:
    early = (await list_meetings(archive))[1].id
    with pytest.raises(ArchiveError, match="no such meeting"):
        await merge_meetings(archive, "nothing", early, NOW)
    with pytest.raises(ArchiveError, match="0 of its 2 reports"):
        await split_meeting(archive, early, ["https://elsewhere.example"], NOW)
    with pytest.raises(ArchiveError, match="2 of its 2 reports"):
        await split_meeting(archive, early, [address("may"), address("also")], NOW)
    assert await rows(archive, "SELECT count(*) FROM ruling") == [(0,)]
