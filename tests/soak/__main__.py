"""`make soak`: the daemon for simulated months; docs/soak.csv and docs/pictures/soak.svg.

    python -m tests.soak [MINUTES] [FEEDS]

It ends when a million stories have been announced, or after MINUTES (of real time), whichever comes first, and fails
where memory or file handles have grown: the last quarter of the days is held against the second. The archive lies in
memory, so that the latencies are the program's and not the disk's.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path
from statistics import fmean

from monitor.knowledge import load_knowledge
from tests.soak.picture import draw
from tests.soak.run import Day, as_csv, soak

DOCS = Path(__file__).parents[2] / "docs"
ENOUGH = 1_000_000
MOST_DAYS = 400
GROWTH = 1.10
"""What the last quarter may be of the second one."""


def main(minutes: float, feeds: int) -> int:
    end = time.monotonic() + 60 * minutes
    done: list[Day] = []

    def told(day: Day) -> None:
        done.append(day)
        print(*(f"{name} {value}" for name, value in asdict(day).items()), flush=True)

    def over() -> bool:
        return time.monotonic() > end or done[-1].entries >= ENOUGH

    with tempfile.TemporaryDirectory(prefix="envoy-soak-", dir="/dev/shm") as folder:
        asyncio.run(soak(Path(folder), load_knowledge(), days=MOST_DAYS, feeds=feeds, until=over, told=told))
    (DOCS / "soak.csv").write_text(as_csv(done), encoding="utf-8")
    (DOCS / "pictures" / "soak.svg").write_text(draw(done), encoding="utf-8")
    grown = [name for name in ("daemon_mb", "workers_mb", "handles") if growth(done, name) > GROWTH]
    for name in ("daemon_mb", "workers_mb", "handles", "processor_s", "lag_ms", "write_ms"):
        print(f"{name}: the last quarter is {growth(done, name):.2f} of the second")
    print(f"{len(done)} days, {done[-1].entries} stories announced, {done[-1].stories} read")
    print("grown: " + ", ".join(grown) if grown else "flat")
    return 1 if grown else 0


def growth(days: list[Day], name: str) -> float:
    """The mean of the last quarter of the days, as a part of that of the second."""
    quarter = max(1, len(days) // 4)
    values = [float(getattr(day, name)) for day in days]
    second = values[quarter : 2 * quarter] or values
    return fmean(values[-quarter:]) / (fmean(second) or 1.0)


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if len(sys.argv) > 1 else 24 * 60, int(sys.argv[2]) if len(sys.argv) > 2 else 500))
