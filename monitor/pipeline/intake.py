"""A story that was read goes into the archive; whoever must know of it hears at once.

read story ─ingest─▶ archive ─▶ deliveries woken (an alert), the screen acquainted (a meeting), `told`
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from monitor.clock import Clock
from monitor.core.deciding.rules import AlertRules
from monitor.core.durations import Histogram
from monitor.core.records import Page, Story
from monitor.pipeline.ingest import Ingested, ingest
from monitor.pipeline.screener import Screener
from monitor.store.archive import Archive
from monitor.store.entries import WaitingEntry

Told = Callable[[WaitingEntry, Ingested], None]
"""Is told of each story that was taken in."""


class Intake:
    """Takes stories in. `channels` are the names of those who are told of alerts; `wake` says that there is one."""

    def __init__(
        self,
        archive: Archive,
        rules: AlertRules,
        channels: Sequence[str],
        clock: Clock,
        screener: Screener,
        *,
        wake: Callable[[], None],
        took: Histogram,
        told: Told,
    ) -> None:
        self._archive = archive
        self._rules = rules
        self._channels = channels
        self._clock = clock
        self._screener = screener
        self._wake = wake
        self._took = took
        self._told = told
        self.alerts = 0
        """How many there have been."""

    async def __call__(self, entry: WaitingEntry, page: Page, story: Story) -> None:
        """Take `story` in, as ingest does. Raises ArchiveError."""
        now = self._clock.now()
        ingested = await ingest(
            self._archive,
            story,
            page,
            entry_id=entry.id,
            rules=self._rules,
            channels=self._channels,
            now=now,
        )
        self.alerts += len(ingested.alerts)
        if ingested.alerts:
            self._took.note(max(0.0, (self._clock.now() - entry.due_at).total_seconds()))
            self._wake()
        if story.meetings:
            await self._screener.get_acquainted()
        self._told(entry, ingested)
