"""Drives the daemon through simulated days and writes down, for each, what it weighed and how long it took.

leap some hours ─▶ wait until nothing is due ─▶ … ─▶ a day is over: sample
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import sys
import time
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import astuple, dataclass, fields
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp

from monitor.app import Monitor, assemble
from monitor.clock import SystemClock
from monitor.core.knowledge import Knowledge
from monitor.demo.leaping_clock import LeapingClock
from monitor.settings import Settings
from monitor.store.times import to_text
from tests.soak.world import host

START = datetime(2026, 1, 1, tzinfo=UTC)
STEP = timedelta(hours=3)
SECRET = "whsec_ZW52b3ktbW9uaXRvciBzb2FrIHRlc3Qga2V5"
PATIENCE_S = 300.0
_DUE = """
SELECT (SELECT count(*) FROM feed WHERE state = 'active' AND due_at <= :now)
     + (SELECT count(*) FROM entry WHERE state = 'waiting' AND due_at <= :now)
     + (SELECT count(*) FROM delivery WHERE state = 'pending' AND due_at <= :now) AS due
"""
_COUNTS = """
SELECT (SELECT count(*) FROM entry) AS entries, (SELECT count(*) FROM story) AS stories,
       (SELECT count(*) FROM meeting WHERE merged_into IS NULL) AS meetings,
       (SELECT count(*) FROM alert) AS alerts, (SELECT count(*) FROM alert WHERE type = 'meeting.new') AS new,
       (SELECT count(*) FROM delivery WHERE state = 'delivered') AS delivered
"""


@dataclass(frozen=True)
class Day:
    """One simulated day."""

    day: int
    entries: int
    """So far, as all counts here."""
    stories: int
    meetings: int
    alerts: int
    new: int
    delivered: int
    daemon_mb: int
    workers_mb: int
    handles: int
    archive_mb: int
    work_s: float
    """Real seconds of this day's work."""
    processor_s: float
    """Of the daemon's own process."""
    lag_ms: float
    """The longest that the event loop was held up."""
    write_ms: float
    """The longest wait for a transaction."""


@asynccontextmanager
async def world(feeds: int, items: int, listed: int) -> AsyncIterator[int]:
    """The world's process; its port."""
    command = [sys.executable, "-m", "tests.soak.world", str(feeds), str(items), str(listed)]
    running = await asyncio.create_subprocess_exec(*command, stdout=PIPE)
    assert running.stdout is not None
    try:
        yield int(await running.stdout.readline())
    finally:
        running.kill()
        await running.wait()


def settings(folder: Path, port: int, feeds: int, interval: str, processes: int) -> Settings:
    return Settings.model_validate(
        {
            "archive": {"path": str(folder / "archive.sqlite3"), "keep_pages": "7d"},
            "fetch": {
                "contact": "a@b",
                "allow_private_networks": True,
                "per_host_delay": "0s",
                "robots": False,
                "timeout": "10s",
            },
            "poll": {"interval": interval},
            "workers": {"processes": processes},
            "alerts": {"webhook": [{"url": f"http://127.0.0.1:{port}/hook", "secret": SECRET}]},
            "web": {"listen": "off"},
            "feed": [{"name": f"Outlet {n}", "url": f"http://{host(n)}:{port}/feed/{n}"} for n in range(feeds)],
        }
    )


async def soak(
    folder: Path,
    knowledge: Knowledge,
    *,
    days: int,
    feeds: int,
    interval: str = "24h",
    items: int = 1,
    processes: int = 2,
    until: Callable[[], bool] = lambda: False,
    told: Callable[[Day], None] = lambda day: None,
) -> list[Day]:
    """Run the daemon for `days` (fewer where `until` says so) with `items` stories an hour from each feed."""
    done: list[Day] = []
    listed = items * int(interval.rstrip("h"))
    clock = LeapingClock(START, SystemClock())
    async with world(feeds, items, listed) as port, aiohttp.ClientSession(f"http://127.0.0.1:{port}") as driver:
        made = settings(folder, port, feeds, interval, processes)
        async with assemble(made, knowledge, clock) as monitor:
            stop = asyncio.Event()
            daemon = asyncio.create_task(monitor.run(stop, pace=0.05))
            watch = _Watch(monitor)
            watching = asyncio.create_task(watch.run())
            try:
                for number in range(1, days + 1):
                    done.append(await _day(number, monitor, clock, driver, watch, daemon))
                    told(done[-1])
                    if until():
                        break
            finally:
                watching.cancel()
                stop.set()
                await daemon
    return done


async def _day(
    number: int,
    monitor: Monitor,
    clock: LeapingClock,
    driver: aiohttp.ClientSession,
    watch: _Watch,
    daemon: asyncio.Task[None],
) -> Day:
    began, processor = time.monotonic(), time.process_time()
    watch.forget()
    for step in range(1, timedelta(days=1) // STEP + 1):
        clock.leap(START + timedelta(days=number - 1) + step * STEP)
        async with driver.post("/now", data=str(int(clock.now().timestamp()))):
            pass
        await _until_idle(monitor, clock, daemon)
    work, processor = time.monotonic() - began, time.process_time() - processor
    counts = await monitor.archive.read_one(_COUNTS)
    assert counts is not None
    gc.collect()
    return Day(
        day=number,
        entries=counts["entries"],
        stories=counts["stories"],
        meetings=counts["meetings"],
        alerts=counts["alerts"],
        new=counts["new"],
        delivered=counts["delivered"],
        daemon_mb=_resident(os.getpid()),
        workers_mb=sum(_resident(child) for child in _below(os.getpid()) if not _is_world(child)),
        handles=_handles(),
        archive_mb=monitor.archive.path.stat().st_size // 2**20,
        work_s=round(work, 2),
        processor_s=round(processor, 2),
        lag_ms=round(watch.lag * 1000, 1),
        write_ms=round(watch.write * 1000, 1),
    )


async def _until_idle(monitor: Monitor, clock: LeapingClock, daemon: asyncio.Task[None]) -> None:
    began = time.monotonic()
    now = to_text(clock.now())
    while time.monotonic() < began + PATIENCE_S:
        row = await monitor.archive.read_one(_DUE, {"now": now})
        if row is not None and row["due"] == 0:
            return
        if daemon.done():
            daemon.result()
        await asyncio.sleep(0.02)
    raise TimeoutError(f"something stays due: {await monitor.status()}")


class _Watch:
    """How long the loop is held up, and how long a transaction waits."""

    def __init__(self, monitor: Monitor) -> None:
        self._monitor = monitor
        self.forget()

    def forget(self) -> None:
        self.lag = self.write = 0.0

    async def run(self) -> None:
        while True:
            began = time.monotonic()
            await asyncio.sleep(0.05)
            self.lag = max(self.lag, time.monotonic() - began - 0.05)
            began = time.monotonic()
            async with self._monitor.archive.transaction():
                self.write = max(self.write, time.monotonic() - began)


def _resident(process: int) -> int:
    """MB."""
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) // 1024 for line in status.splitlines() if line.startswith("VmRSS")), 0)


def _handles() -> int:
    """Open files and sockets of this process."""
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


def _below(process: int) -> list[int]:
    """All children and theirs, whichever thread made them."""
    found: list[int] = []
    for told in Path(f"/proc/{process}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            for child in map(int, told.read_text().split()):
                found += [child, *_below(child)]
    return found


def _is_world(process: int) -> bool:
    try:
        return b"tests.soak.world" in Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return False


def as_csv(days: list[Day]) -> str:
    lines = [",".join(field.name for field in fields(Day)), *(",".join(map(str, astuple(day))) for day in days)]
    return "\n".join(lines) + "\n"
