"""Take a story into the archive, with everything that follows from it, in one transaction.

    Story ──copy of?──▶ Arrival ──decide (with what is known)──▶ Changes ──▶ record, meetings, alerts, deliveries, trail

A crash leaves all of it or nothing. Taking the same story in again changes nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import aiosqlite

from monitor.core.deciding.age import story_day, story_moment
from monitor.core.deciding.copies import REPUBLISHED, enough, shingles, sketch
from monitor.core.deciding.decide import decide, reports_of
from monitor.core.deciding.known import Alert, Arrival, Source
from monitor.core.deciding.rules import AlertRules
from monitor.core.json_form import to_json
from monitor.core.records import Page, Reason, Story
from monitor.core.urls import canonical_url
from monitor.store.archive import Archive
from monitor.store.decisions import write_decisions
from monitor.store.entries import mark_read
from monitor.store.meetings import write_changes
from monitor.store.neighbourhood import load_seen
from monitor.store.pages import save_page
from monitor.store.shingles import nearest
from monitor.store.stories import KnownStory, Original, find_story, original_of, read_again_at, save_story

LOOK_AGAIN_AFTER = (timedelta(hours=1), timedelta(hours=6), timedelta(hours=24), timedelta(hours=72))
"""When a page is read again for corrections, counted from the first reading."""

_OLD_COPY = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Ingested:
    """What became of a story."""

    story_id: int
    address: str
    """Canonical."""
    unchanged: bool
    """Known before, and its record is the same."""
    copy_of: str | None
    """Canonical address of the first of the family."""
    alerts: tuple[Alert, ...]
    reasons: tuple[Reason, ...]
    """The trail of this reading, as it was written."""


async def ingest(
    archive: Archive,
    story: Story,
    page: Page,
    *,
    entry_id: int | None,
    rules: AlertRules,
    channels: Sequence[str],
    now: datetime,
    captured: datetime | None = None,
    quiet: bool = False,
) -> Ingested:
    """Take in `story`, read from `page`.

    `entry_id` is the feed entry that led to it, if one did: it waits no longer; `channels` the names of those who are
    told; `captured` when an old page was saved (now, unless given: the story is no younger); `quiet` stands for old
    material that only fills the archive. Raises ArchiveError where nothing could be written.
    """
    address = canonical_url(page.url or page.source)
    async with archive.transaction() as connection:
        before = await find_story(connection, address)
        if before and _same(before.record, to_json(story)):
            await read_again_at(connection, before.id, _next_look(story, before, now, quiet=quiet))
            await save_page(connection, before.id, page, now)
            await _settle(connection, entry_id)
            return Ingested(before.id, address, True, None, (), ())
        text = shingles((block.text for block in story.text.blocks), story.text.language, story.wordings)
        smallest = sketch(text)
        near, share = await _nearest(connection, text, smallest, story, before)
        original = near if near and enough(share, story.text.language) else None
        source = _source(story, page, address, original, min(captured or now, now), quiet=quiet)
        if original and share >= REPUBLISHED and source.day - original.day > _OLD_COPY:
            # An old story published again under a new stamp is as old as its text.
            source = replace(source, day=original.day, moment=original.moment)
        arrival = Arrival(story, source, corrects=before is not None)
        seen = await load_seen(connection, reports_of(arrival, rules), address)
        # Pure, and long where hundreds have reported the same: the loop goes on meanwhile.
        changes = await asyncio.to_thread(decide, arrival, seen, rules, now)
        story_id = await save_story(
            connection,
            story,
            source,
            entry_id=entry_id,
            before=before,
            copy_of=original.id if original else None,
            sketch=smallest,
            reread_at=_next_look(story, before, now, quiet=quiet),
            now=now,
        )
        await save_page(connection, story_id, page, now)
        await write_changes(connection, story_id, changes, seen.reports, channels, now)
        reasons = (_relevance(story), _copy(near, share, is_copy=original is not None), *changes.reasons)
        await write_decisions(connection, [(address, reason) for reason in reasons], now)
        await _settle(connection, entry_id)
    return Ingested(story_id, address, False, original.address if original else None, changes.alerts, reasons)


async def _settle(connection: aiosqlite.Connection, entry_id: int | None) -> None:
    if entry_id is not None:
        await mark_read(connection, entry_id)


def _same(before: dict[str, Any], now: dict[str, Any]) -> bool:
    """Whether two readings give one record, whichever link led to it."""
    return {**before, "source": None, "url": None} == {**now, "source": None, "url": None}


async def _nearest(
    connection: aiosqlite.Connection,
    text: frozenset[str],
    smallest: frozenset[int],
    story: Story,
    before: KnownStory | None,
) -> tuple[Original | None, float]:
    """The first story of the family from which this one may have been copied, and how much it shares with its nearest.

    None where nothing stored shares anything, or only copies of the story itself do.
    """
    found = await nearest(connection, text, smallest, story.wordings, before.id if before else 0)
    if found is None:
        return None, 0.0
    original = await original_of(connection, found[0])
    return (None if before and original.id == before.id else original), found[1]


def _source(story: Story, page: Page, address: str, original: Original | None, now: datetime, *, quiet: bool) -> Source:
    text = story.text
    said = page.entry.published if page.entry else None
    moment = story_moment(text.published, said, page.url or page.source, now)
    return Source(
        address=address,
        link=page.url or page.source,
        outlet=text.outlet or page.outlet or urlsplit(address).hostname,
        headline=text.headline,
        published=text.published or said,
        language=text.language,
        day=story_day(text.published, moment, now),
        moment=moment,
        original=original.address if original else address,
        relevant=story.relevance.relevant,
        quiet=quiet,
    )


def _next_look(story: Story, before: KnownStory | None, now: datetime, *, quiet: bool) -> datetime | None:
    """When to look for corrections; only what reports a meeting is worth it."""
    if quiet or not any(meeting.kind != "other" and not meeting.background for meeting in story.meetings):
        return None
    first = before.read_at if before else now
    return next((first + after for after in LOOK_AGAIN_AFTER if first + after > now), None)


def _relevance(story: Story) -> Reason:
    relevance = story.relevance
    word = "relevant" if relevance.relevant else "irrelevant"
    return Reason("relevance", word, "; ".join(relevance.reasons), relevance.score)


def _copy(near: Original | None, share: float, *, is_copy: bool) -> Reason:
    if near is None:
        return Reason("copy", "original", "no stored story shares more than a trace of its text", 0.0)
    told = f"{share:.0%} of the shorter text is shared with {near.address}"
    if is_copy:
        return Reason("copy", "copy", told, round(share, 2))
    return Reason("copy", "original", f"{told}: too little for a copy", round(share, 2))
