"""Counts of everything, for dashboards; none of them reads a story."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from monitor.store.archive import Archive
from monitor.store.times import from_text

_ONE_ROW = """
SELECT stories, relevant, entries, settled,
       (SELECT count(*) FROM entry WHERE state = 'waiting') AS waiting,
       (SELECT coalesce(max(id), 0) FROM decision) AS decisions,
       (SELECT count(*) FROM feed WHERE state = 'active' AND trouble IS NOT NULL) AS failing,
       (SELECT max(polled_at) FROM feed) AS polled_at,
       (SELECT read_at FROM story ORDER BY id DESC LIMIT 1) AS read_at,
       (SELECT min(due_at) FROM delivery WHERE state = 'pending') AS pending_since
FROM tally
"""
_FEEDS = "SELECT state, count(*) FROM feed WHERE state <> 'removed' GROUP BY state"
_MEETINGS = """
SELECT status, count(*) FROM meeting WHERE merged_into IS NULL AND kind <> 'other' AND NOT background GROUP BY status
"""
_ALERTS = "SELECT type, count(*) FROM alert GROUP BY type"
_DELIVERIES = "SELECT channel, state, count(*) FROM delivery GROUP BY channel, state"


@dataclass(frozen=True, slots=True)
class Figures:
    """How much there is of what, as of the last commit."""

    stories: int
    relevant: int
    entries: int
    waiting: int
    """Entries whose story is still to be read."""
    settled: int
    """Entries whose story was read or given up; the rest was screened out."""
    decisions: int
    failing: int
    """Feeds in trouble."""
    polled_at: datetime | None
    read_at: datetime | None
    pending_since: datetime | None
    """When the delivery that has waited longest was due."""
    feeds: Mapping[str, int]
    """By state."""
    meetings: Mapping[str, int]
    """By status."""
    alerts: Mapping[str, int]
    """By type."""
    deliveries: Mapping[tuple[str, str], int]
    """By channel and state."""
    archive_bytes: int
    """The file, without what is not yet merged into it."""
    journal_bytes: int


async def count_all(archive: Archive) -> Figures:
    """Count. Raises ArchiveError where the archive cannot be read."""
    row = await archive.read_one(_ONE_ROW)
    assert row is not None
    counts = {key: row[key] for key in ("stories", "relevant", "entries", "waiting", "settled", "decisions", "failing")}
    return Figures(
        **counts,
        polled_at=_moment(row["polled_at"]),
        read_at=_moment(row["read_at"]),
        pending_since=_moment(row["pending_since"]),
        feeds=await _by_name(archive, _FEEDS),
        meetings=await _by_name(archive, _MEETINGS),
        alerts=await _by_name(archive, _ALERTS),
        deliveries={(row[0], row[1]): row[2] for row in await archive.read(_DELIVERIES)},
        archive_bytes=_size(archive.path),
        journal_bytes=_size(archive.path.with_name(f"{archive.path.name}-wal")),
    )


async def _by_name(archive: Archive, sql: str) -> dict[str, int]:
    return {row[0]: row[1] for row in await archive.read(sql)}


def _moment(text: str | None) -> datetime | None:
    return from_text(text) if text else None


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0
