"""A receiver that was down for a day is back: 10,000 alerts wait for it.

    python benchmarks/drain.py

How long they take to arrive, in order, at the configured rate, and how many came in the fullest second. The same
alerts posted by a bare loop of the same HTTP client, without archive and pace, stand beside it.
"""

from __future__ import annotations

import asyncio
import base64
import json
import multiprocessing
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from aiohttp import web

from benchmarks.common import OURS, Aim, Options, Result, Row, run
from monitor.adapters.channels import delivery_session
from monitor.adapters.webhook import WebhookChannel
from monitor.clock import SystemClock
from monitor.pipeline.deliver import deliver_due
from monitor.store.archive import Archive
from tests.support.alerts import alert, body, insert

BARE = "a bare aiohttp client"
COUNT = 10_000
RATE = 250
KEY = "whsec_" + base64.b64encode(b"k" * 32).decode()


def receive(control: Connection) -> None:
    """A receiver in a process of its own; at the end it tells what came, and when."""

    async def serve() -> None:
        came: list[tuple[str, float]] = []

        async def take(request: web.Request) -> web.Response:
            came.append((request.headers["webhook-id"], time.monotonic()))
            await request.read()
            return web.Response(status=204)

        application = web.Application()
        application.router.add_post("/in", take)
        runner = web.AppRunner(application, access_log=None)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        control.send(runner.addresses[0][1])
        await asyncio.to_thread(control.recv)
        control.send(came)
        await runner.cleanup()

    asyncio.run(serve())


async def fill(archive: Archive, count: int) -> None:
    """`count` alerts that were tried a day ago, each of a meeting of its own with one story."""
    async with archive.transaction() as connection:
        for number in range(count):
            meeting = f"meeting-{number}"
            content = body(id=meeting, evidence=["They will meet in Chengdu, the ministry said."] * 3)
            facts = {"id": meeting, "title": "Talks", "kind": "envoy", "status": "announced", "mode": "in_person",
                     "precision": "day", "participants": "[]", "confidence": 0.9}  # fmt: skip
            await insert(connection, "meeting", facts)
            row = {"id": f"msg_{number}", "meeting_id": meeting, "change": "new", "type": "meeting.new",
                   "body": json.dumps(content), "created_at": "2026-01-01T08:00:00.000Z"}  # fmt: skip
            await insert(connection, "alert", row)
            due = {"alert_id": f"msg_{number}", "channel": "desk", "due_at": "2026-01-01T08:00:00.000Z"}
            await insert(connection, "delivery", due)
            story = {"id": number + 1, "url": f"https://a.example/{number}", "language": "en", "headline": "Talks",
                     "relevant": 1, "relevance": 1.0, "record": "{}", "read_at": "2026-01-01"}  # fmt: skip
            await insert(connection, "story", story)
            report = {"story_id": number + 1, "number": 0, "meeting_id": meeting, "facts": "{}", "evidence": "[]",
                      "score": 1.0, "reported_at": "2026-01-01"}  # fmt: skip
            await insert(connection, "report", report)


async def drain(path: Path, port: int) -> tuple[float, float]:
    """Wall and processor seconds until nothing is due."""
    clock = SystemClock()
    async with await Archive.open(path) as archive, delivery_session() as session:
        channel = WebhookChannel("desk", f"http://127.0.0.1:{port}/in", [KEY], session, clock, per_second=RATE)
        began, cpu = time.monotonic(), time.process_time()
        summary = await deliver_due(archive, [channel], clock, random.Random(1))
        assert summary.failed == 0, summary
        return time.monotonic() - began, time.process_time() - cpu


async def bare(count: int, port: int) -> tuple[float, float]:
    """The same bodies through the same channel as fast as it takes them, with no archive and no pace."""
    clock = SystemClock()
    async with delivery_session() as session:
        channel = WebhookChannel("desk", f"http://127.0.0.1:{port}/in", [KEY], session, clock, per_second=1e6)
        began, cpu = time.monotonic(), time.process_time()
        for number in range(count):
            await channel.send(alert(number))
        return time.monotonic() - began, time.process_time() - cpu


async def prepare(path: Path, count: int) -> None:
    """An archive with `count` alerts that are due."""
    async with await Archive.open(path) as archive:
        await fill(archive, count)


def fullest_second(moments: list[float]) -> int:
    """The most arrivals in any span of one second."""
    most = first = 0
    for last, moment in enumerate(moments):
        while moments[first] <= moment - 1:
            first += 1
        most = max(most, last - first + 1)
    return most


def measure(options: Options) -> Iterator[Result]:
    """Processor time an alert beside the bare client's; the whole of it by the clock."""
    count = COUNT // 5 if options.quick else COUNT
    ours, theirs = multiprocessing.Pipe()
    receiver = multiprocessing.Process(target=receive, args=(theirs,), daemon=True)
    receiver.start()
    port = ours.recv()
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        path = Path(folder) / "archive.sqlite3"
        asyncio.run(prepare(path, count))
        wall, cpu = asyncio.run(drain(path, port))
    bare_wall, bare_cpu = asyncio.run(bare(count // 10, port))
    ours.send("end")
    came: list[tuple[str, float]] = ours.recv()[:count]
    assert [alert_id for alert_id, _ in came] == [f"msg_{number}" for number in range(count)], "not in order, each once"
    yield Result(
        title="Delivery: catching up with a receiver that was down",
        unit="ms of one core an alert",
        rows=(
            Row(BARE, 10_000 * bare_cpu / count, f"{10_000 * bare_wall / count:.1f} ms by the clock"),
            Row(OURS, 1000 * cpu / count, f"{1000 * wall / count:.1f} ms by the clock"),
        ),
        base=BARE,
        aims=(
            Aim(f"{COUNT:,} alerts have drained after", wall * COUNT / count, 60, unit="s"),
            Aim("alerts in the fullest second", fullest_second([at for _, at in came]), RATE * 1.02, unit=""),
        ),
        text=f"{count:,} alerts for one receiver on loopback, at most {RATE} a second; each arrived once, in order.",
    )


if __name__ == "__main__":
    run(measure, __doc__)
