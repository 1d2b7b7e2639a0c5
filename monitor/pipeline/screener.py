"""Whether a feed's entry is worth reading, judged by its words and by the people whom the archive has met.

screener = Screener(archive, knowledge, clock)
await screener.get_acquainted()          # now and then, and when a meeting has come in
wanted, reason = screener(entry)
"""

from __future__ import annotations

from datetime import timedelta

from monitor.clock import Clock
from monitor.core.knowledge import Knowledge
from monitor.core.records import Entry, Reason
from monitor.core.screening import PASSED, screen
from monitor.store.archive import Archive
from monitor.store.meeting_queries import people_met

ACQUAINTED_FOR = timedelta(days=400)
"""How long somebody on no list is remembered from a meeting."""


class Screener:
    """Screens entries. Until `get_acquainted` it knows only who is on the lists."""

    def __init__(
        self, archive: Archive, knowledge: Knowledge, clock: Clock, acquainted_for: timedelta = ACQUAINTED_FOR
    ) -> None:
        self._archive = archive
        self._knowledge = knowledge
        self._clock = clock
        self._acquainted_for = acquainted_for
        self._acquainted: frozenset[str] = frozenset()

    async def get_acquainted(self) -> None:
        """Learn who has met lately."""
        self._acquainted = await people_met(self._archive, self._clock.now() - self._acquainted_for)

    def __call__(self, entry: Entry) -> tuple[bool, Reason]:
        """Whether `entry` is to be read, and why."""
        reason = screen(entry, self._knowledge, acquainted=self._acquainted)
        return reason.outcome == PASSED, reason
