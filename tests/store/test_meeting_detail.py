"""The whole story of one meeting."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from monitor.store.archive import Archive
from monitor.store.corrections import correct_meeting
from monitor.store.meeting_detail import resolve_meeting, show_meeting
from monitor.store.meeting_queries import list_meetings
from monitor.store.rulings import merge_meetings, split_meeting, undo_ruling
from tests.support.meetings import FAN, OKAFOR, address, at, meeting
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


async def test_rulings_that_stand_can_be_taken_back(archive: Archive) -> None:
    minister, envoys = await list_meetings(archive)

    async def rulings(meeting: str) -> list[tuple[int, str]]:
        shown = await show_meeting(archive, meeting)
        assert shown is not None
        return [(ruling.id, ruling.kind) for ruling in shown.rulings]

    assert await rulings(envoys.id) == []
    merged = await merge_meetings(archive, envoys.id, minister.id, at("2026-05-20"))
    corrected = await correct_meeting(archive, envoys.id, {"city": "Chongqing", "country": "CN"}, at("2026-05-21"))
    assert await rulings(minister.id) == [(merged.id, "merge"), (corrected.id, "correct")]
    await undo_ruling(archive, at("2026-05-22"), corrected.id)
    assert await rulings(envoys.id) == [(merged.id, "merge")]
    await undo_ruling(archive, at("2026-05-22"))
    split = await split_meeting(archive, envoys.id, [address("moved")], at("2026-05-23"))
    assert await rulings(envoys.id) == await rulings(split.meeting) == [(split.id, "split")]
    assert await rulings(minister.id) == []
