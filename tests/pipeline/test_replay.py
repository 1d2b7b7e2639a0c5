"""Today's parser reads the stored pages again; only the difference is shown."""

from pathlib import Path

from monitor.core.deciding.rules import AlertRules
from monitor.core.errors import UnreadablePage
from monitor.core.records import Page, Story
from monitor.pipeline.replay import replay
from monitor.store.archive import Archive
from tests.support.meetings import address, meeting, story
from tests.support.taking import rows, tell


async def test_the_difference_is_shown_and_nothing_is_touched(tmp_path: Path) -> None:
    async with await Archive.open(tmp_path / "archive.sqlite3") as archive:
        await tell(archive, meeting(), name="same")
        await tell(archive, meeting("2026-09-01"), name="better", on="2026-08-20")
        await tell(archive, name="broken", on="2026-08-21")
        before = await rows(archive, "SELECT * FROM meeting_change")

        def read(page: Page) -> Story:
            name = page.source.rsplit("/", 1)[-1]
            if name == "broken":
                raise UnreadablePage("no story")
            if name == "same":
                return story(meeting(), name="same", published="2026-04-20")
            return story(name="better", published="2026-08-20")

        found = await replay(archive, tmp_path / "scratch.sqlite3", read, AlertRules())
        assert found.stories == 3
        assert found.unreadable == (address("broken"),)
        assert {(d.url, d.field) for d in found.records} == {
            (address("better"), "meetings"),
            (address("better"), "people"),
        }
        (gone,) = found.meetings_gone
        assert "1 September 2026" in gone
        assert found.meetings_new == ()
        assert [line.split(" | ")[0] for line in found.alerts_gone] == ["meeting.new"]
        assert found.alerts_new == ()
        assert await rows(archive, "SELECT * FROM meeting_change") == before
