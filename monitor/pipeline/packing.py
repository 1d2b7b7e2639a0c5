"""What goes out in one message:  delivery ─▶ muted | waits | joins a digest | alone | a whole digest, sealed.

A digest is sealed before its first sending, so that a crash cannot change what its id stands for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from monitor.adapters.channels import Channel
from monitor.core.delivery.alert import Alert
from monitor.core.delivery.digest import digest, how_many_fit
from monitor.core.delivery.muting import Mute, why_muted
from monitor.core.delivery.retry import Next
from monitor.core.delivery.routing import Route, goes_out_at, held_back, hushed, unwanted
from monitor.store import digests, outbox
from monitor.store.archive import Archive
from monitor.store.outbox import Delivery


@dataclass(frozen=True, slots=True)
class Parcel:
    """One message."""

    alert: Alert
    ids: tuple[int, ...]
    """Of the deliveries that it settles."""
    attempts: int
    """Made so far."""


@dataclass(frozen=True, slots=True)
class Packed:
    """What became of a delivery that is due."""

    parcel: Parcel | None = None
    """To be sent now."""
    muted: int = 0
    """Deliveries that are not to be sent at all."""


def is_to_be_gathered(route: Route, delivery: Delivery) -> bool:
    """Whether it waits for a digest, and is in none yet."""
    return route.digest is not None and not (delivery.digest_id or delivery.by_hand or delivery.attempts)


async def pack(archive: Archive, channel: Channel, mutes: Sequence[Mute], delivery: Delivery, now: datetime) -> Packed:
    """Decide about a delivery that is due, and write what was decided. Raises ArchiveError."""
    if delivery.digest_id is not None:
        return await _pack_digest(archive, channel, mutes, delivery.digest_id, now)
    if delivery.by_hand:
        return Packed(_alone(delivery))
    rhythm = channel.route.digest
    held = _muted(mutes, delivery.alert, now)
    if held is None:
        held = (
            unwanted(channel.route, delivery.alert, now)
            if rhythm
            else held_back(channel.route, delivery.alert, now, followed=delivery.followed)
        )
    if held is not None:
        await outbox.set_aside(archive, [delivery.id], held)
        return Packed(muted=int(held.state == "muted"))
    if rhythm is None or not is_to_be_gathered(channel.route, delivery):
        return Packed(_alone(delivery))
    # By the moment at which it arose: one that a stopped daemon could not send is not put off to the next digest.
    due_at = goes_out_at(channel.route, rhythm, min(delivery.alert.created_at, now))
    day = rhythm.local_day(due_at)
    await digests.gather(archive, channel.name, delivery.id, delivery.alert.id, rhythm.period, day, due_at)
    return Packed()


async def keep_time(archive: Archive, channel: Channel, now: datetime) -> None:
    """Let what is gathered follow the configuration and the clock. Raises ArchiveError."""
    rhythm = channel.route.digest
    if rhythm is None:
        await digests.dissolve(archive, channel.name, now)
    else:
        due_at = goes_out_at(channel.route, rhythm, now)
        await digests.retime(archive, channel.name, rhythm.period, rhythm.local_day(due_at), due_at, now)


async def _pack_digest(
    archive: Archive, channel: Channel, mutes: Sequence[Mute], digest_id: str, now: datetime
) -> Packed:
    gathered = await outbox.of_digest(archive, digest_id)
    found = await digests.find(archive, digest_id)
    muted: list[Delivery] = []
    if not found.is_sealed:
        muted = [one for one in gathered if _muted(mutes, one.alert, now)]
        for one in muted:
            await outbox.set_aside(archive, [one.id], Next("muted", now, why_muted(mutes, one.alert, now)))
        gathered = [one for one in gathered if one not in muted]
    if not gathered:
        return Packed(muted=len(muted))
    quiet = hushed(channel.route, now)
    if quiet is not None:
        await outbox.set_aside(archive, [one.id for one in gathered], quiet)
        return Packed(muted=len(muted))
    if not found.is_sealed:
        rhythm = channel.route.digest
        fits = how_many_fit([one.alert for one in gathered], rhythm.most_bytes) if rhythm else len(gathered)
        rest = [(one.id, one.alert.id) for one in gathered[fits:]]
        await digests.seal(archive, found, channel.name, rest, now)
        gathered = gathered[:fits]
    alert = digest(found.id, found.period, found.day, found.due_at, [one.alert for one in gathered])
    return Packed(Parcel(alert, tuple(one.id for one in gathered), gathered[0].attempts), len(muted))


def _alone(delivery: Delivery) -> Parcel:
    return Parcel(delivery.alert, (delivery.id,), delivery.attempts)


def _muted(mutes: Sequence[Mute], alert: Alert, now: datetime) -> Next | None:
    reason = why_muted(mutes, alert, now)
    return Next("muted", now, reason) if reason else None
