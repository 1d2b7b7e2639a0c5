"""What runs on a worker of a Dask cluster: the same pool of limited processes as on one machine.

The Dask worker itself never touches a stranger's bytes: it hands them on to a process of its own, which has the limits
on time and memory and is replaced when it breaks them. So a page can no more bring down a worker than the daemon.
"""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from monitor import __version__
from monitor.adapters.fingerprint import fingerprint
from monitor.adapters.workers import WorkerPool, WorkFailed
from monitor.core.errors import MonitorError

DAEMONIC = "runs below a nanny, where it can have no processes of its own: start the workers with --no-nanny"


@dataclass(frozen=True, slots=True)
class Limits:
    """What a piece of work may take, and what must be the same on both sides."""

    seconds: float
    memory: int
    """Bytes."""
    own: Path | None
    """The operator's folder of knowledge."""
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a piece of work."""

    value: Any = None
    error: Exception | None = None
    """The work's own: expected, past a limit, or a defect with its trace."""
    unfit: str | None = None
    """Why this worker cannot do such work."""


def work(limits: Limits, fn: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Answer:
    """Do the work in a process with these limits."""
    if multiprocessing.current_process().daemon:
        return Answer(unfit=DAEMONIC)
    if _own_fingerprint(limits.own) != limits.fingerprint:
        return Answer(
            unfit=f"has another version or other knowledge (its envoy-monitor is {__version__}): install the same, "
            "with the same libraries and files"
        )
    try:
        pool = _pool(limits).within(timedelta(seconds=limits.seconds))
        return Answer(value=pool.submit(fn, *args, **kwargs).result())
    except (MonitorError, WorkFailed) as error:
        return Answer(error=error)


@cache
def _own_fingerprint(own: Path | None) -> str:
    """As of the first piece: its processes read the knowledge then, and once."""
    return fingerprint(own)


def _pool(limits: Limits) -> WorkerPool:
    """One for the Dask worker, which lets in no more pieces than it has threads: there are never more processes."""
    with _one_at_a_time:
        if limits.memory not in _pools:
            preload = () if limits.own else ("monitor.parsing.acquainted",)
            _pools[limits.memory] = WorkerPool(os.cpu_count() or 1, limits.memory, preload=preload)
        return _pools[limits.memory]


_pools: dict[int, WorkerPool] = {}
_one_at_a_time = threading.Lock()
