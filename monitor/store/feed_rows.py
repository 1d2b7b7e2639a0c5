"""A feed and its row in the archive."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from monitor.core.answers import Validators
from monitor.core.feed_document import Wishes
from monitor.core.polling.decide import Visit
from monitor.core.polling.feed import Feed, FeedDefinition
from monitor.store.times import from_text, to_text

_NO_WISHES = Wishes()


def feed_of(row: sqlite3.Row) -> Feed:
    """The feed that stands in `row`, which has every column of the table."""
    settings = _settings(row["settings"])
    definition = FeedDefinition(
        name=row["name"],
        url=row["url"],
        interval=timedelta(seconds=row["interval_s"]),
        language=settings.get("language"),
        tier=settings.get("tier"),
        kind=row["kind"],
        link=settings.get("link"),
        screen=settings.get("screen", True),
    )
    return Feed(
        id=row["id"],
        definition=definition,
        location=row["location"],
        due_at=from_text(row["due_at"]),
        origin=row["origin"],
        state=row["state"],
        validators=Validators(row["etag"], row["last_modified"]),
        wishes=_wishes(settings.get("wishes")),
        body_hash=row["body_hash"],
        unreadable=settings.get("unreadable"),
        items=row["items"],
        hub=settings.get("hub"),
        topic=settings.get("topic"),
        polled_at=_moment(row["polled_at"]),
        succeeded_at=_moment(row["succeeded_at"]),
        changed_at=_moment(row["changed_at"]),
        status=row["status"],
        failures=row["failures"],
        trouble=row["trouble"],
        redirected_to=row["redirected_to"],
        redirects=row["redirects"],
        redirected_since=_moment(row["redirected_since"]),
    )


def columns_of(feed: Feed) -> dict[str, object]:
    """What a poll may have changed, by column; what is kept in `settings` under the names that it has there."""
    return {
        "id": feed.id,
        "name": feed.definition.name,
        "location": feed.location,
        "state": feed.state,
        "wishes": _wishes_json(feed.wishes),
        "unreadable": feed.unreadable,
        "hub": feed.hub,
        "topic": feed.topic,
        "etag": feed.validators.etag,
        "last_modified": feed.validators.last_modified,
        "body_hash": feed.body_hash,
        "items": feed.items,
        "due_at": to_text(feed.due_at),
        "polled_at": _text(feed.polled_at),
        "succeeded_at": _text(feed.succeeded_at),
        "changed_at": _text(feed.changed_at),
        "status": feed.status,
        "failures": feed.failures,
        "trouble": feed.trouble,
        "redirected_to": feed.redirected_to,
        "redirects": feed.redirects,
        "redirected_since": _text(feed.redirected_since),
    }


def visits_json(visits: Iterable[tuple[int, Visit]]) -> str:
    """What visits of feeds (by id) change: a list of [id, when, when again, status]."""
    return json.dumps([(feed_id, to_text(one.at), to_text(one.due_at), one.status) for feed_id, one in visits])


@lru_cache(1024)  # thousands of feeds have a handful of different settings
def _settings(text: str) -> dict[str, Any]:
    settings: dict[str, Any] = json.loads(text)
    return settings


def _wishes_json(wishes: Wishes) -> str | None:
    if wishes == _NO_WISHES:
        return None
    ttl = wishes.ttl.total_seconds() if wishes.ttl is not None else None
    return json.dumps({"ttl": ttl, "skip_hours": sorted(wishes.skip_hours), "skip_days": sorted(wishes.skip_days)})


def _wishes(kept: dict[str, object] | None) -> Wishes:
    if not kept:
        return _NO_WISHES
    ttl, hours, days = kept.get("ttl"), kept.get("skip_hours"), kept.get("skip_days")
    return Wishes(
        timedelta(seconds=ttl) if isinstance(ttl, int | float) else None,
        frozenset(hours) if isinstance(hours, list) else frozenset(),
        frozenset(days) if isinstance(days, list) else frozenset(),
    )


def _text(moment: datetime | None) -> str | None:
    return to_text(moment) if moment is not None else None


def _moment(text: str | None) -> datetime | None:
    return from_text(text) if text is not None else None
