from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.polling.arrivals import Arrival
from monitor.core.polling.feed import FeedDefinition
from monitor.core.records import Entry, Reason
from monitor.store.archive import Archive
from monitor.store.decisions import trail
from monitor.store.entries import (
    Brought,
    due_entries,
    entry_counts,
    entry_from_json,
    entry_json,
    known_entries,
    mark_read,
    park,
    postpone,
    save_arrivals,
    try_again,
)
from monitor.store.feeds import add_feed
from tests.support.clock import START

MINUTE = timedelta(minutes=1)
URL = "https://wire.example.org/a"
ENTRY = Entry(
    url=f"{URL}?utm_source=rss", title="特使会晤", summary="s", guid="g", content="<p>c</p>", authors=("A", "B")
)
PASSED = Reason("screen", "passed", "names both sides", 0.9)


def arrival(url: str = URL, *, wanted: bool = True, known: bool = False, entry: Entry = ENTRY) -> Arrival:
    return Arrival(url, entry, wanted, (PASSED,), known)


@pytest.fixture
async def archive(tmp_path: Path) -> AsyncIterator[Archive]:
    async with await Archive.open(tmp_path / "archive.sqlite3") as opened:
        for name in ("one", "two"):
            await add_feed(opened, FeedDefinition(name, f"https://{name}.example.org/rss", MINUTE), START)
        yield opened


async def bring(archive: Archive, *arrivals: Arrival, feed: int = 1) -> None:
    async with archive.transaction() as connection:
        await save_arrivals(connection, [Brought(feed, arrivals, [one.url for one in arrivals])], START)


async def test_what_is_wanted_is_due_and_what_is_not_is_kept_with_its_reason(archive: Archive) -> None:
    await bring(archive, arrival(), arrival(f"{URL}/b", wanted=False))
    (due,) = await due_entries(archive, START, 10)
    assert (due.url, due.link, due.said, due.attempts, due.outlet) == (URL, ENTRY.url, ENTRY, 0, "one")
    assert await entry_counts(archive) == {"waiting": 1, "screened_out": 1}
    for url in (URL, f"{URL}/b"):
        (reason,) = await trail(archive, url)
        assert (reason.step, reason.outcome, reason.score, reason.at) == ("screen", "passed", 0.9, START)
    assert await due_entries(archive, START - MINUTE, 10) == []
    assert await due_entries(archive, START, 10, without=[due.id]) == []


async def test_what_two_feeds_bring_is_one_entry_and_both_are_remembered(archive: Archive) -> None:
    await bring(archive, arrival())
    await bring(archive, arrival(), feed=2)
    await bring(archive, arrival(), feed=2)
    assert len(await due_entries(archive, START, 10)) == 1
    rows = await archive.read("SELECT feed_id FROM entry_feed ORDER BY feed_id")
    assert [row["feed_id"] for row in rows] == [1, 2]


async def test_what_is_known_comes_back_as_it_was_said_last(archive: Archive) -> None:
    await bring(archive, arrival())
    assert await known_entries(archive, [URL, "https://unknown.example.org/"]) == {URL: ENTRY}
    changed = Entry(url=ENTRY.url, title="特使会晤推迟")
    await bring(archive, arrival(known=True, entry=changed))
    assert await known_entries(archive, [URL]) == {URL: changed}


@pytest.mark.parametrize(
    ("before", "wanted", "after"),
    [
        ("waiting", True, "waiting"),
        ("waiting", False, "screened_out"),
        ("screened_out", True, "waiting"),
        ("screened_out", False, "screened_out"),
        ("read", True, "waiting"),
        ("read", False, "read"),
        ("failed", True, "waiting"),
    ],
)
async def test_a_changed_headline_makes_a_story_due_again_if_it_is_wanted(
    archive: Archive, before: str, wanted: bool, after: str
) -> None:
    await bring(archive, arrival())
    async with archive.transaction() as connection:
        await connection.execute("UPDATE entry SET state = ?, attempts = 3, trouble = 'x'", (before,))
    await bring(archive, arrival(wanted=wanted, known=True))
    assert await entry_counts(archive) == {after: 1}


async def test_a_story_is_read_tried_again_put_off_or_given_up(archive: Archive) -> None:
    await bring(archive, arrival())
    (entry,) = await due_entries(archive, START, 10)
    async with archive.transaction() as connection:
        await try_again(connection, entry, Reason("fetch", "retried", "answers 500"), START + MINUTE, START)
    assert await due_entries(archive, START, 10) == []
    (entry,) = await due_entries(archive, START + MINUTE, 10)
    assert entry.attempts == 1
    async with archive.transaction() as connection:
        await postpone(connection, entry, START + 2 * MINUTE)
    (entry,) = await due_entries(archive, START + 2 * MINUTE, 10)
    assert entry.attempts == 1
    async with archive.transaction() as connection:
        await park(connection, entry, Reason("fetch", "parked", "answers 410"), START)
    assert await entry_counts(archive) == {"failed": 1}
    assert [reason.outcome for reason in await trail(archive, URL)] == ["passed", "retried", "parked"]
    await bring(archive, arrival(known=True))
    async with archive.transaction() as connection:
        await mark_read(connection, entry.id)
    assert await entry_counts(archive) == {"read": 1}


TEXT = st.text(max_size=30)


@given(st.builds(Entry, TEXT, TEXT, TEXT, TEXT, st.none() | TEXT, st.none() | TEXT, st.lists(TEXT).map(tuple)))
def test_an_entry_survives_its_json(entry: Entry) -> None:
    back = entry_from_json(entry_json(entry))
    assert (back.url, back.title, back.summary, back.authors) == (entry.url, entry.title, entry.summary, entry.authors)
    assert (back.published or "", back.content or "") == (entry.published or "", entry.content or "")
