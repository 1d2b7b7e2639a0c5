"""What the real daemon costs while nothing happens: five hundred feeds that answer 304, at their usual intervals.

    python benchmarks/idle.py [FEEDS] [MINUTES]

The daemon is `envoy-monitor run` with its defaults; its first pass is over before the clock starts. Processor time and
memory are those of all its processes (memory: proportional set size, what they share counted once).
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.alert_latency import Connection, Newsroom, configuration, daemon, until

INTERVAL_S = 900.0
SETTLED_AFTER_S = 20.0


def family(pid: int) -> list[int]:
    """The process and all that came from it."""
    children = [
        child for task in Path(f"/proc/{pid}/task").iterdir() for child in (task / "children").read_text().split()
    ]
    return [pid, *(one for child in children for one in family(int(child)))]


def cost(pid: int) -> tuple[float, float]:
    """Seconds of processor time so far, and MB of memory."""
    ticks, kilobytes = 0, 0
    for one in family(pid):
        fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
        rollup = Path(f"/proc/{one}/smaps_rollup").read_text().splitlines()
        kilobytes += next(int(line.split()[1]) for line in rollup if line.startswith("Pss:"))
    return ticks / os.sysconf("SC_CLK_TCK"), kilobytes / 1024


async def main(feeds: int, minutes: float) -> None:
    newsroom = Newsroom(1e9, feeds)  # nothing new for the next thirty years
    server = await asyncio.get_running_loop().create_server(lambda: Connection(newsroom), "0.0.0.0", 0, backlog=1024)
    port = server.sockets[0].getsockname()[1]
    with (
        tempfile.TemporaryDirectory() as folder,
        daemon(configuration(Path(folder), port, feeds, INTERVAL_S, 1.0)) as pid,
    ):
        await until(lambda: len(newsroom.asked) == feeds, 600)
        await asyncio.sleep(SETTLED_AFTER_S)
        (before, _), polls, began = cost(pid), newsroom.polls, time.monotonic()
        await asyncio.sleep(60 * minutes)
        (after, memory), wall = cost(pid), time.monotonic() - began
        print(f"{feeds} feeds, {wall:.0f} s: {100 * (after - before) / wall:.2f} % of a core, {memory:.0f} MB in all")
        print(f"{newsroom.polls - polls} polls; {len(family(pid))} processes")
    server.close()


if __name__ == "__main__":
    words = [float(word) for word in sys.argv[1:]]
    asyncio.run(main(int(words[0]) if words else 500, words[1] if len(words) > 1 else 20.0))
