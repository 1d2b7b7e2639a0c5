"""The site: which address leads where, and serving it.

    async with serve_site(archive, settings.web, clock, …) as address:
        …                                            # None: the configuration wants no page

Its reading has a connection of its own: whatever a visitor asks for, the daemon's reading does not wait for it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from urllib.parse import urlsplit

from aiohttp import web

from monitor.clock import Clock
from monitor.core.durations import Durations
from monitor.core.errors import MonitorError
from monitor.settings.models import WebSettings
from monitor.store.archive import Archive
from monitor.web import guard, rendering
from monitor.web.data import api, feeds
from monitor.web.data.health import healthz, readyz
from monitor.web.data.metrics import TIMINGS, Timings, metrics, timed
from monitor.web.data.openapi import openapi
from monitor.web.desk import DESK, Desk
from monitor.web.doorkeeper import Doorkeeper
from monitor.web.errors import with_plain_errors
from monitor.web.pages import actions, meetings, operations, stories
from monitor.web.signing_in import WRONG, no_wrong_tokens
from monitor.web.tags import with_etags

log = logging.getLogger(__name__)

_FORM_SIZE = 64 * 1024
_GOODBYE_S = 1.0
"""How long answers in hand may take when the daemon stops."""

_ROUTES = (
    web.get("/", meetings.timeline),
    web.get("/meetings/{id:[A-Za-z0-9_-]+}.ics", feeds.calendar_of_one),
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
    web.post("/meetings/{id}/correct", actions.correct),
    web.post("/meetings/{id}/mute", actions.mute),
    web.post("/rulings/{ruling:[0-9]{1,15}}/undo", actions.undo),
    web.post("/alerts/{id}/resend", actions.resend),
    web.post("/alerts/{id}/acknowledge", actions.acknowledge),
    web.get("/api/openapi.json", openapi),
    web.get("/api/meetings", api.meetings),
    web.get("/api/meetings/{id:[A-Za-z0-9_.-]+}", api.meeting),
    web.get("/api/stories", api.stories),
    web.get("/api/stories/{id:[0-9]{1,15}}", api.story),
    web.get("/api/quotes", api.quotes),
    web.get("/api/alerts", api.alerts),
    web.get("/api/sources", api.sources),
    web.get("/feeds/{feed:meetings|alerts}.atom", feeds.atom),
    web.get("/feeds/{feed:meetings|alerts}.json", feeds.json_feed),
    web.get("/meetings.ics", feeds.calendar),
    web.get("/metrics", metrics),
    web.get("/healthz", healthz),
    web.get("/readyz", readyz),
    web.get("/static/icon.svg", rendering.icon),
    web.get("/static/{name}", rendering.stylesheet),
)

ADDRESSES = tuple(route.path for route in _ROUTES)


def build_site(desk: Desk, settings: WebSettings, keeper: Doorkeeper | None = None) -> web.Application:
    """The site as an application of aiohttp."""
    middlewares = [
        *([keeper.attend] if keeper else ()),
        timed,
        guard.with_headers,
        guard.only_by_our_names(*_names(settings)),
        with_etags,
        with_plain_errors,
    ]
    app = web.Application(middlewares=middlewares, client_max_size=_FORM_SIZE)
    app[DESK] = desk
    app[TIMINGS] = Timings(desk.clock)
    app[WRONG] = no_wrong_tokens()
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
    what_is_stuck: Callable[[], Awaitable[str | None]] | None = None,
    durations: Durations | None = None,
    more: Iterable[web.RouteDef] = (),
) -> AsyncIterator[str | None]:
    """Serve the site; its address, None where there is to be none. Raises MonitorError where the port is taken."""
    if settings.listen is None:
        yield None
        return
    host, _, port = settings.listen.rpartition(":")
    token = (settings.token and settings.token.get_secret_value()) or None  # an empty one is none
    keeper = Doorkeeper()
    async with archive.another_reader() as reading:
        desk = Desk(reading, clock, token, channels, countries or {}, wake_deliveries)
        if durations is not None:
            desk = replace(desk, durations=durations)
        if what_is_stuck is not None:
            desk = replace(desk, what_is_stuck=what_is_stuck)
        app = build_site(desk, settings, keeper)
        app.add_routes(more)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=_GOODBYE_S)
        await runner.setup()
        try:
            server = await _listen(runner, keeper, host.strip("[]"), int(port))
            try:
                async with app[TIMINGS].watch_loop():
                    log.info("the page is at http://%s/", settings.listen, extra={"event": "page.served"})
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


def _names(settings: WebSettings) -> tuple[frozenset[str], frozenset[str]]:
    """Names under which the page may be asked for, besides localhost and the address reached; those for hubs alone."""
    host = (settings.listen or "").rpartition(":")[0].strip("[]")
    outside = frozenset(filter(None, [urlsplit(settings.public or "").hostname]))
    return (outside | {host}, frozenset()) if settings.public_page else (frozenset({host}), outside)
