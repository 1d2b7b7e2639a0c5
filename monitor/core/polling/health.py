"""Whether a feed is well, judged by its own habits.

A feed that fails once tells nobody; one that has been silent for much longer than it ever is, that has not answered for
a day, or whose stories mostly cannot be read, is something that the operator wants to know.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from monitor.core.polling.feed import Feed

_ENOUGH_ARRIVALS = 6
_LEAST_SILENCE = timedelta(days=2)
_TIMES_THE_LONGEST = 2
_NO_ANSWER = timedelta(days=1)
_ENOUGH_STORIES = 6


@dataclass(frozen=True, slots=True)
class Pulse:
    """What a feed has brought lately."""

    arrivals: tuple[datetime, ...]
    """When something new came, the latest first; a month of them is plenty."""
    read: int = 0
    """Of its latest stories, those that were read."""
    failed: int = 0
    """Those that were given up."""


@dataclass(frozen=True, slots=True)
class Ailment:
    """One thing that is wrong with a feed: a stable word and one line for people."""

    word: str
    """`gone`, `unanswered`, `silent`, `unreadable_stories`."""
    detail: str


def cadence(arrivals: Sequence[datetime]) -> timedelta | None:
    """The usual time between two arrivals (their median); None where there are too few to say."""
    gaps = sorted(later - sooner for later, sooner in pairwise(arrivals))
    return gaps[len(gaps) // 2] if len(arrivals) >= _ENOUGH_ARRIVALS else None


def ailments(feed: Feed, pulse: Pulse, now: datetime) -> tuple[Ailment, ...]:
    """What is wrong with `feed`, the gravest first; nothing where it is well or paused."""
    if feed.state == "gone":
        return (Ailment("gone", "is gone for good (410)"),)
    if feed.state != "active":
        return ()
    found = []
    if feed.failures and feed.polled_at is not None:
        since = feed.succeeded_at or feed.polled_at
        if now - since >= _NO_ANSWER or (feed.succeeded_at is None and feed.failures >= _ENOUGH_STORIES):
            found.append(
                Ailment("unanswered", f"has not answered well since {since:%Y-%m-%d %H:%M} UTC ({feed.trouble})")
            )
    elif (silence := _unusual_silence(pulse.arrivals, now)) is not None:
        found.append(Ailment("silent", f"answers, but has brought nothing new for {silence.days} days"))
    if pulse.read + pulse.failed >= _ENOUGH_STORIES and pulse.failed > pulse.read:
        share = f"{pulse.failed} of its last {pulse.read + pulse.failed} stories could not be read"
        found.append(Ailment("unreadable_stories", share))
    return tuple(found)


def _unusual_silence(arrivals: Sequence[datetime], now: datetime) -> timedelta | None:
    """How long nothing came, where that is much longer than it ever was."""
    if len(arrivals) < _ENOUGH_ARRIVALS:
        return None
    longest = max(later - sooner for later, sooner in pairwise(arrivals))
    silence = now - arrivals[0]
    return silence if silence > max(_LEAST_SILENCE, _TIMES_THE_LONGEST * longest) else None
