from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from monitor.adapters.timed_channel import TimedChannel
from monitor.core.delivery.alert import Alert
from monitor.core.delivery.routing import Route
from monitor.core.durations import Durations
from monitor.core.errors import DeliveryError
from tests.support.clock import START, FakeClock


@dataclass
class Slow:
    """A channel that takes three seconds, and fails where it is told to."""

    clock: FakeClock
    name: str = "slow"
    route: Route = field(default_factory=Route)
    fails: bool = False

    async def send(self, alert: Alert) -> None:
        await self.clock.sleep(3)
        if self.fails:
            raise DeliveryError("is down")


async def test_attempts_are_timed_and_deliveries_from_their_alert_on() -> None:
    clock, durations = FakeClock(START, leaps=True), Durations()
    slow = Slow(clock)
    channel = TimedChannel(slow, clock, durations)
    assert (channel.name, channel.route) == (slow.name, slow.route)
    alert = Alert("1", {}, START - timedelta(seconds=60), "1")
    slow.fails = True
    with pytest.raises(DeliveryError):
        await channel.send(alert)
    slow.fails = False
    await channel.send(alert)
    assert (durations.sending("slow").total, durations.sending("slow").seconds) == (2, 6)
    assert (durations.delivery("slow").total, durations.delivery("slow").seconds) == (1, 66)
