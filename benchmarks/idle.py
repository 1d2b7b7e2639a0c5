"""What the real daemon costs while nothing happens: five hundred feeds that answer 304, at their usual intervals.

    python benchmarks/idle.py [FEEDS] [MINUTES]

The daemon is `envoy-monitor run` with its defaults; its first pass is over before the clock starts. Processor time and
memory are those of all its processes: what they share is counted once, and a library's file as theirs alone, whoever
else on the machine has it open.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.alert_latency import Connection, Newsroom, configuration, daemon, until

INTERVAL_S = 900.0
SETTLED_AFTER_S = 75.0
"""Workers without work end after a minute."""


def family(pid: int) -> list[int]:
    """The process and all that came from it."""
    children = [
        child for task in Path(f"/proc/{pid}/task").iterdir() for child in (task / "children").read_text().split()
    ]
    return [pid, *(one for child in children for one in family(int(child)))]


def cost(pid: int) -> tuple[float, float]:
    """Seconds of processor time so far, and MB of memory."""
    ticks, own = 0, 0
    files: dict[str, int] = {}
    for one in family(pid):
        fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
        anonymous, mapped = resident(one)
        own += anonymous
        for name, kilobytes in mapped.items():
            files[name] = max(files.get(name, 0), kilobytes)
    return ticks / os.sysconf("SC_CLK_TCK"), (own + sum(files.values())) / 1024


def resident(pid: int) -> tuple[int, dict[str, int]]:
    """What a process holds in memory, in KB: its share of what is no file's, and how much of each file."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    anonymous = next(int(line.split()[1]) for line in rollup if line.startswith("Pss_Anon:"))
    files, name = Counter[str](), ""
    for line in Path(f"/proc/{pid}/smaps").read_text().splitlines():
        key, *values = line.split()
        if not key.endswith(":"):
            name = values[4] if len(values) > 4 else ""
        elif key in {"Rss:", "Anonymous:"} and name.startswith("/"):
            files[name] += int(values[0]) if key == "Rss:" else -int(values[0])
    return anonymous, files


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
