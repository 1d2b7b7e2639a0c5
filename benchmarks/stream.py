"""A long stream of stories through the archive: a hundred meetings among noise, time and memory as it grows.

    python benchmarks/stream.py [STORIES]

Four stories of a hundred report a meeting; thirty pairs of envoys meet again and again. The archive lies in memory, so
that the figures are the program's and not the disk's.
"""

from __future__ import annotations

import asyncio
import random
import resource
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from monitor.core.records import Meeting, Person
from monitor.store.archive import Archive
from tests.support.meetings import meeting
from tests.support.taking import rows, tell

MEETINGS = 100
FIRST = date(2020, 1, 1)
FAMILY = ["Wang", "Li", "Zhang", "Liu", "Chen", "Yang", "Huang", "Zhao", "Wu", "Zhou", "Xu", "Sun", "Ma", "Zhu", "Hu"]
GIVEN = ["Weimin", "Jianguo", "Lihua", "Xiaoming", "Zhenyu", "Guoliang", "Wenjing", "Runqiang", "Jie", "Hongbo"]
SURNAMES = ["Okafor", "Reyes", "Holloway", "Brandt", "Delgado", "Murray", "Carter", "Nolan", "Price", "Quinn"]
VOCABULARY = [f"word{number}" for number in range(3000)]

Job = tuple[date, Meeting | None]


def jobs(stories: int, chance: random.Random, meetings: int = MEETINGS) -> list[Job]:
    """Every story with its day, in order of publication."""
    pairs = [
        (
            Person(f"Pat {chance.choice(SURNAMES)}", "US", "climate envoy"),
            Person(f"{chance.choice(FAMILY)} {chance.choice(GIVEN)}", "CN", "climate envoy"),
        )
        for _ in range(30)
    ]
    found: list[Job] = []
    for number in range(meetings):
        day, pair = FIRST + timedelta(days=20 * number), chance.choice(pairs)
        city = chance.choice(["Beijing", "Geneva", "Washington", "Chengdu"])
        for _ in range(max(1, stories * 4 // 100 // meetings)):
            away = chance.randint(-10, 6)
            status = "announced" if away < 0 else "underway" if away == 0 else "held"
            end = str(day + timedelta(days=1))
            told = meeting(str(day), end, city=city, country=None, status=status, participants=pair)
            found.append((day + timedelta(days=away), told))
    found += [(FIRST + timedelta(days=chance.randint(0, 20 * meetings)), None) for _ in range(stories - len(found))]
    return sorted(found, key=lambda job: job[0])


async def main(stories: int) -> None:
    chance = random.Random(5)
    batch, spent, alerts = stories // 10, 0.0, 0
    with tempfile.TemporaryDirectory(dir="/dev/shm") as folder:
        async with await Archive.open(Path(folder) / "archive.sqlite3") as archive:
            for number, (day, told) in enumerate(jobs(stories, chance), start=1):
                text = [" ".join(chance.choices(VOCABULARY, k=60)) for _ in range(5)]
                began = time.process_time()
                taken = await tell(archive, *([told] if told else []), name=str(number), on=str(day), text=text)
                spent += time.process_time() - began
                alerts += sum(alert.type == "meeting.new" for alert in taken.alerts)
                if number % batch == 0:
                    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
                    print(
                        f"{number:7} stories  {spent / batch * 1000:.2f} ms a story  {memory} MB  {alerts} alerts",
                        flush=True,
                    )
                    spent = 0.0
            ((meetings,),) = await rows(archive, "SELECT count(*) FROM meetings")
            size = (Path(folder) / "archive.sqlite3").stat().st_size / stories
            print(f"{meetings} meetings, {alerts} meeting.new, {size:.0f} bytes a story")


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000))
