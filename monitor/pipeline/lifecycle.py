"""Meetings whose date has passed without a word about them.

announced, date passed ──▶ unreported (a state; nobody is alerted)
"""

from __future__ import annotations

from datetime import datetime

from monitor.core.deciding.decide import settle
from monitor.core.deciding.rules import AlertRules
from monitor.store.archive import Archive
from monitor.store.meetings import write_changes
from monitor.store.neighbourhood import load_meetings, passed

_NOBODY = AlertRules(kinds=frozenset())


async def mark_unreported(archive: Archive, now: datetime) -> int:
    """Mark every announced meeting that should long have begun; how many. Run once a day or at every start."""
    async with archive.transaction() as connection:
        ids = await passed(connection, now.date())
        if not ids:
            return 0
        seen = await load_meetings(connection, ids)
        changes = settle(seen.reports, (), seen, _NOBODY, now, cause="date_passed")
        await write_changes(connection, None, changes, seen.reports, (), now)
    return sum(meeting.facts.status == "unreported" for meeting in changes.meetings)
