"""What only time brings: pages to look at again, meetings of which nobody told, feeds that fell silent, old pages."""

from __future__ import annotations

from datetime import timedelta

from monitor.clock import Clock
from monitor.pipeline.health import HealthWatch
from monitor.pipeline.lifecycle import mark_unreported
from monitor.pipeline.reread import look_again
from monitor.store.archive import Archive
from monitor.store.retention import drop_old_pages


class Housekeeping:
    """The rounds through the archive; pages are dropped after `keep_pages`, None: never."""

    def __init__(self, archive: Archive, clock: Clock, keep_pages: timedelta | None) -> None:
        self._archive = archive
        self._clock = clock
        self._keep_pages = keep_pages
        self._health = HealthWatch(archive, clock)

    async def keep(self) -> bool:
        """One round; whether there are pages to be read again. Raises ArchiveError."""
        now = self._clock.now()
        again = await look_again(self._archive, now)
        await mark_unreported(self._archive, now)
        await self._health.look_if_due()
        if self._keep_pages:
            await drop_old_pages(self._archive, now - self._keep_pages)
        return bool(again)

    async def look_at_feeds(self) -> None:
        """Tell of feeds that are unwell now, due or not."""
        await self._health.look()
