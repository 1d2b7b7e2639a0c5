"""Feeds out: meetings and alerts as Atom (RFC 4287) and JSON Feed 1.1, meetings as a calendar (RFC 5545)."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from aiohttp import web
from lxml import etree

from monitor.adapters.calendar import meeting_event, subscription
from monitor.core.delivery.alert import Alert
from monitor.core.delivery.plain import one_line
from monitor.core.delivery.wording import Notice, certainty, notice, status_words
from monitor.store.syndication import (
    FreshMeeting,
    fresh_meeting,
    fresh_meetings,
    latest_alerts,
    meeting_as_alert,
)
from monitor.store.times import from_text
from monitor.web.desk import Desk, desk_of

ATOM = "http://www.w3.org/2005/Atom"
_REFRESH = timedelta(hours=1)
_CALENDAR_KEEPS = timedelta(days=400)
_CALENDAR_MOST = 200
_AUTHOR = "envoy-monitor"


@dataclass(frozen=True)
class Item:
    """One entry of a feed."""

    id: str
    title: str
    path: str
    """On this site."""
    text: str
    published: str
    updated: str


async def _meeting_items(desk: Desk) -> list[Item]:
    return [_meeting_item(fresh) for fresh in await fresh_meetings(desk.archive)]


async def _alert_items(desk: Desk) -> list[Item]:
    items = []
    for sent in await latest_alerts(desk.archive):
        words = notice(Alert(sent.id, sent.body, from_text(sent.created_at), sent.id), desk.countries)
        path = f"/meetings/{sent.meeting_id}"
        items.append(Item(sent.id, words.subject, path, _alert_text(words), sent.created_at, sent.created_at))
    return items


_Items = Callable[[Desk], Awaitable[list[Item]]]
_FEEDS: dict[str, tuple[str, _Items]] = {
    "meetings": ("Meetings of US and Chinese climate envoys", _meeting_items),
    "alerts": ("Alerts about meetings of US and Chinese climate envoys", _alert_items),
}


async def atom(request: web.Request) -> web.Response:
    """A feed as Atom."""
    name = request.match_info["feed"]
    title, items = await _feed(request)
    base = _base(request)
    feed = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM})
    _put(feed, "title", title)
    _put(feed, "id", f"urn:envoy-monitor:{name}")
    _put(feed, "updated", _stamp(max((item.updated for item in items), default="1970-01-01T00:00:00.000Z")))
    etree.SubElement(feed, f"{{{ATOM}}}link", rel="self", type="application/atom+xml", href=f"{base}{request.path}")
    etree.SubElement(feed, f"{{{ATOM}}}link", rel="alternate", type="text/html", href=f"{base}/")
    _put(etree.SubElement(feed, f"{{{ATOM}}}author"), "name", _AUTHOR)
    for item in items:
        entry = etree.SubElement(feed, f"{{{ATOM}}}entry")
        _put(entry, "title", item.title)
        _put(entry, "id", f"urn:envoy-monitor:{name}:{item.id}")
        _put(entry, "published", _stamp(item.published))
        _put(entry, "updated", _stamp(item.updated))
        etree.SubElement(entry, f"{{{ATOM}}}link", rel="alternate", type="text/html", href=f"{base}{item.path}")
        _put(entry, "content", item.text).set("type", "text")
    body = etree.tostring(feed, xml_declaration=True, encoding="utf-8", pretty_print=True)
    return _answer(body, "application/atom+xml")


async def json_feed(request: web.Request) -> web.Response:
    """A feed as JSON Feed."""
    title, items = await _feed(request)
    base = _base(request)
    document: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": title,
        "home_page_url": f"{base}/",
        "feed_url": f"{base}{request.path}",
        "authors": [{"name": _AUTHOR}],
        "items": [
            {
                "id": f"urn:envoy-monitor:{request.match_info['feed']}:{item.id}",
                "url": f"{base}{item.path}",
                "title": item.title,
                "content_text": item.text,
                "date_published": _stamp(item.published),
                "date_modified": _stamp(item.updated),
            }
            for item in items
        ],
    }
    return _answer(json.dumps(document, ensure_ascii=False).encode(), "application/feed+json")


async def calendar(request: web.Request) -> web.Response:
    """Meetings of the last thirteen months and all that is to come, to subscribe to."""
    desk = desk_of(request)
    since = (desk.now - _CALENDAR_KEEPS).date()
    found = await fresh_meetings(desk.archive, since=since, limit=_CALENDAR_MOST)
    return _answer(await asyncio.to_thread(_subscription, found, desk_of(request).countries), "text/calendar")


def _subscription(found: Sequence[FreshMeeting], countries: Mapping[str, str]) -> bytes:
    events = [event for fresh in found if (event := meeting_event(meeting_as_alert(fresh), countries))]
    return subscription(events, "Climate envoys", _REFRESH)


async def calendar_of_one(request: web.Request) -> web.Response:
    """One meeting as a calendar file."""
    fresh = await fresh_meeting(desk_of(request).archive, request.match_info["id"])
    event = meeting_event(meeting_as_alert(fresh), desk_of(request).countries) if fresh else None
    if event is None:
        raise web.HTTPNotFound(text="There is no such meeting, or its date is not known.\n")
    return _answer(subscription([event], "Climate envoys", _REFRESH), "text/calendar")


async def _feed(request: web.Request) -> tuple[str, list[Item]]:
    title, items = _FEEDS[request.match_info["feed"]]
    return title, await items(desk_of(request))


def _meeting_item(fresh: FreshMeeting) -> Item:
    meeting = fresh.meeting
    words = [f"{status_words(meeting.status)}. {certainty(meeting_as_alert(fresh))}."]
    if fresh.sentence:
        words.append(f"“{one_line(fresh.sentence, 600)}”")
    title = one_line(f"{status_words(meeting.status)}: {meeting.title}", 250)
    path = f"/meetings/{meeting.id}"
    return Item(meeting.id, title, path, "\n\n".join(words), meeting.first_reported_at, fresh.changed_at)


def _alert_text(words: Notice) -> str:
    changes = [f"{change.what}: {change.before} → {change.after}" for change in words.changes]
    lines: Sequence[str] = [f"{words.status}, {words.when}, {words.where or words.mode}.", *changes]
    return "\n".join([*lines, *(f"“{sentence}”" for sentence in words.evidence), words.certainty])


def _put(parent: etree._Element, name: str, text: str) -> etree._Element:
    child = etree.SubElement(parent, f"{{{ATOM}}}{name}")
    child.text = "".join(character for character in text if character in "\n\t" or character.isprintable())
    return child


def _stamp(text: str) -> str:
    """RFC 3339 to the second."""
    return f"{datetime.fromisoformat(text).astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _base(request: web.Request) -> str:
    """The site's address as it was asked for; its name has been checked."""
    return f"{request.scheme}://{request.host}"


def _answer(body: bytes, kind: str) -> web.Response:
    response = web.Response(body=body, content_type=kind, charset="utf-8")
    response.enable_compression()
    return response
