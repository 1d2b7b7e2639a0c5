"""Where hubs ask and send (WebSub): routes that need no sign-in, only an address that nobody can guess.

    app.add_routes(callback_routes(subscriber, size=settings.fetch.feed_size))

A subscription that is not ours: 404. A wrong signature: 202, and nothing happens, so that nobody learns anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from aiohttp import web

CALLBACK = "/websub/"
"""Where the callbacks' addresses begin."""
_PATH = CALLBACK + "{feed:[0-9]{1,15}}/{token:[A-Za-z0-9_-]{16,64}}"


class Callback(Protocol):
    """What hubs' requests are handed on to."""

    async def confirm(self, feed_id: int, token: str, query: Mapping[str, str]) -> str | None:
        """The challenge to send back; None: unknown."""
        ...

    async def take(self, feed_id: int, token: str, headers: Mapping[str, str], body: bytes) -> bool:
        """Take in a push; whether its subscription is known."""
        ...


def callback_routes(callback: Callback, size: int) -> Iterable[web.RouteDef]:
    """The routes; a push of more than `size` bytes is refused."""

    async def confirm(request: web.Request) -> web.Response:
        challenge = await callback.confirm(*_whose(request), request.query)
        if challenge is None:
            raise web.HTTPNotFound
        # Text and nothing else: a challenge is a stranger's.
        return web.Response(text=challenge, content_type="text/plain", headers={"X-Content-Type-Options": "nosniff"})

    async def take(request: web.Request) -> web.Response:
        body = bytearray()
        async for piece in request.content.iter_any():
            body += piece
            if len(body) > size:
                raise web.HTTPRequestEntityTooLarge(size, len(body))
        if not await callback.take(*_whose(request), request.headers, bytes(body)):
            raise web.HTTPNotFound
        return web.Response(status=202)

    return [web.get(_PATH, confirm, allow_head=False), web.post(_PATH, take)]


def _whose(request: web.Request) -> tuple[int, str]:
    return int(request.match_info["feed"]), request.match_info["token"]
