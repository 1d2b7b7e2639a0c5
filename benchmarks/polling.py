"""A pass over many feeds of which 19 in 20 have nothing new, beside a bare aiohttp loop that does the same requests.

    python benchmarks/polling.py [FEEDS] [ROUNDS] [--profile]

The server is a process of its own. Each round runs the bare loop and the pass one after the other, so that what the
machine does besides weighs on both; both send the same headers, as many requests at once, and receive the same bytes.
The pass does all that the daemon's does: the archive on disk with full synchronisation, changed feeds read in worker
processes, entries screened by the real knowledge.
"""

from __future__ import annotations

import asyncio
import contextlib
import cProfile
import gc
import logging
import multiprocessing
import pstats
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from multiprocessing.connection import Connection
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import aiohttp

from monitor.adapters.decoding import ACCEPT_ENCODING
from monitor.adapters.fetcher import FEED, Fetcher
from monitor.adapters.workers import WorkerPool
from monitor.clock import SystemClock
from monitor.core.polling.feed import FeedDefinition
from monitor.core.records import Entry, Reason
from monitor.core.screening import PASSED, screen
from monitor.knowledge import load_knowledge
from monitor.pipeline.poll import Poller
from monitor.settings import FetchSettings
from monitor.store.archive import Archive
from monitor.store.feeds import declare_feeds

CHANGING = 20
"""One feed in so many has something new in each round."""
ENTRIES = 20
AT_ONCE = 64


class Server(asyncio.Protocol):
    """Just enough of HTTP. `/next` begins a new round."""

    round = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: asyncio.WriteTransport = transport  # type: ignore[assignment]
        self._data = b""

    def data_received(self, data: bytes) -> None:
        self._data += data
        while (end := self._data.find(b"\r\n\r\n")) >= 0:
            head, self._data = self._data[:end], self._data[end + 4 :]
            self._transport.write(self.answer(head))

    def answer(self, head: bytes) -> bytes:
        path = head.split(b" ", 2)[1]
        if path == b"/next":
            Server.round += 1
            return b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
        number = int(path.rpartition(b"/")[2])
        version = Server.round if number % CHANGING == 0 else 0
        etag = b'"%d-%d"' % (number, version)
        if b"If-None-Match: " + etag in head:
            return b"HTTP/1.1 304 Not Modified\r\nETag: %b\r\nCache-Control: max-age=60\r\n\r\n" % etag
        body = feed(number, version)
        return b"HTTP/1.1 200 OK\r\nETag: %b\r\nContent-Length: %d\r\n\r\n%b" % (etag, len(body), body)


def feed(number: int, version: int) -> bytes:
    items = "".join(
        f"<item><title>News {number} {item}: parliament debates the budget</title>"
        f"<link>https://site{number}.example.org/{item}</link><guid>{number}-{item}</guid>"
        f"<description>{'Members of both houses spoke. ' * 8}</description></item>"
        for item in range(version, version + ENTRIES)
    )
    return f'<rss version="2.0"><channel><title>Site {number}</title>{items}</channel></rss>'.encode()


def serve(pipe: Connection) -> None:
    async def run() -> None:
        server = await asyncio.get_running_loop().create_server(Server, "127.0.0.1", 0, backlog=1024)
        pipe.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(run())


async def bare(base: str, feeds: int, etags: dict[int, str]) -> None:
    """The same requests by a loop that keeps nothing but the ETags."""
    numbers = iter(range(feeds))

    async def work(session: aiohttp.ClientSession) -> None:
        for number in numbers:
            headers = {"If-None-Match": etags[number]} if number in etags else {}
            async with session.get(f"{base}/{number}", headers=headers) as answer:
                await answer.read()
                etags[number] = answer.headers["ETag"]

    connector = aiohttp.TCPConnector(limit=0)
    headers = {"User-Agent": "envoy-monitor", "Accept": FEED, "Accept-Encoding": ACCEPT_ENCODING}
    async with aiohttp.ClientSession(connector=connector, headers=headers) as session, asyncio.TaskGroup() as group:
        for _ in range(AT_ONCE * 3 // 4):
            group.create_task(work(session))


async def lag(worst: list[float]) -> None:
    """The longest that the loop kept somebody waiting, in ms."""
    while True:
        began = time.perf_counter()
        await asyncio.sleep(0.005)
        worst[0] = max(worst[0], (time.perf_counter() - began - 0.005) * 1000)


async def measured(work: Callable[[], Awaitable[object]]) -> tuple[float, float, float]:
    """Seconds of wall, seconds of this process's processor time, worst lag in ms."""
    worst = [0.0]
    watch = asyncio.create_task(lag(worst))
    wall, cpu = time.perf_counter(), time.process_time()
    await work()
    spent = time.perf_counter() - wall, time.process_time() - cpu
    watch.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await watch
    return *spent, worst[0]


async def main(port: int, feeds: int, rounds: int, profile: bool) -> None:
    base = f"http://127.0.0.1:{port}"
    clock, knowledge = SystemClock(), load_knowledge()
    gc.freeze()  # as the daemon does
    gc.set_threshold(10_000, 20, 20)

    def judge(entry: Entry) -> tuple[bool, Reason]:
        reason = screen(entry, knowledge)
        return reason.outcome == PASSED, reason

    settings = FetchSettings(
        contact="desk@example.org", allow_private_networks=True, per_host_delay=timedelta(0), at_once=AT_ONCE
    )
    pool = WorkerPool(2, 2**30)
    with tempfile.TemporaryDirectory() as folder:
        async with (
            await Archive.open(Path(folder) / "archive.sqlite3") as archive,
            Fetcher(settings, clock) as fetcher,
            aiohttp.ClientSession() as session,
        ):
            poller = Poller(
                archive,
                fetcher,
                pool.within(timedelta(seconds=2)),
                judge,
                clock,
                feed_size=2**23,
                at_once=AT_ONCE,
            )
            definitions = [
                FeedDefinition(f"Site {number}", f"{base}/{number}", timedelta(minutes=15)) for number in range(feeds)
            ]
            await declare_feeds(archive, definitions, clock.now())
            etags: dict[int, str] = {}
            print(f"first pass, all new: {(await measured(poller.poll_everything))[0]:.1f} s", flush=True)
            await bare(base, feeds, etags)
            ratios: list[tuple[float, float]] = []
            for number in range(rounds):
                await session.get(f"{base}/next")
                least = await measured(lambda: bare(base, feeds, etags))
                timer = cProfile.Profile(time.process_time) if profile and number else contextlib.nullcontext()
                with timer as profiler:
                    ours = await measured(poller.poll_everything)
                if profiler is not None:
                    pstats.Stats(profiler).sort_stats("tottime").print_stats(40)
                ratios.append((ours[0] / least[0], ours[1] / least[1]))
                memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
                summary = poller.summary
                print(
                    f"bare {least[0]:.2f} s ({least[1]:.2f} cpu)  pass {ours[0]:.2f} s ({ours[1]:.2f} cpu)  "
                    f"wall x {ratios[-1][0]:.2f}  cpu x {ratios[-1][1]:.2f}  worst lag {ours[2]:.0f} ms  {memory} MB  "
                    f"{summary.unchanged} unchanged, {summary.changed} changed, {summary.failed} failed",
                    flush=True,
                )
            await poller.stop(5.0)
    pool.shutdown()
    wall, cpu = (statistics.median(column) for column in zip(*ratios, strict=True))
    print(f"median of {rounds}: wall x {wall:.2f}, cpu x {cpu:.2f}")


if __name__ == "__main__":
    logging.disable()
    words = [word for word in sys.argv[1:] if word.isdigit()]
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=serve, args=(theirs,), daemon=True)
    process.start()
    asyncio.run(
        main(
            ours.recv(),
            int(words[0]) if words else 10_000,
            int(words[1]) if len(words) > 1 else 5,
            "--profile" in sys.argv,
        )
    )
    process.terminate()
