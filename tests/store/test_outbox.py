"""The outbox: what is due, and what came of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest_asyncio

from monitor.core.delivery.alert import Source
from monitor.core.delivery.retry import Next
from monitor.store import channel_states, outbox
from monitor.store.archive import Archive
from monitor.store.channel_states import ChannelState
from monitor.store.outbox import Settlement
from monitor.store.times import to_text
from tests.support.alerts import body, insert, put_alert
from tests.support.clock import START

LATER = START + timedelta(minutes=1)
FAR = START + timedelta(hours=20)


@pytest_asyncio.fixture
async def archive(tmp_path: Path) -> AsyncIterator[Archive]:
    async with await Archive.open(tmp_path / "archive.sqlite3") as archive:
        yield archive


async def state_of(archive: Archive, delivery: int) -> tuple[str, int, str | None]:
    row = await archive.read_one("SELECT state, attempts, trouble FROM deliveries WHERE id = ?", (delivery,))
    assert row is not None
    return row["state"], row["attempts"], row["trouble"]


async def test_what_is_due_comes_in_order_and_bounded(archive: Archive) -> None:
    for number in (3, 1, 2):
        await put_alert(archive, number, ["a", "b"])
    found = await outbox.due(archive, "a", LATER, 2)
    assert [(delivery.alert.id, delivery.attempts) for delivery in found] == [("msg_3", 0), ("msg_1", 0)]
    assert await outbox.due(archive, "a", START, 9) == []
    assert await outbox.due(archive, "c", LATER, 9) == []


async def test_an_alert_knows_its_thread_and_its_place_in_it(archive: Archive) -> None:
    change = body(id="m", changes={"status": ["announced", "held"]})
    await put_alert(archive, 1, ["a"], meeting="m")
    await put_alert(archive, 2, ["a"], meeting="m", content=change)
    await put_alert(archive, 3, ["a"], meeting="m", content=change, at=START - timedelta(days=1))
    found = await outbox.due(archive, "a", LATER, 9)
    assert [(d.alert.id, d.alert.thread, d.alert.sequence) for d in found] == [
        ("msg_1", "msg_3", 1),
        ("msg_2", "msg_3", 2),
        ("msg_3", "msg_3", 0),
    ]
    assert found[1].alert.is_update
    assert found[0].alert.confidence == 0.9


async def test_an_alert_lists_its_sources_without_copies(archive: Archive) -> None:
    await put_alert(archive, 1, ["a"], meeting="m")
    async with archive.transaction() as connection:
        for number, copy_of in ((1, None), (2, 1), (3, None)):
            link = f"https://example.org/{number}"
            story = {"id": number, "url": link, "link": link, "outlet": "Wire", "language": "en",
                     "headline": f"Story {number}", "relevant": 1, "copy_of": copy_of}  # fmt: skip
            await insert(connection, "story", story)
            reported_at = to_text(START - timedelta(hours=number))
            report = {"story_id": number, "number": 0, "meeting_id": "m", "reported_at": reported_at}
            await insert(connection, "report", report)
    (delivery,) = await outbox.due(archive, "a", LATER, 9)
    assert delivery.alert.sources == (
        Source("https://example.org/3", "Wire", "Story 3", "en"),
        Source("https://example.org/1", "Wire", "Story 1", "en"),
    )


async def test_an_alert_says_who_has_told_of_its_meeting_by_now(archive: Archive) -> None:
    await put_alert(archive, 1, ["a"], meeting="m", content=body(id="m", stories=1, outlets=1, confirmed_by=[]))
    await put_alert(archive, 2, ["a"], meeting="n", content=body(id="n", stories=1, outlets=1, confirmed_by=[]))
    async with archive.transaction() as connection:
        await connection.execute("UPDATE meeting SET confirmed_by = '[\"CN\"]'")
        told = ((1, "A", None, "m"), (2, "B", 1, "m"), (3, "B", None, "m"), (4, "A", None, "n"))
        for number, outlet, copy_of, meeting in told:
            story = {"id": number, "url": f"https://example.org/{number}", "outlet": outlet, "language": "en",
                     "headline": "Talks", "relevant": 1, "copy_of": copy_of}  # fmt: skip
            await insert(connection, "story", story)
            await insert(connection, "report", {"story_id": number, "number": 0, "meeting_id": meeting})
    more, same = [delivery.alert.meeting for delivery in await outbox.due(archive, "a", LATER, 9)]
    assert (more["stories"], more["outlets"], more["independent"], more["confirmed_by"]) == (3, 2, 2, ["CN"])
    assert (same["stories"], same["confirmed_by"]) == (1, [])


async def test_settling_an_attempt(archive: Archive) -> None:
    await put_alert(archive, 1, ["a"])
    await outbox.settle(archive, [Settlement((1,), Next("pending", FAR, "answered 500"), LATER)])
    assert await state_of(archive, 1) == ("pending", 1, "answered 500")
    assert await outbox.due(archive, "a", LATER, 9) == []
    assert await outbox.next_due_at(archive, "a") == FAR
    await outbox.settle(archive, [Settlement((1,), Next("delivered", LATER, None), LATER)])
    assert await state_of(archive, 1) == ("delivered", 2, None)
    assert await outbox.next_due_at(archive, "a") is None
    assert await outbox.due(archive, "a", FAR, 9) == []


async def test_setting_aside_is_no_attempt(archive: Archive) -> None:
    await put_alert(archive, 1, ["a"])
    await outbox.set_aside(archive, [1], Next("muted", LATER, "muted: meeting m"))
    assert await state_of(archive, 1) == ("muted", 0, "muted: meeting m")


async def test_a_channel_s_troubles_come_and_go(archive: Archive) -> None:
    assert await channel_states.channel_state(archive, "a") == ChannelState()
    await channel_states.troubled(archive, "a", "answered 503", rest_until=FAR)
    assert await channel_states.channel_state(archive, "a") == ChannelState(trouble="answered 503", rest_until=FAR)
    await channel_states.mark_well(archive, "a")
    assert await channel_states.channel_state(archive, "a") == ChannelState()
    await channel_states.troubled(archive, "a", "answered 410", disabled_at=LATER)
    await channel_states.troubled(archive, "a", "answered 500")
    assert await channel_states.channel_state(archive, "a") == ChannelState(disabled=True, trouble="answered 500")


async def test_release_brings_back_what_failed_and_only_that(archive: Archive) -> None:
    for number in (1, 2, 3, 4):
        await put_alert(archive, number, ["a" if number < 4 else "b"])
    for delivery in (1, 4):
        await outbox.settle(archive, [Settlement((delivery,), Next("pending", FAR, "x"), LATER)])
    await outbox.set_aside(archive, [2], Next("pending", FAR, None))
    now = LATER + timedelta(seconds=1)
    await outbox.settle(archive, [Settlement((3,), Next("pending", FAR, "x"), now)])
    oldest = await outbox.oldest_failed(archive, "a")
    assert oldest is not None
    assert oldest.id == 1
    assert await outbox.release(archive, "a", now, before=now) == 1
    assert [delivery.id for delivery in await outbox.due(archive, "a", now, 9)] == [1]
    assert await outbox.due(archive, "b", now, 9) == []
    assert await outbox.oldest_failed(archive, "c") is None


async def test_a_disabled_channel_s_queue_becomes_dead_letters(archive: Archive) -> None:
    await put_alert(archive, 1, ["a", "b"])
    assert await outbox.bury(archive, "a", "answered 410") == 1
    assert await state_of(archive, 1) == ("dead", 0, "channel disabled: answered 410")
    assert (await state_of(archive, 2))[0] == "pending"


async def test_what_is_due_can_be_settled_at_once_by_its_attempts(archive: Archive) -> None:
    for number in (1, 2, 3):
        await put_alert(archive, number, ["a"])
    await put_alert(archive, 4, ["b"])
    await outbox.settle(archive, [Settlement((2,), Next("pending", LATER, "x"), START)])
    assert await outbox.due_attempts(archive, "a", LATER) == [1, 0]
    assert await outbox.settle_due(archive, "a", 0, Next("pending", FAR, "down"), LATER) == 2
    assert await outbox.due_attempts(archive, "a", LATER) == [1]
    assert [await state_of(archive, number) for number in (1, 2, 4)] == [
        ("pending", 1, "down"),
        ("pending", 1, "x"),
        ("pending", 0, None),
    ]
