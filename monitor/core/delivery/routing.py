"""Which alerts a channel wants, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo

from monitor.core.delivery.alert import Alert
from monitor.core.delivery.retry import Next

LOOK_AGAIN = timedelta(seconds=15)
"""While an alert waits for a second source, it is looked at so often."""


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From `start` to before `end`, by the clocks of `zone`; over midnight where `end` comes first."""

    start: time
    end: time
    zone: tzinfo

    def over(self, now: datetime) -> datetime | None:
        """When they end, if `now` lies in them; otherwise None."""
        local = now.astimezone(self.zone)
        clock = local.time()
        overnight = self.start > self.end
        quiet = clock >= self.start or clock < self.end if overnight else self.start <= clock < self.end
        if not quiet:
            return None
        tomorrow = overnight and clock >= self.start
        day = local.date() + timedelta(days=1) if tomorrow else local.date()
        return max(datetime.combine(day, self.end, self.zone), now)


@dataclass(frozen=True, slots=True)
class Route:
    """A channel's wishes. Empty sets want everything."""

    kinds: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()
    """Where the meeting takes place, ISO 3166 alpha-2; a call or video takes place nowhere and passes."""
    languages: frozenset[str] = frozenset()
    """Of the story that gives the alert."""
    minimum_confidence: float = 0.0
    group_wait: timedelta = timedelta(0)
    """So long a new meeting waits for a second outlet, unless a government itself tells of it."""
    quiet: QuietHours | None = None


EVERYTHING = Route()
"""At once."""


def held_back(route: Route, alert: Alert, now: datetime) -> Next | None:
    """What becomes of a delivery that is not to be sent now: `muted` for good or due later; None: send it."""
    unwanted = _unwanted(route, alert)
    if unwanted is not None:
        return Next("muted", now, f"not for this channel: {unwanted}")
    grouped_at = alert.created_at + route.group_wait
    if now < grouped_at and _is_lonely(alert):
        return Next("pending", min(grouped_at, now + LOOK_AGAIN), "waits for a second source")
    quiet_until = route.quiet.over(now) if route.quiet else None
    return Next("pending", quiet_until, "waits for the end of quiet hours") if quiet_until else None


def _unwanted(route: Route, alert: Alert) -> str | None:
    meeting = alert.meeting
    language = (alert.body["data"].get("story") or {}).get("language")
    country = meeting.get("country")
    if route.kinds and meeting.get("kind") not in route.kinds:
        return f"kind {meeting.get('kind')}"
    if route.countries and country is not None and country not in route.countries:
        return f"country {country}"
    if route.languages and language is not None and language not in route.languages:
        return f"language {language}"
    if alert.confidence is not None and alert.confidence < route.minimum_confidence:
        return f"confidence {alert.confidence:.2f}"
    return None


def _is_lonely(alert: Alert) -> bool:
    """Whether a new meeting rests on one outlet's word."""
    if alert.is_update or alert.meeting.get("confirmed_by"):
        return False
    return len({source.outlet or source.url for source in alert.sources}) < 2
