"""Sending what is due."""

from __future__ import annotations

import asyncio
import base64
import random
from collections import deque
from collections.abc import AsyncIterator, Iterable, Mapping
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from monitor.adapters.channels import Channel, delivery_session
from monitor.adapters.mail import MailChannel
from monitor.adapters.webhook import WebhookChannel
from monitor.core.delivery.alert import Alert
from monitor.core.delivery.muting import Mute
from monitor.core.delivery.retry import WAITS
from monitor.core.delivery.routing import EVERYTHING, Route
from monitor.core.errors import DeliveryError, DeliveryRefused
from monitor.pipeline.deliver import STRIKES, DeliverySummary, deliver_due
from monitor.settings import EmailSettings
from monitor.store import alerts, channel_states, outbox
from monitor.store.archive import Archive
from tests.support.alerts import body, put_alert
from tests.support.clock import FakeClock
from tests.support.receivers import mail_relay, webhook_receiver

KEY = "whsec_" + base64.b64encode(b"k" * 32).decode()
DOWN = DeliveryError("answered 500")


class Recorder:
    """A channel that keeps what it takes; `script` holds what to raise first (None: take it)."""

    def __init__(self, script: Iterable[Exception | None] = (), name: str = "a") -> None:
        self.name = name
        self.route = EVERYTHING
        self.script = deque(script)
        self.always: Exception | None = None
        self.poison: set[str] = set()
        self.asked: list[str] = []
        self.answered: list[Mapping[str, bool]] = []
        self.taken: list[str] = []

    async def send(self, alert: Alert) -> None:
        self.asked.append(alert.id)
        self.answered.append(alert.answered)
        answer = self.script.popleft() if self.script else self.always
        if answer is not None or alert.id in self.poison:
            raise answer or DOWN
        self.taken.append(alert.id)


@pytest_asyncio.fixture
async def archive(tmp_path: Path) -> AsyncIterator[Archive]:
    async with await Archive.open(tmp_path / "archive.sqlite3") as archive:
        yield archive


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


async def put(archive: Archive, clock: FakeClock, count: int, channels: tuple[str, ...] = ("a",)) -> list[str]:
    ids = [await put_alert(archive, number, channels, at=clock.now()) for number in range(1, count + 1)]
    await clock.advance(1)
    return ids


async def deliver(archive: Archive, clock: FakeClock, *channels: Channel) -> DeliverySummary:
    return await deliver_due(archive, channels, clock, random.Random(7))


async def states(archive: Archive) -> list[str]:
    return [row["state"] for row in await archive.read("SELECT state FROM delivery ORDER BY id")]


async def test_what_is_due_goes_out_once_in_order(archive: Archive, clock: FakeClock) -> None:
    ids = await put(archive, clock, 3)
    channel = Recorder()
    assert await deliver(archive, clock, channel) == DeliverySummary(delivered=3)
    assert await deliver(archive, clock, channel) == DeliverySummary()
    assert channel.taken == ids


async def test_more_than_a_batch(archive: Archive, clock: FakeClock) -> None:
    ids = await put(archive, clock, 130)
    channel = Recorder()
    assert await deliver(archive, clock, channel) == DeliverySummary(delivered=130)
    assert channel.taken == ids


async def test_a_failure_waits_its_turn_under_the_same_id(archive: Archive, clock: FakeClock) -> None:
    await put(archive, clock, 1)
    channel = Recorder([DOWN, DOWN])
    assert await deliver(archive, clock, channel) == DeliverySummary(failed=1)
    assert await deliver(archive, clock, channel) == DeliverySummary()
    await clock.advance(6)
    assert await deliver(archive, clock, channel) == DeliverySummary(failed=1)
    await clock.advance(WAITS[1] * 1.1)
    assert await deliver(archive, clock, channel) == DeliverySummary(delivered=1)
    assert channel.asked == ["msg_1"] * 3


async def test_after_the_schedule_it_is_a_dead_letter_and_can_be_resent(archive: Archive, clock: FakeClock) -> None:
    await put(archive, clock, 1)
    channel = Recorder()
    channel.always = DOWN
    for wait in WAITS:
        assert await deliver(archive, clock, channel) == DeliverySummary(failed=1)
        await clock.advance(wait * 1.1)
    assert await deliver(archive, clock, channel) == DeliverySummary(dead=1)
    await clock.advance(timedelta(days=30))
    assert await deliver(archive, clock, channel) == DeliverySummary()
    channel.always = None
    await alerts.resend(archive, "msg_1", ["a"], clock.now())
    assert await deliver(archive, clock, channel) == DeliverySummary(delivered=1)


async def test_one_that_is_refused_for_good_holds_up_nobody(archive: Archive, clock: FakeClock) -> None:
    await put(archive, clock, 3)
    channel = Recorder([None, DeliveryRefused("550 nobody here"), None])
    assert await deliver(archive, clock, channel) == DeliverySummary(delivered=2, dead=1)
    assert channel.taken == ["msg_1", "msg_3"]


async def test_one_that_fails_holds_up_nobody(archive: Archive, clock: FakeClock) -> None:
    await put(archive, clock, 4)
    channel = Recorder()
    channel.poison = {"msg_2"}
    assert await deliver(archive, clock, channel) == DeliverySummary(delivered=3, failed=1)
    assert channel.taken == ["msg_1", "msg_3", "msg_4"]


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


async def test_a_defect_is_loud_and_parks_only_its_alert(
    archive: Archive, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    await put(archive, clock, 2)
    channel = Recorder([ZeroDivisionError("oops")])
    assert await deliver(archive, clock, channel) == DeliverySummary(delivered=1, failed=1)
    assert "Traceback" in caplog.text
    assert (await archive.read("SELECT trouble FROM delivery"))[0]["trouble"] == "defect: ZeroDivisionError: oops"


async def test_a_sending_without_end_is_cut_off(archive: Archive, clock: FakeClock) -> None:
    class Endless(Recorder):
        async def send(self, alert: Alert) -> None:
            raise TimeoutError

    await put(archive, clock, 1)
    assert await deliver(archive, clock, Endless()) == DeliverySummary(failed=1)


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


async def test_killed_between_sending_and_recording_it_comes_again_under_its_id(
    archive: Archive, clock: FakeClock
) -> None:
    await put(archive, clock, 1)

    class Killed(Recorder):
        async def send(self, alert: Alert) -> None:
            await super().send(alert)
            raise asyncio.CancelledError

    channel = Killed()
    with pytest.raises(asyncio.CancelledError):
        await deliver(archive, clock, channel)
    assert await states(archive) == ["pending"]
    again = Recorder()
    await deliver(archive, clock, again)
    assert (channel.taken, again.taken) == (["msg_1"], ["msg_1"])


async def test_events_are_logged_with_their_fields(
    archive: Archive, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    await put(archive, clock, 4)
    channel = Recorder([None, DOWN, None, DeliveryRefused("answered 410 Gone", disables=True)])
    await deliver(archive, clock, channel)
    events = [record.__dict__["event"] for record in caplog.records if "event" in record.__dict__]
    assert events == [
        "alert.delivered",
        "alert.failed",
        "alert.delivered",
        "channel.recovered",
        "alert.dead",
        "channel.disabled",
    ]


async def test_through_a_real_receiver_that_fails_in_every_way(archive: Archive) -> None:
    clock = FakeClock(leaps=True)
    ids = await put(archive, clock, 5)
    async with webhook_receiver(["drop", 500, 302, "drop", 503, 307]) as receiver, delivery_session() as session:
        channel = WebhookChannel("a", receiver.url, [KEY], session, clock)
        for wait in WAITS[:3]:
            await deliver(archive, clock, channel)
            await clock.advance(wait * 1.1)
    assert await states(archive) == ["delivered"] * 5
    assert receiver.ids == [*ids[:3], *ids[:3], *ids]


async def test_the_outbox_knows_when_there_is_something_to_do(archive: Archive, clock: FakeClock) -> None:
    await put(archive, clock, 1)
    await deliver(archive, clock, Recorder([DOWN]))
    due_at = await outbox.next_due_at(archive, "a")
    assert due_at is not None
    assert WAITS[0] <= due_at - clock.now() <= WAITS[0] * 1.1


async def test_whoever_has_a_mail_does_not_get_it_again_after_a_restart(tmp_path: Path, clock: FakeClock) -> None:
    path = tmp_path / "archive.sqlite3"
    async with mail_relay() as relay:
        people = ("desk@example.org", "night@example.org", "gone@example.org")
        settings = EmailSettings(to=people, host="127.0.0.1", port=relay.port, tls="none", name="a")
        relay.rcpt.extend(["", "451 later", "550 gone"])
        for _ in range(2):
            async with await Archive.open(path) as archive:
                await put_alert(archive, 1, ["a"], at=clock.now())
                await clock.advance(6)
                await deliver(archive, clock, MailChannel("a", settings))
        assert await states_of(path) == ["delivered"]
    assert relay.recipients == [["desk@example.org"], ["night@example.org"]]


async def test_who_took_it_at_an_early_try_is_remembered_too(archive: Archive, clock: FakeClock) -> None:
    await put(archive, clock, 1)
    channel = Recorder([DOWN])
    await deliver(archive, clock, channel)
    await put_alert(archive, 2, ["a"], at=clock.now())
    await clock.advance(1)
    channel.script.extend([DeliveryError("451", answered={"a@example.org": True}), None])
    await deliver(archive, clock, channel)
    assert channel.answered == [{}, {}, {}, {"a@example.org": True}]


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


async def states_of(path: Path) -> list[str]:
    async with await Archive.open(path) as archive:
        return await states(archive)
