"""A feed's bytes → its entries.

RSS 0.9x to 2.0, RDF and Atom are feedparser's work, JSON Feed and sitemaps have readers of their own. All of these
are strangers' bytes: run this in a worker process, where time and memory end.
"""

from __future__ import annotations

import io
import re
from typing import Any
from urllib.parse import urljoin

import feedparser

from monitor.core.errors import UnreadableFeed
from monitor.core.feed_document import FeedDocument
from monitor.core.records import Entry
from monitor.parsing.feed_bounds import first_entries, wishes, without_impossible_characters
from monitor.parsing.feed_dates import feed_date
from monitor.parsing.feed_items import unread
from monitor.parsing.json_feed import looks_like_json, read_json_feed
from monitor.parsing.plain import clean, clean_markup, cut, plain_text
from monitor.parsing.sitemap import looks_like_sitemap, read_sitemap

feedparser.api.PREFERRED_XML_PARSERS.clear()  # it would look for a driver that no system has, once a feed

TITLE_CAP = 1024
LINK_CAP = 2048
SUMMARY_CAP = 8 * 1024
CONTENT_CAP = 512 * 1024
AUTHORS = 20
_WEB_PAGE = re.compile(rb"^\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL)
# Where a feed names a base of its own, feedparser resolves addresses, which doubles its work; else `_address` does.
_OWN_BASE = re.compile(rb"\bbase\s*=|\0")
_FEED_MARK = re.compile(rb"<(?:[\w.-]+:)?(?:rss|RDF|feed|channel)\b")


def read_feed(body: bytes, content_type: str | None, base_url: str, marks: bytes | None = None) -> FeedDocument:
    """Everything that the feed `body`, found at `base_url`, says. Raises UnreadableFeed.

    `marks` are the items of an earlier body (FeedDocument.items): those may be left unread.
    """
    if not body.strip():
        raise UnreadableFeed("is empty")
    if looks_like_json(body):
        return read_json_feed(body, base_url)
    if looks_like_sitemap(body):
        return read_sitemap(body, base_url)
    if _WEB_PAGE.match(body[:4096]) and not _FEED_MARK.search(body[:65536]):
        raise UnreadableFeed("is a web page, no feed; feeds discover finds the feeds that a site offers")
    return _read_xml(body, content_type, base_url, marks)


def _read_xml(body: bytes, content_type: str | None, base_url: str, marks: bytes | None) -> FeedDocument:
    head, left_out = first_entries(body)
    rest = unread(head, marks)
    # Never the bytes themselves: feedparser would take them for an address or a path first.
    body_read = io.BytesIO(without_impossible_characters(rest.body))
    headers = {"content-type": _type(head, content_type)}
    if _OWN_BASE.search(head):
        headers["content-location"] = base_url
    try:
        parsed = feedparser.parse(body_read, response_headers=headers, sanitize_html=False, resolve_relative_uris=False)
    except Exception as error:  # feedparser's own defects, on bytes it was never tried with
        raise UnreadableFeed(f"cannot be read ({type(error).__name__})") from error
    if not parsed.entries and not parsed.get("version"):
        raise UnreadableFeed(f"is no feed ({_why(parsed)})")
    feed = parsed.feed
    language = _language(feed.get("language"))
    links = feed.get("links", [])
    entries_kept = len(parsed.entries) + rest.known
    notices = [f"{left_out} entries beyond the first {entries_kept} were left out"] if left_out else []
    entries = [_entry(item, base_url, language, notices) for item in parsed.entries]
    return FeedDocument(
        kind=parsed.get("version") or "unknown",
        title=cut(plain_text(_said(feed, "title")), TITLE_CAP),
        entries=tuple(entries),
        language=language,
        wishes=wishes(body, _said(feed, "ttl")),
        next_page=_link(links, "next", base_url),
        hub=_link(links, "hub", base_url),
        topic=_link(links, "self", base_url),
        items=rest.marks,
        known=rest.known,
        notices=tuple(dict.fromkeys(notices)),
    )


def _type(body: bytes, content_type: str | None) -> str:
    """The Content-Type to read by. Bytes that are good UTF-8 are UTF-8, whatever a server's default says."""
    if not body.isascii():
        try:
            body.decode("utf-8")
        except UnicodeDecodeError:
            pass
        else:
            return "application/xml; charset=utf-8"
    return content_type or "application/xml"


def _entry(item: Any, base_url: str, language: str | None, notices: list[str]) -> Entry:
    title = _text(item, "title")
    url, refusal = _address(item, base_url)
    published = _published(item)
    if refusal:
        notices.append(refusal)
    if published is None and _raw_date(item):
        notices.append(f"the date {clean(_raw_date(item))[:40]!r} makes no sense; the time of arrival stands for it")
    contents = [_said(part, "value") for part in item.get("content") or ()]
    content = max(contents, key=len, default="")
    return Entry(
        url=url,
        title=cut(title, TITLE_CAP),
        summary=cut(plain_text(_said(item, "summary")[:CONTENT_CAP] or content[:CONTENT_CAP]), SUMMARY_CAP),
        guid=cut(clean(_said(item, "id")), TITLE_CAP),
        published=published,
        content=clean_markup(content, CONTENT_CAP) or None,
        authors=_authors(item),
        language=_language(item.get("language")) or language,
    )


def _said(item: Any, key: str) -> str:
    """A field as text; feedparser gives None for some that are empty or damaged."""
    value = item.get(key)
    return value if isinstance(value, str) else ""


def _text(item: Any, key: str) -> str:
    """A field's plain text, undone as far as its type says that it is marked up."""
    value = _said(item, key)
    kind = (item.get(f"{key}_detail") or {}).get("type", "text/plain")
    return clean(value) if kind == "text/plain" and "&" not in value else plain_text(value)


def _address(item: Any, base_url: str) -> tuple[str, str]:
    """The story's address, absolute, and why there is none."""
    links = item.get("links") or ()
    found = [_said(link, "href") for link in links if link.get("rel", "alternate") == "alternate"]
    guid = _said(item, "id")
    candidates = [_said(item, "link"), *found, guid if guid.startswith(("http://", "https://")) else ""]
    refusal = "an entry has no link; it cannot be fetched"
    for candidate in candidates:
        if not candidate.strip():
            continue
        try:
            url = urljoin(base_url, candidate.strip())
        except ValueError:
            refusal = f"the link {clean(candidate)[:80]!r} is no address; its entry cannot be fetched"
            continue
        if not url.lower().startswith(("http://", "https://")):
            refusal = f"the link {clean(candidate)[:80]!r} is no web address; its entry cannot be fetched"
        elif len(url.encode("utf-8", "ignore")) > LINK_CAP:
            refusal = f"a link is longer than {LINK_CAP} bytes; its entry cannot be fetched"
        elif clean(url) != url:
            refusal = f"the link {clean(candidate)[:80]!r} holds what no address may; its entry cannot be fetched"
        else:
            return url, ""
    return "", refusal


def _raw_date(item: Any) -> str:
    return str(item.get("published") or item.get("updated") or item.get("created") or "")


def _published(item: Any) -> str | None:
    for key in ("published", "updated", "created"):
        if raw := item.get(key):
            return feed_date(raw, item.get(f"{key}_parsed"))
    return None


def _authors(item: Any) -> tuple[str, ...]:
    names = [_said(author, "name") for author in item.get("authors") or ()] or [_said(item, "author")]
    cleaned = (cut(plain_text(name), 256) for name in names[:AUTHORS] if name)
    return tuple(dict.fromkeys(name for name in cleaned if name))


def _language(value: object) -> str | None:
    text = str(value or "").strip().replace("_", "-")
    return text if re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*", text) else None


def _link(links: Any, rel: str, base_url: str) -> str | None:
    for link in links:
        if link.get("rel") == rel and (href := _said(link, "href").strip()):
            try:
                url = urljoin(base_url, str(href))
            except ValueError:
                continue
            if url.startswith(("http://", "https://")) and len(url) <= LINK_CAP:
                return url
    return None


def _why(parsed: Any) -> str:
    error = parsed.get("bozo_exception")
    return clean(str(error))[:120] if error else "no feed's elements in it"
