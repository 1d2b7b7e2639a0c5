"""Stories as they were read: the record, its quotes and people."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import aiosqlite

from monitor.core.deciding.known import Source
from monitor.core.json_form import to_json
from monitor.core.records import Story
from monitor.store.archive import Archive
from monitor.store.rows import write_rows
from monitor.store.search_index import forget_story, index_story
from monitor.store.shingles import forget_sketch, index_sketch, packed
from monitor.store.times import from_text, to_text

_FIND = "SELECT id, day, record, read_at FROM story WHERE url = ?"
_ORIGINAL = """
SELECT o.id, o.url, o.day, o.moment FROM story AS s JOIN story AS o ON o.id = coalesce(s.copy_of, s.id) WHERE s.id = ?
"""
_SAVE = """
INSERT INTO story (url, link, entry_id, outlet, language, headline, published, day, moment, quiet, relevant, relevance,
    copy_of, record, sketch, read_at, reread_at)
VALUES (:url, :link, :entry_id, :outlet, :language, :headline, :published, :day, :moment, :quiet, :relevant, :relevance,
    :copy_of, :record, :sketch, :now, :reread_at)
ON CONFLICT (url) DO UPDATE SET link = :link, entry_id = coalesce(entry_id, :entry_id), outlet = :outlet,
    language = :language, headline = :headline, published = :published, day = :day, moment = :moment,
    relevant = :relevant, relevance = :relevance, record = :record, sketch = :sketch,
    reread_at = :reread_at
RETURNING id
"""
_FORGET_PARTS = ("DELETE FROM quote WHERE story_id = ?", "DELETE FROM person WHERE story_id = ?")
_QUOTE = """
INSERT INTO quote (story_id, number, text, speaker, role, via, section, paragraph) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
"""
_PERSON = "INSERT INTO person (story_id, number, name, country, role) VALUES (?, ?, ?, ?, ?)"
_WAIT_AGAIN = """
UPDATE entry SET state = 'waiting', due_at = :now, attempts = 0
WHERE state <> 'waiting' AND id IN (SELECT entry_id FROM story WHERE reread_at <= :now)
"""
_NO_LONGER_DUE = "UPDATE story SET reread_at = NULL WHERE reread_at <= ?"
_REREAD_AT = "UPDATE story SET reread_at = ? WHERE id = ?"
_LIST = """
SELECT s.id, coalesce(s.link, s.url) AS url, s.outlet, s.language, s.headline, s.published, s.relevant, s.relevance,
       s.copy_of, s.read_at, (SELECT count(*) FROM report AS r WHERE r.story_id = s.id) AS meetings
FROM story AS s
WHERE (:relevant IS NULL OR s.relevant = :relevant) AND (:language IS NULL OR s.language = :language)
  AND (:outlet IS NULL OR s.outlet = :outlet) AND (:since IS NULL OR s.day >= :since)
ORDER BY s.moment DESC, s.id DESC LIMIT :limit
"""
_RECORD = "SELECT record FROM story WHERE id = :name OR url = :name OR link = :name"


@dataclass(frozen=True, slots=True)
class KnownStory:
    """A story that was read before."""

    id: int
    day: str | None
    record: dict[str, Any]
    read_at: datetime


@dataclass(frozen=True, slots=True)
class Original:
    """The first story of a family of copies."""

    id: int
    address: str
    day: date
    moment: datetime


@dataclass(frozen=True, slots=True)
class StoryRow:
    """One line of the list of stories."""

    id: int
    url: str
    outlet: str | None
    language: str
    headline: str
    published: str | None
    relevant: bool
    relevance: float
    copy_of: int | None
    read_at: str
    meetings: int
    """How many meetings it reports."""


async def find_story(connection: aiosqlite.Connection, address: str) -> KnownStory | None:
    """The story read before at a canonical address."""
    for row in await connection.execute_fetchall(_FIND, (address,)):
        return KnownStory(row["id"], row["day"], json.loads(row["record"]), from_text(row["read_at"]))
    return None


async def original_of(connection: aiosqlite.Connection, story_id: int) -> Original:
    """The story of which `story_id` is a copy, or itself."""
    (row,) = await connection.execute_fetchall(_ORIGINAL, (story_id,))
    return Original(row["id"], row["url"], date.fromisoformat(row["day"]), from_text(row["moment"]))


async def save_story(
    connection: aiosqlite.Connection,
    story: Story,
    source: Source,
    *,
    entry_id: int | None,
    before: KnownStory | None,
    copy_of: int | None,
    sketch: frozenset[int],
    reread_at: datetime | None,
    now: datetime,
) -> int:
    """Write the record with its quotes and people and what finds it, in place of the reading `before`; the story's id.

    Whether it is a copy, and whether it came quietly, stays as it was first decided.
    """
    if before:
        await _forget(connection, before)
    record = to_json(story)
    day = str(source.day)
    row = {
        "url": source.address,
        "link": source.link,
        "entry_id": entry_id,
        "outlet": source.outlet,
        "language": source.language,
        "headline": source.headline,
        "published": source.published,
        "day": day,
        "moment": to_text(source.moment),
        "quiet": int(source.quiet),
        "relevant": int(source.relevant),
        "relevance": story.relevance.score,
        "copy_of": copy_of,
        "record": json.dumps(record, ensure_ascii=False),
        "sketch": packed(sketch),
        "now": to_text(now),
        "reread_at": to_text(reread_at) if reread_at else None,
    }
    (saved,) = await connection.execute_fetchall(_SAVE, row)
    story_id: int = saved["id"]
    await write_rows(connection, _QUOTE, _quote_rows(story_id, story))
    people = [(story_id, n, p.name, p.country, p.role) for n, p in enumerate(story.people)]
    await write_rows(connection, _PERSON, people)
    await index_story(connection, story_id, day, {**record, "outlet": source.outlet})
    await index_sketch(connection, story_id, sketch)
    return story_id


async def _forget(connection: aiosqlite.Connection, before: KnownStory) -> None:
    """Take out what an earlier reading gave besides the record."""
    await forget_story(connection, before.id, before.day)
    await forget_sketch(connection, before.id)
    for forget in _FORGET_PARTS:
        await connection.execute(forget, (before.id,))


async def read_again_at(connection: aiosqlite.Connection, story_id: int, moment: datetime | None) -> None:
    """When the page is looked at again; None: no more."""
    await connection.execute(_REREAD_AT, (to_text(moment) if moment else None, story_id))


async def wait_again(connection: aiosqlite.Connection, now: datetime) -> int:
    """Let the entries of stories whose page is due again wait for the reader; how many.

    The next look is set when the page has been read.
    """
    at = to_text(now)
    async with connection.execute(_WAIT_AGAIN, {"now": at}) as cursor:
        count = cursor.rowcount
    await connection.execute(_NO_LONGER_DUE, (at,))
    return count


async def list_stories(
    archive: Archive,
    *,
    relevant: bool | None = None,
    language: str | None = None,
    outlet: str | None = None,
    since: date | None = None,
    limit: int = 50,
) -> list[StoryRow]:
    """Stories, the latest published first."""
    parameters: dict[str, object] = {
        "relevant": None if relevant is None else int(relevant),
        "language": language,
        "outlet": outlet,
        "since": str(since) if since else None,
        "limit": limit,
    }
    return [_row(row) for row in await archive.read(_LIST, parameters)]


async def show_story(archive: Archive, name: str) -> dict[str, Any] | None:
    """The record of a story by its id, link or canonical address; None where there is none."""
    row = await archive.read_one(_RECORD, {"name": int(name) if name.isdecimal() else name})
    record: dict[str, Any] | None = json.loads(row["record"]) if row else None
    return record


def _row(row: sqlite3.Row) -> StoryRow:
    return StoryRow(**{**dict(row), "relevant": bool(row["relevant"])})


def _quote_rows(story_id: int, story: Story) -> list[tuple[object, ...]]:
    return [
        (story_id, n, q.text, q.speaker, q.role, q.via, q.where.section, q.where.paragraph)
        for n, q in enumerate(story.quotes)
    ]
