"""Searching stories and quotes, in English and Chinese, the latest first."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from datetime import date, timedelta

from monitor.store.archive import Archive
from monitor.store.search_words import (
    Marked,
    Piece,
    column_phrase,
    marked,
    match_expression,
    passage,
    search_body,
    search_row,
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; whatever is None does not matter."""

    text: str = ""
    """As `match_expression` reads it."""
    outlet: str | None = None
    language: str | None = None
    relevant: bool | None = None
    """Of stories only."""
    speaker: str | None = None
    """Of quotes only."""
    since: date | None = None
    until: date | None = None
    """The last day."""
    before: int | None = None
    """Only what comes after this row: the `row` of the last hit of the page before."""
    limit: int = 20


@dataclass(frozen=True, slots=True)
class StoryHit:
    """A story that was found."""

    row: int
    id: int
    url: str
    outlet: str | None
    language: str
    published: str | None
    relevant: bool
    copy_of: int | None
    meetings: int
    headline: Marked
    passage: Marked


@dataclass(frozen=True, slots=True)
class QuoteHit:
    """A quote that was found."""

    row: int
    story_id: int
    number: int
    text: Marked
    speaker: str | None
    role: str | None
    via: str | None
    url: str
    outlet: str | None
    language: str
    published: str | None
    headline: str


_STORIES = """
WITH hit AS MATERIALIZED (
    SELECT rowid AS row, {headline} AS headline, {body} AS body FROM story_search
    WHERE {condition} rowid >= :since AND rowid < :before ORDER BY rowid DESC LIMIT :limit)
SELECT hit.row, s.id, coalesce(s.link, s.url) AS url, s.outlet, s.language, s.published, s.relevant, s.copy_of,
       s.headline AS plain, s.record, hit.headline, hit.body,
       (SELECT count(*) FROM report AS r WHERE r.story_id = s.id) AS meetings
FROM hit JOIN story AS s ON s.id = (hit.row >> 12) & 0xffffffff ORDER BY hit.row DESC
"""
_QUOTES = """
WITH hit AS MATERIALIZED (
    SELECT rowid AS row, {text} AS text FROM quote_search
    WHERE {condition} rowid >= :since AND rowid < :before ORDER BY rowid DESC LIMIT :limit)
SELECT hit.row, q.story_id, q.number, q.text AS plain, hit.text, q.speaker, q.role, q.via,
       coalesce(s.link, s.url) AS url, s.outlet, s.language, s.published, s.headline
FROM hit JOIN quote AS q ON q.story_id = (hit.row >> 12) & 0xffffffff AND q.number = hit.row & 4095
JOIN story AS s ON s.id = q.story_id ORDER BY hit.row DESC
"""
_HIGHLIGHT = "highlight({table}, {column}, char(1), char(2))"
_EVER = -(1 << 62), 1 << 62


async def search_stories(archive: Archive, wanted: Wanted) -> list[StoryHit]:
    """The stories wanted, the latest published first."""
    match = _match(wanted, {"relevance": _relevance(wanted.relevant)})
    marks = {"headline": _mark("story_search", 0, match), "body": _mark("story_search", 1, match)}
    return [_story(row) for row in await _found(archive, "story_search", _STORIES, marks, match, wanted)]


async def search_quotes(archive: Archive, wanted: Wanted) -> list[QuoteHit]:
    """The quotes wanted, the latest published first."""
    match = _match(wanted, {"speaker": wanted.speaker})
    marks = {"text": _mark("quote_search", 0, match)}
    return [_quote(row) for row in await _found(archive, "quote_search", _QUOTES, marks, match, wanted)]


async def _found(
    archive: Archive, table: str, sql: str, marks: dict[str, str], match: str | None, wanted: Wanted
) -> list[sqlite3.Row]:
    since, before = _EVER
    if wanted.since:
        since = search_row(str(wanted.since), 0)
    if wanted.until and wanted.until < date.max:
        before = search_row(str(wanted.until + timedelta(days=1)), 0)
    if wanted.before is not None:
        before = max(_EVER[0], min(before, wanted.before))
    condition = f"{table} MATCH :match AND " if match else ""
    parameters = {"match": match, "since": since, "before": before, "limit": wanted.limit}
    return await archive.read(sql.format(condition=condition, **marks), parameters)


def _match(wanted: Wanted, more: dict[str, str | None]) -> str | None:
    columns = {"outlet": wanted.outlet, "language": wanted.language, **more}
    conditions = [column_phrase(column, value) for column, value in columns.items() if value]
    text = match_expression(wanted.text)
    searched = "{headline body}" if "relevance" in more else "{text}"
    parts = [f"{searched} : ({text})" if text else None, *conditions]
    return " AND ".join(part for part in parts if part) or None


def _mark(table: str, column: int, match: str | None) -> str:
    return _HIGHLIGHT.format(table=table, column=column) if match else "''"


def _relevance(relevant: bool | None) -> str | None:
    return None if relevant is None else "relevant" if relevant else "other"


def _story(row: sqlite3.Row) -> StoryHit:
    body = search_body(json.loads(row["record"]))
    return StoryHit(
        row=row["row"],
        id=row["id"],
        url=row["url"],
        outlet=row["outlet"],
        language=row["language"],
        published=row["published"],
        relevant=bool(row["relevant"]),
        copy_of=row["copy_of"],
        meetings=row["meetings"],
        headline=marked(row["plain"], row["headline"]) or (Piece(row["plain"]),),
        passage=passage(marked(body, row["body"])),
    )


def _quote(row: sqlite3.Row) -> QuoteHit:
    return QuoteHit(
        **{key: row[key] for key in row.keys() if key not in ("plain", "text")},  # noqa: SIM118 (a Row iterates values)
        text=marked(row["plain"], row["text"]),
    )
