"""The archive at ten thousand and at a million stories: start, decisions, search, and what a story costs.

    python benchmarks/growth.py [--folder FOLDER] [--quick]

The archives are made by benchmarks/large_archive.py, which takes long; those that FOLDER holds already are taken as
they are, however many stories they hold. Into each come the same stories, a third of them about a meeting, as the
daemon takes them in: on disk, with `synchronous=FULL`. Beside that stands what plain sqlite3 takes to commit one row of
a story's size there.
"""

from __future__ import annotations

import asyncio
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks import large_archive
from benchmarks.common import Aim, Options, Result, Row, percentile, run
from benchmarks.large_archive import PARAGRAPHS, WORDS, Writer
from benchmarks.stream import FAMILY, SURNAMES
from monitor.core.records import Meeting, Person
from monitor.store.archive import Archive
from monitor.store.search import Wanted, search_stories
from tests.support.meetings import meeting
from tests.support.taking import tell

FIRST = date(2026, 4, 20)
BARE = "plain sqlite3, one row of a story's size"
_QUERIES = ("word{}", "methane", "coal talks", "甲烷", "特使", '"climate envoy"')


@dataclass
class Grown:
    """What an archive of some size was measured to do; seconds."""

    stories: int
    gigabytes: float
    start: float
    whole: list[float]
    """Of each story by the clock, from the first statement to the end of the commit."""
    processor: list[float]
    """Of each story, processor time of all that."""
    commits: list[float]
    """Of each story, processor time of the commit: the full-text index's merges and the checkpoints fall into it."""
    searches: list[float]
    bare_searches: list[float]

    @property
    def beyond(self) -> list[float]:
        """Of each story, processor time without its commit."""
        return [whole - commit for whole, commit in zip(self.processor, self.commits, strict=True)]


async def grown(path: Path, count: int) -> Grown:
    """Open the archive, take `count` stories in and search it."""
    began = time.perf_counter()
    async with await Archive.open(path) as archive:
        start = time.perf_counter() - began
        ((held,),) = [tuple(row) for row in await archive.read("SELECT count(*) FROM story")]
        commits = _timed_commits(archive)
        whole, processor = await _take_in(archive, held, count)
        luck = random.Random(7)
        queries = [luck.choice(_QUERIES).format(luck.randint(1, 5000)) for _ in range(60)]
        searches, bare = [], []
        for query in queries:
            began = time.perf_counter()
            await search_stories(archive, Wanted(query, limit=20))
            searches.append(time.perf_counter() - began)
    size = path.stat().st_size / 2**30  # noqa: ASYNC240 (nobody waits)
    with closing(sqlite3.connect(path)) as connection:
        for query in queries:
            began = time.perf_counter()
            # What one would write first: a scan for the words.
            connection.execute(
                "SELECT id, headline FROM story WHERE record LIKE ? ORDER BY day DESC LIMIT 20", (f"%{query}%",)
            ).fetchall()
            bare.append(time.perf_counter() - began)
            if sum(bare) > 20:
                break
    return Grown(held, size, start, whole, processor, commits[-len(whole) :], searches, bare)


def _timed_commits(archive: Archive) -> list[float]:
    """Seconds of processor time of each commit from now on."""
    writer = archive._writer
    commit, spent = writer.commit, list[float]()

    async def timed() -> None:
        began = time.process_time()
        await commit()
        spent.append(time.process_time() - began)

    writer.commit = timed  # type: ignore[method-assign]
    return spent


async def _take_in(archive: Archive, stories: int, count: int) -> tuple[list[float], list[float]]:
    """Seconds of each story, by the clock and of processor time."""
    luck = random.Random(11)
    writer, spent, processor = Writer(luck), [], []
    text = [[writer.words("en", WORDS) for _ in range(PARAGRAPHS)] for _ in range(count)]
    for number in range(count):
        # A meeting every twenty days, with six stories on it.
        occasion, _ = divmod(number, 18)
        day = FIRST + timedelta(days=20 * occasion)
        told = [_meeting(occasion, day)] if number % 3 == 0 else []
        name, on = f"grown-{stories}-{time.time_ns()}", str(day + timedelta(days=number % 4 - 2))
        began, began_processor = time.perf_counter(), time.process_time()
        await tell(archive, *told, name=name, on=on, text=text[number])
        spent.append(time.perf_counter() - began)
        processor.append(time.process_time() - began_processor)
    return spent, processor


def _meeting(occasion: int, day: date) -> Meeting:
    envoys = (
        Person(f"Pat {SURNAMES[occasion % len(SURNAMES)]}", "US", "climate envoy"),
        Person(f"{FAMILY[occasion % len(FAMILY)]} Weimin", "CN", "climate envoy"),
    )
    return meeting(str(day), str(day + timedelta(days=1)), participants=envoys, status="held")


def bare_commits(folder: Path, count: int) -> list[float]:
    """Seconds of a transaction of plain sqlite3 that writes one row of a story's size."""
    path = folder / "bare.sqlite3"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("CREATE TABLE story (id INTEGER PRIMARY KEY, url TEXT UNIQUE, record TEXT)")
        spent = []
        for number in range(count):
            began = time.perf_counter()
            connection.execute("INSERT INTO story (url, record) VALUES (?, ?)", (str(number), "x" * 2500))
            spent.append(time.perf_counter() - began)
    path.unlink()
    return spent


def measure(options: Options) -> Iterator[Result]:
    """Both sizes."""
    small, large, count = (1_000, 10_000, 100) if options.quick else (10_000, 1_000_000, 600)
    with tempfile.TemporaryDirectory() as made:
        folder = options.folder or Path(made)
        paths = sorted(folder.glob("archive-*.sqlite3"), key=lambda path: path.stat().st_size)
        if len(paths) < 2:
            paths = [folder / f"archive-{stories}.sqlite3" for stories in (small, large)]
            for path, stories in zip(paths, (small, large), strict=True):
                large_archive.make(path, stories)
        sizes = [asyncio.run(grown(path, count)) for path in (paths[0], paths[-1])]
        bare = bare_commits(folder, count)
    few, many = sizes
    yield _decisions(few, many, bare)
    yield _searches(few, many)
    yield Result(
        title="Opening the archive",
        unit="ms",
        rows=tuple(Row(_named(size), size.start * 1000, f"{size.gigabytes:.2f} GB") for size in sizes),
        base=_named(few),
        aims=(Aim(f"start at {many.stories:,} stories", many.start, 1.0, unit="s"),),
    )


def _named(size: Grown) -> str:
    return f"{size.stories:,} stories"


def _decisions(few: Grown, many: Grown, bare: list[float]) -> Result:
    def row(name: str, spent: list[float]) -> Row:
        return Row(name, statistics.median(spent) * 1000, f"p99 {percentile(spent, 0.99) * 1000:.1f}")

    return Result(
        title="Taking a story in, on disk",
        unit="ms a story, median",
        rows=(
            row(BARE, bare),
            row(f"a story with everything that follows, at {_named(few)}", few.whole),
            row(f"a story with everything that follows, at {_named(many)}", many.whole),
            row(f"its processor time, at {_named(few)}", few.processor),
            row(f"its processor time, at {_named(many)}", many.processor),
            row(f"the same without the commit, at {_named(few)}", few.beyond),
            row(f"the same without the commit, at {_named(many)}", many.beyond),
        ),
        base=BARE,
        aims=(
            Aim(
                f"decision transaction beyond the commit at {_named(many)}, p99 of processor time",
                percentile(many.beyond, 0.99) * 1000,
                20,
                unit="ms",
            ),
            Aim(f"cost a story, against {_named(few)}", sum(many.processor) / sum(few.processor), 1.1),
        ),
        text=(
            "Near-duplicate look-up, decision about meetings, record, full-text and near-duplicate index, meetings, "
            "alerts, deliveries and the trail of reasons, in one transaction."
        ),
    )


def _searches(few: Grown, many: Grown) -> Result:
    base = f"search at {_named(few)}"
    rows = []
    for size in (few, many):
        rows.append(Row(f"search at {_named(size)}", statistics.median(size.searches) * 1000,
                        f"p95 {percentile(size.searches, 0.95) * 1000:.0f}"))  # fmt: skip
        rows.append(Row(f"a scan with LIKE at {_named(size)}", statistics.median(size.bare_searches) * 1000))
    return Result(
        title="Searching the archive",
        unit="ms a query, median",
        rows=tuple(rows),
        base=base,
        text="English and Chinese, words and phrases, frequent and rare, the latest first with their passages.",
    )


if __name__ == "__main__":
    run(measure, __doc__)
