"""A channel that says when something has come, and that a test can close."""

from __future__ import annotations

import asyncio

from monitor.core.delivery.alert import Alert
from monitor.core.delivery.routing import EVERYTHING


class Inbox:
    """Takes alerts while `open` is set, unless there is `trouble`."""

    def __init__(self, name: str = "a") -> None:
        self.name = name
        self.route = EVERYTHING
        self.taken: asyncio.Queue[str] = asyncio.Queue()
        self.tried = asyncio.Event()
        self.trouble: Exception | None = None
        self.open = asyncio.Event()
        self.open.set()

    async def send(self, alert: Alert) -> None:
        self.tried.set()
        await self.open.wait()
        if self.trouble is not None:
            raise self.trouble
        self.taken.put_nowait(alert.id)
