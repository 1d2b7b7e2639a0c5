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


COLUMNS = (
    "id, url, location, name, origin, state, kind, settings, interval_s, "
    "etag, last_modified, body_hash, items, due_at, polled_at, succeeded_at, changed_at, "
    "status, failures, trouble, redirected_to, redirects, redirected_since"
)
"""What `feed_of` wants to be selected, in its order."""


def feed_of(row: sqlite3.Row) -> Feed:
    """The feed of a row of COLUMNS. By place: to look two dozen columns up by name costs as much as all the rest."""
    (
        number, url, location, name, origin, state, kind, settings_json, interval_s,
        etag, last_modified, body_hash, items, due_at, polled_at, succeeded_at, changed_at,
        status, failures, trouble, redirected_to, redirects, redirected_since,
    ) = row  # fmt: skip
    settings = _settings(settings_json)
    definition = FeedDefinition(
        name=name,
        url=url,
        interval=timedelta(seconds=interval_s),
        language=settings.get("language"),
        tier=settings.get("tier"),
        kind=kind,
        link=settings.get("link"),
        screen=settings.get("screen", True),
    )
    return Feed(
        id=number,
        definition=definition,
        location=location,
        due_at=from_text(due_at),
        origin=origin,
        state=state,
        validators=Validators(etag, last_modified),
        wishes=_wishes(settings.get("wishes")),
        body_hash=body_hash,
        unreadable=settings.get("unreadable"),
        items=items,
        hub=settings.get("hub"),
        topic=settings.get("topic"),
        polled_at=_moment(polled_at),
        succeeded_at=_moment(succeeded_at),
        changed_at=_moment(changed_at),
        status=status,
        failures=failures,
        trouble=trouble,
        redirected_to=redirected_to,
        redirects=redirects,
        redirected_since=_moment(redirected_since),
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
