"""How the channels stand: well, in trouble, resting, disabled; and who knows of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from monitor.core.delivery.retry import Next
from monitor.store.archive import Archive
from monitor.store.times import from_text, to_text


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
    attempts: int
    """To tell another, so far."""


_UNTOLD = """
SELECT name, trouble, disabled_at, tell_attempts FROM channel
WHERE disabled_at IS NOT NULL AND told_at IS NULL AND (tell_at IS NULL OR tell_at <= ?) ORDER BY name
"""

_TELL_LATER = "UPDATE channel SET tell_at = ?, tell_attempts = tell_attempts + 1 WHERE name = ?"

_WELL = "UPDATE channel SET trouble = NULL, rest_until = NULL WHERE name = ?"

_TROUBLED = """
INSERT INTO channel (name, trouble, rest_until, disabled_at) VALUES (:name, :trouble, :rest, :disabled)
ON CONFLICT (name) DO UPDATE SET trouble = :trouble, rest_until = :rest, disabled_at = coalesce(:disabled, disabled_at)
"""


async def channel_state(archive: Archive, name: str) -> ChannelState:
    """How the channel `name` stands; well, where nothing is known of it."""
    row = await archive.read_one("SELECT disabled_at, trouble, rest_until FROM channel WHERE name = ?", (name,))
    if row is None:
        return ChannelState()
    rest = from_text(row["rest_until"]) if row["rest_until"] else None
    return ChannelState(row["disabled_at"] is not None, row["trouble"], rest)


async def untold(archive: Archive, now: datetime) -> list[DisabledChannel]:
    """The disabled channels of which no other has been told, and of which it is time to tell."""
    rows = await archive.read(_UNTOLD, (to_text(now),))
    return [
        DisabledChannel(row["name"], row["trouble"] or "", from_text(row["disabled_at"]), row["tell_attempts"])
        for row in rows
    ]


async def mark_told(archive: Archive, channel: str, now: datetime) -> None:
    """Another channel knows that `channel` is disabled."""
    async with archive.transaction() as connection:
        await connection.execute("UPDATE channel SET told_at = ? WHERE name = ?", (to_text(now), channel))


async def tell_later(archive: Archive, channel: str, outcome: Next) -> None:
    """Another channel did not take the news that `channel` is disabled."""
    async with archive.transaction() as connection:
        await connection.execute(_TELL_LATER, (to_text(outcome.due_at), channel))


async def mark_well(archive: Archive, channel: str) -> None:
    """Record that the channel takes alerts again."""
    async with archive.transaction() as connection:
        await connection.execute(_WELL, (channel,))


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
