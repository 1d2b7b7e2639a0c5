"""Alerts as the operator sees and steers them: list, resend, acknowledge, mute."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from monitor.core.delivery.muting import Mute
from monitor.store.archive import Archive
from monitor.store.times import from_text, to_text


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """One channel's share of an alert."""

    channel: str
    state: str
    attempts: int
    due_at: str
    delivered_at: str | None
    trouble: str | None


@dataclass(frozen=True, slots=True)
class AlertRow:
    """One alert and how it fared; times as the archive writes them."""

    id: str
    type: str
    meeting_id: str
    title: str
    change: str
    url: str | None
    created_at: str
    acknowledged_at: str | None
    deliveries: tuple[DeliveryRow, ...]


_LIST = """
SELECT id, type, meeting_id, title, change, url, created_at, acknowledged_at FROM alerts
WHERE :state IS NULL OR EXISTS (SELECT 1 FROM delivery AS d WHERE d.alert_id = alerts.id AND d.state = :state)
ORDER BY created_at DESC, id DESC LIMIT :limit
"""

_DELIVERIES = """
SELECT alert_id, channel, state, attempts, due_at, delivered_at, trouble FROM delivery
WHERE alert_id IN (SELECT value FROM json_each(?)) ORDER BY id
"""

_RESEND = """
INSERT INTO delivery (alert_id, channel, due_at, by_hand) SELECT id, :channel, :now, 1 FROM alert WHERE id = :alert
ON CONFLICT (alert_id, channel) DO UPDATE
SET state = 'pending', attempts = 0, due_at = :now, delivered_at = NULL, trouble = NULL, by_hand = 1,
    answered = '{}', digest_id = NULL
"""

_ENABLE = """
UPDATE channel SET disabled_at = NULL, rest_until = NULL, told_at = NULL, tell_at = NULL, tell_attempts = 0
WHERE name = ?
"""

_ACKNOWLEDGE = "UPDATE alert SET acknowledged_at = ? WHERE id = ? AND acknowledged_at IS NULL"

_MUTE = """
INSERT INTO mute (what, value, created_at, until) VALUES (?, ?, ?, ?)
ON CONFLICT (what, value) DO UPDATE SET until = excluded.until
"""


async def list_alerts(archive: Archive, *, limit: int = 50, state: str | None = None) -> list[AlertRow]:
    """The latest alerts, newest first; with `state`, those of which a delivery is in it."""
    rows = await archive.read(_LIST, {"state": state, "limit": limit})
    deliveries: dict[str, list[DeliveryRow]] = {row["id"]: [] for row in rows}
    for alert, *values in await archive.read(_DELIVERIES, (json.dumps(list(deliveries)),)):
        deliveries[alert].append(DeliveryRow(*values))
    return [AlertRow(**dict(row), deliveries=tuple(deliveries[row["id"]])) for row in rows]


async def resend(archive: Archive, alert_id: str, channels: Sequence[str], now: datetime) -> int:
    """Make `alert_id` due on `channels` whatever became of it there; a disabled one is tried, mutes do not hold it.

    How many deliveries that makes; 0: there is no such alert.
    """
    made = 0
    async with archive.transaction() as connection:
        for channel in channels:
            values = {"alert": alert_id, "channel": channel, "now": to_text(now)}
            made += (await connection.execute(_RESEND, values)).rowcount
            await connection.execute(_ENABLE, (channel,))
    return made


async def acknowledge(archive: Archive, alert_id: str, now: datetime) -> bool:
    """Note that somebody has read it; whether that is news."""
    async with archive.transaction() as connection:
        return (await connection.execute(_ACKNOWLEDGE, (to_text(now), alert_id))).rowcount > 0


async def mute(archive: Archive, wish: Mute, now: datetime) -> None:
    """Keep a wish for silence; one that exists gets the new end."""
    until = to_text(wish.until) if wish.until else None
    async with archive.transaction() as connection:
        await connection.execute(_MUTE, (wish.what, wish.value, to_text(now), until))


async def unmute(archive: Archive, wish: Mute) -> bool:
    """Lift a wish; whether there was one."""
    async with archive.transaction() as connection:
        values = (wish.what, wish.value)
        return (await connection.execute("DELETE FROM mute WHERE what = ? AND value = ?", values)).rowcount > 0


async def mutes(archive: Archive, now: datetime) -> list[Mute]:
    """The wishes that hold at `now`."""
    sql = "SELECT what, value, until FROM mute WHERE until IS NULL OR until > ? ORDER BY created_at, what, value"
    rows = await archive.read(sql, (to_text(now),))
    return [Mute(row["what"], row["value"], from_text(row["until"]) if row["until"] else None) for row in rows]
