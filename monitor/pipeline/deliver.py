"""Send what is due:  outbox ─due─▶ channel.send ─outcome─▶ after_attempt (pure) ─▶ outbox.

Each channel has its own queue and its own task: in order, one at a time, and none waits for another. A channel that
fails three deliveries in a row is taken to be down: what else is due on it counts as tried, so that a receiver that is
down gets three requests, not three thousand. When it is back, whatever failed is due at once, oldest first.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass

from monitor.adapters.channels import Channel
from monitor.clock import Clock
from monitor.core.delivery.muting import Mute
from monitor.core.delivery.retry import LONGEST_ASKED, WAITS, Failure, Next, after_attempt, asked
from monitor.core.delivery.warning import channel_disabled
from monitor.pipeline.attempt import attempt
from monitor.pipeline.packing import Parcel, is_to_be_gathered, keep_time, pack
from monitor.pipeline.settling import Owed, Settling
from monitor.store import channel_states, outbox
from monitor.store.alerts import mutes
from monitor.store.archive import Archive
from monitor.store.outbox import Delivery, Settlement

log = logging.getLogger(__name__)

STRIKES = 3
"""Failures in a row after which a channel is taken to be down."""

_BATCH = 100


@dataclass(frozen=True, slots=True)
class DeliverySummary:
    """What a pass did, in deliveries."""

    delivered: int = 0
    failed: int = 0
    """To be tried again."""
    dead: int = 0
    """Given up; `alerts resend` brings them back."""
    muted: int = 0

    def __add__(self, other: DeliverySummary) -> DeliverySummary:
        return DeliverySummary(*(mine + theirs for mine, theirs in zip(astuple(self), astuple(other), strict=True)))


async def deliver_due(
    archive: Archive,
    channels: Sequence[Channel],
    clock: Clock,
    rng: random.Random,
    turned: Callable[[], bool] = lambda: True,
    owed: Owed | None = None,
) -> DeliverySummary:
    """Try every delivery that is due, all channels side by side; done when nothing is due any more.

    `turned` is called after every attempt: progress for whoever watches, who says whether to go on. `owed` keeps from
    pass to pass what the archive did not take; it is written before anything else is sent. Raises ArchiveError.
    """
    owed = [] if owed is None else owed
    passes = [_ChannelPass(archive, channel, clock, rng, turned, owed) for channel in channels]
    return sum(await asyncio.gather(*(one.run() for one in passes)), DeliverySummary())


class _ChannelPass:
    """One channel's queue, once through."""

    def __init__(
        self,
        archive: Archive,
        channel: Channel,
        clock: Clock,
        rng: random.Random,
        turned: Callable[[], bool],
        owed: Owed,
    ) -> None:
        self._archive = archive
        self._channel = channel
        self._clock = clock
        self._rng = rng
        self._turned = turned
        self._settling = Settling(archive, owed)
        self._started = clock.now()
        self._down = False
        self._strikes = 0
        self._stopped = False
        self._mutes: list[Mute] = []
        self._done = DeliverySummary()

    async def run(self) -> DeliverySummary:
        try:
            if await self._is_ready():
                await self._work_off()
            await self._settling.write()
        finally:
            await self._settling.end()
        return self._done

    async def _work_off(self) -> None:
        queue = deque(await self._due())
        if queue and self._down:
            await self._probe_oldest(queue)
        while queue and not self._stopped:
            delivery = queue.popleft()
            if delivery.digest_id is not None:  # all of it is sent, or waits, with the first of its alerts
                queue = deque(other for other in queue if other.digest_id != delivery.digest_id)
            if await self._handle(delivery):
                queue.clear()  # the channel is back: begin again with the oldest
            if not self._turned():
                break
            if not queue:
                queue.extend(await self._due())

    async def _is_ready(self) -> bool:
        """Write what is owed, keep the digests in time, pass on news of others; whether the channel may be asked."""
        await self._settling.write()
        state = await channel_states.channel_state(self._archive, self._channel.name)
        if state.disabled:
            dead = await outbox.bury(self._archive, self._channel.name, state.trouble or "by the operator")
            self._done += DeliverySummary(dead=dead)
            return False
        if state.rest_until is not None and self._started < state.rest_until <= self._started + LONGEST_ASKED:
            return False
        self._down = state.trouble is not None
        await keep_time(self._archive, self._channel, self._started)
        await self._tell_of_others()
        return not self._stopped

    async def _tell_of_others(self) -> None:
        """Tell this channel's people of channels that have been disabled; what fails is tried again by the schedule."""
        for other in await channel_states.untold(self._archive, self._clock.now()):
            failure = await attempt(self._channel, channel_disabled(other.name, other.trouble, other.disabled_at))
            now = self._clock.now()
            if failure is None or any(failure.answered.values()):
                await channel_states.mark_told(self._archive, other.name, now)
                event = {"event": "channel.told", "channel": self._channel.name, "disabled": other.name}
                log.info("%s knows that %s is disabled", self._channel.name, other.name, extra=event)
            elif failure.disables:
                return await self._disable(failure)
            else:
                again = after_attempt(
                    Failure(failure.trouble, failure.retry_after),
                    min(other.attempts + 1, len(WAITS)),
                    now,
                    self._rng.random(),
                )
                await channel_states.tell_later(self._archive, other.name, again)
        return None

    async def _due(self) -> list[Delivery]:
        await self._settling.write()
        now = self._clock.now()
        self._mutes = await mutes(self._archive, now)
        due = await outbox.due(self._archive, self._channel.name, now, _BATCH)
        ungathered = [one for one in due if is_to_be_gathered(self._channel.route, one)]
        for delivery in ungathered:  # before any digest is sealed: late ones belong into it, too
            await self._packed(delivery)
        return await outbox.due(self._archive, self._channel.name, now, _BATCH) if ungathered else due

    async def _probe_oldest(self, queue: deque[Delivery]) -> None:
        """Ask a channel that was down with the oldest alert first, so that the order holds when it is back.

        An early try that fails does not count among that delivery's attempts.
        """
        oldest = await outbox.oldest_failed(self._archive, self._channel.name)
        if oldest is None or oldest.id >= queue[0].id:
            return
        parcel = await self._packed(oldest)
        if parcel is None:
            return
        failure = await attempt(self._channel, parcel.alert)
        if failure is None:
            await self._record(parcel, None)
            queue.clear()
            queue.extend(await self._due())
            return
        self._strikes += 1
        if failure.answered:
            await outbox.note_answered(self._archive, parcel.ids, failure.answered)

    async def _handle(self, delivery: Delivery) -> bool:
        """Mute, let wait, gather, or try. Whether the channel has just come back."""
        parcel = await self._packed(delivery)
        return parcel is not None and await self._record(parcel, await attempt(self._channel, parcel.alert))

    async def _packed(self, delivery: Delivery) -> Parcel | None:
        packed = await pack(self._archive, self._channel, self._mutes, delivery, self._clock.now())
        self._done += DeliverySummary(muted=packed.muted)
        return packed.parcel

    async def _record(self, parcel: Parcel, failure: Failure | None) -> bool:
        """Settle one attempt. Whether the channel has just come back."""
        now = self._clock.now()
        outcome = after_attempt(failure, parcel.attempts + 1, now, self._rng.random())
        settled = Settlement(parcel.ids, outcome, now, failure.answered if failure else {})
        await self._settling.note(settled, at_once=failure is not None or self._down)
        self._done += _counted(outcome, len(parcel.ids))
        self._log(parcel, outcome)
        if failure is None:
            return await self._well()
        if failure.disables:
            await self._disable(failure)
        elif not failure.final:
            await self._fail(failure)
        return False

    async def _well(self) -> bool:
        self._strikes = 0
        if not self._down:
            return False
        self._down = False
        await channel_states.mark_well(self._archive, self._channel.name)
        waiting = await outbox.release(self._archive, self._channel.name, self._clock.now(), self._started)
        event = {"event": "channel.recovered", "channel": self._channel.name, "waiting": waiting}
        log.info("%s takes alerts again; %d waiting", self._channel.name, waiting, extra=event)
        return True

    async def _disable(self, failure: Failure) -> None:
        self._stopped = True
        now = self._clock.now()
        await channel_states.troubled(self._archive, self._channel.name, failure.trouble, disabled_at=now)
        self._done += DeliverySummary(dead=await outbox.bury(self._archive, self._channel.name, failure.trouble))
        event = {"event": "channel.disabled", "channel": self._channel.name, "trouble": failure.trouble}
        log.error("%s is disabled: %s", self._channel.name, failure.trouble, extra=event)

    async def _fail(self, failure: Failure) -> None:
        self._down = True
        self._strikes += 1
        wish = asked(failure)
        rest_until = self._clock.now() + wish if wish else None
        await channel_states.troubled(self._archive, self._channel.name, failure.trouble, rest_until=rest_until)
        if rest_until is not None:
            self._stopped = True
        elif self._strikes >= STRIKES:
            self._stopped = True
            await self._count_the_rest(failure)

    async def _count_the_rest(self, failure: Failure) -> None:
        """The channel is down: whatever else is due on it was as good as tried. One wait for all keeps their order."""
        now, jitter = self._clock.now(), self._rng.random()
        for attempts in await outbox.due_attempts(self._archive, self._channel.name, now):
            outcome = after_attempt(failure, attempts + 1, now, jitter)
            count = await outbox.settle_due(self._archive, self._channel.name, attempts, outcome, now)
            self._done += _counted(outcome, count)

    def _log(self, parcel: Parcel, outcome: Next) -> None:
        name = "alert.delivered" if outcome.state == "delivered" else f"alert.{outcome.state}"
        event = {
            "event": "alert.failed" if outcome.state == "pending" else name,
            "alert": parcel.alert.id,
            "channel": self._channel.name,
            "attempt": parcel.attempts + 1,
            "trouble": outcome.trouble,
        }
        told = f"not taken ({outcome.trouble}); " if outcome.trouble else ""
        after = f"next attempt {outcome.due_at:%Y-%m-%d %H:%M:%S} UTC" if outcome.state == "pending" else outcome.state
        level = {"delivered": logging.INFO, "pending": logging.WARNING}.get(outcome.state, logging.ERROR)
        log.log(level, "alert %s, %s: %s%s", parcel.alert.id, self._channel.name, told, after, extra=event)


def _counted(outcome: Next, count: int) -> DeliverySummary:
    return DeliverySummary(**{{"pending": "failed"}.get(outcome.state, outcome.state): count})
