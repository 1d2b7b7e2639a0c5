"""What is agreed with hubs (WebSub), kept beside each feed's other settings."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import asdict
from datetime import datetime

import aiosqlite

from monitor.core.polling.websub import Subscription
from monitor.store.archive import Archive
from monitor.store.times import from_text, to_text

# What is offered now differs from what was agreed, or the agreement is to be renewed.
_DUE = """
SELECT id, settings -> '$.websub' AS websub, settings ->> '$.hub' AS hub, settings ->> '$.topic' AS topic FROM feed
WHERE state = 'active' AND settings ->> '$.hub' IS NOT NULL AND (
    settings ->> '$.websub.hub' IS NOT settings ->> '$.hub'
    OR settings ->> '$.websub.topic' IS NOT settings ->> '$.topic'
    OR settings ->> '$.websub.due_at' <= ?)
ORDER BY settings ->> '$.websub.due_at', id LIMIT ?
"""
_ONE = "SELECT settings -> '$.websub' AS websub FROM feed WHERE id = ? AND state = 'active'"
_SAVE = "UPDATE feed SET settings = json_set(settings, '$.websub', json(?)) WHERE id = ?"


async def offers_due(archive: Archive, now: datetime, limit: int) -> list[tuple[int, str, str, Subscription | None]]:
    """Feeds whose hub is to be asked: id, hub and topic as the feed names them, and what was agreed before."""
    rows = await archive.read(_DUE, (to_text(now), limit))
    return [(row["id"], row["hub"], row["topic"], _subscription(row)) for row in rows]


async def find_subscription(archive: Archive, feed_id: int) -> Subscription | None:
    """What is agreed about a feed that is being polled."""
    row = await archive.read_one(_ONE, (feed_id,))
    return _subscription(row) if row else None


async def save_subscription(connection: aiosqlite.Connection, feed_id: int, subscription: Subscription) -> None:
    """Remember what is agreed."""
    kept = {**asdict(subscription), "due_at": to_text(subscription.due_at)}
    await connection.execute(_SAVE, (json.dumps(kept), feed_id))


def _subscription(row: sqlite3.Row) -> Subscription | None:
    kept = json.loads(row["websub"]) if row["websub"] else None
    return Subscription(**{**kept, "due_at": from_text(kept["due_at"])}) if kept else None
