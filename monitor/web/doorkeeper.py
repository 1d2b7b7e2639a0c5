"""Connections that ask for nothing: closed after some seconds, and never so many that nobody else gets in.

aiohttp waits for the end of a request as long as it takes. Here a connection that has no request in hand is closed
`PATIENCE_S` after it was opened or last answered, however slowly it drips; where `MOST` are open, the one that has
waited longest goes.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import cast

from aiohttp import web
from aiohttp.typedefs import Handler

PATIENCE_S = 8.0
MOST = 200


class Doorkeeper:
    """Knows every connection, and which of them have a request in hand."""

    def __init__(self, patience: float = PATIENCE_S, most: int = MOST) -> None:
        self._patience = patience
        self._most = most
        self._waiting: dict[asyncio.BaseTransport, asyncio.TimerHandle] = {}
        self._open: set[asyncio.BaseTransport] = set()

    @property
    def open(self) -> int:
        """How many connections there are."""
        return len(self._open)

    def factory(self, server: web.Server) -> Callable[[], asyncio.Protocol]:
        """Protocols of `server` that the doorkeeper watches, for `loop.create_server`."""
        return lambda: _Watched(self, server())

    @web.middleware
    async def attend(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """While a request is in hand its connection may take its time."""
        transport = request.transport
        if transport is not None:
            self._stop_waiting(transport)
        try:
            return await handler(request)
        finally:
            if transport is not None and transport in self._open:
                self._wait(transport)

    def came(self, transport: asyncio.BaseTransport) -> None:
        """A connection was opened."""
        if len(self._open) >= self._most and self._waiting:
            self._close(next(iter(self._waiting)))
        self._open.add(transport)
        self._wait(transport)

    def went(self, transport: asyncio.BaseTransport) -> None:
        """A connection was closed."""
        self._open.discard(transport)
        self._stop_waiting(transport)

    def _wait(self, transport: asyncio.BaseTransport) -> None:
        self._stop_waiting(transport)
        loop = asyncio.get_running_loop()
        self._waiting[transport] = loop.call_later(self._patience, self._close, transport)

    def _stop_waiting(self, transport: asyncio.BaseTransport) -> None:
        timer = self._waiting.pop(transport, None)
        if timer is not None:
            timer.cancel()

    def _close(self, transport: asyncio.BaseTransport) -> None:
        self.went(transport)
        cast("asyncio.WriteTransport", transport).abort()


class _Watched(asyncio.Protocol):
    """Passes everything on to aiohttp's own protocol, and tells the doorkeeper who came and went."""

    def __init__(self, keeper: Doorkeeper, inner: asyncio.Protocol) -> None:
        self._keeper = keeper
        self._inner = inner
        self._transport: asyncio.BaseTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._keeper.came(transport)
        self._inner.connection_made(transport)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._transport is not None:
            self._keeper.went(self._transport)
        self._inner.connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._inner.data_received(data)

    def eof_received(self) -> bool | None:
        return self._inner.eof_received()

    def pause_writing(self) -> None:
        self._inner.pause_writing()

    def resume_writing(self) -> None:
        self._inner.resume_writing()
