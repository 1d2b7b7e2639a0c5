"""The archive, row by row; and what the page and dashboards ask of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest_asyncio

from monitor.core.json_form import to_json
from monitor.core.polling.feed import FeedDefinition
from monitor.core.records import Place, Quote
from monitor.store.archive import Archive
from monitor.store.browsing import (
    MeetingChoice,
    browse_meetings,
    count_years,
    known_people,
    known_places,
    quotes_about,
)
from monitor.store.export import (
    Span,
    export_events,
    export_meetings,
    export_quotes,
    export_records,
    export_stories,
)
from monitor.store.feeds import declare_feeds
from monitor.store.figures import count_all
from monitor.store.source_health import list_sources, screened_out
from monitor.store.syndication import fresh_meeting, fresh_meetings, latest_alerts, meeting_as_alert
from tests.support.meetings import FAN, OKAFOR, at, meeting, story
from tests.support.taking import tell

SAID = Quote("=cmd()", "Dana Okafor", "envoy", "Reuters", Place(0, 0))
HELD = meeting("2026-05-17", status="held")
CALL = meeting(
    "2025-11-02", status="held", mode="call", city=None, country=None, kind="official", participants=(OKAFOR, FAN)
)


@pytest_asyncio.fixture
async def archive(tmp_path: Path) -> AsyncIterator[Archive]:
    async with await Archive.open(tmp_path / "archive.sqlite3") as archive:
        feeds = [FeedDefinition(name, f"https://{name}.example/", timedelta(hours=1)) for name in ("well", "ill")]
        await declare_feeds(archive, feeds, at("2026-04-01"))
        await tell(archive, CALL, name="call", on="2025-11-03", quotes=(SAID,))
        await tell(archive, meeting("2026-05-17"), name="one", on="2026-04-20", quotes=(SAID,))
        await tell(archive, HELD, name="two", on="2026-05-17", language="zh", outlet="示例新闻")
        await tell(archive, name="three", on="2026-05-18", relevant=False)
        yield archive


async def every(rows: AsyncIterator[dict[str, Any]]) -> list[dict[str, Any]]:
    return [row async for row in rows]


async def test_records_are_as_they_were_read(archive: Archive) -> None:
    found = await every(export_records(archive, Span()))
    assert found[1] == to_json(story(meeting("2026-05-17"), name="one", published="2026-04-20", quotes=(SAID,)))
    assert len(found) == 4


async def test_a_span_of_days(archive: Archive) -> None:
    spring = Span(date(2026, 4, 1), date(2026, 5, 17))
    assert [row["headline"] for row in await every(export_stories(archive, spring))] == ["Story one", "Story two"]
    assert [row["story_id"] for row in await every(export_quotes(archive, Span()))] == [1, 2]
    assert [row["text"] for row in await every(export_quotes(archive, spring))] == ["=cmd()"]
    assert [row["status"] for row in await every(export_meetings(archive, spring))] == ["held"]
    assert await every(export_quotes(archive, Span(date(2027, 1, 1)))) == []


async def test_more_rows_than_are_read_at_once(archive: Archive) -> None:
    async with archive.transaction() as connection:
        await connection.execute(
            """WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1200)
               INSERT INTO story (url, language, headline, day, relevant, relevance, record, read_at)
               SELECT 'https://x.example/' || i, 'en', 'h', '2020-01-01', 0, 0, '{}', '2026' FROM n"""
        )
        await connection.execute(
            """INSERT INTO quote (story_id, number, text, section, paragraph)
               SELECT id, 0, 'q', 0, 0 FROM story WHERE day = '2020-01-01'"""
        )
    old = Span(until=date(2020, 12, 31))
    assert len(await every(export_stories(archive, old))) == 1200
    quotes = [row["story_id"] for row in await every(export_quotes(archive, old))]
    assert len(set(quotes)) == len(quotes) == 1200


async def test_events(archive: Archive) -> None:
    rows = await every(export_events(archive, Span(), "cameo"))
    assert [(row["code"], row["source"]) for row in rows] == [("042", "USA"), ("043", "CHN"), ("041", "USA")]
    assert [row["code"] for row in await every(export_events(archive, Span(), "plover"))] == ["CONSULT"] * 3


async def test_meetings_as_chosen(archive: Archive) -> None:
    async def starts(**choice: Any) -> list[str | None]:
        return [row.start for row in await browse_meetings(archive, MeetingChoice(**choice))]

    assert await starts() == ["2026-05-17", "2025-11-02"]
    assert await starts(kind="official") == ["2025-11-02"]
    assert await starts(kind="other") == []
    assert await starts(status="held", mode="in_person") == ["2026-05-17"]
    assert await starts(person="fan") == ["2025-11-02"]
    assert await starts(place="chengdu") == await starts(place="cn") == ["2026-05-17"]
    assert await starts(place="US") == []
    assert await starts(side="US") == []
    assert await starts(language="zh") == ["2026-05-17"]
    assert await starts(year=2025) == ["2025-11-02"]
    assert await starts(unsure=True) == []
    assert await starts(unsure=False, background=True) == ["2026-05-17", "2025-11-02"]
    both = MeetingChoice()
    assert [row.start for row in await browse_meetings(archive, both, limit=1, offset=1)] == ["2025-11-02"]
    assert [row.start for row in await browse_meetings(archive, both, first=date(2026, 1, 1))] == ["2026-05-17"]
    inside = replace(both, year=2025)
    assert await browse_meetings(archive, inside, first=date(2026, 1, 1)) == []
    assert await browse_meetings(archive, inside, last=date(2024, 1, 1)) == []
    assert [(year.year, year.meetings) for year in await count_years(archive, inside)] == [(2025, 1), (2026, 1)]
    assert await known_places(archive) == ["Chengdu"]
    assert (await known_people(archive))[0] == "Dana Okafor"


async def test_quotes_of_a_meeting(archive: Archive) -> None:
    (held, _) = await browse_meetings(archive, MeetingChoice())
    assert [(quote.text, quote.speaker) for quote in await quotes_about(archive, held.id)] == [
        ("=cmd()", "Dana Okafor")
    ]


async def test_figures(archive: Archive) -> None:
    figures = await count_all(archive)
    assert (figures.stories, figures.relevant, figures.entries, figures.waiting) == (4, 3, 0, 0)
    assert figures.meetings == {"held": 2}
    assert figures.feeds == {"active": 2}
    assert figures.polled_at is None
    assert figures.pending_since is not None
    assert figures.deliveries == {("webhook", "pending"): sum(figures.alerts.values())}
    assert figures.archive_bytes > 0


async def test_sources(archive: Archive) -> None:
    async with archive.transaction() as connection:
        await connection.execute("UPDATE feed SET trouble = 'answers 503', failures = 3 WHERE name = 'ill'")
        for number, state in enumerate(("read", "screened_out", "failed", "waiting")):
            url = f"https://well.example/{number}"
            await connection.execute(
                "INSERT INTO entry (url, link, feed_id, said, first_seen_at, state, due_at) "
                """VALUES (?, ?, 1, '{"title": "Sport"}', ?, ?, '2026')""",
                (url, url, "2026-05-01T00:00:00.000Z", state),
            )
            await connection.execute(
                "INSERT INTO entry_feed SELECT id, 1, ? FROM entry WHERE url = ?", ("2026-05-01T00:00:00.000Z", url)
            )
        await connection.execute("UPDATE story SET entry_id = 1 WHERE id = 2")
    ill, well = await list_sources(archive, at("2026-05-20"), limit=10)
    assert (ill.name, ill.trouble, ill.brought) == ("ill", "answers 503", 0)
    assert (well.brought, well.read, well.screened_out, well.failed, well.relevant) == (4, 1, 1, 1, 1)
    later = (await list_sources(archive, at("2026-07-20"), limit=10))[1]
    assert (later.brought, later.read) == (0, 0)
    assert [(one.title, one.feed) for one in await screened_out(archive, 5)] == [("Sport", "well")]


async def test_what_goes_out(archive: Archive) -> None:
    held, call = await fresh_meetings(archive)
    assert (held.meeting.start, held.sentence, held.changes) == ("2026-05-17", "The envoys meet.", 2)
    assert held.url == "https://wire.example.org/two"
    assert [one.meeting.start for one in await fresh_meetings(archive, since=date(2026, 1, 1))] == ["2026-05-17"]
    assert [one.meeting.start for one in await fresh_meetings(archive, until=date(2026, 1, 1))] == ["2025-11-02"]
    assert await fresh_meeting(archive, call.meeting.id) == call
    assert await fresh_meeting(archive, "none") is None
    alert = meeting_as_alert(held)
    assert (alert.meeting["title"], alert.sequence) == (held.meeting.title, 2)
    sent = await latest_alerts(archive)
    assert [alert.created_at for alert in sent] == sorted((alert.created_at for alert in sent), reverse=True)
    assert len(sent) == 3
