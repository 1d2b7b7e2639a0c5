"""Sources and alerts: how the monitor itself fares."""

from __future__ import annotations

from dataclasses import asdict

from aiohttp import web

from monitor.store.alerts import list_alerts, mutes
from monitor.store.source_health import list_sources, screened_out
from monitor.web.desk import desk_of
from monitor.web.pages import asked
from monitor.web.rendering import render

_PER_PAGE = 50
_SOURCES = 100
"""A page."""
_STATES = ("pending", "delivered", "muted", "dead")
_CHANNELS = """
WITH standing AS MATERIALIZED (
    SELECT channel, state, count(*) AS n, max(delivered_at) AS delivered_at FROM delivery GROUP BY channel, state)
SELECT s.channel AS name, sum(iif(s.state = 'pending', s.n, 0)) AS pending, sum(iif(s.state = 'dead', s.n, 0)) AS dead,
       sum(iif(s.state = 'delivered', s.n, 0)) AS delivered, sum(iif(s.state = 'muted', s.n, 0)) AS muted,
       max(s.delivered_at) AS delivered_at, c.disabled_at, c.rest_until, c.trouble
FROM standing AS s LEFT JOIN channel AS c ON c.name = s.channel GROUP BY s.channel ORDER BY s.channel
"""


async def sources(request: web.Request) -> web.Response:
    """Every feed at a glance, and what was screened out lately."""
    desk = desk_of(request)
    offset = asked.number(request, "offset", 0, 10**6) or 0
    found = await list_sources(desk.archive, desk.now, limit=_SOURCES + 1, offset=offset)
    return render(
        request,
        "sources.html",
        sources=found[:_SOURCES],
        following=offset + _SOURCES if len(found) > _SOURCES else None,
        screened=[] if offset else await screened_out(desk.archive, limit=30),
    )


async def alerts(request: web.Request) -> web.Response:
    """What was sent where, and what became of it."""
    desk = desk_of(request)
    state = asked.text(request, "state")
    channels = await desk.archive.read(_CHANNELS)
    return render(
        request,
        "alerts.html",
        state=state,
        alerts=await list_alerts(desk.archive, limit=_PER_PAGE, state=state),
        states={name: sum(row[name] for row in channels) for name in _STATES},
        channels=channels,
        mutes=[asdict(mute) for mute in await mutes(desk.archive, desk.now)],
        can_resend=bool(desk.channels),
    )
