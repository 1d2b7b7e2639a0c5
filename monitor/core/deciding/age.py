"""How old a story is by its own words, whatever its page or feed says today.

A page's stamp may be new where the story is old: archives are published again, and feeds begin with a backlog. So
the oldest witness counts: the record's date, the feed's, the date in the address.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlsplit

_IN_ADDRESS = re.compile(
    r"/(?P<y>(?:19|20)\d\d)(?P<sep>[/-]?)(?P<m>0[1-9]|1[0-2]|[1-9](?=[/-]))(?P=sep)/?(?P<d>0[1-9]|[12]\d|3[01]|[1-9](?!\d))(?=[/._]|$|(?<=-\d\d)-)"
)
"""`/2026/03/08/…`, `/2026-03-08-…`; but `/2026/03/08-…` is as often the month's eighth story."""
_STAMPS_DIFFER_BY = timedelta(days=3)  # time zones, and stories that are finished a day after their address was made


def story_moment(published: str | None, said: str | None, address: str, now: datetime) -> datetime:
    """When the story appeared, UTC.

    `published` is the record's date, `said` the feed's; `address` the story's link. A date in the address that is
    older than both by more than a few days is the right one. Without any date: `now`. Never later than `now`.
    """
    given = moment_of(published) or moment_of(said)
    written = _date_in(address)
    if written is not None:
        at_noon = datetime.combine(written, time(12), UTC)
        if given is None or given - at_noon > _STAMPS_DIFFER_BY:
            given = at_noon
    return min(given, now) if given else now


def story_day(published: str | None, moment: datetime, now: datetime) -> date:
    """The story's day where it was published: the record's own date where that is the moment's, else the moment's.

    A page stamped ahead of our clock has its own day too: "on Monday" counts from there, whatever the moment is cut to.
    """
    own = moment_of(published)
    ahead = own is not None and own > now and moment == now
    return date.fromisoformat(published[:10]) if published and (own == moment or ahead) else moment.date()


def too_old(day: date, now: datetime, max_age: timedelta | None) -> bool:
    """Whether a story of `day` is older than `max_age` (None: no limit)."""
    return max_age is not None and now.date() - day > max_age


def moment_of(text: str | None) -> datetime | None:
    """A record's date as a moment, UTC; a mere day is its noon. None where there is none or it is no date."""
    if not text:
        return None
    try:
        if len(text) <= 10:
            return datetime.combine(date.fromisoformat(text), time(12), UTC)
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    try:
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except OverflowError:
        return None


def _date_in(address: str) -> date | None:
    """The date that many sites put into a story's path: /2023/07/18/, /2023-07-18/, /20230718/."""
    found = _IN_ADDRESS.search(urlsplit(address).path)
    if not found:
        return None
    try:
        return date(int(found["y"]), int(found["m"]), int(found["d"]))
    except ValueError:
        return None
