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


async def check_health(archive: Archive, clock: Clock) -> int:
    """Look at every feed; how many are unwell. Once an hour is often enough."""
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
