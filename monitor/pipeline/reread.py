"""Look again at the pages of stories that report meetings: outlets correct what they printed.

    story due again ──▶ its entry waits once more ──▶ fetched, read and taken in; what differs is a correction

A page is looked at 1, 6, 24 and 72 hours after it was first read (`LOOK_AGAIN_AFTER` in ingest.py).
"""

from __future__ import annotations

from datetime import datetime

from monitor.store.archive import Archive
from monitor.store.stories import wait_again


async def look_again(archive: Archive, now: datetime) -> int:
    """Let every story whose page is due to be looked at wait for the reader; how many. Run at every beat."""
    async with archive.transaction() as connection:
        return await wait_again(connection, now)
