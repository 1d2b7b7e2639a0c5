"""Digests as they are gathered, sealed and sent."""

from __future__ import annotations

import asyncio
import random
from collections import deque
from collections.abc import AsyncIterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from monitor.core.delivery.alert import Alert
from monitor.core.delivery.digest import Rhythm
from monitor.core.delivery.muting import Mute
from monitor.core.delivery.routing import EVERYTHING, QuietHours, Route
from monitor.core.errors import DeliveryError, DeliveryRefused
from monitor.pipeline.deliver import DeliverySummary, deliver_due
from monitor.store import alerts
from monitor.store.archive import Archive
from tests.support.alerts import body, put_alert
from tests.support.clock import START, FakeClock

MORNING = Rhythm("daily", time(7), 0, UTC)
"""The tests begin at 8:00: the next is in 23 hours."""
GATHERED = Route(digest=MORNING)
NEXT = datetime(2023, 7, 18, 7, tzinfo=UTC)


class Reader:
    """Keeps what it takes; `script` holds what to raise first."""

    def __init__(self, route: Route = GATHERED, name: str = "a") -> None:
        self.name = name
        self.route = route
        self.script: deque[Exception] = deque()
        self.taken: list[tuple[str, list[str]]] = []
        self.asked: list[str] = []

    async def send(self, alert: Alert) -> None:
        self.asked.append(alert.id)
        if self.script:
            raise self.script.popleft()
        self.taken.append((alert.id, [part.id for part in alert.parts]))

    @property
    def told(self) -> list[list[str]]:
        """The alerts of each message."""
        return [parts or [message] for message, parts in self.taken]


@pytest_asyncio.fixture
async def archive(tmp_path: Path) -> AsyncIterator[Archive]:
    async with await Archive.open(tmp_path / "archive.sqlite3") as archive:
        yield archive


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


async def deliver(archive: Archive, clock: FakeClock, channel: Reader) -> DeliverySummary:
    return await deliver_due(archive, [channel], clock, random.Random(7))


async def put(archive: Archive, clock: FakeClock, *numbers: int, size: int = 0) -> None:
    for number in numbers:
        content = body(id=f"meeting-{number}", venue="x" * size)
        await put_alert(archive, number, ["a"], content=content, at=clock.now())
    await clock.advance(1)


async def test_alerts_wait_for_the_hour_and_go_out_together(archive: Archive, clock: FakeClock) -> None:
    reader = Reader()
    await put(archive, clock, 1, 2)
    assert await deliver(archive, clock, reader) == DeliverySummary()
    await put(archive, clock, 3)
    assert await deliver(archive, clock, reader) == DeliverySummary()
    clock.set(NEXT)
    assert await deliver(archive, clock, reader) == DeliverySummary(delivered=3)
    assert reader.told == [["msg_1", "msg_2", "msg_3"]]
    await put(archive, clock, 4)
    await deliver(archive, clock, reader)
    clock.set(NEXT + timedelta(days=1))
    await deliver(archive, clock, reader)
    assert reader.told[1:] == [["msg_4"]]
    assert len({message for message, _ in reader.taken}) == 2


async def test_one_that_fails_keeps_its_id_and_its_alerts(archive: Archive, clock: FakeClock) -> None:
    reader = Reader()
    reader.script.extend([DeliveryError("answered 500")] * 2)
    await put(archive, clock, 1, 2)
    await deliver(archive, clock, reader)
    clock.set(NEXT)
    assert await deliver(archive, clock, reader) == DeliverySummary(failed=2)
    await put(archive, clock, 3)
    assert await deliver(archive, clock, reader) == DeliverySummary()
    await clock.advance(6)
    assert await deliver(archive, clock, reader) == DeliverySummary(failed=2)
    await clock.advance(timedelta(minutes=6))
    assert await deliver(archive, clock, reader) == DeliverySummary(delivered=2)
    assert reader.told == [["msg_1", "msg_2"]]
    assert len(set(reader.asked)) == 1


async def test_killed_after_sending_it_comes_again_as_it_was(archive: Archive, clock: FakeClock) -> None:
    """What arose since goes into the next one, also where the clock has been set back to before the hour."""

    class Killed(Reader):
        async def send(self, alert: Alert) -> None:
            await super().send(alert)
            raise asyncio.CancelledError

    killed, reader = Killed(), Reader()
    await put(archive, clock, 1, 2)
    await deliver(archive, clock, killed)
    clock.set(NEXT)
    with pytest.raises(asyncio.CancelledError):
        await deliver(archive, clock, killed)
    clock.set(NEXT - timedelta(hours=1))
    await put(archive, clock, 3)
    await deliver(archive, clock, reader)
    clock.set(NEXT)
    await deliver(archive, clock, reader)
    assert reader.taken[0] == killed.taken[0]
    assert reader.told == [["msg_1", "msg_2"], ["msg_3"]]


async def test_a_daemon_that_was_off_at_the_hour_sends_it_when_it_is_back(archive: Archive, clock: FakeClock) -> None:
    reader = Reader()
    await put(archive, clock, 1)
    await deliver(archive, clock, reader)
    await put(archive, clock, 2)  # written, then the daemon stopped before it looked at it
    clock.set(NEXT + timedelta(hours=5))
    assert await deliver(archive, clock, reader) == DeliverySummary(delivered=2)
    assert reader.told == [["msg_1", "msg_2"]]


async def test_what_does_not_fit_goes_into_a_second_message(archive: Archive, clock: FakeClock) -> None:
    reader = Reader()
    await put(archive, clock, *range(1, 8), size=5000)
    await deliver(archive, clock, reader)
    clock.set(NEXT)
    assert await deliver(archive, clock, reader) == DeliverySummary(delivered=7)
    assert reader.told == [["msg_1", "msg_2", "msg_3"], ["msg_4", "msg_5", "msg_6"], ["msg_7"]]


async def test_what_is_muted_before_the_hour_is_left_out(archive: Archive, clock: FakeClock) -> None:
    reader = Reader()
    await put(archive, clock, 1, 2)
    await deliver(archive, clock, reader)
    await alerts.mute(archive, Mute("meeting", "meeting-1"), clock.now())
    clock.set(NEXT)
    assert await deliver(archive, clock, reader) == DeliverySummary(delivered=1, muted=1)
    assert reader.told == [["msg_2"]]


async def test_a_digest_of_muted_alerts_is_none(archive: Archive, clock: FakeClock) -> None:
    reader = Reader()
    await put(archive, clock, 1)
    await deliver(archive, clock, reader)
    await alerts.mute(archive, Mute("meeting", "meeting-1"), clock.now())
    clock.set(NEXT)
    assert await deliver(archive, clock, reader) == DeliverySummary(muted=1)
    assert reader.asked == []


async def test_what_the_channel_does_not_want_is_not_gathered(archive: Archive, clock: FakeClock) -> None:
    reader = Reader(Route(kinds=frozenset({"official"}), digest=MORNING))
    await put(archive, clock, 1)
    assert await deliver(archive, clock, reader) == DeliverySummary(muted=1)


async def test_a_late_one_keeps_quiet_hours(archive: Archive, clock: FakeClock) -> None:
    reader = Reader(Route(digest=MORNING, quiet=QuietHours(time(20), time(6), UTC)))
    await put(archive, clock, 1)
    await deliver(archive, clock, reader)
    clock.set(NEXT + timedelta(hours=14))
    assert await deliver(archive, clock, reader) == DeliverySummary()
    clock.set(NEXT + timedelta(hours=23))
    assert await deliver(archive, clock, reader) == DeliverySummary(delivered=1)


async def test_by_hand_it_goes_at_once_and_alone(archive: Archive, clock: FakeClock) -> None:
    reader = Reader()
    await put(archive, clock, 1, 2)
    await deliver(archive, clock, reader)
    await alerts.resend(archive, "msg_1", ["a"], clock.now())
    assert await deliver(archive, clock, reader) == DeliverySummary(delivered=1)
    clock.set(NEXT)
    await deliver(archive, clock, reader)
    assert reader.taken[0] == ("msg_1", [])
    assert reader.told == [["msg_1"], ["msg_2"]]


async def test_without_digests_what_was_gathered_goes_out_alone(archive: Archive, clock: FakeClock) -> None:
    await put(archive, clock, 1, 2)
    await deliver(archive, clock, Reader())
    reader = Reader(EVERYTHING)
    assert await deliver(archive, clock, reader) == DeliverySummary(delivered=2)
    assert reader.told == [["msg_1"], ["msg_2"]]
    assert await archive.read("SELECT * FROM digest") == []
    assert await deliver(archive, clock, reader) == DeliverySummary()


async def test_another_hour_holds_for_what_is_gathered_already(archive: Archive, clock: FakeClock) -> None:
    weekly = Reader(Route(digest=Rhythm("weekly", time(7), 6, UTC)))
    await put(archive, clock, 1)
    await deliver(archive, clock, weekly)
    daily = Reader()
    await deliver(archive, clock, daily)
    clock.set(NEXT)
    assert await deliver(archive, clock, daily) == DeliverySummary(delivered=1)
    assert weekly.taken == []


async def test_the_clock_set_back_a_year_holds_nothing_up(archive: Archive, clock: FakeClock) -> None:
    reader, at_once = Reader(), Reader(EVERYTHING, "b")
    at_once.script.append(DeliveryError("answered 500", retry_after=timedelta(hours=1)))
    await put_alert(archive, 1, ["a", "b"], at=clock.now())
    await clock.advance(1)
    for channel in (reader, at_once):
        await deliver(archive, clock, channel)
    clock.set(START - timedelta(days=365))
    for channel in (reader, at_once):
        await deliver(archive, clock, channel)
    assert at_once.told == [["msg_1"]]
    await clock.advance(timedelta(days=1))
    assert await deliver(archive, clock, reader) == DeliverySummary(delivered=1)


async def test_refused_for_good_its_alerts_are_dead_letters(archive: Archive, clock: FakeClock) -> None:
    reader = Reader()
    reader.script.append(DeliveryRefused("550 nobody"))
    await put(archive, clock, 1, 2)
    await deliver(archive, clock, reader)
    clock.set(NEXT)
    assert await deliver(archive, clock, reader) == DeliverySummary(dead=2)
    await alerts.resend(archive, "msg_2", ["a"], clock.now())
    assert await deliver(archive, clock, reader) == DeliverySummary(delivered=1)


async def test_the_oldest_one_asks_a_channel_that_was_down(archive: Archive, clock: FakeClock) -> None:
    reader = Reader()
    reader.script.extend([DeliveryError("answered 500")] * 2)
    await put(archive, clock, 1, 2)
    await deliver(archive, clock, reader)
    clock.set(NEXT)
    await deliver(archive, clock, reader)
    await put(archive, clock, 3)
    await deliver(archive, clock, reader)
    assert len(reader.asked) == 1
    await alerts.resend(archive, "msg_3", ["a"], clock.now())
    assert await deliver(archive, clock, reader) == DeliverySummary(delivered=3)
    assert reader.asked[1] == reader.asked[0]
    assert sorted(reader.told) == [["msg_1", "msg_2"], ["msg_3"]]
