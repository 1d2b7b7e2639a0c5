"""Work side by side, but in single file for each host.

    lanes = Lanes(work, key=…, at_once=64)
    lanes.add(items)              # returns at once
    await lanes.idle()            # all is done
    await lanes.stop(5.0)         # what is in hand may finish, the rest is left

One lane for each key: its items follow one another. The lanes run next to each other, at most `at_once` items at a
time, in as many tasks: thousands of waiting items cost no task each. `hungry` is called when few are ready any more,
so that whoever has thousands of items need not hand them in all at once.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from typing import Generic, TypeVar

T = TypeVar("T")
logger = logging.getLogger(__name__)


class Lanes(Generic[T]):
    """Queues of work, one for each key; a key of None needs no queue."""

    def __init__(
        self,
        work: Callable[[T], Awaitable[None]],
        key: Callable[[T], str | None],
        at_once: int,
        pause: Callable[[], Awaitable[None]] | None = None,
        hungry: Callable[[], None] = lambda: None,
    ) -> None:
        self._work = work
        self._key = key
        self._at_once = at_once
        self._pause = pause
        self._hungry = hungry
        self._ready: deque[tuple[str | None, T]] = deque()
        self._waiting: dict[str, deque[T]] = {}
        """For each lane with an item that is ready, in hand or pausing: those behind it."""
        self._workers: set[asyncio.Task[None]] = set()
        self._pauses: set[asyncio.Task[None]] = set()
        self._stopping = False

    def add(self, items: Iterable[T]) -> None:
        """Queue `items`, each in its lane; not any more once it is stopping."""
        if self._stopping:
            return
        for item in items:
            key = self._key(item)
            if key is not None and key in self._waiting:
                self._waiting[key].append(item)
                continue
            if key is not None:
                self._waiting[key] = deque()
            self._ready.append((key, item))
        self._hire()

    @property
    def ready(self) -> int:
        """How many items wait for nothing but a free hand."""
        return len(self._ready)

    async def idle(self) -> None:
        """Return when all lanes are empty."""
        while self._workers or self._pauses:
            await asyncio.wait(self._workers | self._pauses)

    async def stop(self, grace: float) -> None:
        """Take up nothing more; give what is in hand `grace` seconds, then cancel it."""
        self._stopping = True
        self._ready.clear()
        for pause in self._pauses:
            pause.cancel()
        if self._workers:
            _, late = await asyncio.wait(set(self._workers), timeout=grace)
            for worker in late:
                worker.cancel()
        await asyncio.gather(*self._workers, *self._pauses, return_exceptions=True)

    def _hire(self) -> None:
        for _ in range(min(len(self._ready), self._at_once - len(self._workers))):
            worker = asyncio.create_task(self._serve())
            self._workers.add(worker)
            worker.add_done_callback(self._workers.discard)

    async def _serve(self) -> None:
        while self._ready:
            key, item = self._ready.popleft()
            if len(self._ready) == self._at_once:
                self._hungry()
            try:
                await self._work(item)
            except Exception:  # a defect in one item is loud and stops no other
                logger.exception("a defect: %.200r was left undone", item, extra={"event": "defect"})
            if key is not None:
                self._go_on(key)

    def _go_on(self, key: str) -> None:
        """The next item of the lane, after the pause; an empty lane ends."""
        if not self._waiting[key] or self._stopping:
            del self._waiting[key]
        elif self._pause is None:
            self._ready.append((key, self._waiting[key].popleft()))
        else:
            pause = asyncio.create_task(self._rest(key, self._pause))
            self._pauses.add(pause)
            pause.add_done_callback(self._pauses.discard)

    async def _rest(self, key: str, pause: Callable[[], Awaitable[None]]) -> None:
        await pause()
        self._ready.append((key, self._waiting[key].popleft()))
        self._hire()
