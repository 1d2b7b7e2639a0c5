"""What a person puts right about a meeting: its days, place, kind, mode or status."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from monitor.core.deciding.corrections import CannotBe, correct
from monitor.core.deciding.facts import facts_of
from monitor.core.deciding.resolve import Group
from monitor.core.errors import ArchiveError
from monitor.store.archive import Archive
from monitor.store.meeting_rows import corrections_to_json
from monitor.store.neighbourhood import load_meetings
from monitor.store.rulings import RULE, Ruled, correct_as, follow
from monitor.store.times import to_text


async def correct_meeting(archive: Archive, meeting: str, right: Mapping[str, str | None], now: datetime) -> Ruled:
    """Put the fields of `right` (core/deciding/corrections.py: CORRECTABLE) right; an empty text means none.

    Raises ArchiveError where the meeting is unknown, a value cannot be, or nothing would change.
    """
    async with archive.transaction() as connection:
        found = await follow(connection, meeting)
        seen = await load_meetings(connection, {found})
        known = next(one for one in seen.meetings if one.id == found)
        reports = tuple(report for report in seen.reports if report.meeting == found)
        if not reports:
            raise ArchiveError(f"{meeting}: no story reports it any longer; nothing was changed")
        told = facts_of(Group(reports, {}), now.date())
        try:
            corrections = correct(told, known.corrections, known.facts, right)
        except CannotBe as mistake:
            raise ArchiveError(f"{mistake}; nothing was changed") from None
        if corrections == known.corrections:
            raise ArchiveError(f"{meeting} is so already; nothing was changed")
        before = corrections_to_json(known.corrections)
        (row,) = await connection.execute_fetchall(RULE, (to_text(now), "correct", found, before))
        await correct_as(connection, found, corrections, "correct", now)
    return Ruled(row["id"], "correct", found)
