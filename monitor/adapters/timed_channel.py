"""A channel whose sendings are counted by how long they took."""

from __future__ import annotations

from monitor.adapters.channels import Channel
from monitor.clock import Clock
from monitor.core.delivery.alert import Alert
from monitor.core.delivery.routing import Route
from monitor.core.durations import Durations


class TimedChannel:
    """Does what `inner` does; `durations` learns of it."""

    def __init__(self, inner: Channel, clock: Clock, durations: Durations) -> None:
        self._inner = inner
        self._clock = clock
        self._sending = durations.sending(inner.name)
        self._delivery = durations.delivery(inner.name)

    @property
    def name(self) -> str:
        """The inner channel's."""
        return self._inner.name

    @property
    def route(self) -> Route:
        """The inner channel's."""
        return self._inner.route

    async def send(self, alert: Alert) -> None:
        """Hand `alert` over. Raises as the inner channel does."""
        began = self._clock.monotonic()
        try:
            await self._inner.send(alert)
        finally:
            self._sending.note(self._clock.monotonic() - began)
        self._delivery.note(max(0.0, (self._clock.now() - alert.created_at).total_seconds()))
