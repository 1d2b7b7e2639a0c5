"""Which alerts go out together.

    gather   a delivery joins its channel's next digest, which is made where there is none
    seal     before the first sending: what is in it stays in it, and nothing is added
    retime   the configuration, or the clock, has changed: what is not sealed goes out at another time, or each alone

A digest's id follows from its channel and its first alert, so that no two share one, whatever the clock does.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from monitor.core.delivery.digest import Period
from monitor.store.archive import Archive
from monitor.store.times import from_text, to_text


@dataclass(frozen=True, slots=True)
class DigestRow:
    """One message of several alerts."""

    id: str
    period: str
    day: str
    """The local one, YYYY-MM-DD."""
    due_at: datetime
    is_sealed: bool


_FIND = "SELECT id, period, day, due_at, sealed_at FROM digest WHERE id = ?"

_OPEN = "SELECT id FROM digest WHERE channel = ? AND due_at = ? AND sealed_at IS NULL"

_ADD = """
INSERT INTO digest (id, channel, period, day, due_at) VALUES (:id, :channel, :period, :day, :due_at)
ON CONFLICT (id) DO UPDATE SET period = :period, day = :day, due_at = :due_at
"""

_JOIN = "UPDATE delivery SET digest_id = ?, due_at = ?, trouble = 'waits for the digest' WHERE id = ?"

_SEAL = "UPDATE digest SET sealed_at = ? WHERE id = ?"

_OFF_TIME = "SELECT id FROM digest WHERE channel = ? AND sealed_at IS NULL AND due_at > ? AND due_at <> ?"

_MOVE = "UPDATE digest SET period = ?, day = ?, due_at = ? WHERE id = ?"

_MOVE_DELIVERIES = "UPDATE delivery SET due_at = ? WHERE digest_id = ? AND state = 'pending'"

_DISSOLVE = """
UPDATE delivery SET digest_id = NULL, due_at = :now, trouble = NULL
WHERE digest_id IN (SELECT id FROM digest WHERE channel = :channel AND sealed_at IS NULL) AND state = 'pending'
"""

_DROP_EMPTY = """
DELETE FROM digest WHERE channel = ? AND sealed_at IS NULL
AND NOT EXISTS (SELECT 1 FROM delivery WHERE digest_id = digest.id)
"""


async def find(archive: Archive, digest_id: str) -> DigestRow:
    """The digest `digest_id`, which is there."""
    row = await archive.read_one(_FIND, (digest_id,))
    assert row is not None, digest_id
    sealed = row["sealed_at"] is not None
    return DigestRow(row["id"], row["period"], row["day"], from_text(row["due_at"]), sealed)


async def gather(
    archive: Archive, channel: str, delivery_id: int, alert_id: str, period: Period, day: date, due_at: datetime
) -> None:
    """Put a delivery into the channel's open digest of `due_at`, which begins with it where there is none."""
    at = to_text(due_at)
    async with archive.transaction() as connection:
        rows = list(await connection.execute_fetchall(_OPEN, (channel, at)))
        digest_id = rows[0]["id"] if rows else _id(channel, alert_id)
        if not rows:
            values = {"id": digest_id, "channel": channel, "period": period, "day": str(day), "due_at": at}
            await connection.execute(_ADD, values)
        await connection.execute(_JOIN, (digest_id, at, delivery_id))


async def seal(
    archive: Archive, digest: DigestRow, channel: str, rest: Sequence[tuple[int, str]], now: datetime
) -> None:
    """Let nothing more into `digest`; `rest` (deliveries and their alerts) does not fit and becomes another one."""
    at = to_text(digest.due_at)
    async with archive.transaction() as connection:
        await connection.execute(_SEAL, (to_text(now), digest.id))
        if rest:
            another = _id(channel, rest[0][1])
            values = {"id": another, "channel": channel, "period": digest.period, "day": digest.day, "due_at": at}
            await connection.execute(_ADD, values)
            await connection.executemany(_JOIN, [(another, at, number) for number, _ in rest])


async def retime(archive: Archive, channel: str, period: Period, day: date, due_at: datetime, now: datetime) -> None:
    """Let what is gathered for a time to come go out at `due_at`, whatever was planned before."""
    values = (channel, to_text(now), to_text(due_at))
    for row in await archive.read(_OFF_TIME, values):
        async with archive.transaction() as connection:
            await connection.execute(_MOVE, (period, str(day), to_text(due_at), row["id"]))
            await connection.execute(_MOVE_DELIVERIES, (to_text(due_at), row["id"]))


async def dissolve(archive: Archive, channel: str, now: datetime) -> None:
    """The channel has no digests any more: what was gathered goes out alone, at once."""
    if not await archive.read("SELECT 1 FROM digest WHERE channel = ? AND sealed_at IS NULL LIMIT 1", (channel,)):
        return
    async with archive.transaction() as connection:
        await connection.execute(_DISSOLVE, {"channel": channel, "now": to_text(now)})
        await connection.execute(_DROP_EMPTY, (channel,))


def _id(channel: str, alert_id: str) -> str:
    return f"dig_{hashlib.sha256(f'{channel} {alert_id}'.encode()).hexdigest()[:16]}"
