"""How fast the page is over a large archive, while the daemon writes.

    python -m benchmarks.page --stories 100000 --folder FOLDER

Makes the archive (once), serves it, asks for every page while stories keep coming in, and prints p50, p95 and size.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import aiosqlite
from aiohttp import web

from monitor.clock import SystemClock
from monitor.settings.models import WebSettings
from monitor.store.archive import Archive
from monitor.store.search_index import index_story
from monitor.web.desk import Desk
from monitor.web.site import build_site

_ENGLISH = (
    "talks climate envoy methane coal steel minister said agreed emissions carbon Beijing Washington working group "
    "summit pledge finance solar power grid forest ocean ships trade tariff statement joint cooperation meeting "
    "delegation special official counterpart discussed progress report target decade energy policy government week"
)
ENGLISH = _ENGLISH.split()
CHINESE = (
    "气候变化特使会谈甲烷煤炭钢铁部长表示同意减排碳北京华盛顿工作组峰会承诺资金太阳能"
    "电网森林海洋船舶贸易关税声明合作代表团官员讨论进展报告目标能源政策政府领导人"
)
CITIES = (("Beijing", "CN"), ("Washington", "US"), ("Doha", "QA"), ("Geneva", "CH"), ("Busan", "KR"))
STATUSES = ("held", "held", "held", "announced", "cancelled", "postponed")
FIRST = date(2009, 1, 1)
STORIES_A_MEETING = 20
OUTLETS = 300

_STORY = """
INSERT INTO story (id, url, outlet, language, headline, published, day, moment, relevant, relevance, record, read_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0.9, ?, ?)
"""
_MEETING = """
INSERT INTO meeting (id, title, kind, status, mode, background, start, "end", precision, city, country, participants,
    confidence, first_reported_at, changed_at)
VALUES (?, ?, 'envoy', ?, 'in_person', 0, ?, ?, 'day', ?, ?, ?, 0.9, ?, ?)
"""
_REPORT = """
INSERT INTO report (story_id, number, meeting_id, facts, evidence, score, reported_at) VALUES (?, 0, ?, ?, ?, 1.0, ?)
"""
_CHANGE = """
INSERT INTO meeting_change (meeting_id, at, story_id, cause, field, before, after, sentence)
VALUES (?, ?, ?, 'report', 'status', NULL, ?, ?)
"""
_ENTRY = (
    "INSERT INTO entry (id, url, link, feed_id, said, first_seen_at, state, due_at) VALUES (?, ?, ?, ?, '{}', ?, ?, ?)"
)


def words(rng: random.Random, chinese: bool, length: int) -> str:
    if chinese:
        return "".join(rng.choice(CHINESE) for _ in range(length * 2)) + "。"
    return " ".join(rng.choices(ENGLISH, k=length)).capitalize() + "."


def record(rng: random.Random, number: int, day: date) -> dict[str, Any]:
    chinese = number % 3 == 0
    quote = {
        "text": words(rng, chinese, 14),
        "speaker": rng.choice(("Xie Zhenhua", "John Kerry", f"Person {number % 997}")),
    }
    return {
        "outlet": f"Outlet {number % OUTLETS}",
        "language": "zh" if chinese else "en",
        "headline": words(rng, chinese, 9),
        "standfirst": None,
        "authors": [],
        "published": str(day),
        "image": None,
        "sections": [
            {
                "heading": None,
                "paragraphs": [{"kind": "paragraph", "text": words(rng, chinese, 45)} for _ in range(10)],
            }
        ],
        "quotes": [{**quote, "role": None, "via": None, "where": {"section": 0, "paragraph": 0}}],
        "people": [],
        "meetings": [],
        "relevance": {"relevant": number % 4 != 0, "score": 0.9, "reasons": []},
        "notes": [],
    }


async def put(connection: aiosqlite.Connection, rng: random.Random, number: int, total: int) -> None:
    """One story with its quote, entry, decisions, and report of a meeting."""
    day = FIRST + timedelta(days=number * 6500 // total)
    at = f"{day}T08:00:00.000Z"
    made = record(rng, number, day)
    url = f"https://news{number % OUTLETS}.example/{number}"
    relevant = made["relevance"]["relevant"]
    text = json.dumps(made, ensure_ascii=False)
    row = (number, url, made["outlet"], made["language"], made["headline"], str(day), str(day), at, relevant, text, at)
    feed = number % OUTLETS + 1
    state = "read" if number % 5 else "screened_out"
    await connection.execute(_ENTRY, (number, url, url, feed, at, state, at))
    await connection.execute("INSERT INTO entry_feed VALUES (?, ?, ?)", (number, feed, at))
    await connection.execute(_STORY, row)
    await connection.execute("UPDATE story SET entry_id = id WHERE id = ?", (number,))
    for n, quote in enumerate(made["quotes"]):
        values = (number, n, quote["text"], quote["speaker"])
        await connection.execute(
            "INSERT INTO quote (story_id, number, text, speaker, section, paragraph) VALUES (?, ?, ?, ?, 0, 0)", values
        )
    await index_story(connection, number, str(day), made)
    decisions = [(url, at, step, "passed", "because") for step in ("screen", "relevance", "copy", "meeting", "alert")]
    await connection.executemany(
        "INSERT INTO decision (url, at, step, outcome, detail) VALUES (?, ?, ?, ?, ?)", decisions
    )
    place = (number - 1) // STORIES_A_MEETING
    meeting = f"m{place}"
    city, country = CITIES[place % len(CITIES)]
    if (number - 1) % STORIES_A_MEETING == 0:
        people = json.dumps([{"name": "John Kerry", "country": "US", "role": "envoy"},
                             {"name": "Xie Zhenhua", "country": "CN", "role": "envoy"}])  # fmt: skip
        status = STATUSES[place % len(STATUSES)]
        title = f"John Kerry – Xie Zhenhua, {city}, {day}"
        await connection.execute(_MEETING, (meeting, title, status, str(day), str(day), city, country, people, at, at))
        await connection.execute(
            "INSERT INTO alert (id, meeting_id, change, type, story_id, body, created_at) "
            "VALUES (?, ?, 'new', 'meeting.new', ?, ?, ?)",
            (f"msg_{meeting}", meeting, number, '{"data": {"meeting": {"title": "t"}}}', at),
        )
    sentence = made["sections"][0]["paragraphs"][0]["text"]
    facts = json.dumps({"status": "held", "start": str(day), "precision": "day", "city": city, "mode": "in_person"})
    await connection.execute(_REPORT, (number, meeting, facts, json.dumps([sentence]), at))
    await connection.execute(_CHANGE, (meeting, at, number, '"held"', sentence))


async def make(archive: Archive, total: int) -> None:
    rng, began = random.Random(1), time.perf_counter()
    async with archive.transaction() as connection:
        for feed in range(OUTLETS):
            await connection.execute(
                "INSERT INTO feed (url, location, name, origin, interval_s, due_at, added_at, polled_at) "
                "VALUES (?, ?, ?, 'command', 900, '2027', '2026', '2026-10-01T00:00:00.000Z')",
                (f"https://news{feed}.example/rss", f"https://news{feed}.example/rss", f"Feed {feed}"),
            )
    for first in range(0, total, 5000):
        async with archive.transaction() as connection:
            for number in range(first, min(first + 5000, total)):
                await put(connection, rng, number + 1, total)
    print(f"made {total} stories in {time.perf_counter() - began:.0f} s, {archive.path.stat().st_size / 1e6:.0f} MB")


def questions(total: int) -> Iterator[tuple[str, str]]:
    rng = random.Random(2)
    yield from ((f"/?{query}", "timeline") for query in ("", "year=2015", "person=kerry", "place=Doha", "status=held"))
    yield from ((f"/meetings/m{rng.randrange(1, total // STORIES_A_MEETING)}", "meeting") for _ in range(15))
    yield from ((f"/stories/{rng.randrange(1, total)}", "story") for _ in range(15))
    yield from (("/stories", "stories"), ("/stories?language=zh&relevant=yes", "stories"), ("/quotes", "quotes"))
    for _ in range(15):
        yield f"/stories?q={rng.choice(ENGLISH)}+{rng.choice(ENGLISH)}", "search en"
        yield f"/stories?q=%22{rng.choice(ENGLISH)}+{rng.choice(ENGLISH)}%22", "phrase en"
        at = rng.randrange(len(CHINESE) - 4)
        yield f"/stories?q={CHINESE[at : at + 2]}", "search zh"
        yield f"/stories?q={CHINESE[at : at + 2]}+{CHINESE[at + 1 : at + 3]}", "search zh"
        yield f"/stories?q={rng.choice(CHINESE)}&outlet=Outlet+7", "search zh"
        yield f"/quotes?q={rng.choice(ENGLISH)}&speaker=Xie+Zhenhua", "quotes"
    yield from (("/sources", "sources"), ("/alerts", "alerts")) * 5
    yield from ((path, path) for path in ("/metrics", "/feeds/meetings.atom", "/meetings.ics") for _ in range(5))
    yield from (
        (path, path) for path in ("/api/meetings", "/api/stories?q=methane", "/why?url=https://news7.example/7")
    )


async def measure(archive: Archive, total: int) -> None:
    async with archive.another_reader() as reading:
        desk = Desk(reading, SystemClock())
        runner = web.AppRunner(build_site(desk, WebSettings.model_validate({"listen": "127.0.0.1:1"})), access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        base = f"http://127.0.0.1:{runner.addresses[0][1]}"
        stop = asyncio.Event()
        writing = asyncio.create_task(keep_writing(archive, total, stop))
        took: dict[str, list[float]] = {}
        sizes: dict[str, int] = {}
        async with aiohttp.ClientSession() as http:
            for path, name in [*questions(total), *questions(total)]:
                began = time.perf_counter()
                async with http.get(base + path) as answer:
                    body = await answer.read()
                    assert answer.status in (200, 302), (path, answer.status)
                took.setdefault(name, []).append(time.perf_counter() - began)
                sizes[name] = len(body)
                if took[name][-1] > 0.2:
                    print(f"  slow: {path} {took[name][-1] * 1000:.0f} ms")
        stop.set()
        written = await writing
        await runner.cleanup()
    print(f"{written} stories written meanwhile")
    for name, times in took.items():
        times.sort()
        p50, p95 = times[len(times) // 2], times[min(len(times) - 1, int(len(times) * 0.95))]
        figures = f"p50 {p50 * 1000:6.1f} ms   p95 {p95 * 1000:6.1f} ms   {sizes[name] / 1000:6.1f} kB"
        print(f"{name:32} {figures}   n={len(times)}")


async def keep_writing(archive: Archive, total: int, stop: asyncio.Event) -> int:
    rng, number = random.Random(3), total
    (row,) = await archive.read("SELECT max(id) AS id FROM story")
    number = row["id"]
    while not stop.is_set():
        number += 1
        async with archive.transaction() as connection:
            await put(connection, rng, number, total)
        await asyncio.sleep(0.02)
    written: int = number - row["id"]
    return written


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stories", type=int, default=100_000)
    parser.add_argument("--folder", type=Path, required=True)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    async with await Archive.open(options.folder / f"{options.stories}.sqlite3") as archive:
        if not await archive.read("SELECT 1 FROM story LIMIT 1"):
            await make(archive, options.stories)
        await measure(archive, options.stories)


if __name__ == "__main__":
    asyncio.run(main())
