"""A receiver that was down for a day is back: 10,000 alerts wait for it.

    python benchmarks/drain.py [COUNT]

Counts how long they take to arrive, in order, at the configured rate, and how many came in the fullest second. The
same alerts posted by a bare loop of the same HTTP client, without archive, stand beside it.
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
from multiprocessing.connection import Connection
from pathlib import Path

from aiohttp import web

from monitor.adapters.channels import delivery_session
from monitor.adapters.webhook import WebhookChannel
from monitor.clock import SystemClock
from monitor.pipeline.deliver import deliver_due
from monitor.store.archive import Archive
from tests.support.alerts import alert, body, insert

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


def fullest_second(moments: list[float]) -> int:
    """The most arrivals in any span of one second."""
    most = first = 0
    for last, moment in enumerate(moments):
        while moments[first] <= moment - 1:
            first += 1
        most = max(most, last - first + 1)
    return most


def main(count: int) -> None:
    """Measure and print."""
    ours, theirs = multiprocessing.Pipe()
    receiver = multiprocessing.Process(target=receive, args=(theirs,), daemon=True)
    receiver.start()
    port = ours.recv()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "archive.sqlite3"

        async def prepare() -> None:
            async with await Archive.open(path) as archive:
                await fill(archive, count)

        asyncio.run(prepare())
        wall, cpu = asyncio.run(drain(path, port))
    bare_wall, bare_cpu = asyncio.run(bare(count // 10, port))
    ours.send("end")
    came: list[tuple[str, float]] = ours.recv()[:count]
    in_order = [alert_id for alert_id, _ in came] == [f"msg_{number}" for number in range(count)]
    print(f"{count} alerts at {RATE}/s at most: {wall:.1f} s, {1000 * cpu / count:.2f} ms of processor time each")
    print(f"in order, each once: {in_order}; in the fullest second: {fullest_second([at for _, at in came])}")
    print(
        f"the bare client: {1000 * bare_wall * 10 / count:.2f} ms each, {1000 * bare_cpu * 10 / count:.2f} ms processor"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else COUNT)
