"""Everything in the archive, row by row, for other programs. Long tables are read in parts: memory stays small."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from monitor.core.event_codes import Scheme, event_rows
from monitor.store.archive import Archive
from monitor.store.browsing import MeetingChoice, browse_meetings

_PART = 500


@dataclass(frozen=True, slots=True)
class Span:
    """Which days; None: without end."""

    since: date | None = None
    until: date | None = None


_STORIES = """
SELECT id, url, outlet, language, headline, standfirst, published, day, relevant, relevance, copy_of, read_at
FROM stories WHERE {days} AND id > :after ORDER BY id LIMIT :part
"""
_RECORDS = "SELECT id, record FROM story WHERE {days} AND id > :after ORDER BY id LIMIT :part"
_QUOTES = """
SELECT story_id AS id, number, text, speaker, role, via, section, paragraph, url, outlet, language, day
FROM quotes WHERE story_id IN (SELECT id FROM story WHERE {days} AND id > :after ORDER BY id LIMIT :part)
ORDER BY story_id, number
"""
_LAST = "SELECT max(id) AS id FROM (SELECT id FROM story WHERE {days} AND id > :after ORDER BY id LIMIT :part)"
_DAYS = "(:since IS NULL OR day >= :since) AND (:until IS NULL OR day <= :until)"


async def export_stories(archive: Archive, span: Span) -> AsyncIterator[dict[str, Any]]:
    """Stories without their text."""
    async for row in _by_id(archive, _STORIES, span):
        yield {**row, "relevant": bool(row["relevant"])}


async def export_records(archive: Archive, span: Span) -> AsyncIterator[dict[str, Any]]:
    """Records as `parse` prints them."""
    async for row in _by_id(archive, _RECORDS, span):
        yield json.loads(row["record"])


async def export_quotes(archive: Archive, span: Span) -> AsyncIterator[dict[str, Any]]:
    """Quotes with where they stand."""
    parameters = {**_span(span), "part": _PART, "after": 0}
    while True:
        last = await archive.read_one(_LAST.format(days=_DAYS), parameters)
        if last is None or last["id"] is None:
            return
        for row in await archive.read(_QUOTES.format(days=_DAYS), parameters):
            values = dict(row)
            yield {"story_id": values.pop("id"), **values}
        parameters["after"] = last["id"]


async def export_meetings(archive: Archive, span: Span) -> AsyncIterator[dict[str, Any]]:
    """Meetings of envoys and officials, the latest first, those too that are only looked back at."""
    offset = 0
    while rows := await browse_meetings(
        archive, MeetingChoice(background=True), first=span.since, last=span.until, limit=_PART, offset=offset
    ):
        for row in rows:
            yield asdict(row)
        offset += len(rows)


async def export_events(archive: Archive, span: Span, scheme: Scheme) -> AsyncIterator[dict[str, Any]]:
    """Meetings in the codes of event data (monitor/core/event_codes.py), the latest first."""
    offset = 0
    while rows := await browse_meetings(
        archive, MeetingChoice(background=True), first=span.since, last=span.until, limit=_PART, offset=offset
    ):
        for meeting in rows:
            for event in event_rows(
                scheme,
                meeting_id=meeting.id,
                status=meeting.status,
                mode=meeting.mode,
                start=meeting.start,
                precision=meeting.precision,
                city=meeting.city,
                country=meeting.country,
                participants=meeting.participants,
            ):
                yield asdict(event)
        offset += len(rows)


async def _by_id(archive: Archive, sql: str, span: Span) -> AsyncIterator[dict[str, Any]]:
    parameters = {**_span(span), "part": _PART, "after": 0}
    while rows := await archive.read(sql.format(days=_DAYS), parameters):
        for row in rows:
            yield dict(row)
        parameters["after"] = rows[-1]["id"]


def _span(span: Span) -> dict[str, Any]:
    return {"since": str(span.since) if span.since else None, "until": str(span.until) if span.until else None}
