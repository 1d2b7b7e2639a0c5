"""A meeting's date passes and nobody tells what became of it."""

from pathlib import Path

from monitor.pipeline.lifecycle import mark_unreported
from monitor.store.archive import Archive
from monitor.store.meeting_queries import list_meetings
from tests.support.meetings import at, meeting
from tests.support.taking import rows, tell


async def test_it_is_unreported_until_a_story_tells(tmp_path: Path) -> None:
    async with await Archive.open(tmp_path / "archive.sqlite3") as archive:
        await tell(archive, meeting("2026-05-03"))
        await tell(archive, meeting("2026-06-30", city="Geneva", country="CH"), name="2")
        assert await mark_unreported(archive, at("2026-05-04")) == 0
        assert await mark_unreported(archive, at("2026-05-06T12:00:00")) == 0
        assert await mark_unreported(archive, at("2026-05-07T12:00:00")) == 1
        assert await mark_unreported(archive, at("2026-05-08T12:00:00")) == 0
        assert [m.status for m in await list_meetings(archive)] == ["announced", "unreported"]
        assert await rows(archive, "SELECT after FROM meeting_history WHERE cause = 'date_passed'") == [
            ('"unreported"',)
        ]
        assert await rows(archive, "SELECT count(*) FROM alert") == [(2,)]
        late = await tell(archive, meeting("2026-05-03", status="held"), name="3", on="2026-05-09")
        assert [alert.type for alert in late.alerts] == ["meeting.updated"]
