"""When to try again, and when to stop: the schedule that Standard Webhooks 1.0 publishes, for every kind of channel.

Ten attempts over 75 hours. What is due after the last is a dead letter, kept for `alerts resend`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

WAITS = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
"""Between one attempt and the next; the first is made at once."""

JITTER = 0.1
"""Up to a tenth is added, so that the alerts of a receiver that was down do not come back in step."""

LONGEST_ASKED = timedelta(hours=24)
"""A receiver may ask for patience (Retry-After), but not for ever."""

State = Literal["pending", "delivered", "dead", "muted"]


@dataclass(frozen=True, slots=True)
class Failure:
    """A channel did not take an alert."""

    trouble: str
    """One line for the operator."""
    retry_after: timedelta | None = None
    """What the receiver asked for."""
    final: bool = False
    """Trying this alert again is no use."""
    disables: bool = False
    """Trying this channel again is no use."""
    answered: Mapping[str, bool] = field(default_factory=dict)
    """By recipient, who need not be asked again, though others must: whether he took it, or refused for good."""


@dataclass(frozen=True, slots=True)
class Next:
    """What becomes of a delivery after an attempt."""

    state: State
    due_at: datetime
    """When the next attempt is due; the moment of the attempt itself where there is none."""
    trouble: str | None


def after_attempt(failure: Failure | None, attempts: int, now: datetime, jitter: float) -> Next:
    """Decide a delivery's next state.

    `attempts` counts the one just made (1 or more), `jitter` is chance from 0 to 1.
    """
    if failure is None:
        return Next("delivered", now, None)
    if failure.final or failure.disables:
        return Next("dead", now, failure.trouble)
    if attempts > len(WAITS):
        return Next("dead", now, f"{failure.trouble}; given up after {attempts} attempts")
    wait = WAITS[attempts - 1] * (1 + JITTER * jitter)
    return Next("pending", now + max(wait, asked(failure)), failure.trouble)


def asked(failure: Failure) -> timedelta:
    """The patience that the receiver asked for, within reason."""
    wish = failure.retry_after or timedelta(0)
    return min(max(wish, timedelta(0)), LONGEST_ASKED)
