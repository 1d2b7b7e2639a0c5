"""A channel as a whole: down, slow, told to be patient, disabled; and what it does not want, or not yet."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from monitor.core.delivery.alert import Alert
from monitor.core.delivery.muting import Mute
from monitor.core.delivery.retry import WAITS
from monitor.core.delivery.routing import Route
from monitor.core.errors import DeliveryError, DeliveryRefused
from monitor.pipeline.deliver import STRIKES, DeliverySummary
from monitor.store import alerts, channel_states
from monitor.store.archive import Archive
from tests.support.alerts import body, put_alert
from tests.support.clock import FakeClock
from tests.support.recorder import DOWN, Recorder, deliver, put, states


@pytest_asyncio.fixture
async def archive(tmp_path: Path) -> AsyncIterator[Archive]:
    async with await Archive.open(tmp_path / "archive.sqlite3") as archive:
        yield archive


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


async def test_a_channel_that_is_down_is_asked_three_times_not_for_every_alert(
    archive: Archive, clock: FakeClock
) -> None:
    await put(archive, clock, 40)
    channel = Recorder()
    channel.always = DOWN
    assert await deliver(archive, clock, channel) == DeliverySummary(failed=40)
    assert len(channel.asked) == STRIKES


async def test_when_it_is_back_everything_comes_in_order(archive: Archive, clock: FakeClock) -> None:
    ids = await put(archive, clock, 10)
    channel = Recorder()
    channel.always = DOWN
    for wait in WAITS[:3]:
        await deliver(archive, clock, channel)
        await clock.advance(wait * 1.1)
    channel.always = None
    newest = await put_alert(archive, 11, ["a"], at=clock.now())
    await clock.advance(1)
    await deliver(archive, clock, channel)
    assert channel.taken == [*ids, newest]


async def test_a_new_alert_does_not_overtake_one_that_waits(archive: Archive, clock: FakeClock) -> None:
    await put(archive, clock, 1)
    channel = Recorder([DOWN])
    await deliver(archive, clock, channel)
    await put_alert(archive, 2, ["a"], at=clock.now())
    await clock.advance(1)
    assert await deliver(archive, clock, channel) == DeliverySummary(delivered=2)
    assert channel.taken == ["msg_1", "msg_2"]


async def test_an_early_try_of_the_oldest_does_not_count(archive: Archive, clock: FakeClock) -> None:
    await put(archive, clock, 1)
    channel = Recorder()
    channel.always = DOWN
    await deliver(archive, clock, channel)
    await put_alert(archive, 2, ["a"], at=clock.now())
    await clock.advance(1)
    assert await deliver(archive, clock, channel) == DeliverySummary(failed=1)
    assert channel.asked == ["msg_1", "msg_1", "msg_2"]
    rows = await archive.read("SELECT attempts FROM delivery ORDER BY id")
    assert [row["attempts"] for row in rows] == [1, 1]


async def test_a_poisonous_oldest_does_not_keep_the_others_back(archive: Archive, clock: FakeClock) -> None:
    await put(archive, clock, 1)
    channel = Recorder()
    channel.poison = {"msg_1"}
    await deliver(archive, clock, channel)
    await put_alert(archive, 2, ["a"], at=clock.now())
    await clock.advance(1)
    assert await deliver(archive, clock, channel) == DeliverySummary(delivered=1, failed=1)
    assert channel.taken == ["msg_2"]


async def test_patience_that_was_asked_for_is_kept_for_the_whole_channel(archive: Archive, clock: FakeClock) -> None:
    await put(archive, clock, 3)
    channel = Recorder([DeliveryError("answered 429", retry_after=timedelta(minutes=10))])
    assert await deliver(archive, clock, channel) == DeliverySummary(failed=1)
    await clock.advance(timedelta(minutes=9))
    assert await deliver(archive, clock, channel) == DeliverySummary()
    await clock.advance(timedelta(minutes=1, seconds=1))
    assert await deliver(archive, clock, channel) == DeliverySummary(delivered=3)
    assert channel.asked == ["msg_1", "msg_1", "msg_2", "msg_3"]


async def test_gone_disables_the_channel_until_somebody_resends(archive: Archive, clock: FakeClock) -> None:
    await put(archive, clock, 2)
    channel = Recorder([DeliveryRefused("answered 410 Gone", disables=True)])
    assert await deliver(archive, clock, channel) == DeliverySummary(dead=2)
    await put_alert(archive, 3, ["a"], at=clock.now())
    await clock.advance(1)
    assert await deliver(archive, clock, channel) == DeliverySummary(dead=1)
    assert channel.asked == ["msg_1"]
    await alerts.resend(archive, "msg_2", ["a"], clock.now())
    assert await deliver(archive, clock, channel) == DeliverySummary(delivered=1)


async def test_another_channel_is_told_once_that_one_is_disabled(archive: Archive, clock: FakeClock) -> None:
    await put(archive, clock, 1)
    gone = Recorder([DeliveryRefused("answered 410 Gone", disables=True)])
    other = Recorder([DOWN], name="other")
    await deliver(archive, clock, gone)
    await deliver(archive, clock, gone, other)
    await deliver(archive, clock, gone, other)
    assert (len(other.asked), other.taken) == (1, [])
    await clock.advance(6)
    for _ in range(2):
        await deliver(archive, clock, gone, other)
    (warning,) = other.taken
    assert warning.startswith("warn_")
    assert gone.asked == ["msg_1"]
    await alerts.resend(archive, "msg_1", ["a"], clock.now())
    gone.script.append(DeliveryRefused("answered 410 Gone", disables=True))
    await clock.advance(1)
    await deliver(archive, clock, gone)
    await deliver(archive, clock, other)
    assert len(set(other.taken)) == 2


async def test_a_muted_alert_stays_at_home(archive: Archive, clock: FakeClock) -> None:
    await put(archive, clock, 2)
    await alerts.mute(archive, Mute("meeting", "meeting-1"), clock.now())
    channel = Recorder()
    assert await deliver(archive, clock, channel) == DeliverySummary(delivered=1, muted=1)
    assert channel.asked == ["msg_2"]
    assert await states(archive) == ["muted", "delivered"]
    await alerts.resend(archive, "msg_1", ["a"], clock.now())
    assert await deliver(archive, clock, channel) == DeliverySummary(delivered=1)


async def test_what_a_channel_does_not_want_or_not_yet(archive: Archive, clock: FakeClock) -> None:
    await put_alert(archive, 1, ["a"], content=body(kind="official"), at=clock.now())
    await put_alert(archive, 2, ["a"], content=body(confirmed_by=[]), at=clock.now())
    await clock.advance(1)
    channel = Recorder()
    channel.route = Route(kinds=frozenset({"envoy"}), group_wait=timedelta(minutes=1))
    assert await deliver(archive, clock, channel) == DeliverySummary(muted=1)
    assert await states(archive) == ["muted", "pending"]
    await clock.advance(timedelta(minutes=1))
    assert await deliver(archive, clock, channel) == DeliverySummary(delivered=1)
    assert channel.taken == ["msg_2"]


async def test_an_update_does_not_overtake_the_news_that_waits_for_a_second_source(
    archive: Archive, clock: FakeClock
) -> None:
    channel = Recorder()
    channel.route = Route(group_wait=timedelta(hours=1))
    await put_alert(archive, 1, ["a"], meeting="m", content=body(id="m", confirmed_by=[]), at=clock.now())
    await clock.advance(1)
    assert await deliver(archive, clock, channel) == DeliverySummary()
    held = body(id="m", confirmed_by=[], changes={"status": ["announced", "held"]})
    await put_alert(archive, 2, ["a"], meeting="m", content=held, at=clock.now())
    await put_alert(archive, 3, ["a"], content=body(id="other", confirmed_by=[]), at=clock.now())
    await clock.advance(1)
    assert await deliver(archive, clock, channel) == DeliverySummary(delivered=2)
    assert channel.taken == ["msg_1", "msg_2"]


async def test_a_slow_channel_holds_up_no_other(archive: Archive, clock: FakeClock) -> None:
    await put(archive, clock, 3, ("a", "slow"))
    gate = asyncio.Event()

    class Slow(Recorder):
        async def send(self, alert: Alert) -> None:
            await gate.wait()
            await super().send(alert)

    class Opener(Recorder):
        """Lets the slow one go on only when this one has everything."""

        async def send(self, alert: Alert) -> None:
            await super().send(alert)
            if len(self.taken) == 3:
                gate.set()

    slow, quick = Slow(name="slow"), Opener()
    assert await deliver(archive, clock, slow, quick) == DeliverySummary(delivered=6)


async def test_a_channel_that_wants_no_news_of_others_any_more_is_disabled(archive: Archive, clock: FakeClock) -> None:
    await put(archive, clock, 1)
    gone = Recorder([DeliveryRefused("answered 410 Gone", disables=True)])
    other = Recorder([DeliveryRefused("answered 410 Gone", disables=True)], name="other")
    await deliver(archive, clock, gone, other)
    await deliver(archive, clock, gone, other)
    assert len(other.asked) == 1
    assert await deliver(archive, clock, other) == DeliverySummary()
    assert (await channel_states.channel_state(archive, "other")).disabled


async def test_patience_asked_for_by_a_clock_that_was_ahead_is_no_reason(archive: Archive, clock: FakeClock) -> None:
    await put(archive, clock, 1)
    channel = Recorder([DeliveryError("answered 429", retry_after=timedelta(minutes=10))])
    await deliver(archive, clock, channel)
    clock.set(clock.now() - timedelta(days=365))
    assert await deliver(archive, clock, channel) == DeliverySummary(delivered=1)
