"""How far each source of old material has been taken in, and what is known already."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

from monitor.core.backfill import START, Tally
from monitor.store.archive import Archive
from monitor.store.sender import sole
from monitor.store.times import to_text

_LOAD = "SELECT position, counts, finished_at FROM backfill WHERE source = ?"
_SAVE = """
INSERT INTO backfill (source, position, counts, began_at, at, finished_at)
VALUES (:source, :position, :counts, :now, :now, :finished)
ON CONFLICT (source) DO UPDATE
SET position = excluded.position, counts = excluded.counts, at = excluded.at, finished_at = excluded.finished_at
"""
_KNOWN = "SELECT url FROM story WHERE url IN (SELECT value FROM json_each(?))"


@dataclass(frozen=True, slots=True)
class Reached:
    """How far a source has come."""

    position: str = START
    tally: Tally = field(default_factory=Tally)
    finished: bool = False


async def load_reached(archive: Archive, source: str) -> Reached:
    """How far `source` came before; nothing where it is new."""
    row = await archive.read_one(_LOAD, (source,))
    if row is None:
        return Reached()
    return Reached(row["position"], Tally(**json.loads(row["counts"])), row["finished_at"] is not None)


async def save_reached(
    archive: Archive, source: str, position: str, tally: Tally, now: datetime, *, finished: bool
) -> None:
    """Everything of `source` up to `position` is done. Raises ArchiveError."""
    row = {
        "source": source,
        "position": position,
        "counts": json.dumps(asdict(tally), ensure_ascii=False),
        "now": to_text(now),
        "finished": to_text(now) if finished else None,
    }
    async with archive.transaction() as connection:
        await connection.execute(_SAVE, row)


async def known_stories(archive: Archive, urls: Sequence[str]) -> frozenset[str]:
    """Which of these canonical addresses the archive has stories of."""
    if not urls:
        return frozenset()
    return frozenset(row["url"] for row in await archive.read(_KNOWN, (json.dumps(urls),)))


@contextmanager
def sole_backfill(archive: Path) -> Iterator[bool]:
    """Whether this process may backfill the archive until the block ends: two would keep one position."""
    with sole(archive, "backfill") as alone:
        yield alone
