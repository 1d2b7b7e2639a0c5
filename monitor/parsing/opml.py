"""Lists of feeds as other readers write and read them (OPML 2.0)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lxml import etree

from monitor.core.errors import UnreadableFeed
from monitor.core.polling.feed import FeedDefinition
from monitor.parsing.plain import clean, cut
from monitor.parsing.sitemap import local_name

_MOST = 10_000


@dataclass(frozen=True, slots=True)
class Outline:
    """One feed of a list."""

    name: str
    url: str
    language: str | None = None


def read_opml(body: bytes) -> tuple[Outline, ...]:
    """The feeds of an OPML file, folders flattened, each address once. Raises UnreadableFeed."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    try:
        root = etree.fromstring(body, parser)
    except (etree.LxmlError, ValueError) as error:
        raise UnreadableFeed(f"is no OPML ({clean(str(error))[:120]})") from None
    if root is None or local_name(root).lower() != "opml":
        raise UnreadableFeed("is no OPML: it does not begin with <opml>")
    found: dict[str, Outline] = {}
    for outline in root.iter("outline"):
        attributes = {str(name).lower(): str(value) for name, value in outline.attrib.items()}
        url = clean(attributes.get("xmlurl", ""))
        if url.startswith(("http://", "https://")) and len(url) <= 2048 and len(found) < _MOST:
            name = cut(clean(attributes.get("title") or attributes.get("text") or ""), 200)
            found.setdefault(url, Outline(name or url, url, attributes.get("language") or None))
    return tuple(found.values())


def write_opml(feeds: Iterable[FeedDefinition], title: str = "envoy-monitor") -> bytes:
    """An OPML file of `feeds`. Pages of links, which other readers cannot read, are left out."""
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = title
    body = etree.SubElement(root, "body")
    for feed in feeds:
        if feed.kind != "list":
            name = clean(feed.name)
            outline = etree.SubElement(body, "outline", type="rss", text=name, title=name, xmlUrl=feed.url)
            if feed.language:
                outline.set("language", feed.language)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True))
