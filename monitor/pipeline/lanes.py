"""Work side by side, but in single file for each host.

    lanes = Lanes(work, key=…, at_once=64)
    lanes.add(items)              # returns at once
    await lanes.idle()            # all is done
    await lanes.stop(5.0)         # what is in hand may finish, the rest is left

One lane for each key: its items follow one another. The lanes run next to each other, at most `at_once` items at
a time.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from typing import Generic, TypeVar

T = TypeVar("T")
logger = logging.getLogger(__name__)


async def _no_pause() -> None:
    return


class Lanes(Generic[T]):
    """Queues of work, one for each key."""

    def __init__(
        self,
        work: Callable[[T], Awaitable[None]],
        key: Callable[[T], str],
        at_once: int,
        pause: Callable[[], Awaitable[None]] = _no_pause,
    ) -> None:
        self._work = work
        self._key = key
        self._pause = pause
        self._slots = asyncio.Semaphore(at_once)
        self._queues: dict[str, deque[T]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._at_work: set[asyncio.Task[None]] = set()
        self._stopping = False

    def add(self, items: Iterable[T]) -> None:
        """Queue `items`, each in its lane."""
        for item in items:
            key = self._key(item)
            queue = self._queues.get(key)
            if queue is None:
                queue = self._queues[key] = deque()
                task = asyncio.create_task(self._run(key, queue))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
            queue.append(item)

    async def idle(self) -> None:
        """Return when all lanes are empty."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def stop(self, grace: float) -> None:
        """Take up nothing more; give what is in hand `grace` seconds, then cancel it."""
        self._stopping = True
        if self._at_work:
            await asyncio.wait(set(self._at_work), timeout=grace)
        rest = set(self._tasks)
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)

    async def _run(self, key: str, queue: deque[T]) -> None:
        try:
            while queue and not self._stopping:
                async with self._slots:
                    if not self._stopping:
                        await self._one(queue.popleft())
                if queue and not self._stopping:
                    await self._pause()
        finally:
            del self._queues[key]

    async def _one(self, item: T) -> None:
        """One item; a defect in it is loud and stops nothing else."""
        task = asyncio.current_task()
        assert task is not None
        self._at_work.add(task)
        try:
            await self._work(item)
        except Exception:
            logger.exception("a defect: %.200r was left undone", item, extra={"event": "defect"})
        finally:
            self._at_work.discard(task)
