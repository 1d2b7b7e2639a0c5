"""A story goes into the archive with everything that follows from it, once."""

from __future__ import annotations

import json
import random
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from monitor.core.deciding.decide import reports_of
from monitor.core.deciding.known import Arrival, Source
from monitor.core.deciding.resolve import resolve
from monitor.core.deciding.rules import AlertRules
from monitor.core.errors import ArchiveError
from monitor.core.records import Entry, Meeting, Page, Person, Story
from monitor.pipeline.ingest import Ingested, ingest
from monitor.store.archive import Archive
from tests.support.meetings import (
    FAN,
    LIN,
    LIN_IN_CHINESE,
    OKAFOR,
    OKAFOR_IN_CHINESE,
    address,
    at,
    meeting,
    page,
    story,
)

NOW = at("2026-04-20T08:00:00")
PARAGRAPHS = [" ".join(f"word{paragraph}x{number}" for number in range(40)) for paragraph in range(8)]


@pytest_asyncio.fixture
async def archive(tmp_path: Path) -> AsyncIterator[Archive]:
    async with await Archive.open(tmp_path / "archive.sqlite3") as archive:
        yield archive


async def take(
    archive: Archive,
    told: Story,
    name: str = "1",
    now: datetime = NOW,
    rules: AlertRules | None = None,
    channels: Sequence[str] = ("webhook", "mail"),
    its_page: Page | None = None,
    **options: Any,
) -> Ingested:
    return await ingest(
        archive,
        told,
        its_page or page(name),
        entry_id=options.pop("entry_id", None),
        rules=rules or AlertRules(),
        channels=channels,
        now=now,
        **options,
    )


async def rows(archive: Archive, sql: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in await archive.read(sql)]


async def test_everything_is_written_together(archive: Archive) -> None:
    taken = await take(archive, story(meeting(evidence=("They will meet.",))))
    (alert,) = taken.alerts
    assert await rows(archive, "SELECT url, outlet, headline, day, relevant, copy_of FROM stories") == [
        (address("1"), "Example Wire", "Story 1", "2026-04-20", 1, None)
    ]
    assert await rows(archive, "SELECT name, country FROM people ORDER BY name") == [
        ("Dana Okafor", "US"),
        ("Lin Weiguo", "CN"),
    ]
    assert await rows(archive, "SELECT title, status, stories, outlets, independent FROM meetings") == [
        ("Dana Okafor – Lin Weiguo, Chengdu, 3 May 2026", "announced", 1, 1, 1)
    ]
    assert await rows(archive, "SELECT id, type, url FROM alerts") == [(alert.id, "meeting.new", address("1"))]
    assert await rows(archive, "SELECT channel, state, due_at FROM deliveries ORDER BY channel") == [
        ("mail", "pending", "2026-04-20T08:00:00.000Z"),
        ("webhook", "pending", "2026-04-20T08:00:00.000Z"),
    ]
    (body,) = await rows(archive, "SELECT body FROM alerts")
    assert json.loads(body[0]) == alert.body
    assert await rows(archive, "SELECT step, outcome FROM decisions ORDER BY rowid") == [
        ("relevance", "relevant"),
        ("copy", "original"),
        ("meeting", "new"),
        ("alert", "meeting.new"),
    ]
    assert await rows(archive, "SELECT sentence, url FROM meeting_history WHERE field = 'title'") == [
        ("They will meet.", address("1"))
    ]


async def test_the_same_story_again_changes_nothing(archive: Archive) -> None:
    first = await take(archive, story(meeting()))
    again = await take(archive, story(meeting()), now=NOW + timedelta(minutes=5), its_page=page("1?utm_source=feed"))
    assert (again.story_id, again.unchanged, again.alerts) == (first.story_id, True, ())
    assert await rows(archive, "SELECT count(*) FROM alerts") == [(1,)]
    assert await rows(archive, "SELECT count(*) FROM decisions") == [(4,)]


async def test_a_failure_in_the_middle_leaves_nothing(archive: Archive) -> None:
    async with archive.transaction() as connection:
        await connection.execute(
            "CREATE TRIGGER full BEFORE INSERT ON alert BEGIN SELECT raise(ABORT, 'disk full'); END"
        )
    with pytest.raises(Exception, match="disk full"):
        await take(archive, story(meeting()))
    assert await rows(archive, "SELECT (SELECT count(*) FROM story), (SELECT count(*) FROM meeting)") == [(0, 0)]


async def test_an_unwritable_archive_is_an_expected_failure(archive: Archive) -> None:
    async with archive.transaction() as connection:
        await connection.execute("PRAGMA query_only = ON")
    with pytest.raises(ArchiveError, match="nothing of this step was written"):
        await take(archive, story(meeting()))


async def test_a_copy_adds_a_source_and_no_weight(archive: Archive) -> None:
    await take(archive, story(meeting(), text=PARAGRAPHS))
    shortened = story(meeting(), name="2", outlet="Harbour Post", text=["Another lead here.", *PARAGRAPHS[1:4]])
    copied = await take(archive, shortened, "2")
    assert copied.copy_of == address("1")
    assert ("copy", "copy") in [(reason.step, reason.outcome) for reason in copied.reasons]
    assert await rows(archive, "SELECT stories, outlets, independent FROM meetings") == [(2, 2, 1)]
    third = await take(archive, replace(shortened, quotes=()), "3")
    assert third.copy_of == address("1")  # a copy of a copy is the first one's


async def test_what_shares_little_is_no_copy_and_the_trail_says_with_what_it_was_compared(archive: Archive) -> None:
    await take(archive, story(meeting(), text=PARAGRAPHS))
    own = [" ".join(f"own{paragraph}x{number}" for number in range(40)) for paragraph in range(8)]
    line = " ".join(PARAGRAPHS[0].split()[:26])
    taken = await take(archive, story(meeting(), name="2", text=[line, *own]), "2")
    assert taken.copy_of is None
    (compared,) = [reason for reason in taken.reasons if reason.step == "copy"]
    assert compared.detail == f"7% of the shorter text is shared with {address('1')}: too little for a copy"


async def test_a_corrected_page_finds_no_copy_of_itself(archive: Archive) -> None:
    await take(archive, story(meeting(), text=PARAGRAPHS))
    again = await take(archive, story(meeting("2026-05-10"), text=PARAGRAPHS[:-1]), now=NOW + timedelta(hours=1))
    assert again.copy_of is None
    assert [alert.type for alert in again.alerts] == ["meeting.updated"]
    assert await rows(archive, "SELECT DISTINCT cause FROM meeting_history ORDER BY cause") == [
        ("correction",),
        ("report",),
    ]
    assert await rows(archive, "SELECT count(*) FROM shingle") == [(64,)]


@pytest.mark.parametrize("hours", [1, 6, 24, 72])
async def test_a_correction_is_told_and_a_dropped_meeting_is_never_new_again(archive: Archive, hours: int) -> None:
    later = NOW + timedelta(hours=hours)
    await take(archive, story(meeting()))
    corrected = await take(archive, story(meeting("2026-05-10")), now=later)
    assert [alert.body["data"]["changes"] for alert in corrected.alerts] == [{"start": ["2026-05-03", "2026-05-10"]}]
    dropped = await take(archive, story(), now=later + timedelta(hours=1))
    assert dropped.alerts == ()
    assert await rows(archive, "SELECT unsure FROM meetings") == [(1,)]
    again = await take(archive, story(meeting("2026-05-10"), name="2"), "2", now=later + timedelta(hours=2))
    assert again.alerts == ()
    assert await rows(archive, "SELECT unsure, stories FROM meetings") == [(0, 1)]


async def test_the_copy_that_came_first_is_no_copy_of_its_own_copy(archive: Archive) -> None:
    await take(archive, story(meeting(), text=PARAGRAPHS))
    await take(archive, story(meeting(), name="2", text=PARAGRAPHS[:6]), "2")
    again = await take(archive, story(meeting(), text=PARAGRAPHS[:7]), now=NOW + timedelta(hours=1))
    assert again.copy_of is None


async def test_an_old_text_under_a_new_stamp_alerts_nobody(archive: Archive) -> None:
    old = story(meeting(status="held"), published="2026-02-01", text=PARAGRAPHS)
    await take(archive, old, quiet=True, now=at("2026-02-01T12:00:00"))
    again = await take(archive, story(meeting(status="held"), published="2026-04-20", name="2", text=PARAGRAPHS), "2")
    assert again.alerts == ()
    assert again.reasons[-1].detail.startswith("Dana Okafor – Lin Weiguo, Chengdu, 3 May 2026: old material")


async def test_the_feeds_date_and_the_host_stand_in_for_what_the_page_does_not_say(archive: Archive) -> None:
    said = Entry(address("1"), "Envoys", published="2026-03-01T00:00:00Z")
    nameless = story(meeting(), published=None, outlet="")
    taken = await take(archive, nameless, its_page=replace(page(), entry=said))
    assert taken.alerts == ()
    assert await rows(archive, "SELECT day, outlet FROM stories") == [("2026-03-01", "wire.example.org")]


async def test_pages_of_meetings_are_looked_at_again_after_growing_spans(archive: Archive) -> None:
    spans = []
    for hours in (0, 2, 8, 30, 80):
        await take(archive, story(meeting()), now=NOW + timedelta(hours=hours))
        (due,) = await rows(archive, "SELECT reread_at FROM story")
        spans.append(due[0] and (at(due[0]) - NOW) / timedelta(hours=1))
    assert spans == [1, 6, 24, 72, None]
    await take(archive, story(name="2"), "2")
    assert await rows(archive, "SELECT reread_at FROM story WHERE id = 2") == [(None,)]


async def test_two_languages_and_nobody_on_any_list_make_one_meeting(archive: Archive) -> None:
    english, chinese = (OKAFOR, LIN), (OKAFOR_IN_CHINESE, LIN_IN_CHINESE)
    await take(archive, story(meeting(participants=chinese), language="zh", outlet="示例新闻"), "1")
    second = await take(archive, story(meeting(participants=english), name="2"), "2")
    assert second.alerts == ()
    assert await rows(archive, "SELECT title, stories FROM meetings") == [
        ("Dana Okafor – Lin Weiguo, Chengdu, 3 May 2026", 2)
    ]


_PEOPLE: list[tuple[Person, ...]] = [(OKAFOR, LIN), (OKAFOR_IN_CHINESE, LIN_IN_CHINESE), (OKAFOR, FAN), (LIN,)]


def wild_story(source: random.Random, number: int) -> Story:
    """Anything that a parser, right or wrong, may make of a story."""
    day = date(2026, 3, 1) + timedelta(days=source.randint(0, 50))
    return story(*(_wild(source, day) for _ in range(source.choice([1, 1, 2]))), published=str(day), name=str(number))


def _wild(source: random.Random, day: date) -> Meeting:
    start = day + timedelta(days=source.randint(-6, 20))
    precision = source.choice(["day", "day", "week", "month", "unknown"])
    return meeting(
        None if precision == "unknown" else str(start),
        precision=precision,
        status=source.choice(["announced", "underway", "held", "postponed", "cancelled"]),
        city=source.choice(["Chengdu", "Geneva", None]),
        country=None,
        mode=source.choice(["in_person", "in_person", "call"]),
        participants=source.choice(_PEOPLE),
        background=source.random() < 0.1,
    )


@pytest.mark.parametrize("seed", range(6))
async def test_what_is_known_does_not_depend_on_the_order_of_arrival(tmp_path: Path, seed: int) -> None:
    source = random.Random(seed)
    stories = [wild_story(source, number) for number in range(12)]
    now, rules = at("2026-12-01"), AlertRules(max_age=None)
    results = []
    for attempt in range(2):
        async with await Archive.open(tmp_path / f"{attempt}.sqlite3") as archive:
            for told in stories:
                await take(archive, told, told.text.source.rsplit("/", 1)[-1], now, rules)
            homes: dict[str, set[str]] = {}
            for home, url, number in await rows(archive, "SELECT meeting_id, url, number FROM meeting_stories"):
                homes.setdefault(home, set()).add(f"{url} {number}")
            partition = {frozenset(reports) for reports in homes.values()}
            facts = set(
                await rows(archive, 'SELECT title, status, start, "end", city, unsure, background FROM meetings')
            )
            results.append((partition, facts))
        source.shuffle(stories)
    assert results[0] == results[1]
    assert len(results[0][0]) == len(resolve(_reports(stories, now, rules)))


def _reports(stories: Sequence[Story], now: datetime, rules: AlertRules) -> list[Any]:
    """The same reports, without the archive."""
    found: list[Any] = []
    for told in stories:
        moment = at(f"{told.text.published}T12:00:00")
        link = told.text.source
        source = Source(link, link, "", "", told.text.published, "en", moment.date(), moment, link)
        found += reports_of(Arrival(told, source), rules)
    return found


async def test_the_entry_that_led_to_it_waits_no_longer(archive: Archive) -> None:
    async with archive.transaction() as connection:
        await connection.execute(
            "INSERT INTO entry (id, url, link, said, first_seen_at, state, due_at)"
            " VALUES (7, 'u', 'u', '{}', '', 'waiting', '')"
        )
    await take(archive, story(meeting()), entry_id=7)
    assert await rows(archive, "SELECT state, attempts FROM entry") == [("read", 1)]
    async with archive.transaction() as connection:
        await connection.execute("UPDATE entry SET state = 'waiting'")
    assert (await take(archive, story(meeting()), entry_id=7)).unchanged
    assert await rows(archive, "SELECT state, attempts FROM entry") == [("read", 2)]
