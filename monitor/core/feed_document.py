"""A feed as it was read: its entries and what it asks of those who poll it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from monitor.core.records import Entry


@dataclass(frozen=True, slots=True)
class Wishes:
    """When a feed's own text asks to be left alone."""

    ttl: timedelta | None = None
    """How long the feed may be kept (RSS `ttl`, `sy:updatePeriod`)."""
    skip_hours: frozenset[int] = frozenset()
    """Hours (UTC, 0–23) in which nothing is to be asked."""
    skip_days: frozenset[int] = frozenset()
    """Days (Monday is 0) on which nothing is to be asked."""


@dataclass(frozen=True, slots=True)
class FeedDocument:
    """Everything a feed says."""

    kind: str
    """`rss20`, `atom10`, `rdf`, `json`, `sitemap`, `list`, …"""
    title: str
    entries: tuple[Entry, ...]
    """In the feed's own order."""
    language: str | None = None
    wishes: Wishes = Wishes()
    next_page: str | None = None
    """Older entries (RFC 5005)."""
    hub: str | None = None
    """Where to subscribe (WebSub)."""
    topic: str | None = None
    """The feed's own name for itself (`rel="self"`)."""
    items: bytes | None = None
    """Marks of the items, by which they are known again when the feed has changed."""
    known: int = 0
    """How many items were left unread, being known by their marks."""
    notices: tuple[str, ...] = ()
    """What was cut, repaired or left out, for the operator."""
