"""Meetings as people and programs read them, now and as they were known."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from monitor.store.archive import Archive
from monitor.store.meeting_queries import list_meetings, resolve_meeting, show_meeting
from monitor.store.rulings import merge_meetings
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


async def test_show_tells_the_story_of_a_meeting(archive: Archive) -> None:
    minister, envoys = await list_meetings(archive)
    shown = await show_meeting(archive, envoys.id)
    assert shown is not None
    assert shown.meeting == envoys
    assert [(r.url.rsplit("/", 1)[-1], r.status, r.start) for r in shown.reports] == [
        ("announced", "announced", "2026-05-24"),
        ("moved", "announced", "2026-05-17"),
        ("held", "held", "2026-05-17"),
    ]
    moves = [(c.before, c.after, c.sentence) for c in shown.history if c.field == "start"]
    assert moves == [(None, "2026-05-24", "The envoys meet."), ("2026-05-24", "2026-05-17", "A week sooner.")]
    assert [m.id for m in shown.visit] == [minister.id]
    other = await show_meeting(archive, minister.id)
    assert other is not None
    assert [m.id for m in other.visit] == [envoys.id]


async def test_outlets_at_odds_stand_side_by_side_with_their_words(tmp_path: Path) -> None:
    async with await Archive.open(tmp_path / "odds.sqlite3") as archive:
        first = meeting("2026-05-03", status="held", city="Chengdu", evidence=("On Sunday, in Chengdu.",))
        other = meeting("2026-05-04", status="held", city="Chengdu", evidence=("They met on Monday.",))
        await tell(archive, first, name="sunday", on="2026-05-05", outlet="Wire")
        await tell(archive, other, name="monday", on="2026-05-05", outlet="Post")
        (known,) = await list_meetings(archive)
        shown = await show_meeting(archive, known.id)
        assert shown is not None
        assert {(r.outlet, r.start, r.evidence) for r in shown.reports} == {
            ("Wire", "2026-05-03", ("On Sunday, in Chengdu.",)),
            ("Post", "2026-05-04", ("They met on Monday.",)),
        }


async def test_an_old_identifier_leads_to_the_meeting(archive: Archive) -> None:
    minister, envoys = await list_meetings(archive)
    await merge_meetings(archive, envoys.id, minister.id, at("2026-05-20"))
    assert await resolve_meeting(archive, minister.id) == envoys.id
    shown = await show_meeting(archive, minister.id)
    assert shown is not None
    assert (shown.meeting.id, shown.former_ids) == (envoys.id, (minister.id,))
    assert [m.id for m in await list_meetings(archive, as_of=at("2026-05-19"))] == [minister.id, envoys.id]
    assert [m.id for m in await list_meetings(archive, as_of=at("2026-05-21"))] == [envoys.id]


async def test_what_is_unknown(archive: Archive) -> None:
    assert await show_meeting(archive, "nothing") is None
    assert await resolve_meeting(archive, "nothing") is None
