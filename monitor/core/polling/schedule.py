"""When a feed may be asked again.

Every rule only ever lengthens the pause: the operator's interval is the floor, a day the ceiling, so that no
server's slip (a max-age of a year, a Retry-After of ten) blinds the monitor for good.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from monitor.core.feed_document import Wishes

CEILING = timedelta(days=1)


def pause(interval: timedelta, *asked: timedelta | None) -> timedelta:
    """The interval, or the longest of what the server asked for, a day at most (the interval, if that is longer)."""
    longest = max(filter(None, asked), default=interval)
    return max(interval, min(longest, CEILING))


def backoff(interval: timedelta, failures: int) -> timedelta:
    """The interval doubled with each failure in a row, up to a day."""
    return max(interval, min(interval * 2 ** min(failures, 30), CEILING)) if interval < CEILING else interval


def outside_skipped(moment: datetime, wishes: Wishes) -> datetime:
    """`moment`, or the first full hour after it that lies in none of the feed's skipHours and skipDays.

    A feed that skips every hour or every day has made a mistake and is taken to skip none.
    """
    if not (wishes.skip_hours or wishes.skip_days):
        return moment
    hours = wishes.skip_hours if len(wishes.skip_hours) < 24 else frozenset[int]()
    days = wishes.skip_days if len(wishes.skip_days) < 7 else frozenset[int]()
    later = moment.astimezone(UTC)
    while later.hour in hours or later.weekday() in days:
        later = later.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return later
