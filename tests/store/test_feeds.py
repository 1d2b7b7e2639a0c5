from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.core.answers import Validators
from monitor.core.feed_document import Wishes
from monitor.core.polling.decide import Visit
from monitor.core.polling.feed import Feed, FeedDefinition
from monitor.store.archive import Archive
from monitor.store.feeds import (
    active_feeds,
    add_feed,
    add_unknown_feeds,
    all_feeds,
    declare_feeds,
    due_feeds,
    feed_by_id,
    feeds_from_the_future,
    find_feed,
    next_due,
    resume_feed,
    save_feeds,
    save_visits,
    set_feed_state,
)
from tests.support.clock import START

MINUTE = timedelta(minutes=1)
WIRE = FeedDefinition("Example Wire", "https://wire.example.org/rss", 15 * MINUTE, language="en", tier="wire")
LIST = FeedDefinition(
    "部委", "https://ministry.example.cn/", 30 * MINUTE, kind="list", link="ul.news li a", screen=False
)


@pytest.fixture
async def archive(tmp_path: Path) -> AsyncIterator[Archive]:
    async with await Archive.open(tmp_path / "archive.sqlite3") as opened:
        yield opened


async def save(archive: Archive, *feeds: Feed) -> None:
    async with archive.transaction() as connection:
        await save_feeds(connection, feeds)


async def test_declared_feeds_are_due_at_once(archive: Archive) -> None:
    await declare_feeds(archive, [WIRE, LIST], START)
    feeds = await due_feeds(archive, START)
    assert [feed.definition for feed in feeds] == [WIRE, LIST]
    assert [(feed.location, feed.state, feed.origin, feed.polled_at) for feed in feeds] == [
        (WIRE.url, "active", "configuration", None),
        (LIST.url, "active", "configuration", None),
    ]
    assert await due_feeds(archive, START - MINUTE) == []
    assert [feed.definition for feed in await due_feeds(archive, START, 1)] == [WIRE]
    assert [feed.definition for feed in await due_feeds(archive, START, without=[feeds[0].id])] == [LIST]
    assert [feed.definition for feed in await active_feeds(archive, after=feeds[0].id)] == [LIST]
    assert await next_due(archive) == START


async def test_everything_that_a_poll_taught_comes_back(archive: Archive) -> None:
    await declare_feeds(archive, [WIRE], START)
    (feed,) = await all_feeds(archive)
    taught = replace(
        feed,
        location="https://wire.example.org/new",
        due_at=START + MINUTE,
        validators=Validators(b'W/"\xe9"', b"once upon a time"),
        wishes=Wishes(timedelta(hours=1), frozenset({0, 23}), frozenset({6})),
        body_hash=b"\x00\x01",
        items=b"\xff" * 16,
        unreadable="is a web page",
        polled_at=START,
        succeeded_at=START - MINUTE,
        changed_at=START - 2 * MINUTE,
        status=200,
        failures=3,
        trouble="is a web page",
        redirected_to="https://elsewhere.example.org/",
        redirects=2,
        redirected_since=START - 3 * MINUTE,
    )
    await save(archive, taught)
    assert await find_feed(archive, WIRE.url) == taught
    await save(archive, replace(taught, wishes=Wishes(), unreadable=None))
    assert await find_feed(archive, WIRE.url) == replace(taught, wishes=Wishes(), unreadable=None)
    assert await feeds_from_the_future(archive, START - MINUTE) != []
    assert await feeds_from_the_future(archive, START) == []


async def test_a_visit_changes_its_times_and_nothing_else(archive: Archive) -> None:
    await declare_feeds(archive, [WIRE, LIST], START)
    await save(
        archive,
        *[replace(feed, validators=Validators(b'"1"', b"x"), items=b"12345678") for feed in await all_feeds(archive)],
    )
    wire, other = await all_feeds(archive)
    async with archive.transaction() as connection:
        await save_visits(connection, [(wire.id, Visit(START + MINUTE, START + 16 * MINUTE, 304))])
        await save_visits(connection, [])
    seen = replace(wire, polled_at=START + MINUTE, succeeded_at=START + MINUTE, due_at=START + 16 * MINUTE, status=304)
    assert await all_feeds(archive) == [seen, other]


async def test_declaring_again_keeps_what_was_learnt_and_when_it_is_due(archive: Archive) -> None:
    await declare_feeds(archive, [WIRE], START)
    (feed,) = await all_feeds(archive)
    taught = replace(feed, polled_at=START, due_at=START + 15 * MINUTE, validators=Validators(b'"1"', None))
    await save(archive, taught)
    for second in range(50):
        await declare_feeds(archive, [WIRE], START + timedelta(seconds=second))
    assert await all_feeds(archive) == [taught]
    renamed = replace(WIRE, name="The Wire", language="zh")
    await declare_feeds(archive, [renamed], START + MINUTE)
    assert await all_feeds(archive) == [replace(taught, definition=renamed)]


async def test_another_interval_takes_effect_at_once_unless_the_server_asked_for_more(archive: Archive) -> None:
    daily = replace(WIRE, interval=timedelta(days=1))
    await declare_feeds(archive, [daily], START)
    (feed,) = await all_feeds(archive)
    await save(archive, replace(feed, polled_at=START, due_at=START + timedelta(days=1)))
    for definition in (WIRE, daily, WIRE):
        await declare_feeds(archive, [definition], START + MINUTE)
        (feed,) = await all_feeds(archive)
        assert feed.due_at == START + definition.interval
    await save(archive, replace(feed, due_at=START + timedelta(hours=6)))
    await declare_feeds(archive, [daily], START + MINUTE)
    (feed,) = await all_feeds(archive)
    assert feed.due_at == START + timedelta(hours=6)


async def test_what_is_declared_no_more_is_removed_but_what_was_added_by_command_stays(archive: Archive) -> None:
    await declare_feeds(archive, [WIRE], START)
    await add_feed(archive, LIST, START)
    await declare_feeds(archive, [], START)
    assert [(feed.definition, feed.origin) for feed in await all_feeds(archive)] == [(LIST, "command")]
    assert await find_feed(archive, WIRE.url) is None
    await declare_feeds(archive, [WIRE], START)
    assert len(await due_feeds(archive, START)) == 2


async def test_a_feed_may_be_paused_removed_and_asked_again(archive: Archive) -> None:
    await add_feed(archive, WIRE, START)
    assert await set_feed_state(archive, WIRE.url, "paused")
    assert await due_feeds(archive, START) == []
    assert await next_due(archive) is None
    await declare_feeds(archive, [WIRE], START)
    assert await due_feeds(archive, START) == [], "declaring it does not resume it"
    assert await resume_feed(archive, WIRE.url, START + MINUTE)
    (feed,) = await due_feeds(archive, START + MINUTE)
    assert not await resume_feed(archive, WIRE.url, START)
    await set_feed_state(archive, WIRE.url, "paused")
    await save(archive, replace(feed, polled_at=START))
    assert await due_feeds(archive, START + MINUTE) == [], "a poll that ends later does not resume it"
    assert await set_feed_state(archive, WIRE.url, "removed")
    assert not await set_feed_state(archive, WIRE.url, "removed")
    assert not await set_feed_state(archive, "https://unknown.example.org/", "paused")
    assert await all_feeds(archive) == []


async def test_resuming_forgets_a_move(archive: Archive) -> None:
    await add_feed(archive, WIRE, START)
    (feed,) = await all_feeds(archive)
    await save(archive, replace(feed, state="gone", location="https://gone.example.org/", failures=1, trouble="gone"))
    await resume_feed(archive, WIRE.url, START)
    assert await all_feeds(archive) == [feed]


async def test_only_unknown_feeds_are_added_and_removed_ones_come_back(archive: Archive) -> None:
    await declare_feeds(archive, [WIRE], START)
    renamed = replace(WIRE, name="Another name")
    assert await add_unknown_feeds(archive, [renamed, LIST], START) == 1
    assert [(feed.definition, feed.origin) for feed in await all_feeds(archive)] == [
        (WIRE, "configuration"),
        (LIST, "command"),
    ]
    await set_feed_state(archive, LIST.url, "removed")
    assert await add_unknown_feeds(archive, [LIST], START) == 1
    assert (await all_feeds(archive))[1].state == "active"


async def test_a_feed_is_found_by_its_number_with_its_hub(archive: Archive) -> None:
    await add_feed(archive, WIRE, START)
    (feed,) = await all_feeds(archive)
    assert (feed.hub, feed.topic) == (None, None)
    with_hub = replace(feed, hub="https://hub.example.org/", topic=WIRE.url)
    await save(archive, with_hub)
    assert await feed_by_id(archive, feed.id) == with_hub
    await set_feed_state(archive, WIRE.url, "removed")
    assert await feed_by_id(archive, feed.id) is None
