"""Killed at random moments, with a receiver that fails at random: no alert is lost, none comes under two ids.

Three kills with the suite; $CHAOS_KILLS says how many more.
"""

from __future__ import annotations

import asyncio
import base64
import os
import random
import signal
import sys
from contextlib import nullcontext, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from monitor.store.archive import Archive
from monitor.store.maintenance import verify
from tests.support.alerts import put_alert
from tests.support.receivers import Behaviour, WebhookReceiver, webhook_receiver

KEY = "whsec_" + base64.b64encode(b"k" * 32).decode()
ROOT = Path(__file__).parents[2]
FAILURES: tuple[Behaviour, ...] = (204, 204, 204, 204, "drop", 500, 302)

KILLS = int(os.environ.get("CHAOS_KILLS", "3"))


async def test_killed_again_and_again(tmp_path: Path) -> None:
    chance = random.Random(KILLS)
    path = tmp_path / "archive.sqlite3"
    sent: list[str] = []
    async with webhook_receiver() as receiver:
        for _ in range(KILLS):
            async with await Archive.open(path) as archive:
                sent += [await put_alert(archive, len(sent) + n, ["desk"], at=long_ago()) for n in range(20)]
                await make_due(archive)
            receiver.script.clear()
            receiver.script.extend(chance.choice(FAILURES) for _ in range(15))
            await run_and_kill(path, receiver, chance.random())
        async with await Archive.open(path) as archive:
            await make_due(archive)
        receiver.script.clear()
        await run_and_kill(path, receiver, None, until=set(sent))
    assert set(receiver.ids) == set(sent)
    assert verify(path) == []


def long_ago() -> datetime:
    return datetime.now(UTC) - timedelta(hours=1)


async def make_due(archive: Archive) -> None:
    """Let the waits between attempts be over, and the schedule begin again: nothing is to become a dead letter."""
    async with archive.transaction() as connection:
        await connection.execute(
            "UPDATE delivery SET due_at = '2023-07-17T08:00:00.000Z', attempts = 0 WHERE state = 'pending'"
        )


async def run_and_kill(
    path: Path, receiver: WebhookReceiver, moment: float | None, until: set[str] | None = None
) -> None:
    """Deliver in a process of its own. Kill it after a share of the alerts that wait, or when all have come."""
    count = len(receiver.requests)
    script = str(ROOT / "tests" / "support" / "deliverer.py")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = await asyncio.create_subprocess_exec(
        sys.executable, script, str(path), receiver.url, KEY, env=environment, stderr=asyncio.subprocess.DEVNULL
    )
    enough = count + 1 + int((moment or 0) * 15)

    def done() -> bool:
        return until <= set(receiver.ids) if until is not None else len(receiver.requests) >= enough

    # A receiver that has failed three times is left alone for a while: then the kill meets a process at rest.
    with nullcontext() if moment is None else suppress(TimeoutError):
        async with asyncio.timeout(60 if moment is None else 4):
            while not done():
                await receiver.came.wait()
                receiver.came.clear()
    process.send_signal(signal.SIGKILL)
    await process.wait()
