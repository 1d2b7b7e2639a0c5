"""Takes hand-written stories into a real archive."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from monitor.core.deciding.age import moment_of
from monitor.core.deciding.rules import AlertRules
from monitor.core.records import Meeting, Page
from monitor.pipeline.ingest import Ingested, ingest
from monitor.store.archive import Archive
from tests.support.meetings import page, story


async def tell(
    archive: Archive,
    *meetings: Meeting,
    name: str = "1",
    on: str = "2026-04-20",
    now: datetime | None = None,
    rules: AlertRules | None = None,
    channels: Sequence[str] = ("webhook",),
    entry_id: int | None = None,
    its_page: Page | None = None,
    quiet: bool = False,
    **about: Any,
) -> Ingested:
    """A story called `name`, published `on` a day and read an hour later, reports `meetings`."""
    moment = moment_of(on)
    assert moment is not None
    return await ingest(
        archive,
        story(*meetings, name=name, published=on, **about),
        its_page or page(name),
        entry_id=entry_id,
        rules=rules or AlertRules(),
        channels=channels,
        now=now or moment + timedelta(hours=1),
        quiet=quiet,
    )


async def rows(archive: Archive, sql: str) -> list[tuple[Any, ...]]:
    """Plain tuples of a query."""
    return [tuple(row) for row in await archive.read(sql)]
