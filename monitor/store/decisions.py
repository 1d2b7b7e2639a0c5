"""The trail of every address: what was decided, and why. Append only."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import aiosqlite

from monitor.core.records import Reason
from monitor.store.archive import Archive
from monitor.store.times import from_text, to_text

_WRITE = "INSERT INTO decision (url, at, step, outcome, detail, score) VALUES (?, ?, ?, ?, ?, ?)"
_TRAIL = "SELECT at, step, outcome, detail, score FROM decision WHERE url = ? ORDER BY id"


async def write_decisions(
    connection: aiosqlite.Connection, decisions: Iterable[tuple[str, Reason]], now: datetime
) -> None:
    """Add each (canonical address, reason) to the trail."""
    at = to_text(now)
    rows = [(url, at, reason.step, reason.outcome, reason.detail, reason.score) for url, reason in decisions]
    await connection.executemany(_WRITE, rows)


async def trail(archive: Archive, url: str) -> list[Reason]:
    """Everything decided about a canonical address, oldest first."""
    rows = await archive.read(_TRAIL, (url,))
    return [Reason(row["step"], row["outcome"], row["detail"], row["score"], from_text(row["at"])) for row in rows]
