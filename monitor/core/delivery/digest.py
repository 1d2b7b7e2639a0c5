"""Digests: alerts gathered into one message, once a day or a week, at an hour of the channel's place.

What is told of one meeting is folded into one entry: a meeting that is new and then put off is one new meeting that is
put off; a date that moved twice moved once, from the first to the last.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any, Literal

from monitor.core.delivery.alert import Alert
from monitor.core.delivery.payload import MOST_BYTES, encoded

DIGEST = "meetings.digest"

Period = Literal["daily", "weekly"]


@dataclass(frozen=True, slots=True)
class Rhythm:
    """When a channel's digests go out, and how large they may be."""

    period: Period
    at: time
    weekday: int
    """Of a weekly one; Monday is 0."""
    zone: tzinfo
    most_bytes: int = MOST_BYTES
    """As a webhook's body; what does not fit goes into a second message."""

    def moments(self, around: datetime) -> list[datetime]:
        """The moments of two periods before `around` and after, in UTC and in order."""
        today = around.astimezone(self.zone).date()
        days = [today + timedelta(days=number) for number in range(-14, 15)]
        return [
            datetime.combine(day, self.at, self.zone).astimezone(UTC)
            for day in days
            if self.period == "daily" or day.weekday() == self.weekday
        ]

    def local_day(self, moment: datetime) -> date:
        """The day of `moment` where the channel's people are."""
        return moment.astimezone(self.zone).date()


def digest(digest_id: str, period: str, day: str, due_at: datetime, alerts: Sequence[Alert]) -> Alert:
    """`alerts` as one message of a channel; `day` is the local one, YYYY-MM-DD. The order is that of `alerts`."""
    answered: dict[str, bool] = {}
    for alert in alerts:
        answered |= alert.answered
    return Alert(
        id=digest_id,
        body={
            "type": DIGEST,
            "timestamp": f"{due_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
            "data": {"period": period, "day": day, "alerts": _entries(alerts)},
        },
        created_at=due_at,
        thread=digest_id,
        answered=answered,
        parts=tuple(alerts),
    )


def folded(alerts: Sequence[Alert]) -> tuple[Alert, ...]:
    """One alert a meeting: what is known last, told as news if it was, with its changes from the first to the last."""
    return tuple(_fold(told) for told in _by_meeting(alerts))


def how_many_fit(alerts: Sequence[Alert], most_bytes: int) -> int:
    """How many of `alerts`, from the first on, a message of `most_bytes` holds; one at the least."""
    for count in range(2, len(alerts) + 1):
        body = digest("", "weekly", "0000-00-00", alerts[0].created_at, alerts[:count]).body
        if len(encoded(body)) >= most_bytes:
            return count - 1
    return len(alerts)


def _entries(alerts: Sequence[Alert]) -> list[Mapping[str, Any]]:
    return [
        {"ids": [alert.id for alert in told], "type": entry.body["type"], **entry.body["data"]}
        for told, entry in zip(_by_meeting(alerts), folded(alerts), strict=True)
    ]


def _by_meeting(alerts: Sequence[Alert]) -> list[list[Alert]]:
    groups: dict[object, list[Alert]] = {}
    for alert in alerts:
        groups.setdefault(alert.meeting.get("id"), []).append(alert)
    return list(groups.values())


def _fold(told: Sequence[Alert]) -> Alert:
    last = told[-1]
    data = {key: value for key, value in last.body["data"].items() if key != "changes"}
    new = next((alert for alert in told if not alert.is_update), None)
    if new is None:
        data["changes"] = _net([alert.body["data"].get("changes") or {} for alert in told])
    kind = last.body["type"] if new is None else new.body["type"]
    return replace(last, body={**last.body, "type": kind, "data": data})


def _net(changes: Sequence[Mapping[str, Any]]) -> dict[str, list[Any]]:
    """Each field from its first value to its last; what came back to where it was is no change."""
    net: dict[str, list[Any]] = {}
    for change in changes:
        for name, (before, after) in change.items():
            net[name] = [net[name][0] if name in net else before, after]
    return {name: pair for name, pair in net.items() if pair[0] != pair[1]}
