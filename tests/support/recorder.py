"""A channel that keeps what it is sent, and the outbox that it is sent from."""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Iterable, Mapping

from monitor.adapters.channels import Channel
from monitor.core.delivery.alert import Alert
from monitor.core.delivery.routing import EVERYTHING
from monitor.core.errors import DeliveryError
from monitor.pipeline.deliver import DeliverySummary, deliver_due
from monitor.store.archive import Archive
from tests.support.alerts import put_alert
from tests.support.clock import FakeClock

DOWN = DeliveryError("answered 500")


class Recorder:
    """A channel that keeps what it takes; `script` holds what to raise first (None: take it)."""

    def __init__(self, script: Iterable[Exception | None] = (), name: str = "a") -> None:
        self.name = name
        self.route = EVERYTHING
        self.script = deque(script)
        self.always: Exception | None = None
        self.poison: set[str] = set()
        self.asked: list[str] = []
        self.answered: list[Mapping[str, bool]] = []
        self.taken: list[str] = []

    async def send(self, alert: Alert) -> None:
        self.asked.append(alert.id)
        self.answered.append(alert.answered)
        answer = self.script.popleft() if self.script else self.always
        if answer is not None or alert.id in self.poison:
            raise answer or DOWN
        self.taken.append(alert.id)


async def put(archive: Archive, clock: FakeClock, count: int, channels: tuple[str, ...] = ("a",)) -> list[str]:
    ids = [await put_alert(archive, number, channels, at=clock.now()) for number in range(1, count + 1)]
    await clock.advance(1)
    return ids


async def deliver(archive: Archive, clock: FakeClock, *channels: Channel) -> DeliverySummary:
    return await deliver_due(archive, channels, clock, random.Random(7))


async def states(archive: Archive) -> list[str]:
    return [row["state"] for row in await archive.read("SELECT state FROM delivery ORDER BY id")]
