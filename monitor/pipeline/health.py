"""Tell the operator, once, which feeds are unwell, and once more when they recover.

feeds ─pulse─▶ ailments ─(not told yet)─▶ log: feed.unwell … feed.well
"""

from __future__ import annotations

import logging

from monitor.clock import Clock
from monitor.core.polling.health import ailments
from monitor.store.archive import Archive
from monitor.store.feeds import all_feeds
from monitor.store.health import pulse, told, write_told

logger = logging.getLogger(__name__)

EVERY_S = 3600.0
"""How often the daemon looks."""


class HealthWatch:
    """The daemon's looks at its feeds: the first when a first round of polls is over, or they all would seem silent."""

    def __init__(self, archive: Archive, clock: Clock) -> None:
        self._archive = archive
        self._clock = clock
        self._due_at = clock.monotonic() + EVERY_S

    async def look_if_due(self) -> None:
        """Look where the last look is an hour old."""
        if self._clock.monotonic() >= self._due_at:
            await self.look()

    async def look(self) -> None:
        """Look at every feed now."""
        self._due_at = self._clock.monotonic() + EVERY_S
        await check_health(self._archive, self._clock)


async def check_health(archive: Archive, clock: Clock) -> int:
    """Look at every feed; how many are unwell."""
    known = await told(archive)
    unwell = 0
    for feed in await all_feeds(archive):
        found = ailments(feed, await pulse(archive, feed.id), clock.now())
        before, words = known.get(feed.id, frozenset[str]()), frozenset(one.word for one in found)
        unwell += bool(words)
        for ailment in found:
            if ailment.word not in before:
                logger.warning(
                    "%s: %s",
                    feed.definition.name,
                    ailment.detail,
                    extra={"event": "feed.unwell", "feed": feed.location},
                )
        if before and not words:
            logger.info("%s: is well again", feed.definition.name, extra={"event": "feed.well", "feed": feed.location})
        if words != before:
            async with archive.transaction() as connection:
                await write_told(connection, feed.id, words)
    return unwell
