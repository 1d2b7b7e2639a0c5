"""Whether the daemon gets anywhere: what the watchdog is fed by."""

from __future__ import annotations

import asyncio

from monitor.pipeline.outgoing import Outgoing
from monitor.store.archive import Archive

LONGEST_WRITE_S = 15.0
"""A transaction that has not begun and ended by then has not met a slow disk."""


async def what_is_stuck(archive: Archive, outgoing: Outgoing, patience_s: float = LONGEST_WRITE_S) -> str | None:
    """What does not move, in a few words; None where all is well.

    That the question is answered at all shows that the event loop turns. A full disk is not stuck: a restart would
    not help.
    """
    try:
        async with asyncio.timeout(patience_s):
            async with archive.transaction():
                pass
    except TimeoutError:
        return f"no transaction within {patience_s:g} s"
    return None if outgoing.is_moving() else "a channel's deliveries"
