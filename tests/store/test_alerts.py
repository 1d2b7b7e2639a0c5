"""Alerts as the operator sees and steers them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest_asyncio

from monitor.core.delivery.muting import Mute
from monitor.core.delivery.retry import Next
from monitor.store import alerts, channel_states, outbox
from monitor.store.archive import Archive
from monitor.store.outbox import Settlement
from tests.support.alerts import put_alert
from tests.support.clock import START

LATER = START + timedelta(minutes=1)


@pytest_asyncio.fixture
async def archive(tmp_path: Path) -> AsyncIterator[Archive]:
    async with await Archive.open(tmp_path / "archive.sqlite3") as archive:
        yield archive


async def test_the_list_shows_the_latest_first_with_every_delivery(archive: Archive) -> None:
    await put_alert(archive, 1, ["a", "b"])
    await put_alert(archive, 2, ["a"])
    await outbox.settle(archive, [Settlement((1,), Next("dead", LATER, "answered 404"), LATER)])
    first, second = await alerts.list_alerts(archive)
    assert (first.id, second.id) == ("msg_2", "msg_1")
    assert [(row.channel, row.state, row.attempts, row.trouble) for row in second.deliveries] == [
        ("a", "dead", 1, "answered 404"),
        ("b", "pending", 0, None),
    ]
    assert [row.id for row in await alerts.list_alerts(archive, limit=1)] == ["msg_2"]
    assert [row.id for row in await alerts.list_alerts(archive, state="dead")] == ["msg_1"]


async def test_resending_makes_it_due_afresh_also_where_it_never_went(archive: Archive) -> None:
    await put_alert(archive, 1, ["a"])
    await channel_states.troubled(archive, "a", "answered 410", disabled_at=LATER)
    await outbox.bury(archive, "a", "answered 410")
    assert await alerts.resend(archive, "msg_1", ["a", "new"], LATER) == 2
    assert not (await channel_states.channel_state(archive, "a")).disabled
    (row,) = await alerts.list_alerts(archive)
    assert [(one.channel, one.state, one.attempts) for one in row.deliveries] == [
        ("a", "pending", 0),
        ("new", "pending", 0),
    ]
    assert len(await outbox.due(archive, "a", LATER, 9)) == 1
    assert await alerts.resend(archive, "no such", ["a"], LATER) == 0


async def test_acknowledging_keeps_the_first_time(archive: Archive) -> None:
    await put_alert(archive, 1, ["a"])
    assert await alerts.acknowledge(archive, "msg_1", START)
    assert not await alerts.acknowledge(archive, "msg_1", LATER)
    assert not await alerts.acknowledge(archive, "no such", LATER)
    (row,) = await alerts.list_alerts(archive)
    assert row.acknowledged_at == "2023-07-17T08:00:00.000Z"


async def test_mutes_are_kept_renewed_and_lifted(archive: Archive) -> None:
    forever, brief = Mute("source", "Wire"), Mute("meeting", "m", until=LATER)
    await alerts.mute(archive, forever, START)
    await alerts.mute(archive, brief, START)
    assert await alerts.mutes(archive, START) == [brief, forever]
    assert await alerts.mutes(archive, LATER) == [forever]
    renewed = Mute("meeting", "m", until=LATER + timedelta(days=1))
    await alerts.mute(archive, renewed, LATER)
    assert await alerts.mutes(archive, LATER) == [renewed, forever]
    assert await alerts.unmute(archive, renewed)
    assert not await alerts.unmute(archive, renewed)
