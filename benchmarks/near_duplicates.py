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
from contextlib import closing
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
    spent: dict[str, list[float]] = {"look-up": [], "insert": [], "commit": []}
    async with await Archive.open(path) as archive:
        async with archive.transaction() as connection:
            for number, paragraphs in enumerate(originals, start=1):
                await _put(connection, number, paragraphs)
                await index_story(connection, number, sketch(shingles(paragraphs, "en")))
        found = 0
        for number, original in enumerate(originals[: WHOLE // 2], start=1):
            copy = [*text(chance)[:1], *original[:3]]
            hashes = shingles(copy, "en")
            new = 10_000_000 + number
            async with archive.transaction() as connection:
                await _put(connection, new, copy)
                began = time.perf_counter()
                near = await nearest(connection, hashes, sketch(hashes))
                looked_up = time.perf_counter()
                await index_story(connection, new, sketch(hashes))
                taken_in = time.perf_counter()
            spent["look-up"].append(looked_up - began)
            spent["insert"].append(taken_in - looked_up)
            spent["commit"].append(time.perf_counter() - taken_in)
            found += near is not None and near[0] == number and enough(near[1], "en")
    print(f"{found} of {WHOLE // 2} copies found")
    for name, times in spent.items():
        p95 = statistics.quantiles(times, n=20)[-1]
        print(f"{name:8} median {statistics.median(times) * 1000:.2f} ms   p95 {p95 * 1000:.2f} ms")


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
