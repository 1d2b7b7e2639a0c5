"""When a redirect is believed to be for good.

A 301 is often a slip of an evening. It is followed at once, but the address is only changed when three polls in a
row, over at least two days, were sent to the same new place. The declared address stays on record.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from monitor.core.polling.feed import Feed

SIGHTINGS = 3
SPAN = timedelta(hours=48)


def watch_move(feed: Feed, moved_to: str | None, now: datetime) -> Feed:
    """`feed` after one more poll that was (or was not: None) sent to `moved_to` for good."""
    if moved_to is None and feed.redirected_to is None:
        return feed
    if moved_to is None:
        return replace(feed, redirected_to=None, redirects=0, redirected_since=None)
    if moved_to != feed.redirected_to or feed.redirected_since is None:
        return replace(feed, redirected_to=moved_to, redirects=1, redirected_since=now)
    seen = feed.redirects + 1
    if seen >= SIGHTINGS and now - feed.redirected_since >= SPAN:
        return replace(feed, location=moved_to, redirected_to=None, redirects=0, redirected_since=None)
    return replace(feed, redirects=seen)
