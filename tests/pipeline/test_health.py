"""What the watchdog is fed by."""

import random
from pathlib import Path

from monitor.pipeline.health import what_is_stuck
from monitor.pipeline.outgoing import Outgoing
from monitor.store.archive import Archive
from tests.support.clock import FakeClock
from tests.support.inbox import Inbox


async def test_all_is_well_then_a_channel_hangs_then_the_archive(tmp_path: Path) -> None:
    clock = FakeClock()
    async with await Archive.open(tmp_path / "archive.sqlite3") as archive:
        outgoing = Outgoing(archive, [Inbox()], clock, random.Random(1))
        assert await what_is_stuck(archive, outgoing) is None
        await clock.advance(1000)
        assert await what_is_stuck(archive, outgoing) == "a channel's deliveries"
        async with archive.transaction():
            assert await what_is_stuck(archive, outgoing, 0.01) == "no transaction within 0.01 s"
