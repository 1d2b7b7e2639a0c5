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
from datetime import datetime

from monitor.adapters.channels import Channel
from monitor.clock import Clock
from monitor.core.delivery.alert import Alert
from monitor.core.delivery.muting import Mute, why_muted
from monitor.core.delivery.retry import Failure, Next, after_attempt, asked
from monitor.core.delivery.routing import held_back
from monitor.core.delivery.warning import channel_disabled
from monitor.core.errors import DeliveryError, DeliveryRefused
from monitor.store import outbox
from monitor.store.alerts import mutes
from monitor.store.archive import Archive
from monitor.store.outbox import Delivery

log = logging.getLogger(__name__)

STRIKES = 3
"""Failures in a row after which a channel is taken to be down."""

LONGEST_SEND_S = 120
"""The end of patience with one sending, whatever the channel's own limits are."""

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


_ONE = {
    "delivered": DeliverySummary(delivered=1),
    "pending": DeliverySummary(failed=1),
    "dead": DeliverySummary(dead=1),
}

_HELD = {"muted": DeliverySummary(muted=1), "pending": DeliverySummary()}

Owed = dict[int, tuple[Next, datetime]]
"""By delivery: what came of an attempt, and when, while the archive has not taken it."""


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
    owed = {} if owed is None else owed
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
        self._owed = owed
        self._started = clock.now()
        self._down = False
        self._strikes = 0
        self._stopped = False
        self._mutes: list[Mute] = []
        self._done = DeliverySummary()

    async def run(self) -> DeliverySummary:
        for delivery_id in list(self._owed):
            await self._settle(delivery_id)
        state = await outbox.channel_state(self._archive, self._channel.name)
        if state.disabled:
            dead = await outbox.bury(self._archive, self._channel.name, state.trouble or "by the operator")
            return DeliverySummary(dead=dead)
        if state.rest_until is not None and self._started < state.rest_until:
            return self._done
        self._down = state.trouble is not None
        await self._tell_of_others()
        queue = deque(await self._due())
        if queue and self._down:
            await self._probe_oldest(queue)
        while queue and not self._stopped:
            if await self._handle(queue.popleft()):
                queue.clear()  # the channel is back: begin again with the oldest
            if not self._turned():
                break
            if not queue:
                queue.extend(await self._due())
        return self._done

    async def _tell_of_others(self) -> None:
        """Tell this channel's people of channels that have been disabled; what fails is tried by the next pass."""
        for other in await outbox.untold(self._archive):
            warning = channel_disabled(other.name, other.trouble, other.disabled_at)
            failure = await self._send(warning)
            event = {"event": "channel.told", "channel": self._channel.name, "disabled": other.name}
            if failure is None:
                await outbox.mark_told(self._archive, other.name, self._clock.now())
                log.info("%s knows that %s is disabled", self._channel.name, other.name, extra=event)

    async def _due(self) -> list[Delivery]:
        self._mutes = await mutes(self._archive, self._clock.now())
        return await outbox.due(self._archive, self._channel.name, self._clock.now(), _BATCH)

    async def _probe_oldest(self, queue: deque[Delivery]) -> None:
        """Ask a channel that was down with the oldest alert first, so that the order holds when it is back.

        An early try that fails does not count among that delivery's attempts.
        """
        oldest = await outbox.oldest_failed(self._archive, self._channel.name)
        if oldest is None or oldest.id >= queue[0].id:
            return
        failure = await self._send(oldest.alert)
        if failure is not None:
            self._strikes += 1
            return
        await self._record(oldest, None)
        queue.clear()
        queue.extend(await self._due())

    async def _handle(self, delivery: Delivery) -> bool:
        """Mute, let wait, or try. Whether the channel has just come back."""
        held = None if delivery.by_hand else self._held_back(delivery)
        if held is not None:
            await outbox.set_aside(self._archive, delivery.id, held)
            self._done += _HELD[held.state]
            return False
        return await self._record(delivery, await self._send(delivery.alert))

    def _held_back(self, delivery: Delivery) -> Next | None:
        """What the operator has muted, and what the channel does not want, or not yet."""
        now = self._clock.now()
        reason = why_muted(self._mutes, delivery.alert, now)
        return Next("muted", now, reason) if reason else held_back(self._channel.route, delivery.alert, now)

    async def _send(self, alert: Alert) -> Failure | None:
        try:
            async with asyncio.timeout(LONGEST_SEND_S):
                await self._channel.send(alert)
        except DeliveryRefused as error:
            return Failure(str(error), final=True, disables=error.disables)
        except DeliveryError as error:
            return Failure(str(error), retry_after=error.retry_after)
        except TimeoutError:
            return Failure(f"took longer than {LONGEST_SEND_S} s")
        except Exception as error:
            # A defect: loud, and only this delivery suffers; the schedule gives it another chance after an upgrade.
            log.exception("sending %s to %s failed unexpectedly", alert.id, self._channel.name)
            return Failure(f"defect: {type(error).__name__}: {error}")
        return None

    async def _record(self, delivery: Delivery, failure: Failure | None) -> bool:
        """Settle one attempt. Whether the channel has just come back."""
        now = self._clock.now()
        outcome = after_attempt(failure, delivery.attempts + 1, now, self._rng.random())
        self._owed[delivery.id] = (outcome, now)
        await self._settle(delivery.id)
        self._done += _ONE[outcome.state]
        self._log(delivery, outcome)
        if failure is None:
            return await self._well()
        if failure.disables:
            await self._disable(failure)
        elif not failure.final:
            await self._fail(failure)
        return False

    async def _settle(self, delivery_id: int) -> None:
        """Write what came of an attempt; until the archive takes it, it stays owed, and the alert is not sent again."""
        outcome, at = self._owed[delivery_id]
        await outbox.settle(self._archive, delivery_id, outcome, at)
        del self._owed[delivery_id]

    async def _well(self) -> bool:
        self._strikes = 0
        if not self._down:
            return False
        self._down = False
        await outbox.mark_well(self._archive, self._channel.name)
        waiting = await outbox.release(self._archive, self._channel.name, self._clock.now(), self._started)
        event = {"event": "channel.recovered", "channel": self._channel.name, "waiting": waiting}
        log.info("%s takes alerts again; %d waiting", self._channel.name, waiting, extra=event)
        return True

    async def _disable(self, failure: Failure) -> None:
        self._stopped = True
        now = self._clock.now()
        await outbox.troubled(self._archive, self._channel.name, failure.trouble, disabled_at=now)
        self._done += DeliverySummary(dead=await outbox.bury(self._archive, self._channel.name, failure.trouble))
        event = {"event": "channel.disabled", "channel": self._channel.name, "trouble": failure.trouble}
        log.error("%s is disabled: %s", self._channel.name, failure.trouble, extra=event)

    async def _fail(self, failure: Failure) -> None:
        self._down = True
        self._strikes += 1
        wish = asked(failure)
        rest_until = self._clock.now() + wish if wish else None
        await outbox.troubled(self._archive, self._channel.name, failure.trouble, rest_until=rest_until)
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
            self._done += DeliverySummary(dead=count) if outcome.state == "dead" else DeliverySummary(failed=count)

    def _log(self, delivery: Delivery, outcome: Next) -> None:
        name = "alert.delivered" if outcome.state == "delivered" else f"alert.{outcome.state}"
        event = {
            "event": "alert.failed" if outcome.state == "pending" else name,
            "alert": delivery.alert.id,
            "channel": self._channel.name,
            "attempt": delivery.attempts + 1,
            "trouble": outcome.trouble,
        }
        told = f"not taken ({outcome.trouble}); " if outcome.trouble else ""
        after = f"next attempt {outcome.due_at:%Y-%m-%d %H:%M:%S} UTC" if outcome.state == "pending" else outcome.state
        level = {"delivered": logging.INFO, "pending": logging.WARNING}.get(outcome.state, logging.ERROR)
        log.log(level, "alert %s, %s: %s%s", delivery.alert.id, self._channel.name, told, after, extra=event)
