"""The site: which address leads where, and serving it.

    async with serve_site(archive, settings.web, clock, …) as address:
        …                                            # None: the configuration wants no page

Its reading has a connection of its own: whatever a visitor asks for, the daemon's reading does not wait for it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager

from aiohttp import web

from monitor.clock import Clock
from monitor.core.errors import MonitorError
from monitor.settings.models import WebSettings
from monitor.store.archive import Archive
from monitor.web import guard, rendering
from monitor.web.desk import DESK, Desk
from monitor.web.doorkeeper import Doorkeeper
from monitor.web.pages import actions, meetings, operations, stories

_FORM_SIZE = 64 * 1024
_GOODBYE_S = 1.0
"""How long answers in hand may take when the daemon stops."""

_ROUTES = (
    web.get("/", meetings.timeline),
    web.get("/meetings/{id:[A-Za-z0-9_.-]+}", meetings.meeting),
    web.get("/stories", stories.stories),
    web.get("/stories/{id:[0-9]{1,15}}", stories.story),
    web.get("/quotes", stories.quotes),
    web.get("/why", stories.trail),
    web.get("/sources", operations.sources),
    web.get("/alerts", operations.alerts),
    web.get("/sign-in", actions.sign_in_page),
    web.post("/sign-in", actions.take_token),
    web.post("/sign-out", actions.leave),
    web.post("/meetings/{id}/merge", actions.merge),
    web.post("/meetings/{id}/split", actions.split),
    web.post("/meetings/{id}/mute", actions.mute),
    web.post("/rulings/{ruling:[0-9]{1,15}}/undo", actions.undo),
    web.post("/alerts/{id}/resend", actions.resend),
    web.post("/alerts/{id}/acknowledge", actions.acknowledge),
    web.get("/static/icon.svg", rendering.icon),
    web.get("/static/{name}", rendering.stylesheet),
)


def build_site(desk: Desk, settings: WebSettings, keeper: Doorkeeper | None = None) -> web.Application:
    """The site as an application of aiohttp."""
    middlewares = [
        *([keeper.attend] if keeper else ()),
        guard.with_headers,
        guard.only_by_our_names(_names(settings)),
        guard.with_plain_errors,
    ]
    app = web.Application(middlewares=middlewares, client_max_size=_FORM_SIZE)
    app[DESK] = desk
    app.add_routes(_ROUTES)
    return app


@asynccontextmanager
async def serve_site(
    archive: Archive,
    settings: WebSettings,
    clock: Clock,
    *,
    channels: Sequence[str] = (),
    countries: Mapping[str, str] | None = None,
    wake_deliveries: Callable[[], None] = lambda: None,
) -> AsyncIterator[str | None]:
    """Serve the site; its address, None where there is to be none. Raises MonitorError where the port is taken."""
    if settings.listen is None:
        yield None
        return
    host, _, port = settings.listen.rpartition(":")
    token = settings.token.get_secret_value() if settings.token else None
    keeper = Doorkeeper()
    async with archive.another_reader() as reading:
        desk = Desk(reading, clock, token, channels, countries or {}, wake_deliveries)
        runner = web.AppRunner(build_site(desk, settings, keeper), access_log=None, shutdown_timeout=_GOODBYE_S)
        await runner.setup()
        try:
            server = await _listen(runner, keeper, host.strip("[]"), int(port))
            try:
                yield f"http://{settings.listen}/"
            finally:
                server.close()
        finally:
            await runner.cleanup()


async def _listen(runner: web.AppRunner, keeper: Doorkeeper, host: str, port: int) -> asyncio.Server:
    assert runner.server is not None
    try:
        return await asyncio.get_running_loop().create_server(keeper.factory(runner.server), host, port)
    except OSError as error:
        raise MonitorError(
            f"the page cannot be served at {host}:{port}: {error.strerror or error}; "
            'set web.listen to another address, or to "off"'
        ) from error


def _names(settings: WebSettings) -> frozenset[str]:
    """Names under which the page may be asked for, besides localhost and the address reached."""
    host = (settings.listen or "").rpartition(":")[0].strip("[]")
    return frozenset({host})
