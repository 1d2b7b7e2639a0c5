"""The full-text index, kept by the transaction that saves a story."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from typing import Any

import aiosqlite

from monitor.store.rows import write_rows
from monitor.store.search_words import MOST_QUOTES, search_body, search_row, search_words

_STORY = "INSERT INTO story_search (rowid, headline, body, outlet, language, relevance) VALUES (?, ?, ?, ?, ?, ?)"
_QUOTE = "INSERT INTO quote_search (rowid, text, speaker, via, outlet, language) VALUES (?, ?, ?, ?, ?, ?)"


def add_functions(connection: sqlite3.Connection) -> None:
    """Give a connection the functions with which a migration fills the index."""
    connection.create_function("search_row", 3, search_row, deterministic=True)
    connection.create_function("search_words", 1, search_words, deterministic=True)
    connection.create_function("search_body", 1, lambda record: search_body(json.loads(record)), deterministic=True)


async def forget_story(connection: aiosqlite.Connection, story_id: int, day: str | None) -> None:
    """Take a story and its quotes out; `day` is the one under which they were put in."""
    first = search_row(day, story_id)
    await connection.execute("DELETE FROM story_search WHERE rowid = ?", (first,))
    span = (first, first + MOST_QUOTES - 1)
    await connection.execute("DELETE FROM quote_search WHERE rowid BETWEEN ? AND ?", span)


async def index_story(
    connection: aiosqlite.Connection, story_id: int, day: str | None, record: Mapping[str, Any]
) -> None:
    """Put a story and its quotes in."""
    row, outlet, language = search_row(day, story_id), search_words(record["outlet"]), record["language"]
    relevance = "relevant" if record["relevance"]["relevant"] else "other"
    headline, body = search_words(record["headline"]), search_words(search_body(record))
    await connection.execute(_STORY, (row, headline, body, outlet, language, relevance))
    quotes = [
        (row + n, *(search_words(quote[key]) for key in ("text", "speaker", "via")), outlet, language)
        for n, quote in enumerate(record["quotes"][:MOST_QUOTES])
    ]
    await write_rows(connection, _QUOTE, quotes)
