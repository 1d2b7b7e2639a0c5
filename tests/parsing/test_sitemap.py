import pytest

from monitor.core.errors import UnreadableFeed
from monitor.core.records import Entry
from monitor.parsing.feed import read_feed
from monitor.parsing.sitemap import read_sitemap

BASE = "https://wire.example.org/sitemap.xml"
NEWS = b"""<?xml version="1.0"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
<url><loc> /older </loc><lastmod>2023-07-16</lastmod></url>
<url><loc>https://wire.example.org/newer</loc><news:news><news:publication><news:name>Wire</news:name>
<news:language>en</news:language></news:publication><news:publication_date>2023-07-17T09:30:00+08:00</news:publication_date>
<news:title>Envoys meet</news:title><news:keywords>climate, envoys</news:keywords></news:news></url>
<url><loc>javascript:alert(1)</loc></url><url><lastmod>2023-07-17</lastmod></url><url><loc>https://[x</loc></url>
</urlset>"""


def test_a_news_sitemap_gives_its_addresses_the_newest_first() -> None:
    document = read_feed(NEWS, "application/xml", BASE)
    assert document.kind == "sitemap"
    assert document.entries == (
        Entry(
            url="https://wire.example.org/newer",
            title="Envoys meet",
            summary="climate, envoys",
            published="2023-07-17T09:30:00+08:00",
            language="en",
        ),
        Entry(url="https://wire.example.org/older", title="", published="2023-07-16"),
    )


def test_an_index_gives_its_sitemaps() -> None:
    body = b"<sitemapindex><sitemap><loc>https://wire.example.org/1.xml</loc></sitemap></sitemapindex>"
    document = read_feed(body, None, BASE)
    assert (document.kind, [entry.url for entry in document.entries]) == (
        "sitemap_index",
        ["https://wire.example.org/1.xml"],
    )


def test_the_newest_two_thousand_are_kept() -> None:
    urls = "".join(
        f"<url><loc>https://wire.example.org/{n}</loc><lastmod>{2000 + n // 100}-01-01</lastmod></url>"
        for n in range(2500)
    )
    document = read_sitemap(f"<urlset>{urls}</urlset>".encode(), BASE)
    assert len(document.entries) == 2000
    assert document.entries[0].published == "2024-01-01"
    assert document.notices == ("500 older addresses were left out",)


def test_a_sitemap_that_breaks_off_gives_what_came_before() -> None:
    document = read_sitemap(NEWS[:-60], BASE)
    assert [entry.title for entry in document.entries] == ["Envoys meet", ""]


def test_entities_are_not_resolved() -> None:
    body = b'<!DOCTYPE u [<!ENTITY x SYSTEM "file:///etc/hostname">]><urlset><url><loc>/a</loc><title>&x;</title></url></urlset>'
    assert [entry.title for entry in read_sitemap(body, BASE).entries] == [""]


def test_what_is_none_is_refused() -> None:
    with pytest.raises(UnreadableFeed, match="is no sitemap"):
        read_sitemap(b"", BASE)
