"""JSON Feed 1.0 and 1.1 (jsonfeed.org), as loosely as it is written in the wild."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urljoin

from monitor.core.errors import UnreadableFeed
from monitor.core.feed_document import FeedDocument
from monitor.core.records import Entry
from monitor.parsing.feed_bounds import ENTRIES
from monitor.parsing.feed_dates import feed_date
from monitor.parsing.plain import clean, clean_markup, cut, plain_text

_START = re.compile(rb"^(?:\xef\xbb\xbf)?\s*\{")


def looks_like_json(body: bytes) -> bool:
    """Whether the first sign is that of a JSON object."""
    return bool(_START.match(body[:256]))


def read_json_feed(body: bytes, base_url: str) -> FeedDocument:
    """The entries of a JSON Feed. Raises UnreadableFeed."""
    try:
        feed = json.loads(body.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError) as error:
        raise UnreadableFeed(f"is no JSON ({clean(str(error))[:120]})") from None
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list):
        raise UnreadableFeed("is JSON, but no JSON Feed: it has no items")
    notices = []
    if len(items) > ENTRIES:
        notices.append(f"{len(items) - ENTRIES} entries beyond the first {ENTRIES} were left out")
    language = _string(feed, "language") or None
    entries = [_entry(item, base_url, language) for item in items[:ENTRIES] if isinstance(item, dict)]
    hubs = feed.get("hubs")
    first = hubs[0] if isinstance(hubs, list) and hubs and isinstance(hubs[0], dict) else {}
    return FeedDocument(
        kind="json",
        title=cut(clean(_string(feed, "title")), 1024),
        entries=tuple(entries),
        language=language,
        next_page=_web(_string(feed, "next_url"), base_url) or None,
        hub=_web(_string(first, "url"), base_url) or None,
        topic=_web(_string(feed, "feed_url"), base_url) or None,
        notices=tuple(notices),
    )


def _entry(item: Mapping[str, Any], base_url: str, language: str | None) -> Entry:
    content = _string(item, "content_html") or _string(item, "content_text")
    guid = item.get("id")
    authors = item.get("authors")
    named = authors if isinstance(authors, list) else [item.get("author")]
    names = [clean(_string(author, "name")) for author in named if isinstance(author, dict)]
    url = _web(_string(item, "url"), base_url) or _web(_string(item, "external_url"), base_url)
    return Entry(
        url=url or (_web(guid, "") if isinstance(guid, str) else ""),
        title=cut(plain_text(_string(item, "title")), 1024),
        summary=cut(plain_text(_string(item, "summary") or content[: 512 * 1024]), 8192),
        guid=cut(clean(str(guid)), 1024) if isinstance(guid, str | int | float) else "",
        published=feed_date(_string(item, "date_published") or _string(item, "date_modified")),
        content=clean_markup(content, 512 * 1024) or None,
        authors=tuple(cut(name, 256) for name in names[:20] if name),
        language=_string(item, "language") or language,
    )


def _string(table: Mapping[str, Any], key: str) -> str:
    value = table.get(key)
    return value if isinstance(value, str) else ""


def _web(link: str, base_url: str) -> str:
    """`link` made absolute; empty where it is no web address of bearable length."""
    try:
        url = urljoin(base_url, link.strip()) if link.strip() else ""
    except ValueError:
        return ""
    fits = url.lower().startswith(("http://", "https://")) and len(url) <= 2048 and clean(url) == url
    return url if fits else ""
