"""Short answers for the head of the page: the last sentence about each meeting, and how the monitor fares."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from monitor.store.archive import Archive

_LATEST = """
SELECT r.meeting_id, r.evidence, m.outlet, r.story_id, m.language FROM report AS r
JOIN meeting_stories AS m ON m.story_id = r.story_id AND m.number = r.number
WHERE r.meeting_id IN (SELECT value FROM json_each(?)) ORDER BY r.reported_at
"""
_PULSE = """
SELECT (SELECT count(*) FROM feed WHERE state = 'active') AS feeds,
       (SELECT count(*) FROM feed WHERE state = 'active' AND trouble IS NOT NULL) AS failing,
       (SELECT max(polled_at) FROM feed) AS polled_at,
       (SELECT read_at FROM story ORDER BY id DESC LIMIT 1) AS read_at,
       (SELECT count(*) FROM delivery WHERE state = 'pending') AS pending
"""


@dataclass(frozen=True, slots=True)
class Sentence:
    """How the latest story words it."""

    text: str
    outlet: str | None
    story_id: int
    language: str


async def latest_sentences(archive: Archive, meetings: Sequence[str]) -> dict[str, Sentence]:
    """The first sentence of the latest report of each meeting."""
    rows = await archive.read(_LATEST, (json.dumps(list(meetings)),))
    found = {}
    for row in rows:
        if evidence := json.loads(row["evidence"]):
            found[row["meeting_id"]] = Sentence(evidence[0], row["outlet"], row["story_id"], row["language"])
    return found


async def pulse(archive: Archive) -> sqlite3.Row:
    """Feeds, how many of them fail, the last poll, the last story, deliveries pending."""
    row = await archive.read_one(_PULSE)
    assert row is not None
    return row
