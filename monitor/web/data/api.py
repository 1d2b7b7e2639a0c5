"""The JSON API. Lists come in pages: `items`, and `next`, the address of the next page or null."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from aiohttp import web

from monitor.store.alerts import AlertRow, list_alerts
from monitor.store.browsing import MeetingChoice, browse_meetings
from monitor.store.meeting_detail import show_meeting
from monitor.store.meeting_queries import MeetingRow, list_meetings
from monitor.store.search import QuoteHit, StoryHit, search_quotes, search_stories
from monitor.store.search_words import Marked
from monitor.store.source_health import SourceRow, list_sources
from monitor.store.stories import show_story
from monitor.web.desk import desk_of
from monitor.web.pages import asked
from monitor.web.pages.meetings import choice_of
from monitor.web.pages.stories import wanted

MOST = 200
USUAL = 50


@dataclass(frozen=True)
class StoryItem:
    """A story that was found."""

    id: int
    url: str
    outlet: str | None
    language: str
    headline: str
    passage: str
    """The part of its text around the first hit."""
    published: str | None
    relevant: bool
    copy_of: int | None
    meetings: int
    """How many it reports."""


@dataclass(frozen=True)
class QuoteItem:
    """A quote that was found."""

    story_id: int
    number: int
    text: str
    speaker: str | None
    role: str | None
    via: str | None
    url: str
    outlet: str | None
    language: str
    published: str | None
    headline: str


async def meetings(request: web.Request) -> web.Response:
    """Meetings, the latest first; with `as_of`, as they were known at that moment."""
    archive, limit = desk_of(request).archive, _limit(request)
    offset = asked.number(request, "offset", 0, 10**9) or 0
    moment = _moment(request)
    if moment is not None:
        choice = choice_of(request)
        known = await list_meetings(
            archive,
            as_of=moment,
            kind=choice.kind,
            status=choice.status,
            background=choice.background,
            limit=offset + limit + 1,
        )
        rows = known[offset:]
    else:
        rows = await browse_meetings(archive, choice_of(request), limit=limit + 1, offset=offset)
    return _page(
        request, [asdict(row) for row in rows[:limit]], {"offset": offset + limit} if len(rows) > limit else {}
    )


async def meeting(request: web.Request) -> web.Response:
    """A meeting with its reports, history and visit, by any identifier that it ever had."""
    detail = await show_meeting(desk_of(request).archive, request.match_info["id"])
    if detail is None:
        raise _missing("meeting")
    return _json(asdict(detail))


async def stories(request: web.Request) -> web.Response:
    """Stories, the latest first."""
    limit = _limit(request)
    hits = await search_stories(desk_of(request).archive, wanted(request, limit))
    return _page(request, [asdict(_story(hit)) for hit in hits[:limit]], _before(hits, limit))


async def story(request: web.Request) -> web.Response:
    """A story's record."""
    record = await show_story(desk_of(request).archive, request.match_info["id"])
    if record is None:
        raise _missing("story")
    return _json(record)


async def quotes(request: web.Request) -> web.Response:
    """Quotes, the latest first."""
    limit = _limit(request)
    hits = await search_quotes(desk_of(request).archive, wanted(request, limit))
    return _page(request, [asdict(_quote(hit)) for hit in hits[:limit]], _before(hits, limit))


async def alerts(request: web.Request) -> web.Response:
    """The latest alerts and their deliveries."""
    rows = await list_alerts(desk_of(request).archive, limit=_limit(request), state=asked.text(request, "state"))
    return _page(request, [asdict(row) for row in rows], {})


async def sources(request: web.Request) -> web.Response:
    """Every feed and how it fares."""
    desk, limit = desk_of(request), _limit(request)
    offset = asked.number(request, "offset", 0, 10**9) or 0
    rows = await list_sources(desk.archive, desk.now, limit=limit + 1, offset=offset)
    return _page(
        request, [asdict(row) for row in rows[:limit]], {"offset": offset + limit} if len(rows) > limit else {}
    )


ITEMS = {"meetings": MeetingRow, "stories": StoryItem, "quotes": QuoteItem, "alerts": AlertRow, "sources": SourceRow}
"""What the lists hold."""

FILTERS = tuple(MeetingChoice.__dataclass_fields__)
"""By which meetings are chosen."""


def _story(hit: StoryHit) -> StoryItem:
    fields = {name: getattr(hit, name) for name in StoryItem.__dataclass_fields__}
    return StoryItem(**{**fields, "headline": _plain(hit.headline), "passage": _plain(hit.passage)})


def _quote(hit: QuoteHit) -> QuoteItem:
    fields = {name: getattr(hit, name) for name in QuoteItem.__dataclass_fields__}
    return QuoteItem(**{**fields, "text": _plain(hit.text)})


def _plain(pieces: Marked) -> str:
    return "".join(piece.text for piece in pieces)


def _limit(request: web.Request) -> int:
    return asked.number(request, "limit", 1, MOST) or USUAL


def _moment(request: web.Request) -> datetime | None:
    text = asked.text(request, "as_of")
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise web.HTTPBadRequest(text=f"as_of: {text!r} is no time; write it like 2023-07-17T12:00Z\n") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _before(hits: Sequence[StoryHit] | Sequence[QuoteHit], limit: int) -> dict[str, int]:
    return {"before": hits[limit - 1].row} if len(hits) > limit else {}


def _page(request: web.Request, items: Sequence[dict[str, Any]], following: dict[str, int]) -> web.Response:
    address = str(request.rel_url.update_query({key: str(value) for key, value in following.items()}))
    return _json({"items": items, "next": address if following else None})


def _json(value: object) -> web.Response:
    response = web.Response(text=json.dumps(value, ensure_ascii=False, default=str), content_type="application/json")
    response.enable_compression()
    return response


def _missing(what: str) -> web.HTTPNotFound:
    return web.HTTPNotFound(text=json.dumps({"error": f"there is no such {what}"}), content_type="application/json")
