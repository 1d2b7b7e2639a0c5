"""Read the stored pages again with today's parser, and see what would be different.

    page ──read──▶ Story ──ingest into a scratch archive──▶ records, meetings, alerts ──compared with──▶ the archive's

Nothing is sent and the archive is not touched: every alert lands in the scratch archive, which has no channels.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from monitor.core.deciding.rules import AlertRules
from monitor.core.errors import UnreadablePage
from monitor.core.records import Page, Story
from monitor.pipeline.ingest import ingest
from monitor.store.archive import Archive
from monitor.store.pages import kept_pages

Read = Callable[[Page], Story]
"""bytes → Story. Raises UnreadablePage."""

_RECORDS = "SELECT url, record FROM story"
# That a date has passed is the calendar's doing, not the parser's.
_MEETINGS = """
SELECT m.title, m.kind, replace(m.status, 'unreported', 'announced'), m.unsure, (SELECT json_group_array(url) FROM
    (SELECT DISTINCT s.url FROM report AS r JOIN story AS s ON s.id = r.story_id WHERE r.meeting_id = m.id
     ORDER BY s.url)) AS stories
FROM meeting AS m WHERE m.merged_into IS NULL
"""
_ALERTS = """
SELECT a.type, m.title, s.url FROM alert AS a
JOIN meeting AS m ON m.id = a.meeting_id JOIN story AS s ON s.id = a.story_id
"""
_NOT_COMPARED = frozenset({"source", "url"})


@dataclass(frozen=True, slots=True)
class RecordDifference:
    """One field of one story's record that today's parser reads otherwise."""

    url: str
    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Difference:
    """What reading everything again would change."""

    stories: int
    """Pages read."""
    unreadable: tuple[str, ...]
    """Addresses of pages that today's parser can no longer read."""
    records: tuple[RecordDifference, ...]
    meetings_gone: tuple[str, ...]
    """Titles with the addresses of their stories, as the archive has them and today's reading would not."""
    meetings_new: tuple[str, ...]
    alerts_gone: tuple[str, ...]
    """Alerts that were written and would not be today."""
    alerts_new: tuple[str, ...]


async def replay(archive: Archive, scratch: Path, read: Read, rules: AlertRules) -> Difference:
    """Read every kept page of `archive` again, in the order of its first reading, into a new archive at `scratch`.

    `rules` should be those under which the archive was filled; each story is judged at the moment of its first reading.
    """
    unreadable: list[str] = []
    count = 0
    async with await Archive.open(scratch) as again:
        async for kept in kept_pages(archive):
            count += 1
            try:
                story = read(kept.page)
            except UnreadablePage:
                unreadable.append(kept.address)
                continue
            await ingest(
                again, story, kept.page, entry_id=None, rules=rules, channels=(), now=kept.read_at, quiet=kept.quiet
            )
        meetings = await _lines(archive, _MEETINGS), await _lines(again, _MEETINGS)
        alerts = await _lines(archive, _ALERTS), await _lines(again, _ALERTS)
        records = tuple(_compare(await _records(archive), await _records(again)))
    return Difference(
        stories=count,
        unreadable=tuple(unreadable),
        records=records,
        meetings_gone=tuple(sorted(meetings[0] - meetings[1])),
        meetings_new=tuple(sorted(meetings[1] - meetings[0])),
        alerts_gone=tuple(sorted(alerts[0] - alerts[1])),
        alerts_new=tuple(sorted(alerts[1] - alerts[0])),
    )


async def _lines(archive: Archive, sql: str) -> set[str]:
    return {" | ".join(str(value) for value in row) for row in await archive.read(sql)}


async def _records(archive: Archive) -> dict[str, dict[str, Any]]:
    return {row["url"]: json.loads(row["record"]) for row in await archive.read(_RECORDS)}


def _compare(before: dict[str, dict[str, Any]], after: dict[str, dict[str, Any]]) -> Iterator[RecordDifference]:
    for url in sorted(before.keys() & after.keys()):
        for field in sorted(before[url].keys() | after[url].keys()):
            old, new = before[url].get(field), after[url].get(field)
            if old != new and field not in _NOT_COMPARED:
                yield RecordDifference(url, field, old, new)
