"""Is it alive, and does it work: for probes."""

from __future__ import annotations

from aiohttp import web

from monitor.web.desk import desk_of


async def healthz(request: web.Request) -> web.Response:
    """The process answers."""
    return web.Response(text="ok\n", headers={"Cache-Control": "no-store"})


async def readyz(request: web.Request) -> web.Response:
    """The archive takes what is written, and deliveries move; otherwise 503 and what is stuck."""
    stuck = await desk_of(request).what_is_stuck()
    status = 503 if stuck else 200
    return web.Response(text=f"{stuck or 'ok'}\n", status=status, headers={"Cache-Control": "no-store"})
