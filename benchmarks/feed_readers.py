"""A pass over feeds of which 19 in 20 have nothing new: another reader with an archive of its own, and a bare loop.

    python benchmarks/feed_readers.py [--quick]

lemon24/reader keeps what it reads in SQLite, as this program does. The server and the bare loop are those of
benchmarks/polling.py, which measures this program's pass; the bare loop is the common measure of both.
"""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
import statistics
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.common import Options, Result, Row, optional, run
from benchmarks.polling import bare, serve

BARE, READER = "a bare aiohttp loop", "lemon24/reader, 8 threads"


def measure(options: Options) -> Iterator[Result]:
    """Wall and processor time a feed."""
    reader = optional("reader")
    if reader is None:
        return
    # reader's own copy of feedparser asks for this module under its old name.
    sys.modules.setdefault("sgmllib", optional("feedparser_sgmllib"))
    logging.disable()
    feeds, rounds = (100, 1) if options.quick else (1_000, 3)
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=serve, args=(theirs,), daemon=True)
    process.start()
    base = f"http://127.0.0.1:{ours.recv()}"
    etags: dict[int, str] = {}
    spent: dict[str, list[tuple[float, float]]] = {BARE: [], READER: []}
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        archive = reader.make_reader(str(Path(folder) / "reader.sqlite3"))
        for number in range(feeds):
            archive.add_feed(f"{base}/{number}")
        archive.update_feeds(scheduled=False, workers=8)
        asyncio.run(bare(base, feeds, etags))
        for _ in range(rounds):
            urllib.request.urlopen(f"{base}/next").read()
            for name, work in (
                (BARE, lambda: asyncio.run(bare(base, feeds, etags))),
                (READER, lambda: archive.update_feeds(scheduled=False, workers=8)),
            ):
                wall, processor = time.perf_counter(), time.process_time()
                work()
                spent[name].append((time.perf_counter() - wall, time.process_time() - processor))
        archive.close()
    process.terminate()
    medians = {name: statistics.median(cpu for _, cpu in of) / feeds * 1000 for name, of in spent.items()}
    yield Result(
        title="Polling: another reader",
        unit="ms of one core a feed",
        rows=tuple(Row(name, value) for name, value in medians.items()),
        base=BARE,
        text=f"{feeds:,} feeds on loopback, 19 in 20 unchanged.",
    )


if __name__ == "__main__":
    run(measure, __doc__)
