"""The whole in one line."""

from pathlib import Path

from monitor.store.archive import Archive
from monitor.store.status_line import status_line
from tests.support.alerts import put_alert
from tests.support.meetings import at, meeting
from tests.support.taking import tell


async def test_what_is_there_is_counted(tmp_path: Path) -> None:
    async with await Archive.open(tmp_path / "archive.sqlite3") as archive:
        assert await status_line(archive) == (
            "0 feeds (0 failing), 0 stories, 0 meetings, 0 to be read, 0 deliveries pending"
        )
        await tell(archive, meeting("2026-05-03"), name="may", on="2026-05-01")
        # Telling wrote an alert to one channel; this one, of another meeting, goes to two.
        await put_alert(archive, 1, ["desk", "mail"], at=at("2026-05-01T08:00:00"))
        assert "1 stories, 2 meetings, 0 to be read, 3 deliveries pending" in await status_line(archive)
