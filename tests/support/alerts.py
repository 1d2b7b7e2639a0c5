"""Alerts for tests: a body as docs/alert.md has it, and rows in an archive."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import aiosqlite

from monitor.core.delivery.alert import Alert, Source
from monitor.store.archive import Archive
from monitor.store.times import to_text
from tests.support.clock import START

MEETING: Mapping[str, Any] = {
    "id": "meeting-1",
    "title": "Dana Okafor – Lin Weiguo, Chengdu, 3–5 May 2026",
    "kind": "envoy",
    "status": "announced",
    "mode": "in_person",
    "start": "2026-05-03",
    "end": "2026-05-05",
    "precision": "day",
    "city": "Chengdu",
    "country": "CN",
    "venue": "Jinjiang Hotel",
    "participants": [
        {"name": "Dana Okafor", "country": "US", "role": "US special envoy for climate"},
        {"name": "Lin Weiguo", "country": "CN", "role": "special envoy for climate change"},
    ],
    "first_reported": "2026-04-20T08:00:00Z",
    "stories": 4,
    "outlets": 3,
    "confirmed_by": ["CN"],
}

STORY: Mapping[str, Any] = {
    "url": "https://wire.example.org/envoys",
    "outlet": "Example Wire",
    "headline": "Envoys to meet in Chengdu",
    "published": "2026-04-20T09:00:00+08:00",
    "language": "en",
}

SOURCES = (
    Source("https://wire.example.org/envoys", "Example Wire", "Envoys to meet in Chengdu", "en", "2026-04-20"),
    Source("https://xinwen.example.cn/1", "示例新闻", "中美气候特使将在成都会谈", "zh", "2026-04-20T11:00+08:00"),
)


def body(
    *, changes: Mapping[str, Any] | None = None, evidence: Sequence[str] = ("They will meet.",), **facts: Any
) -> dict[str, Any]:
    """An alert's body; `facts` replace the meeting's, `changes` make it an update."""
    data: dict[str, Any] = {"meeting": {**MEETING, **facts}, "story": dict(STORY), "evidence": list(evidence)}
    if changes is not None:
        data["changes"] = dict(changes)
    kind = "meeting.new" if changes is None else "meeting.updated"
    return {"type": kind, "timestamp": "2026-04-20T08:00:05Z", "data": data}


def alert(number: int = 1, content: Mapping[str, Any] | None = None, **more: Any) -> Alert:
    """An alert as a channel gets it."""
    return Alert(f"msg_{number}", content or body(), START, **{"thread": f"msg_{number}", **more})


async def put_alert(
    archive: Archive,
    number: int,
    channels: Sequence[str],
    *,
    content: Mapping[str, Any] | None = None,
    meeting: str = "",
    at: datetime = START,
) -> str:
    """One alert, `msg_<number>`, of a meeting (its own unless given) due at once on `channels`; its id."""
    meeting_id = meeting or f"meeting-{number}"
    content = content or body(id=meeting_id)
    moment = to_text(at + timedelta(milliseconds=number))
    async with archive.transaction() as connection:
        meeting_row = {"id": meeting_id, "title": content["data"]["meeting"]["title"], "kind": "envoy",
                       "status": "announced", "mode": "in_person", "precision": "day", "participants": "[]",
                       "confidence": 0.9, "first_reported_at": moment, "changed_at": moment}  # fmt: skip
        await insert(connection, "meeting", meeting_row)
        alert_row = {"id": f"msg_{number}", "meeting_id": meeting_id, "change": f"change {number}",
                     "type": content["type"], "body": json.dumps(content), "created_at": moment}  # fmt: skip
        await insert(connection, "alert", alert_row)
        for channel in channels:
            await insert(connection, "delivery", {"alert_id": f"msg_{number}", "channel": channel, "due_at": moment})
    return f"msg_{number}"


async def insert(connection: aiosqlite.Connection, table: str, values: Mapping[str, object]) -> None:
    """A row with `values`, and something harmless in whatever else the table demands; nothing if it is there."""
    async with connection.execute(f"PRAGMA table_info({table})") as cursor:
        columns = await cursor.fetchall()
    demanded = {
        column["name"]: "2026-01-01" if column["type"] == "TEXT" else 0
        for column in columns
        if column["notnull"] and column["dflt_value"] is None and not column["pk"]
    }
    row = {**demanded, **values}
    names = ", ".join(f'"{name}"' for name in row)
    marks = ", ".join("?" for _ in row)
    await connection.execute(f"INSERT OR IGNORE INTO {table} ({names}) VALUES ({marks})", tuple(row.values()))
