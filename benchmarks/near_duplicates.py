"""What it costs to find a story's copies among a million stories on disk, and to take one into the index.

    python benchmarks/near_duplicates.py [STORIES] [FOLDER]

The index is filled with as many sketches as a million stories have; a thousand of them belong to whole stories, whose
copies (cut to a third below a new lead) are then looked up and taken in, each in a transaction of its own. The figures
are the archive's own functions', without reading the text and without the commit, which is shown beside them.
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
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from monitor.core.deciding.copies import AT_MOST, enough, shingles, sketch
from monitor.store.archive import Archive
from monitor.store.shingles import index_story, nearest
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


async def measure(path: Path, chance: random.Random) -> None:
    """Print how long each step took."""
    originals = [text(chance) for _ in range(WHOLE)]
    async with await Archive.open(path) as archive:
        async with archive.transaction() as connection:
            for number, paragraphs in enumerate(originals, start=1):
                await _put(connection, number, paragraphs)
                await index_story(connection, number, sketch(shingles(paragraphs, "en")))
        copies = ([*text(chance)[:1], *original[:3]] for original in originals[: WHOLE // 2])
        spent = await take_in(archive, copies, 10_000_000)
        of_copies = sum(near is not None and near[0] == number for number, near in enumerate(spent.nearest, start=1))
        others = await take_in(archive, (text(chance) for _ in range(WHOLE // 2)), 20_000_000)
    print(f"{of_copies} of {WHOLE // 2} copies found; {sum(map(bool, others.nearest))} others taken for copies")
    for kind, times in (("a copy", spent), ("another story", others)):
        for name in ("look-up", "insert", "commit"):
            own = times.seconds[name]
            p95 = statistics.quantiles(own, n=20)[-1]
            print(f"{kind:14} {name:8} median {statistics.median(own) * 1000:.2f} ms   p95 {p95 * 1000:.2f} ms")


@dataclass
class Taken:
    """What came of some stories: the nearest stored one of each, and seconds by step."""

    nearest: list[tuple[int, float] | None] = field(default_factory=list)
    seconds: dict[str, list[float]] = field(default_factory=lambda: {"look-up": [], "insert": [], "commit": []})


async def take_in(archive: Archive, texts: Iterable[list[str]], first: int) -> Taken:
    """Look each of `texts` up and take it in, under numbers from `first`."""
    taken = Taken()
    for number, paragraphs in enumerate(texts, start=first):
        hashes = shingles(paragraphs, "en")
        smallest = sketch(hashes)
        async with archive.transaction() as connection:
            await _put(connection, number, paragraphs)
            began = time.perf_counter()
            near = await nearest(connection, hashes, smallest)
            looked_up = time.perf_counter()
            await index_story(connection, number, smallest)
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


def main(stories: int, folder: str | None) -> None:
    chance = random.Random(5)
    with tempfile.TemporaryDirectory(dir=folder) as made:
        path = Path(made) / "archive.sqlite3"
        asyncio.run(_create(path))
        began = time.monotonic()
        fill(path, stories)
        size = path.stat().st_size
        print(f"{stories} stories, {size / 2**20:.0f} MiB, filled in {time.monotonic() - began:.0f} s", flush=True)
        asyncio.run(measure(path, chance))


async def _create(path: Path) -> None:
    async with await Archive.open(path):
        pass


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000, sys.argv[2] if len(sys.argv) > 2 else None)
