"""What is remembered of a feed between two polls."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from monitor.core.answers import Validators
from monitor.core.feed_document import Wishes

FeedState = Literal["active", "paused", "gone", "removed"]
FeedKind = Literal["feed", "sitemap", "list"]
Origin = Literal["configuration", "command"]


@dataclass(frozen=True, slots=True)
class FeedDefinition:
    """A feed as the operator declares it."""

    name: str
    url: str
    interval: timedelta
    language: str | None = None
    tier: str | None = None
    kind: FeedKind = "feed"
    link: str | None = None
    """For a page of links: the CSS selector of its links."""
    screen: bool = True


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed and all that its earlier polls have taught."""

    id: int
    definition: FeedDefinition
    location: str
    """What is asked: the definition's address, or where it has moved for good."""
    due_at: datetime
    origin: Origin = "configuration"
    state: FeedState = "active"
    validators: Validators = field(default_factory=Validators)
    wishes: Wishes = field(default_factory=Wishes)
    """The last readable body's; a 304 does not repeat them."""
    hub: str | None = None
    """Where the last readable body says that a hub pushes (WebSub)."""
    topic: str | None = None
    """The feed's name for itself, by which the hub knows it."""
    body_hash: bytes | None = None
    """Of the last body, readable or not."""
    unreadable: str | None = None
    """Why the last body was no feed; None where it was one."""
    items: bytes | None = None
    """Marks of the last readable body's items: what they say is in the archive (`monitor.parsing.feed_items`)."""
    polled_at: datetime | None = None
    succeeded_at: datetime | None = None
    changed_at: datetime | None = None
    status: int | None = None
    failures: int = 0
    """In a row."""
    trouble: str | None = None
    """One line for the operator; None when well."""
    redirected_to: str | None = None
    """A lasting redirect that is being watched."""
    redirects: int = 0
    redirected_since: datetime | None = None
