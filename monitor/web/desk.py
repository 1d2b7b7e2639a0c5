"""What every page is given."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from aiohttp import web

from monitor.clock import Clock
from monitor.core.durations import Durations
from monitor.store.archive import Archive


async def _nothing() -> None:
    return None


@dataclass(frozen=True)
class Desk:
    """The archive, the time, and what the operator has set."""

    archive: Archive
    clock: Clock
    token: str | None = None
    """Whoever knows it may change things; None: nobody may."""
    channels: Sequence[str] = ()
    """Where alerts can be sent again."""
    countries: Mapping[str, str] = field(default_factory=dict)
    """English names by ISO 3166 code."""
    wake_deliveries: Callable[[], None] = lambda: None
    """Called when something is due to be sent."""
    what_is_stuck: Callable[[], Awaitable[str | None]] = _nothing
    """What of the daemon does not move; None where all is well."""

    durations: Durations = field(default_factory=Durations)
    """How long the daemon's work takes."""

    @property
    def now(self) -> datetime:
        """The time, in UTC."""
        return self.clock.now()


DESK: web.AppKey[Desk] = web.AppKey("desk", Desk)


def desk_of(request: web.Request) -> Desk:
    """The desk of the site that was asked."""
    return request.app[DESK]
