"""Takes labelled stories in and delivers their alerts, and says of each step when it is done.

    python -m tests.disk.workload FOLDER [COUNT]

What is done stands in FOLDER/marks: `story ADDRESS`, `alert ID`, `delivered ID`. A step that fails is left out and not
said to be done. With $DISK_CONTROL and $FAILURES (two numbers, see shim.c) the disk fails once the archive is open.
"""

from __future__ import annotations

import asyncio
import os
import random
import sys
from datetime import UTC, datetime
from pathlib import Path

from monitor.core.delivery.alert import Alert
from monitor.core.delivery.routing import EVERYTHING
from monitor.core.errors import ArchiveError
from monitor.pipeline.deliver import deliver_due
from monitor.pipeline.ingest import Ingested, ingest
from monitor.store.archive import Archive
from tests.disk.disk import MARKS
from tests.evaluation.alerting import CHANNELS, RULES
from tests.evaluation.corpus import Article, load
from tests.evaluation.labelled import page_of, story_of
from tests.support.clock import FakeClock

LATER = datetime(2030, 1, 1, tzinfo=UTC)


class Desk:
    """Takes every alert."""

    name = "desk"
    route = EVERYTHING

    def __init__(self) -> None:
        self.taken: list[str] = []

    async def send(self, alert: Alert) -> None:
        self.taken.append(alert.id)


async def take_in(archive: Archive, article: Article) -> Ingested:
    story, page = story_of(article), page_of(article)
    return await ingest(archive, story, page, entry_id=None, rules=RULES, channels=CHANNELS, now=article.utc)


async def main(folder: Path, count: int) -> None:
    marks, desk = (folder / MARKS).open("w", buffering=1), Desk()
    failures = bytes(map(int, os.environ.get("FAILURES", "0 0").split()))
    articles = [article for article in load() if article.meetings][:count]
    async with await Archive.open(folder / "archive.sqlite3") as archive:
        fail(failures)
        for article in articles:
            try:
                done = await take_in(archive, article)
            except ArchiveError:
                continue
            marks.write("".join([f"story {done.address}\n", *(f"alert {alert.id}\n" for alert in done.alerts)]))
            before = len(desk.taken)
            try:
                await deliver_due(archive, [desk], FakeClock(LATER), random.Random(1))
            except ArchiveError:
                continue
            marks.write("".join(f"delivered {alert}\n" for alert in desk.taken[before:]))
        fail(bytes(2))
    marks.close()


def fail(how: bytes) -> None:
    """Let the disk fail from now on as `how` says."""
    if control := os.environ.get("DISK_CONTROL"):
        Path(control).write_bytes(how)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1000))
