"""Pages are looked at again for corrections."""

from datetime import timedelta
from pathlib import Path

from monitor.pipeline.reread import look_again
from monitor.store.archive import Archive
from monitor.store.entries import due_entries
from tests.support.meetings import address, at, meeting
from tests.support.taking import tell

NOW = at("2026-04-20T13:00:00")


async def test_a_story_waits_again_when_its_hour_has_come(tmp_path: Path) -> None:
    async with await Archive.open(tmp_path / "archive.sqlite3") as archive:
        async with archive.transaction() as connection:
            await connection.execute(
                "INSERT INTO entry (id, url, link, said, first_seen_at, state, due_at)"
                " VALUES (1, ?, ?, '{\"url\": \"\", \"title\": \"\"}', '', 'waiting', '')",
                (address("1"), address("1")),
            )
        for hours, due in ((0, 1), (1, 6), (6, 24)):
            now = NOW + timedelta(hours=hours)
            await tell(archive, meeting(), entry_id=1, now=now)
            just_before = NOW + timedelta(hours=due, seconds=-1)
            assert await look_again(archive, just_before) == 0
            assert await look_again(archive, NOW + timedelta(hours=due)) == 1
            assert await look_again(archive, NOW + timedelta(hours=due)) == 0
            assert [e.id for e in await due_entries(archive, NOW + timedelta(hours=due), 9)] == [1]
