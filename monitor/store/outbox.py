"""The outbox: which alert is due on which channel, and what came of it.

Rows are written by the transaction that changes a meeting; here they are taken, tried and settled. A delivery whose
sending was cut short by a crash is still pending: it goes out again under the same id.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from monitor.core.delivery.alert import Alert, Source
from monitor.core.delivery.retry import LONGEST_ASKED, Next
from monitor.store.archive import Archive
from monitor.store.times import from_text, to_text


@dataclass(frozen=True, slots=True)
class Delivery:
    """One alert for one channel."""

    id: int
    attempts: int
    """Made so far."""
    due_at: datetime
    by_hand: bool
    """Somebody wants it sent, whatever is muted or not for this channel."""
    digest_id: str | None
    """The digest in which it goes out, where it was gathered into one."""
    followed: bool
    """Whether a later alert of its meeting is due, too: it waits for nothing any more."""
    alert: Alert


@dataclass(frozen=True, slots=True)
class Settlement:
    """What came of one attempt, for all deliveries of one message."""

    delivery_ids: tuple[int, ...]
    outcome: Next
    at: datetime
    answered: Mapping[str, bool] = field(default_factory=dict)
    """Who need not be asked again."""


_FOLLOWED = """
EXISTS (SELECT 1 FROM alert AS la CROSS JOIN delivery AS l ON l.alert_id = la.id AND l.channel = d.channel
        WHERE la.meeting_id = a.meeting_id AND +l.id > d.id AND +l.state = 'pending' AND l.due_at <= :now)
"""
"""Whether a later alert of the same meeting is due on the channel: this one is not to be overtaken by it.

CROSS JOIN and + make SQLite begin with the meeting's few alerts, not with the thousands that may be pending.
"""

_COLUMNS = """
d.id, d.attempts, d.due_at, d.by_hand, d.digest_id, d.answered, a.id AS alert_id, a.meeting_id, a.body,
a.created_at, m.confidence,
(SELECT f.id FROM alert AS f WHERE f.meeting_id = a.meeting_id
 ORDER BY f.created_at, f.type, f.id LIMIT 1) AS thread,
(SELECT count(*) FROM alert AS e WHERE e.meeting_id = a.meeting_id
 AND (e.created_at, e.type, e.id) < (a.created_at, a.type, a.id)) AS sequence
"""

_FROM = "FROM delivery AS d JOIN alert AS a ON a.id = d.alert_id JOIN meeting AS m ON m.id = a.meeting_id"

_BEYOND = LONGEST_ASKED * 1.2
"""Nothing that is not gathered waits so long: the clock was ahead when it was written, and has been set back."""

_IS_DUE = """
d.channel = :channel AND d.state = 'pending' AND (d.due_at <= :now OR d.due_at > :beyond
    AND NOT EXISTS (SELECT 1 FROM digest WHERE digest.id = d.digest_id AND digest.sealed_at IS NULL))
"""

_WAITS_IN_VAIN = f"""
d.channel = :channel AND d.state = 'pending' AND d.attempts = 0 AND d.digest_id IS NULL AND {_FOLLOWED}
"""

_DUE = f"""
SELECT {_COLUMNS}, {_FOLLOWED} AS followed {_FROM}
WHERE {_IS_DUE} OR {_WAITS_IN_VAIN} ORDER BY d.id LIMIT :limit
"""

_OLDEST = f"""
SELECT {_COLUMNS}, 0 AS followed {_FROM}
WHERE d.channel = ? AND d.state = 'pending' AND d.attempts > 0 ORDER BY d.id LIMIT 1
"""

_OF_DIGEST = f"""
SELECT {_COLUMNS}, 0 AS followed {_FROM} WHERE d.digest_id = ? AND d.state = 'pending' ORDER BY d.id
"""

_COUNTS = """
SELECT r.meeting_id, count(DISTINCT r.story_id) AS stories, count(DISTINCT s.outlet) AS outlets,
       count(DISTINCT coalesce(s.copy_of, s.id)) AS independent, m.confirmed_by
FROM report AS r JOIN story AS s ON s.id = r.story_id JOIN meeting AS m ON m.id = r.meeting_id
WHERE r.meeting_id IN (SELECT value FROM json_each(?)) GROUP BY r.meeting_id
"""

_SOURCES = """
SELECT m.meeting_id, coalesce(s.link, m.url) AS url, m.outlet, m.headline, m.language, m.published
FROM meeting_stories AS m JOIN story AS s ON s.id = m.story_id
WHERE m.meeting_id IN (SELECT value FROM json_each(?)) AND s.copy_of IS NULL
GROUP BY m.meeting_id, s.id ORDER BY min(m.reported_at), s.id
"""

_MOST_SOURCES = 100

_NEXT_DUE_AT = "SELECT min(due_at) AS due_at FROM delivery WHERE channel = ? AND state = 'pending'"

_SETTLE = """
UPDATE delivery SET state = :state, attempts = attempts + 1, due_at = :due_at, attempted_at = :now,
       delivered_at = CASE :state WHEN 'delivered' THEN :now END, trouble = :trouble,
       answered = json_patch(answered, :answered)
WHERE id = :id
"""

_ANSWERED = "UPDATE delivery SET answered = json_patch(answered, ?) WHERE id = ?"

_DUE_ATTEMPTS = f"SELECT DISTINCT d.attempts FROM delivery AS d WHERE {_IS_DUE} ORDER BY d.attempts DESC"  # noqa: S608

_SETTLE_DUE = f"""
UPDATE delivery AS d SET state = :state, attempts = attempts + 1, due_at = :due_at, attempted_at = :now,
       trouble = :trouble
WHERE {_IS_DUE} AND d.attempts = :attempts
"""  # noqa: S608

_SET_ASIDE = """
UPDATE delivery SET state = ?, due_at = ?, trouble = ?, digest_id = iif(? = 'muted', NULL, digest_id) WHERE id = ?
"""

_RELEASE = """
UPDATE delivery SET due_at = :now
WHERE channel = :name AND state = 'pending' AND attempts > 0 AND due_at > :now AND attempted_at < :before
"""

_BURY = """
UPDATE delivery SET state = 'dead', trouble = 'channel disabled: ' || :trouble
WHERE channel = :name AND state = 'pending'
"""


async def due(archive: Archive, channel: str, now: datetime, limit: int) -> list[Delivery]:
    """Up to `limit` deliveries of `channel` that are due at `now`, in the order in which their alerts arose."""
    return await _deliveries(archive, await archive.read(_DUE, {**_moment(channel, now), "limit": limit}))


async def of_digest(archive: Archive, digest_id: str) -> list[Delivery]:
    """What is pending of a digest, in the order in which the alerts arose."""
    return await _deliveries(archive, await archive.read(_OF_DIGEST, (digest_id,)))


async def oldest_failed(archive: Archive, channel: str) -> Delivery | None:
    """The oldest delivery that waits for another attempt, due or not."""
    found = await _deliveries(archive, await archive.read(_OLDEST, (channel,)))
    return found[0] if found else None


async def next_due_at(archive: Archive, channel: str) -> datetime | None:
    """When the channel has something to do; None where nothing is pending."""
    row = await archive.read_one(_NEXT_DUE_AT, (channel,))
    return from_text(row["due_at"]) if row and row["due_at"] else None


async def settle(archive: Archive, settled: Iterable[Settlement]) -> None:
    """Record attempts and what they led to, together."""
    rows = [
        {
            "id": number,
            "state": one.outcome.state,
            "due_at": to_text(one.outcome.due_at),
            "now": to_text(one.at),
            "trouble": one.outcome.trouble,
            "answered": json.dumps(one.answered),
        }
        for one in settled
        for number in one.delivery_ids
    ]
    async with archive.transaction() as connection:
        await connection.executemany(_SETTLE, rows)


async def note_answered(archive: Archive, delivery_ids: Sequence[int], answered: Mapping[str, bool]) -> None:
    """Record who need not be asked again, of an attempt that counts as none."""
    text = json.dumps(answered)
    async with archive.transaction() as connection:
        await connection.executemany(_ANSWERED, [(text, number) for number in delivery_ids])


async def due_attempts(archive: Archive, channel: str, now: datetime) -> list[int]:
    """How many attempts those deliveries of `channel` have seen that are due at `now`: each number once."""
    return [row["attempts"] for row in await archive.read(_DUE_ATTEMPTS, _moment(channel, now))]


async def settle_due(archive: Archive, channel: str, attempts: int, outcome: Next, now: datetime) -> int:
    """Record the same failed attempt for everything due that has seen `attempts`; how many deliveries that were."""
    values = {
        **_moment(channel, now),
        "attempts": attempts,
        "state": outcome.state,
        "due_at": to_text(outcome.due_at),
        "trouble": outcome.trouble,
    }
    async with archive.transaction() as connection:
        return (await connection.execute(_SETTLE_DUE, values)).rowcount


async def set_aside(archive: Archive, delivery_ids: Sequence[int], outcome: Next) -> None:
    """Mute deliveries or let them wait, without an attempt. What is muted leaves its digest."""
    values = (outcome.state, to_text(outcome.due_at), outcome.trouble, outcome.state)
    async with archive.transaction() as connection:
        await connection.executemany(_SET_ASIDE, [(*values, number) for number in delivery_ids])


async def release(archive: Archive, channel: str, now: datetime, before: datetime) -> int:
    """The channel is back: what failed on it earlier than `before` is due at once. How many were waiting."""
    async with archive.transaction() as connection:
        values = {"name": channel, "now": to_text(now), "before": to_text(before)}
        return (await connection.execute(_RELEASE, values)).rowcount


async def bury(archive: Archive, channel: str, trouble: str) -> int:
    """The channel is disabled: what waits for it becomes dead letters, which `resend` brings back. How many."""
    async with archive.transaction() as connection:
        return (await connection.execute(_BURY, {"name": channel, "trouble": trouble})).rowcount


async def _deliveries(archive: Archive, rows: Sequence[sqlite3.Row]) -> list[Delivery]:
    """The rows' deliveries, with what is known of their meetings by now read at once."""
    if not rows:
        return []
    sources: dict[str, list[Source]] = {row["meeting_id"]: [] for row in rows}
    meetings = (json.dumps(list(sources)),)
    for meeting, *told in await archive.read(_SOURCES, meetings):
        sources[meeting].append(Source(*told))
    counts = {row["meeting_id"]: row for row in await archive.read(_COUNTS, meetings)}
    return [
        _delivery(row, tuple(sources[row["meeting_id"]][:_MOST_SOURCES]), counts.get(row["meeting_id"])) for row in rows
    ]


def _delivery(row: sqlite3.Row, sources: tuple[Source, ...], counts: sqlite3.Row | None) -> Delivery:
    alert = Alert(
        id=row["alert_id"],
        body=_as_of_now(json.loads(row["body"]), counts),
        created_at=from_text(row["created_at"]),
        thread=row["thread"],
        sequence=row["sequence"],
        sources=sources,
        confidence=row["confidence"],
        answered=json.loads(row["answered"]),
    )
    due_at = from_text(row["due_at"])
    flags = (bool(row["by_hand"]), row["digest_id"], bool(row["followed"]))
    return Delivery(row["id"], row["attempts"], due_at, *flags, alert)


def _as_of_now(body: dict[str, Any], counts: sqlite3.Row | None) -> Mapping[str, Any]:
    """`body` with who has told of the meeting since it was written: that is what a short wait is for."""
    meeting = body["data"]["meeting"]
    if counts is None or counts["stories"] <= meeting.get("stories", 0):
        return body
    more = {name: counts[name] for name in ("stories", "outlets", "independent")}
    return {
        **body,
        "data": {**body["data"], "meeting": {**meeting, **more, "confirmed_by": json.loads(counts["confirmed_by"])}},
    }


def _moment(channel: str, now: datetime) -> dict[str, object]:
    """What `_IS_DUE` asks for."""
    return {"channel": channel, "now": to_text(now), "beyond": to_text(now + _BEYOND)}
