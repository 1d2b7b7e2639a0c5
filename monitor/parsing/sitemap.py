"""Sitemaps and news sitemaps (sitemaps.org; Google's news extension): a list of addresses with dates and titles."""

from __future__ import annotations

import io
import re
from urllib.parse import urljoin

from lxml import etree

from monitor.core.errors import UnreadableFeed
from monitor.core.feed_document import FeedDocument
from monitor.core.records import Entry
from monitor.parsing.feed_bounds import ENTRIES
from monitor.parsing.feed_dates import feed_date
from monitor.parsing.plain import clean, cut

_ROOT = re.compile(rb"<(?:[\w.-]+:)?(urlset|sitemapindex)\b")


def looks_like_sitemap(body: bytes) -> bool:
    """Whether a sitemap's root element stands near the start."""
    return bool(_ROOT.search(body[:4096]))


def read_sitemap(body: bytes, base_url: str, most: int = ENTRIES) -> FeedDocument:
    """A sitemap's newest addresses. An index gives the addresses of its sitemaps. Raises UnreadableFeed."""
    found: list[Entry] = []
    index = False
    try:
        for _, element in etree.iterparse(
            io.BytesIO(body), tag=("{*}url", "{*}sitemap"), resolve_entities=False, no_network=True, recover=True
        ):
            index = index or local_name(element) == "sitemap"
            fields = {local_name(child): (child.text or "").strip() for child in element.iter("{*}*")}
            entry = _entry(fields, base_url)
            if entry:
                found.append(entry)
            element.clear()
    except etree.LxmlError as error:
        if not found:
            raise UnreadableFeed(f"is no sitemap ({clean(str(error))[:120]})") from None
    found.sort(key=lambda entry: entry.published or "", reverse=True)
    notices = (f"{len(found) - most} older addresses were left out",) if len(found) > most else ()
    kind = "sitemap_index" if index else "sitemap"
    return FeedDocument(kind=kind, title="", entries=tuple(found[:most]), notices=notices)


def local_name(element: etree._Element) -> str:
    """An element's name without its namespace, also where a damaged file gives it one that XML does not allow."""
    return str(element.tag).rpartition("}")[2]


def _entry(fields: dict[str, str], base_url: str) -> Entry | None:
    try:
        url = urljoin(base_url, fields.get("loc", ""))
    except ValueError:
        return None
    if not fields.get("loc") or not url.startswith(("http://", "https://")) or len(url) > 2048 or clean(url) != url:
        return None
    return Entry(
        url=url,
        title=cut(clean(fields.get("title", "")), 1024),
        summary=cut(clean(fields.get("keywords", "")), 1024),
        published=feed_date(fields.get("publication_date") or fields.get("lastmod", "")),
        language=fields.get("language") or None,
    )
