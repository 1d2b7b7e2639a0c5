"""The whole way, from a feed to the archive, against trafilatura alone on the same cores.

    python benchmarks/whole.py [--pages FOLDER] [--quick]

A server of its own process gives one feed and its pages, all about meetings of envoys. The daemon's own parts make a
pass: feed asked, entries screened, pages fetched, read, understood, decided about and archived on disk. Beside it as
many processes as cores extract the same pages' text with trafilatura's fast mode, pages at hand. Both take turns.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import multiprocessing
import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import trafilatura
from aiohttp import web

from benchmarks.common import OURS, Aim, Options, Result, Row, chance, run
from benchmarks.material import SIZES, feed_of, page_of, stories
from monitor.app import assemble
from monitor.clock import SystemClock
from monitor.knowledge import load_knowledge
from monitor.settings import load_settings
from tests.evaluation.corpus import Article

FLOOR = "trafilatura, fast, alone"
CORES = len(os.sched_getaffinity(0))
_WARM = 16
"""Stories before the workers are under way."""
_CONFIGURATION = """
[fetch]
contact = "desk@example.org"
allow_private_networks = true
per_host_delay = "0s"
robots = false
[workers]
processes = {cores}
[alerts]
max_age = "off"
[web]
listen = "off"
[[feed]]
name = "Wire"
url = "{base}/feed"
screen = false
"""


def serve(pipe: Connection, bodies: Sequence[bytes], told: Sequence[Article]) -> None:
    """A site in a process of its own: one feed, and the pages that it lists."""
    now = datetime.now(UTC)
    news = [replace(story, published=now) for story in told]

    async def feed(request: web.Request) -> web.Response:
        base = str(request.url.origin())
        listed = [(f"{base}/page/{number}", story) for number, story in enumerate(news)]
        return web.Response(body=feed_of(listed), content_type="application/rss+xml")

    async def page(request: web.Request) -> web.Response:
        return web.Response(body=bodies[int(request.match_info["number"])], content_type="text/html")

    async def run_server() -> None:
        application = web.Application()
        application.router.add_get("/feed", feed)
        application.router.add_get("/page/{number}", page)
        runner = web.AppRunner(application, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        pipe.send(runner.addresses[0][1])
        await asyncio.to_thread(pipe.recv)
        await runner.cleanup()

    asyncio.run(run_server())


@contextlib.contextmanager
def site(bodies: Sequence[bytes], told: Sequence[Article]) -> Iterator[str]:
    """The site's origin."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("fork").Process(target=serve, args=(theirs, bodies, told))
    process.start()
    yield f"http://127.0.0.1:{ours.recv()}"
    ours.send(None)
    process.join()


def extract(body: bytes) -> str | None:
    """What trafilatura alone does."""
    return trafilatura.extract(body, fast=True)


def alone(pool: ProcessPoolExecutor, bodies: Sequence[bytes]) -> float:
    """Seconds for all pages, by the clock."""
    began = time.perf_counter()
    for _ in pool.map(extract, bodies, chunksize=4):
        pass
    return time.perf_counter() - began


async def our_rate(folder: Path, base: str, expected: int) -> float:
    """Stories a second once the workers are under way: from the first few that were taken in to the last."""
    configuration = folder / "monitor.toml"
    configuration.write_text(_CONFIGURATION.format(cores=CORES, base=base), encoding="utf-8")
    taken: list[float] = []
    settings, knowledge = load_settings(configuration), load_knowledge()
    async with assemble(settings, knowledge, SystemClock(), lambda *_: taken.append(time.perf_counter())) as monitor:
        summary = await monitor.once()
    if summary.stories.read != expected:
        raise SystemExit(f"{summary.stories.read} of {expected} stories were read: {summary}")
    return (len(taken) - _WARM) / (taken[-1] - taken[_WARM - 1])


def rate_alone(pool: ProcessPoolExecutor, bodies: Sequence[bytes]) -> float:
    """Pages a second of trafilatura alone."""
    began = time.perf_counter()
    for _ in pool.map(extract, bodies, chunksize=4):
        pass
    return len(bodies) / (time.perf_counter() - began)


def measure(options: Options) -> Iterator[Result]:
    """Pages a second, by the clock."""
    logging.disable()
    luck, count = chance(), 60 if options.quick else 400
    told = stories(count, luck, "en")
    bodies = [page_of(story, SIZES[number % len(SIZES)], luck) for number, story in enumerate(told)]
    ours, theirs = [], []
    with site(bodies, told) as base, ProcessPoolExecutor(CORES) as pool:
        rate_alone(pool, bodies[: 4 * CORES])
        for _ in range(options.rounds(3)):
            with tempfile.TemporaryDirectory(dir=options.folder) as folder:
                ours.append(asyncio.run(our_rate(Path(folder), base, count)))
            theirs.append(rate_alone(pool, bodies))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    ratio = statistics.median(one / other for one, other in zip(ours, theirs, strict=True))
    yield Result(
        title="The whole way, feed to archive",
        unit=f"pages a second, {CORES} cores",
        rows=(
            Row(FLOOR, statistics.median(theirs)),
            Row(OURS, statistics.median(ours), f"{memory:.0f} MB without workers"),
        ),
        base=FLOOR,
        more_is_better=True,
        aims=(Aim("pages a second against trafilatura alone", ratio, 0.75, at_most=False),),
        text=f"{count} generated pages of real sizes, each a story on a meeting of envoys; fetching is in it.",
    )


if __name__ == "__main__":
    run(measure, __doc__)
