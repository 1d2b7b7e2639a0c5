"""The outbox: which alert is due on which channel, and what came of it.

Rows are written by the transaction that changes a meeting; here they are taken, tried and settled. A delivery whose
sending was cut short by a crash is still pending: it goes out again under the same id.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from monitor.core.delivery.alert import Alert, Source
from monitor.core.delivery.retry import Next
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
    alert: Alert


@dataclass(frozen=True, slots=True)
class ChannelState:
    """How a channel stands."""

    disabled: bool = False
    trouble: str | None = None
    """The last failure; None since the last success."""
    rest_until: datetime | None = None
    """The receiver asked to be left alone until then."""


@dataclass(frozen=True, slots=True)
class DisabledChannel:
    """A channel that wants no more, of which the others do not know yet."""

    name: str
    trouble: str
    disabled_at: datetime


_DELIVERY = """
SELECT d.id, d.attempts, d.due_at, d.by_hand, a.id AS alert_id, a.meeting_id, a.body, a.created_at, m.confidence,
       (SELECT f.id FROM alert AS f WHERE f.meeting_id = a.meeting_id
        ORDER BY f.created_at, f.type, f.id LIMIT 1) AS thread,
       (SELECT count(*) FROM alert AS e WHERE e.meeting_id = a.meeting_id
        AND (e.created_at, e.type, e.id) < (a.created_at, a.type, a.id)) AS sequence
FROM delivery AS d JOIN alert AS a ON a.id = d.alert_id JOIN meeting AS m ON m.id = a.meeting_id
"""

_DUE = f"{_DELIVERY} WHERE d.channel = ? AND d.state = 'pending' AND d.due_at <= ? ORDER BY d.id LIMIT ?"

_OLDEST = f"{_DELIVERY} WHERE d.channel = ? AND d.state = 'pending' AND d.attempts > 0 ORDER BY d.id LIMIT 1"

_SOURCES = """
SELECT coalesce(s.link, m.url) AS url, m.outlet, m.headline, m.language, m.published
FROM meeting_stories AS m JOIN story AS s ON s.id = m.story_id
WHERE m.meeting_id = ? AND s.copy_of IS NULL GROUP BY s.id ORDER BY min(m.reported_at), s.id LIMIT 100
"""

_NEXT_DUE_AT = "SELECT min(due_at) AS due_at FROM delivery WHERE channel = ? AND state = 'pending'"

_SETTLE = """
UPDATE delivery SET state = :state, attempts = attempts + 1, due_at = :due_at, attempted_at = :now,
       delivered_at = CASE :state WHEN 'delivered' THEN :now END, trouble = :trouble
WHERE id = :id
"""

_DUE_ATTEMPTS = """
SELECT DISTINCT attempts FROM delivery WHERE channel = ? AND state = 'pending' AND due_at <= ? ORDER BY attempts DESC
"""

_SETTLE_DUE = """
UPDATE delivery SET state = :state, attempts = attempts + 1, due_at = :due_at, attempted_at = :now, trouble = :trouble
WHERE channel = :channel AND state = 'pending' AND due_at <= :now AND attempts = :attempts
"""

_SET_ASIDE = "UPDATE delivery SET state = ?, due_at = ?, trouble = ? WHERE id = ?"

_WELL = "UPDATE channel SET trouble = NULL, rest_until = NULL WHERE name = ?"

_TROUBLED = """
INSERT INTO channel (name, trouble, rest_until, disabled_at) VALUES (:name, :trouble, :rest, :disabled)
ON CONFLICT (name) DO UPDATE SET trouble = :trouble, rest_until = :rest, disabled_at = coalesce(:disabled, disabled_at)
"""

_RELEASE = """
UPDATE delivery SET due_at = :now
WHERE channel = :name AND state = 'pending' AND attempts > 0 AND due_at > :now AND attempted_at < :before
"""

_BURY = """
UPDATE delivery SET state = 'dead', trouble = 'channel disabled: ' || :trouble
WHERE channel = :name AND state = 'pending'
"""


async def channel_state(archive: Archive, name: str) -> ChannelState:
    """How the channel `name` stands; well, where nothing is known of it."""
    row = await archive.read_one("SELECT disabled_at, trouble, rest_until FROM channel WHERE name = ?", (name,))
    if row is None:
        return ChannelState()
    rest = from_text(row["rest_until"]) if row["rest_until"] else None
    return ChannelState(row["disabled_at"] is not None, row["trouble"], rest)


async def untold(archive: Archive) -> list[DisabledChannel]:
    """The disabled channels of which no other has been told."""
    sql = (
        "SELECT name, trouble, disabled_at FROM channel WHERE disabled_at IS NOT NULL AND told_at IS NULL ORDER BY name"
    )
    rows = await archive.read(sql)
    return [DisabledChannel(row["name"], row["trouble"] or "", from_text(row["disabled_at"])) for row in rows]


async def mark_told(archive: Archive, channel: str, now: datetime) -> None:
    """Another channel knows that `channel` is disabled."""
    async with archive.transaction() as connection:
        await connection.execute("UPDATE channel SET told_at = ? WHERE name = ?", (to_text(now), channel))


async def due(archive: Archive, channel: str, now: datetime, limit: int) -> list[Delivery]:
    """Up to `limit` deliveries of `channel` that are due at `now`, in the order in which their alerts arose."""
    return [await _delivery(archive, row) for row in await archive.read(_DUE, (channel, to_text(now), limit))]


async def oldest_failed(archive: Archive, channel: str) -> Delivery | None:
    """The oldest delivery that waits for another attempt, due or not."""
    row = await archive.read_one(_OLDEST, (channel,))
    return await _delivery(archive, row) if row else None


async def next_due_at(archive: Archive, channel: str) -> datetime | None:
    """When the channel has something to do; None where nothing is pending."""
    row = await archive.read_one(_NEXT_DUE_AT, (channel,))
    return from_text(row["due_at"]) if row and row["due_at"] else None


async def settle(archive: Archive, delivery_id: int, outcome: Next, now: datetime) -> None:
    """Record an attempt and what it led to."""
    values = {
        "id": delivery_id,
        "state": outcome.state,
        "due_at": to_text(outcome.due_at),
        "now": to_text(now),
        "trouble": outcome.trouble,
    }
    async with archive.transaction() as connection:
        await connection.execute(_SETTLE, values)


async def mark_well(archive: Archive, channel: str) -> None:
    """Record that the channel takes alerts again."""
    async with archive.transaction() as connection:
        await connection.execute(_WELL, (channel,))


async def due_attempts(archive: Archive, channel: str, now: datetime) -> list[int]:
    """How many attempts those deliveries of `channel` have seen that are due at `now`: each number once."""
    return [row["attempts"] for row in await archive.read(_DUE_ATTEMPTS, (channel, to_text(now)))]


async def settle_due(archive: Archive, channel: str, attempts: int, outcome: Next, now: datetime) -> int:
    """Record the same failed attempt for everything due that has seen `attempts`; how many deliveries that were."""
    values = {
        "channel": channel,
        "attempts": attempts,
        "state": outcome.state,
        "due_at": to_text(outcome.due_at),
        "now": to_text(now),
        "trouble": outcome.trouble,
    }
    async with archive.transaction() as connection:
        return (await connection.execute(_SETTLE_DUE, values)).rowcount


async def troubled(
    archive: Archive,
    channel: str,
    trouble: str,
    rest_until: datetime | None = None,
    disabled_at: datetime | None = None,
) -> None:
    """Record that the channel fails: what is wrong, until when it wants rest, whether for good."""
    values = {
        "name": channel,
        "trouble": trouble,
        "rest": to_text(rest_until) if rest_until else None,
        "disabled": to_text(disabled_at) if disabled_at else None,
    }
    async with archive.transaction() as connection:
        await connection.execute(_TROUBLED, values)


async def set_aside(archive: Archive, delivery_id: int, outcome: Next) -> None:
    """Mute a delivery or let it wait, without an attempt."""
    values = (outcome.state, to_text(outcome.due_at), outcome.trouble, delivery_id)
    async with archive.transaction() as connection:
        await connection.execute(_SET_ASIDE, values)


async def release(archive: Archive, channel: str, now: datetime, before: datetime) -> int:
    """The channel is back: what failed on it earlier than `before` is due at once. How many were waiting."""
    async with archive.transaction() as connection:
        values = {"name": channel, "now": to_text(now), "before": to_text(before)}
        return (await connection.execute(_RELEASE, values)).rowcount


async def bury(archive: Archive, channel: str, trouble: str) -> int:
    """The channel is disabled: what waits for it becomes dead letters, which `resend` brings back. How many."""
    async with archive.transaction() as connection:
        return (await connection.execute(_BURY, {"name": channel, "trouble": trouble})).rowcount


async def _delivery(archive: Archive, row: sqlite3.Row) -> Delivery:
    sources = await archive.read(_SOURCES, (row["meeting_id"],))
    body: Mapping[str, object] = json.loads(row["body"])
    alert = Alert(
        id=row["alert_id"],
        body=body,
        created_at=from_text(row["created_at"]),
        thread=row["thread"],
        sequence=row["sequence"],
        sources=tuple(Source(**dict(source)) for source in sources),
        confidence=row["confidence"],
    )
    return Delivery(row["id"], row["attempts"], from_text(row["due_at"]), bool(row["by_hand"]), alert)
