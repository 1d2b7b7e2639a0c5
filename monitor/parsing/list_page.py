"""A page that lists news without a feed (a ministry's "latest"): its links, with the dates beside them."""

from __future__ import annotations

import re
from urllib.parse import urldefrag, urljoin

from lxml import etree
from lxml.html import HtmlElement

from monitor.core.errors import UnreadableFeed
from monitor.core.feed_document import FeedDocument
from monitor.core.records import Entry
from monitor.parsing.encoding import decode
from monitor.parsing.feed_bounds import ENTRIES
from monitor.parsing.plain import clean, cut
from monitor.parsing.selectors import to_xpath

_DEPTH = 3
"""How many elements up from a link its date is looked for."""
_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d)")
_IN_ADDRESS = re.compile(r"[/t]((?:19|20)\d\d)[-/]?(\d{2})[-/]?(\d{2})(?=[/_.-])")


def read_list_page(body: bytes, content_type: str | None, base_url: str, selector: str) -> FeedDocument:
    """The links that the CSS `selector` finds, in the page's order. Raises UnreadableFeed."""
    try:
        text = decode(body, content_type).encode("utf-8", "replace")
        root = etree.fromstring(text, etree.HTMLParser(encoding="utf-8", no_network=True))
        found = root.xpath(to_xpath(selector)) if root is not None else []
    except (etree.LxmlError, ValueError) as error:
        raise UnreadableFeed(f"gives no list of links ({clean(str(error))[:160]})") from None
    base = next((href for href in root.xpath("//base/@href")), "") if root is not None else ""
    shared = _shared(root) if root is not None else {}
    entries: dict[str, Entry] = {}
    for element in found:
        for link in [element] if element.tag == "a" else element.iter("a"):
            entry = _entry(link, urljoin(base_url, base), shared)
            if entry and (entry.url not in entries or len(entry.title) > len(entries[entry.url].title)):
                entries[entry.url] = entry
    if not entries:
        raise UnreadableFeed(f"has no link where {selector!r} looks for them; has the page changed?")
    left_out = len(entries) - ENTRIES
    notices = (f"{left_out} links beyond the first {ENTRIES} were left out",) if left_out > 0 else ()
    title = clean(str(root.findtext(".//title") or ""))
    return FeedDocument(kind="list", title=cut(title, 1024), entries=tuple(entries.values())[:ENTRIES], notices=notices)


def _shared(root: HtmlElement) -> dict[HtmlElement, str]:
    """The elements around links: those around one address with that address, those around several with an empty one."""
    around: dict[HtmlElement, str] = {}
    for link in root.iter("a"):
        href, element = link.get("href") or "", link
        for _ in range(_DEPTH):
            element = element.getparent()
            if element is None:
                break
            around[element] = href if around.get(element, href) == href else ""
    return around


def _entry(link: HtmlElement, base: str, shared: dict[HtmlElement, str]) -> Entry | None:
    try:
        url = urldefrag(urljoin(base, str(link.get("href") or "").strip())).url
    except ValueError:
        return None
    if not url.startswith(("http://", "https://")) or len(url) > 2048 or clean(url) != url or not link.get("href"):
        return None
    text = clean("".join(str(piece) for piece in link.itertext()))
    title = clean(str(link.get("title") or ""))
    return Entry(
        url=url, title=cut(title if len(title) > len(text) else text, 1024), published=_date(link, url, shared)
    )


def _date(link: HtmlElement, url: str, shared: dict[HtmlElement, str]) -> str | None:
    """The date in the link's own text, beside it (as long as no other link stands there), or in its address."""
    element = link
    for _ in range(_DEPTH):
        if found := _DATE.search("".join(str(piece) for piece in element.itertext())):
            return _day(found)
        element = element.getparent()
        if element is None or not shared.get(element):
            break
    found = _IN_ADDRESS.search(url)
    return _day(found) if found else None


def _day(found: re.Match[str]) -> str | None:
    year, month, day = (int(part) for part in found.groups())
    return f"{year}-{month:02}-{day:02}" if 1 <= month <= 12 and 1 <= day <= 31 else None
