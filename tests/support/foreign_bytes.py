"""Every reader of strangers' bytes, each reduced to one call: whatever is not the error it promises comes through.

The properties (tests/test_foreign_bytes.py) and the guided fuzzer (tests/fuzz.py) both go through this list.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping

from protego import Protego

from monitor.adapters.decoding import unpacker
from monitor.adapters.robots import AGENT
from monitor.core.errors import FetchError, UnreadableFeed
from monitor.core.polling.websub import linked, signature_fits
from monitor.parsing.discover import offered_feeds
from monitor.parsing.encoding import decode
from monitor.parsing.feed import read_feed
from monitor.parsing.feed_bounds import ENTRIES, first_entries, wishes
from monitor.parsing.feed_dates import feed_date
from monitor.parsing.json_feed import read_json_feed
from monitor.parsing.list_page import read_list_page
from monitor.parsing.opml import read_opml
from monitor.parsing.plain import clean, plain_text
from monitor.parsing.selectors import to_xpath
from monitor.parsing.sitemap import read_sitemap

BASE = "https://wire.example.org/news/"
CAP = 2**20


def feed(body: bytes) -> None:
    with contextlib.suppress(UnreadableFeed):
        document = read_feed(body, "application/xml", BASE)
        assert len(document.entries) <= ENTRIES
        assert all(entry.url.startswith(("http://", "https://", "")) for entry in document.entries)
        assert all(entry.title == clean(entry.title) for entry in document.entries)


def json_feed(body: bytes) -> None:
    with contextlib.suppress(UnreadableFeed):
        read_json_feed(body, BASE)


def sitemap(body: bytes) -> None:
    with contextlib.suppress(UnreadableFeed):
        assert len(read_sitemap(body, BASE).entries) <= ENTRIES


def list_page(body: bytes) -> None:
    with contextlib.suppress(UnreadableFeed):
        assert all(entry.url.startswith("http") for entry in read_list_page(body, None, BASE, "a").entries)


def opml(body: bytes) -> None:
    with contextlib.suppress(UnreadableFeed):
        assert all(outline.url.startswith("http") for outline in read_opml(body))


def site(body: bytes) -> None:
    assert all(offer.url.startswith("http") for offer in offered_feeds(body, None, BASE))


def bounds(body: bytes) -> None:
    head, left_out = first_entries(body, 3)
    assert left_out >= 0
    assert left_out or head == body
    found = wishes(body, body[:8].decode("latin-1"))
    assert found.skip_hours <= set(range(24))
    assert found.skip_days <= set(range(7))


def packed(encoding: str) -> Callable[[bytes], None]:
    def unpack(body: bytes) -> None:
        decoder, size = unpacker(encoding), 0
        with contextlib.suppress(FetchError):
            for start in range(0, len(body), 97):
                for piece in decoder.feed(body[start : start + 97]):
                    size += len(piece)
                    if size > CAP:
                        return

    return unpack


def text(body: bytes) -> None:
    said = decode(body)
    assert plain_text(said) == clean(plain_text(said))
    found = feed_date(said)
    assert found is None or found[:2] in ("19", "20", "21")


def selector(body: bytes) -> None:
    with contextlib.suppress(ValueError):
        to_xpath(body.decode("utf-8", "replace"))


def robots(body: bytes) -> None:
    parsed = Protego.parse(body.decode("utf-8-sig", "replace"))
    parsed.crawl_delay(AGENT)
    parsed.can_fetch(BASE, AGENT)


def hub(body: bytes) -> None:
    header = body.decode("latin-1")
    url = linked({"link": header}, "hub", BASE)
    assert url is None or url.startswith("http")
    assert not signature_fits("secret", header, body)


READERS: Mapping[str, Callable[[bytes], None]] = {
    "feed": feed,
    "json-feed": json_feed,
    "sitemap": sitemap,
    "list-page": list_page,
    "opml": opml,
    "site": site,
    "bounds": bounds,
    "gzip": packed("gzip"),
    "deflate": packed("deflate"),
    "brotli": packed("br"),
    "text": text,
    "selector": selector,
    "robots": robots,
    "hub": hub,
}

SEEDS: Mapping[str, bytes] = {
    "feed": b'<rss version="2.0"><channel><ttl>5</ttl><item><title>a &amp; b</title><link>/1</link><guid>g</guid>'
    b"<pubDate>Mon, 17 Jul 2023 08:00:00 GMT</pubDate><description>&lt;p&gt;x</description></item></channel></rss>",
    "json-feed": b'{"version":"https://jsonfeed.org/version/1","items":[{"id":1,"url":"/1","title":"a","authors":[{}]}]}',
    "sitemap": b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>/1</loc><lastmod>2023-07-17'
    b"</lastmod></url></urlset>",
    "list-page": "<base href=/x/><ul><li><a href='/1' title=t>news</a> 2023年7月17日</li></ul>".encode(),
    "opml": b'<opml version="2.0"><body><outline text="a" xmlUrl="https://a.example/rss"/></body></opml>',
    "site": b"<link rel=alternate type=application/rss+xml href=/rss title=x><a href=/feed>RSS</a>",
    "bounds": b"<rss><item><skipHours><hour>3</hour></skipHours></item><entry ></rss>",
    "text": b"<p>x &#8220;y&#8221; 17 Jul 2023 08:00 +0800</p>",
    "selector": b'ul.news > li a[href^="/x"], #y *',
    "robots": b"User-agent: *\nDisallow: /x*y$\nAllow: /\nCrawl-delay: 5\n",
    "hub": b'<https://hub.example/>; rel="hub", </x>; rel=self',
}
