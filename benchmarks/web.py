"""How long the page takes over a large archive while stories are written into it.

    python benchmarks/web.py ARCHIVE [REQUESTS]

ARCHIVE is one of benchmarks/large_archive.py; what benchmarks/surroundings.py describes is put into it once, and a few
hundred stories each time. Two visitors ask for every kind of
page; the times are the server's, from the request to the answer, and in the same process as the writer.
"""

from __future__ import annotations

import asyncio
import random
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import aiohttp
from aiohttp import web
from aiohttp.typedefs import Handler

from benchmarks.large_archive import OUTLETS, SPEAKERS, Writer
from benchmarks.surroundings import surround
from monitor.clock import SystemClock
from monitor.knowledge import load_knowledge
from monitor.settings.models import WebSettings
from monitor.store.archive import Archive
from monitor.web.desk import Desk
from monitor.web.site import build_site
from tests.support.meetings import meeting
from tests.support.taking import tell

WRITES_A_SECOND = 5
VIEWS = (
    "stories",
    "quotes",
    "people",
    "meetings",
    "meeting_history",
    "meeting_stories",
    "alerts",
    "deliveries",
    "feeds",
    "decisions",
)


class Times:
    """Milliseconds by kind of page."""

    def __init__(self) -> None:
        self.spent: dict[str, list[float]] = defaultdict(list)
        self.slowest: dict[str, tuple[float, str]] = {}

    @web.middleware
    async def measure(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Time an answer."""
        began = time.perf_counter()
        answer = await handler(request)
        spent = (time.perf_counter() - began) * 1000
        kind = request.headers["X-Kind"]
        self.spent[kind].append(spent)
        self.slowest[kind] = max(self.slowest.get(kind, (0.0, "")), (spent, str(request.rel_url)))
        return answer


def wanted(meetings: list[str], stories: int, chance: random.Random) -> Iterator[tuple[str, str]]:
    """(kind, address) of what visitors ask for, without end."""
    writer = Writer(chance)
    while True:
        english, chinese = writer.words("en", 1), writer.words("zh", 1)
        yield "timeline", "/"
        yield "timeline, filtered", f"/?year={chance.randint(2020, 2025)}&status=held"
        yield "timeline, person", f"/?person={chance.choice(['Chen', 'Okafor', 'Wang'])}"
        yield "meeting", f"/meetings/{chance.choice(meetings)}"
        yield "stories", "/stories"
        yield "story", f"/stories/{chance.randint(1, stories)}"
        yield "search, English", f"/stories?q={english}"
        yield "search, English, two words", f"/stories?q={english}+{writer.words('en', 1)}"
        yield "search, English, frequent", f"/stories?q={chance.choice(['methane', 'coal', 'talks', 'envoy+climate'])}"
        yield "search, Chinese", f"/stories?q={chinese}"
        yield "search, Chinese, one character", f"/stories?q={chinese[0]}&language=zh"
        yield "search, Chinese, frequent", f"/stories?q={chance.choice(['甲烷', '煤炭', '会谈', '特使+气候'])}"
        yield "search with an outlet", f"/stories?q={english}&outlet={chance.choice(OUTLETS).replace(' ', '+')}"
        yield "quotes", f"/quotes?speaker={chance.choice(SPEAKERS).replace(' ', '+')}"
        yield "quotes, search", f"/quotes?q={english}"
        yield "why", f"/why?url=https://news.example/{chance.randint(1, stories)}"
        yield "sources", "/sources"
        yield "alerts", "/alerts"
        yield "API", f"/api/stories?q={english}"
        yield "feed", "/feeds/meetings.atom"
        yield "metrics", "/metrics"


async def visit(base: str, pages: Iterator[tuple[str, str]], count: int) -> None:
    """Ask for `count` pages, one after the other."""
    async with aiohttp.ClientSession() as http:
        for _ in range(count):
            kind, address = next(pages)
            async with http.get(base + address, headers={"X-Kind": kind}) as answer:
                await answer.read()
                if answer.status not in (200, 404):
                    raise SystemExit(f"{address}: {answer.status}")


async def keep_writing(archive: Archive, chance: random.Random) -> None:
    """Take stories in as they would come, every tenth of them about a meeting."""
    writer = Writer(chance)
    while True:
        told = [meeting("2026-05-03", status="held")] if chance.random() < 0.1 else []
        text = [writer.words("en", 45) for _ in range(6)]
        await tell(archive, *told, name=f"live-{time.time_ns()}", on="2026-05-04", text=text)
        await asyncio.sleep(1 / WRITES_A_SECOND)


async def main(path: Path, count: int) -> None:
    chance, times = random.Random(7), Times()
    surround(path, SystemClock().now())
    began = time.monotonic()
    async with await Archive.open(path) as archive:
        print(f"opened in {time.monotonic() - began:.2f} s")
        meetings = [row["id"] for row in await archive.read("SELECT id FROM meetings LIMIT 1000")]
        ((stories,),) = [tuple(row) for row in await archive.read("SELECT max(id) FROM story")]
        desk = Desk(archive, SystemClock(), countries=load_knowledge().places.countries)
        site = build_site(desk, WebSettings.model_validate({"listen": "127.0.0.1:8620"}))
        site.middlewares.insert(0, times.measure)
        runner = web.AppRunner(site, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        base = f"http://127.0.0.1:{runner.addresses[0][1]}"
        writing = asyncio.create_task(keep_writing(archive, chance))
        pages = wanted(meetings, stories, chance)
        await visit(base, pages, 21)  # templates are compiled once
        times.spent.clear()
        await asyncio.gather(*(visit(base, pages, count // 2) for _ in range(2)))
        writing.cancel()
        await runner.cleanup()
        for kind, spent in sorted(times.spent.items()):
            p95 = statistics.quantiles(spent, n=20)[-1] if len(spent) > 1 else spent[0]
            slow, address = times.slowest[kind]
            told = f"median {statistics.median(spent):6.1f} ms  p95 {p95:6.1f} ms  most {slow:5.0f}: {address}"
            print(f"{kind:32} {len(spent):4}  {told}")
        for view in VIEWS:
            began = time.perf_counter()
            await archive.read(f"SELECT * FROM {view} LIMIT 50")
            print(f"view {view:27}       {(time.perf_counter() - began) * 1000:6.1f} ms")


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 2000))
