"""A ping while all is well, so that silence is never taken for peace.

Whoever receives it (a dead man's switch) raises the alarm when it stays away.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta

import aiohttp

from monitor.adapters.webhook import TIMEOUT
from monitor.clock import Clock

log = logging.getLogger(__name__)


async def keep_beating(
    session: aiohttp.ClientSession,
    url: str,
    every: timedelta,
    clock: Clock,
    what_is_stuck: Callable[[], Awaitable[str | None]],
) -> None:
    """For ever: a GET of `url`, now and after each span, unless something is stuck. A failure is logged, no more."""
    while True:
        stuck = await what_is_stuck()
        if stuck is None:
            await _beat(session, url)
        else:
            log.warning("no heartbeat: stuck: %s", stuck, extra={"event": "heartbeat.held", "stuck": stuck})
        await clock.sleep(every.total_seconds())


async def _beat(session: aiohttp.ClientSession, url: str) -> None:
    trouble = None
    try:
        async with session.get(url, allow_redirects=False, timeout=TIMEOUT) as answer:
            if answer.status >= 300:
                trouble = f"answered {answer.status}"
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        trouble = type(error).__name__  # its text may hold the address, and that a key
    if trouble:
        log.warning("the heartbeat was not taken: %s", trouble, extra={"event": "heartbeat.failed", "trouble": trouble})
