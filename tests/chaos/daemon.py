"""The daemon, again and again: a process that has all imported and read, and forks a daemon for each line it is sent.

    python -m tests.chaos.daemon CONFIG OFFSET

Each daemon is `envoy-monitor run` but for its clock, whose distance from the machine's stands in the file OFFSET, in
seconds. The process prints the number of each; they are killed by whoever sent the line.
"""

from __future__ import annotations

import asyncio
import functools
import gc
import os
import signal
import sys
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from pathlib import Path

from monitor.adapters.service_manager import ServiceManager
from monitor.app import Monitor, assemble
from monitor.clock import SystemClock
from monitor.core.errors import MonitorError
from monitor.core.knowledge import Knowledge
from monitor.knowledge import load_knowledge
from monitor.logs import set_up_logs
from monitor.service import Signals, serve
from monitor.settings import load_settings


class JumpingClock(SystemClock):
    """The machine's clock as somebody sets it: the monotonic one does not follow."""

    def __init__(self, offset: Path) -> None:
        self._offset = offset

    def now(self) -> datetime:
        return super().now() + timedelta(seconds=float(self._offset.read_text() or 0))


async def run(config: Path, knowledge: Knowledge, clock: JumpingClock) -> None:
    def prepare() -> Callable[[], AbstractAsyncContextManager[Monitor]]:
        return functools.partial(assemble, load_settings(config), knowledge, clock, page=True)

    await serve(prepare, ServiceManager(clock), clock, Signals.of_process())


def main(config: Path, offset: Path) -> None:
    knowledge = load_knowledge()
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    print("ready", flush=True)
    for _ in sys.stdin:
        child = os.fork()
        if child:
            print(child, flush=True)
            continue
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        set_up_logs("info", "text")
        try:
            asyncio.run(run(config, knowledge, JumpingClock(offset)))
        except MonitorError as error:
            print(error, file=sys.stderr, flush=True)
        os._exit(0)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
