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
_STATES = "SELECT state, count(*) AS n FROM delivery GROUP BY state"
_CHANNELS = """
SELECT d.channel AS name, sum(d.state = 'pending') AS pending, sum(d.state = 'dead') AS dead,
       max(d.delivered_at) AS delivered_at, c.disabled_at, c.rest_until, c.trouble
FROM delivery AS d LEFT JOIN channel AS c ON c.name = d.channel GROUP BY d.channel ORDER BY d.channel
"""


async def sources(request: web.Request) -> web.Response:
    """Every feed at a glance, and what was screened out lately."""
    archive = desk_of(request).archive
    return render(
        request,
        "sources.html",
        sources=await list_sources(archive, desk_of(request).now),
        screened=await screened_out(archive, limit=30),
    )


async def alerts(request: web.Request) -> web.Response:
    """What was sent where, and what became of it."""
    desk = desk_of(request)
    state = asked.text(request, "state")
    return render(
        request,
        "alerts.html",
        state=state,
        alerts=await list_alerts(desk.archive, limit=_PER_PAGE, state=state),
        states={row["state"]: row["n"] for row in await desk.archive.read(_STATES)},
        channels=await desk.archive.read(_CHANNELS),
        mutes=[asdict(mute) for mute in await mutes(desk.archive, desk.now)],
        can_resend=bool(desk.channels),
    )
