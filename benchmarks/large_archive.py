"""Makes an archive of a million stories, for the benchmarks that need one.

    python benchmarks/large_archive.py PATH [STORIES]

One story in fifty, at most 5,000, reports a meeting and is taken in as the daemon takes it. The others, which concern
no meeting, are written straight into the tables that a story fills, full-text and near-duplicate index included:
decided about singly they would take hours. Two thirds are English, one third Chinese; words are as frequent as words
are. Their texts are some thousands that return: to the indexes a text that returns is as long as a new one.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import random
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.near_duplicates import WHOLE, fill
from benchmarks.stream import jobs
from monitor.core.records import Place, Quote
from monitor.store.archive import Archive
from monitor.store.search_index import add_functions
from monitor.store.search_words import search_body, search_row, search_words
from tests.support.taking import tell

FIRST = date(2005, 1, 1)
DAYS = 7600
OUTLETS = [f"Outlet {number}" for number in range(120)]
SPEAKERS = ["Xie Zhenhua", "John Kerry", "State Department", "analyst", "Liu Zhenmin", "senior official"]
PARAGRAPHS, WORDS = 4, 45
_AT_ONCE = 5000
_REPORTS = 5000
_TEXTS = 15_000
_DAY = "0000-00-00"
_STORY = """
INSERT INTO story (id, url, outlet, language, headline, published, day, moment, relevant, relevance, record, read_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, 0.1, ?, ?)
"""
_SEARCH = (
    "INSERT INTO story_search (rowid, headline, body, outlet, language, relevance) VALUES (?, ?, ?, ?, ?, 'other')"
)
_QUOTE = "INSERT INTO quote VALUES (?, 0, ?, ?, NULL, NULL, 0, 0)"
_QUOTE_SEARCH = "INSERT INTO quote_search (rowid, text, speaker, via, outlet, language) VALUES (?, ?, ?, '', ?, ?)"
_ENTRY = """
INSERT INTO entry (id, url, link, said, first_seen_at, state, due_at) VALUES (?, ?, ?, '{}', ?, 'read', ?)
"""
_DECISION = (
    "INSERT INTO decision (url, at, step, outcome, detail, score) VALUES (?, ?, 'relevance', 'no', 'topics', 0.1)"
)


class Writer:
    """Texts whose words are as frequent as in a language: the n-th word comes 1/n as often as the first."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        english = [
            "methane",
            "coal",
            "talks",
            "envoy",
            "climate",
            "beijing",
            "washington",
            *(f"word{n}" for n in range(40_000)),
        ]
        characters = [chr(number) for number in range(0x4E00, 0x4E00 + 3000)]
        pairs = [
            "甲烷",
            "煤炭",
            "会谈",
            "特使",
            "气候",
            *("".join(chance.choices(characters, k=2)) for _ in range(20_000)),
        ]
        self._words = {"en": english, "zh": pairs}
        weights = {language: [1 / rank for rank in range(1, len(words) + 1)] for language, words in self._words.items()}
        self._weights = {language: list(itertools.accumulate(each)) for language, each in weights.items()}

    def words(self, language: str, count: int) -> str:
        """`count` words."""
        taken = self._chance.choices(self._words[language], cum_weights=self._weights[language], k=count)
        return ("" if language == "zh" else " ").join(taken)


def record(language: str, headline: str, paragraphs: list[str], quote: str, speaker: str, day: str) -> dict[str, Any]:
    """A record in its published form."""
    return {
        "schema": "envoy-monitor/record/1", "source": "", "url": None, "outlet": None, "language": language,
        "headline": headline, "standfirst": None, "authors": [], "published": day, "updated": None, "image": None,
        "sections": [{"heading": None, "paragraphs": [{"kind": "paragraph", "text": text} for text in paragraphs]}],
        "quotes": [
            {"text": quote, "speaker": speaker, "role": None, "via": None, "where": {"section": 0, "paragraph": 0}}
        ],
        "people": [], "meetings": [], "relevance": {"relevant": False, "score": 0.1, "reasons": []}, "notes": [],
    }  # fmt: skip


@dataclass(frozen=True)
class Told:
    """A story's text in every form that is written."""

    language: str
    headline: str
    record: str
    """JSON, with the day left out."""
    quote: str
    speaker: str
    outlet: str
    searched: tuple[str, str, str]
    """Headline, body, outlet as the full-text index has them."""
    searched_quote: tuple[str, str, str]


def texts(chance: random.Random, count: int) -> list[Told]:
    """`count` stories that report nothing."""
    writer, found = Writer(chance), []
    for number in range(count):
        language = "zh" if number % 3 == 0 else "en"
        headline = writer.words(language, 9)
        paragraphs = [writer.words(language, WORDS) for _ in range(PARAGRAPHS)]
        quote, speaker, outlet = writer.words(language, 12), chance.choice(SPEAKERS), chance.choice(OUTLETS)
        told = record(language, headline, paragraphs, quote, speaker, _DAY)
        found.append(
            Told(
                language,
                headline,
                json.dumps(told, ensure_ascii=False),
                quote,
                speaker,
                outlet,
                (search_words(headline), search_words(search_body(told)), search_words(outlet)),
                (search_words(quote), search_words(speaker), search_words(outlet)),
            )
        )
    return found


def others(first: int, count: int, chance: random.Random) -> Iterator[tuple[tuple[Any, ...], ...]]:
    """Rows of story, story_search, quote, quote_search, entry and decision for each of `count` stories."""
    told = texts(chance, min(count, _TEXTS))
    for number in range(first, first + count):
        story = told[number % len(told)]
        day = str(FIRST + timedelta(days=DAYS * (number - first) // count))
        at = f"{day}T08:00:00.000Z"
        url = f"https://news.example/{number}"
        row = search_row(day, number)
        text = story.record.replace(_DAY, day)
        yield (
            (number, url, story.outlet, story.language, story.headline, day, day, at, text, at),
            (row, *story.searched, story.language),
            (number, story.quote, story.speaker),
            (row, *story.searched_quote, story.language),
            (number, url, url, at, at),
            (url, at),
        )


async def report(path: Path, stories: int, chance: random.Random) -> None:
    """Take in `stories` stories, forty of which report a meeting."""
    writer = Writer(chance)
    async with await Archive.open(path) as archive:
        for number, (day, told) in enumerate(jobs(stories * 25, chance, max(1, stories // 40))):
            if told:
                quote = Quote(writer.words("en", 12), chance.choice(SPEAKERS), None, None, Place(0, 0))
                await tell(
                    archive, told, name=f"report-{number}", on=str(day), outlet=chance.choice(OUTLETS), quotes=(quote,),
                    text=[writer.words("en", WORDS) for _ in range(PARAGRAPHS)], channels=(),
                )  # fmt: skip


def write(path: Path, stories: int, chance: random.Random) -> None:
    """The stories that report nothing."""
    with closing(sqlite3.connect(path)) as connection:
        add_functions(connection)
        connection.execute("PRAGMA synchronous = OFF")
        first = connection.execute("SELECT max(id) + 1 FROM story").fetchone()[0]
        rows = others(first, stories, chance)
        while part := list(itertools.islice(rows, _AT_ONCE)):
            for sql, values in zip(
                (_STORY, _SEARCH, _QUOTE, _QUOTE_SEARCH, _ENTRY, _DECISION), zip(*part, strict=True), strict=True
            ):
                connection.executemany(sql, values)
            connection.commit()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def make(path: Path, stories: int) -> None:
    """An archive of `stories` stories at `path`."""
    chance = random.Random(5)
    began = time.monotonic()
    reports = min(stories // 50, _REPORTS)
    asyncio.run(report(path, reports, chance))
    print(f"{reports} reports taken in after {time.monotonic() - began:.0f} s", flush=True)
    write(path, stories - reports, chance)
    print(f"{stories} stories after {time.monotonic() - began:.0f} s", flush=True)
    fill(path, stories - WHOLE)  # of stories that there are
    print(f"{path.stat().st_size / 2**30:.1f} GiB after {time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    make(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000)
