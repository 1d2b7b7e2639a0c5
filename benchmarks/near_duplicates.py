"""What it costs to find a story's copies among a million stories on disk, and to take one into the index.

    python benchmarks/near_duplicates.py [--folder FOLDER] [--quick]

The index is filled with as many sketches as a million stories have; a thousand of them belong to whole stories, whose
copies (cut to a third below a new lead) are then looked up and taken in, each in a transaction of its own. The figures
are the archive's own functions', without reading the text and without the commit, which is shown beside them.

datasketch and rensa keep their index in memory and know stories that are alike as wholes: a copy cut to a third is none
to them (benchmarks/copies.py measures what is found).
"""

from __future__ import annotations

import asyncio
import json
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.common import OURS, Aim, Options, Result, Row, held_memory, optional, percentile, run
from monitor.core.deciding.copies import AT_MOST, enough, shingles, sketch
from monitor.store.archive import Archive
from monitor.store.shingles import index_sketch, nearest
from tests.support.alerts import insert

WHOLE = 1000
VOCABULARY = [f"word{number}" for number in range(8000)]
_SLICES = 64
_FILL = """
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :rows)
INSERT OR IGNORE INTO shingle
SELECT :low + abs(random() % :width) AS hash, :first + abs(random() % :stories) FROM n ORDER BY hash
"""


def text(chance: random.Random) -> list[str]:
    """Eight paragraphs of fifty words."""
    return [" ".join(chance.choices(VOCABULARY, k=50)) for _ in range(8)]


def fill(path: Path, stories: int) -> None:
    """`stories` sketches of stories that nobody will look up, in the index's order: that is fast."""
    width = (1 << 64) // _SLICES
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        for number in range(_SLICES):
            low = -(1 << 63) + number * width
            of_slice = {"low": low, "width": width, "rows": stories * AT_MOST // _SLICES, "stories": stories}
            connection.execute(_FILL, {**of_slice, "first": WHOLE + 1})
            connection.commit()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


async def on_disk(path: Path, chance: random.Random) -> tuple[Taken, Taken, str]:
    """What copies and what other stories took, and how many were found out."""
    originals = [text(chance) for _ in range(WHOLE)]
    async with await Archive.open(path) as archive:
        async with archive.transaction() as connection:
            for number, paragraphs in enumerate(originals, start=1):
                await _put(connection, number, paragraphs)
                await index_sketch(connection, number, sketch(shingles(paragraphs, "en")))
        copies = ([*text(chance)[:1], *original[:3]] for original in originals[: WHOLE // 2])
        spent = await take_in(archive, copies, 10_000_000)
        of_copies = sum(near is not None and near[0] == number for number, near in enumerate(spent.nearest, start=1))
        others = await take_in(archive, (text(chance) for _ in range(WHOLE // 2)), 20_000_000)
    found = f"{of_copies} of {WHOLE // 2} copies found, {sum(map(bool, others.nearest))} others taken for copies"
    return spent, others, found


@dataclass
class Taken:
    """What came of some stories: the nearest stored one of each, and seconds by step."""

    nearest: list[tuple[int, float] | None] = field(default_factory=list)
    seconds: dict[str, list[float]] = field(default_factory=lambda: {"look-up": [], "insert": [], "commit": []})


async def take_in(archive: Archive, texts: Iterable[list[str]], first: int) -> Taken:
    """Look each of `texts` up and take it in, under numbers from `first`."""
    taken = Taken()
    for number, paragraphs in enumerate(texts, start=first):
        words = shingles(paragraphs, "en")
        smallest = sketch(words)
        async with archive.transaction() as connection:
            await _put(connection, number, paragraphs)
            began = time.perf_counter()
            near = await nearest(connection, words, smallest)
            looked_up = time.perf_counter()
            await index_sketch(connection, number, smallest)
            inserted = time.perf_counter()
        for name, span in (
            ("look-up", looked_up - began),
            ("insert", inserted - looked_up),
            ("commit", time.perf_counter() - inserted),
        ):
            taken.seconds[name].append(span)
        taken.nearest.append(near if near and enough(near[1], "en") else None)
    return taken


async def _put(connection: object, number: int, paragraphs: list[str]) -> None:
    record = {"sections": [{"heading": None, "paragraphs": [{"text": paragraph} for paragraph in paragraphs]}]}
    values = {"id": number, "url": f"https://wire.example/{number}", "language": "en", "record": json.dumps(record)}
    await insert(connection, "story", values)  # type: ignore[arg-type]


def in_memory(count: int, chance: random.Random) -> Iterator[Row]:
    """A look-up and an insert in the indexes of other libraries, sketch included, with `count` stories held."""
    # Filled with sketches of nothing, which takes as much room as sketches of texts.
    if datasketch := optional("datasketch"):
        numpy, scheme = optional("numpy"), datasketch.MinHash(num_perm=128).scheme
        before = held_memory()
        index = datasketch.MinHashLSH(threshold=0.5, num_perm=128)
        for number in range(count):
            hashes = numpy.random.default_rng(number).integers(0, 2**32, 128, dtype=numpy.uint64)
            index.insert(number, datasketch.MinHash(num_perm=128, hashvalues=hashes, scheme=scheme))
        times = []
        for number in range(WHOLE // 10):
            words = _shingled(text(chance))
            began = time.process_time()
            sketched = datasketch.MinHash(num_perm=128)
            sketched.update_batch([word.encode() for word in words])
            index.query(sketched)
            index.insert(count + number, sketched)
            times.append(time.process_time() - began)
        yield Row("datasketch", statistics.median(times) * 1000, _in_memory(count, held_memory() - before))
        del index
    if rensa := optional("rensa"):
        before = held_memory()
        lsh = rensa.RMinHashLSH(threshold=0.5, num_perm=128, num_bands=32)
        for number in range(count):
            sketched = rensa.RMinHash(num_perm=128, seed=42)
            sketched.update([f"{number}-{word}" for word in range(8)])
            lsh.insert(number, sketched)
        times = []
        for number in range(WHOLE // 10):
            words = _shingled(text(chance))
            began = time.process_time()
            sketched = rensa.RMinHash(num_perm=128, seed=42)
            sketched.update(words)
            lsh.query(sketched)
            lsh.insert(count + number, sketched)
            times.append(time.process_time() - began)
        yield Row("rensa", statistics.median(times) * 1000, _in_memory(count, held_memory() - before))


def _in_memory(count: int, megabytes: float) -> str:
    return f"{count:,} stories in memory, {megabytes:.0f} MB"


def _shingled(paragraphs: list[str]) -> list[str]:
    words = " ".join(paragraphs).split()
    return [" ".join(words[at : at + 5]) for at in range(len(words) - 4)]


def measure(options: Options) -> Iterator[Result]:
    """Our index on disk, the others' in memory."""
    stories = 20_000 if options.quick else 1_000_000
    luck = random.Random(5)
    others = list(in_memory(2_000 if options.quick else 100_000, luck))
    with tempfile.TemporaryDirectory(dir=options.folder) as made:
        path = Path(made) / "archive.sqlite3"
        asyncio.run(_create(path))
        fill(path, stories)
        size = path.stat().st_size
        copies, strangers, found = asyncio.run(on_disk(path, luck))
    steps = [
        Row(f"{name} of {kind}", statistics.median(of) * 1000, f"p95 {percentile(of, 0.95) * 1000:.2f}")
        for kind, taken in (("a copy", copies), ("another story", strangers))
        for name, of in taken.seconds.items()
    ]
    whole = [a + b for a, b in zip(copies.seconds["look-up"], copies.seconds["insert"], strict=True)]
    whole += [a + b for a, b in zip(strangers.seconds["look-up"], strangers.seconds["insert"], strict=True)]
    ours = Row(OURS, statistics.median(whole) * 1000, f"{stories:,} stories on disk, {size / 2**20:.0f} MB")
    yield Result(
        title="Near-duplicates: look-up and insert",
        unit="ms a story",
        rows=(ours, *others),
        base=OURS,
        aims=(Aim(f"look-up and insert at {stories:,} stories, median", ours.value, 1.0, unit="ms"),),
        text=f"Wall time of this program's, without the commit: {found}. Processor time of the others'.",
    )
    yield Result("Near-duplicates: step by step", "ms a story", tuple(steps), base=steps[0].name)


async def _create(path: Path) -> None:
    async with await Archive.open(path):
        pass


if __name__ == "__main__":
    run(measure, __doc__)
