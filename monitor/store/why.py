"""Everything that was decided about one address, for whoever asks why it did or did not alert."""

from __future__ import annotations

import json
from dataclasses import dataclass

from monitor.core.records import Reason
from monitor.core.urls import canonical_url
from monitor.store.archive import Archive
from monitor.store.times import from_text

# A feed's link and the address to which it led are two names of one story.
_NAMES = """
WITH named (id) AS (
    SELECT id FROM story WHERE url = :url
    UNION SELECT s.id FROM entry AS e JOIN story AS s ON s.entry_id = e.id WHERE e.url = :url)
SELECT e.url AS entry, s.url AS story, s.id, coalesce(s.link, s.url) AS link, s.headline, e.state
FROM named JOIN story AS s ON s.id = named.id LEFT JOIN entry AS e ON e.id = s.entry_id
UNION ALL
SELECT e.url, NULL, NULL, e.link, e.said ->> '$.title', e.state FROM entry AS e
WHERE e.url = :url AND NOT EXISTS (SELECT 1 FROM story AS s WHERE s.entry_id = e.id)
"""
_TRAIL = """
SELECT at, step, outcome, detail, score FROM decision WHERE url IN (SELECT value FROM json_each(?)) ORDER BY id
"""
_MEETINGS = """
SELECT DISTINCT m.id, m.title, m.status, (SELECT count(*) FROM alert AS a WHERE a.meeting_id = m.id) AS alerts
FROM report AS r JOIN meeting AS m ON m.id = r.meeting_id WHERE r.story_id = ? ORDER BY r.number
"""


@dataclass(frozen=True, slots=True)
class ReportedMeeting:
    """A meeting that the story reports."""

    id: str
    title: str
    status: str
    alerts: int
    """How many alerts it has given, by whichever story."""


@dataclass(frozen=True, slots=True)
class Why:
    """The trail of one address."""

    address: str
    """Canonical."""
    link: str | None
    """Where the story can be read; None for an address that never came in."""
    headline: str | None
    state: str | None
    """Of the feed's entry: `waiting`, `screened_out`, `read` or `failed`; None where no feed brought it."""
    story_id: int | None
    reasons: tuple[Reason, ...]
    """Oldest first."""
    meetings: tuple[ReportedMeeting, ...]


async def why(archive: Archive, url: str) -> Why:
    """Every decision about `url`, however it is spelt; no reasons where it never came in."""
    address = canonical_url(url)
    row = await archive.read_one(_NAMES, {"url": address})
    names = {address} | ({row["entry"], row["story"]} - {None} if row else set())
    trail = await archive.read(_TRAIL, (json.dumps(sorted(names)),))
    reasons = tuple(Reason(r["step"], r["outcome"], r["detail"], r["score"], from_text(r["at"])) for r in trail)
    if row is None:
        return Why(address, None, None, None, None, reasons, ())
    meetings = await archive.read(_MEETINGS, (row["id"],))
    return Why(
        address=row["story"] or row["entry"],
        link=row["link"],
        headline=row["headline"],
        state=row["state"],
        story_id=row["id"],
        reasons=reasons,
        meetings=tuple(ReportedMeeting(**dict(meeting)) for meeting in meetings),
    )
