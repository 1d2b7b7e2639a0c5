"""Which alerts a channel wants, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo

from monitor.core.delivery.alert import Alert
from monitor.core.delivery.digest import Rhythm
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
    digest: Rhythm | None = None
    """When alerts go out gathered; None: each alone, at once."""


EVERYTHING = Route()
"""At once."""


def held_back(route: Route, alert: Alert, now: datetime, *, followed: bool = False) -> Next | None:
    """What becomes of a delivery that is not to be sent now: `muted` for good or due later; None: send it.

    `followed` by a later alert of its meeting, it does not wait to be overtaken.
    """
    refused = unwanted(route, alert, now)
    if refused is not None:
        return refused
    grouped_at = alert.created_at + route.group_wait
    if alert.created_at <= now < grouped_at and not followed and _is_lonely(alert):
        return Next("pending", min(grouped_at, now + LOOK_AGAIN), "waits for a second source")
    return hushed(route, now)


def unwanted(route: Route, alert: Alert, now: datetime) -> Next | None:
    """`muted` where the channel never wants such an alert."""
    reason = _unwanted(route, alert)
    return Next("muted", now, f"not for this channel: {reason}") if reason else None


def hushed(route: Route, now: datetime) -> Next | None:
    """Due later where `now` lies in the channel's quiet hours."""
    quiet_until = route.quiet.over(now) if route.quiet else None
    return Next("pending", quiet_until, "waits for the end of quiet hours") if quiet_until else None


def goes_out_at(route: Route, rhythm: Rhythm, after: datetime) -> datetime:
    """When the first digest after `after` goes out; one whose hour lies in quiet hours goes out when they end."""
    ends = [(route.quiet.over(moment) if route.quiet else None) or moment for moment in rhythm.moments(after)]
    return next(end for end in ends if end > after)


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
