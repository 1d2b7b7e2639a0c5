"""Sending what is due."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from monitor.adapters.channels import delivery_session
from monitor.adapters.mail import MailChannel
from monitor.adapters.webhook import WebhookChannel
from monitor.core.delivery.alert import Alert
from monitor.core.delivery.retry import WAITS
from monitor.core.errors import DeliveryError, DeliveryRefused
from monitor.pipeline.deliver import DeliverySummary
from monitor.settings import EmailSettings
from monitor.store import alerts, outbox
from monitor.store.archive import Archive
from tests.support.alerts import put_alert
from tests.support.clock import FakeClock
from tests.support.receivers import mail_relay, webhook_receiver
from tests.support.recorder import DOWN, Recorder, deliver, put, states

KEY = "whsec_" + base64.b64encode(b"k" * 32).decode()


@pytest_asyncio.fixture
async def archive(tmp_path: Path) -> AsyncIterator[Archive]:
    async with await Archive.open(tmp_path / "archive.sqlite3") as archive:
        yield archive


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


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


async def states_of(path: Path) -> list[str]:
    async with await Archive.open(path) as archive:
        return await states(archive)
