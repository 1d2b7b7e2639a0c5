"""What feeds a site offers: the links that its pages declare, and the addresses where feeds usually are."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urljoin

from lxml import etree

from monitor.parsing.encoding import decode
from monitor.parsing.plain import clean, cut

_TYPES = {
    "application/rss+xml": "feed",
    "application/atom+xml": "feed",
    "application/rdf+xml": "feed",
    "application/feed+json": "feed",
    "application/json": "feed",
    "text/xml": "feed",
    "application/xml": "feed",
}
_NAMED_LIKE_ONE = re.compile(r"(?:^|[/._=-])(?:rss|atom|feeds?|rdf)(?:[/._?=-]|\d?\.xml|$)|订阅|^RSS$", re.IGNORECASE)
# Not a feed of stories: what a publishing system declares beside it.
_BESIDE = re.compile(r"/comments?/|wp-json|oembed", re.IGNORECASE)

USUAL = (
    "/feed",
    "/rss",
    "/rss.xml",
    "/feed.xml",
    "/atom.xml",
    "/index.xml",
    "/feeds/posts/default",
    "/news-sitemap.xml",
)
"""Where to look on a site that declares nothing, in this order."""

_MOST = 50


@dataclass(frozen=True, slots=True)
class Offer:
    """A feed that a page points to."""

    url: str
    title: str
    declared: bool
    """By a `link` element, which is meant for readers like this one; otherwise it only looks like a feed."""


def offered_feeds(body: bytes, content_type: str | None, base_url: str) -> tuple[Offer, ...]:
    """The feeds that a page offers, the declared ones first, each address once. Never fails."""
    text = decode(body, content_type).encode("utf-8", "replace")
    try:
        root = etree.fromstring(text, etree.HTMLParser(encoding="utf-8", no_network=True))
    except (etree.LxmlError, ValueError):
        return ()
    if root is None:
        return ()
    declared = [
        (link.get("href"), link.get("title"), True)
        for link in root.iter("link")
        if "alternate" in (link.get("rel") or "").lower().split()
        and (link.get("type") or "").lower().split(";")[0].strip() in _TYPES
    ]
    named = [
        (link.get("href"), "".join(map(str, link.itertext())), False)
        for link in root.iter("a")
        if _NAMED_LIKE_ONE.search(link.get("href") or "")
        or _NAMED_LIKE_ONE.search("".join(map(str, link.itertext())).strip())
    ]
    found: dict[str, Offer] = {}
    for href, title, meant in declared + named:
        url = _web(href, base_url)
        if url and not _BESIDE.search(url):
            found.setdefault(url, Offer(url, cut(clean(str(title or "")), 200), meant))
    return tuple(found.values())[:_MOST]


def _web(href: str | None, base_url: str) -> str | None:
    if not href:
        return None
    try:
        url = urljoin(base_url, href.strip())
    except ValueError:
        return None
    return url if url.startswith(("http://", "https://")) and len(url) <= 2048 and clean(url) == url else None
