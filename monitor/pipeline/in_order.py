"""What was begun side by side, finished in a given order."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime

Finish = Callable[[], Awaitable[None]]


class InOrder:
    """Holds what is ready until everything before it has been finished."""

    def __init__(self, keys: Iterable[int]) -> None:
        self._waiting = deque(keys)
        self._ready: dict[int, Finish] = {}
        self._lock = asyncio.Lock()
        self._last: list[tuple[datetime, int, Finish]] = []

    async def ready(self, key: int, finish: Finish) -> None:
        """`key` is ready: finish it, and whoever waited for it, as soon as its turn has come."""
        self._ready[key] = finish
        async with self._lock:
            while self._waiting and self._waiting[0] in self._ready:
                await self._ready.pop(self._waiting.popleft())()

    def ready_at_last(self, moment: datetime, key: int, finish: Finish) -> None:
        """`key`, which has no turn, is ready: finish it after all the others, by its `moment`."""
        self._last.append((moment, key, finish))

    async def finish_last(self) -> None:
        """Finish what had no turn."""
        for _, _, finish in sorted(self._last, key=lambda last: last[:2]):
            await finish()
        self._last.clear()
