"""Time limits for many things under way at once, watched by one task.

    with limits.within(20.0):     # raises TimeoutError
        ...

An alarm for each costs a tenth of a request, and nearly all are called off again; a look at what is under way, ten
times in the usual limit and once a second at least, costs nothing. So a limit is kept a little late.
"""

from __future__ import annotations

import asyncio
from contextlib import AbstractContextManager
from datetime import timedelta
from types import TracebackType

_LONGEST_LOOK_AWAY = 1.0


class TimeLimits:
    """Watches from `open` to `close`; `usual` is how long things may mostly take."""

    def __init__(self, usual: timedelta) -> None:
        self.seconds = usual.total_seconds()
        self._ends: dict[_Limit, float] = {}
        """What is under way, with the event loop's time at which it is to end."""
        self._watch: asyncio.Task[None] | None = None

    def open(self) -> None:
        """Begin to watch."""
        self._watch = asyncio.create_task(self._look())

    async def close(self) -> None:
        """Watch no more."""
        if self._watch is not None:
            self._watch.cancel()
            await asyncio.wait([self._watch])

    def within(self, seconds: float) -> AbstractContextManager[None]:
        """Cancel what is inside after `seconds`; it leaves as TimeoutError."""
        return _Limit(self._ends, seconds)

    async def _look(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(min(_LONGEST_LOOK_AWAY, self.seconds / 10))
            now = loop.time()
            for limit in [limit for limit, end in self._ends.items() if end <= now]:
                limit.ring()


class _Limit:
    """As asyncio.Timeout, without an alarm of its own."""

    __slots__ = ("_cancelled_before", "_ends", "_rang", "_seconds", "_task")

    def __init__(self, ends: dict[_Limit, float], seconds: float) -> None:
        self._ends = ends
        self._seconds = seconds
        self._rang = False

    def __enter__(self) -> None:
        task = asyncio.current_task()
        if task is None:
            raise RuntimeError("a time limit is for what runs in a task")
        self._task = task
        self._cancelled_before = task.cancelling()
        self._ends[self] = asyncio.get_running_loop().time() + self._seconds

    def ring(self) -> None:
        del self._ends[self]
        self._rang = True
        self._task.cancel()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ends.pop(self, None)
        if self._rang and self._task.uncancel() <= self._cancelled_before and kind is asyncio.CancelledError:
            raise TimeoutError from error
