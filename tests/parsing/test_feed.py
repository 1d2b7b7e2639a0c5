import socket
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.errors import UnreadableFeed
from monitor.core.records import Entry
from monitor.parsing.feed import read_feed
from tests.support.server import rss

BASE = "https://wire.example.org/feeds/all.xml"

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>Example &amp; Wire</title>
<language>en-GB</language><ttl>30</ttl>
<atom:link rel="self" href="https://wire.example.org/feeds/all.xml"/>
<atom:link rel="hub" href="https://hub.example.org/"/>
<item><title>Envoys meet in &lt;b&gt;Chengdu&lt;/b&gt;</title><link> /2023/envoys </link>
<guid isPermaLink="false">tag:1</guid>
<pubDate>Mon, 17 Jul 2023 09:30:00 +0800</pubDate><dc:creator>A. Writer</dc:creator>
<description>&lt;p&gt;The two envoys met.&lt;/p&gt;</description>
<content:encoded>&lt;p&gt;The two envoys met on Monday.&lt;/p&gt;</content:encoded></item>
<item><title>No link but a permanent name</title><guid>https://wire.example.org/2023/second</guid></item>
</channel></rss>"""

ATOM = """<?xml version="1.0"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="zh" xml:base="https://paper.example.cn/">
<title>示例报</title><link rel="next" href="/feed?page=2"/>
<entry><title type="html">特使&lt;em&gt;会晤&lt;/em&gt;</title><id>tag:2</id><link rel="alternate" href="a.html"/>
<updated>2023-07-17T01:30:00Z</updated><published>2023-07-16T08:00:00+08:00</published><author><name>记者</name></author>
<summary>两国特使在成都会晤。</summary><content type="html">&lt;p&gt;正文&lt;/p&gt;</content></entry></feed>"""

RDF = """<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://old.example.org/"><title>Old</title><link>https://old.example.org/</link></channel>
<item rdf:about="https://old.example.org/1"><title>Envoys meet</title><link>https://old.example.org/1</link>
<dc:date>2023-07-17</dc:date></item></rdf:RDF>"""


@pytest.mark.parametrize(
    ("feed", "base", "link", "expected"),
    [
        ("", "", "a.html", "https://wire.example.org/feeds/a.html"),
        ("", "", "/a", "https://wire.example.org/a"),
        ("", "", "//other.example.org/a", "https://other.example.org/a"),
        ("", ' xml:base="https://paper.example.org/x/"', "a", "https://paper.example.org/x/a"),
        ("", " xml:base = '../deep/'", "a", "https://wire.example.org/deep/a"),
        (" xml:base='/one/'", ' xml:base="two/"', "../a", "https://wire.example.org/one/a"),
    ],
)
def test_addresses_are_told_from_the_feeds_own_or_from_what_it_names_as_base(
    feed: str, base: str, link: str, expected: str
) -> None:
    body = (
        f'<feed xmlns="http://www.w3.org/2005/Atom"{feed}><title>F</title>'
        f'<entry{base}><title>Envoys meet</title><id>7</id><link href="{link}"/></entry></feed>'
    )
    (entry,) = read_feed(body.encode(), None, BASE).entries
    assert entry.url == expected
    if not base:
        assert entry.guid == "7", "a name is no address"


def test_rss_with_everything() -> None:
    document = read_feed(RSS.encode(), "application/rss+xml", BASE)
    first, second = document.entries
    assert (document.kind, document.title, document.language) == ("rss20", "Example & Wire", "en-GB")
    assert (document.topic, document.hub, document.next_page) == (BASE, "https://hub.example.org/", None)
    assert document.wishes.ttl is not None
    assert first == Entry(
        url="https://wire.example.org/2023/envoys",
        title="Envoys meet in Chengdu",
        summary="The two envoys met.",
        guid="tag:1",
        published="2023-07-17T09:30:00+08:00",
        content="<p>The two envoys met on Monday.</p>",
        authors=("A. Writer",),
        language="en-GB",
    )
    assert second.url == "https://wire.example.org/2023/second"


def test_atom_with_relative_links() -> None:
    (entry,) = (document := read_feed(ATOM.encode(), None, BASE)).entries
    assert (document.kind, document.language) == ("atom10", "zh")
    assert document.next_page == "https://paper.example.cn/feed?page=2"
    assert (entry.url, entry.title, entry.published) == (
        "https://paper.example.cn/a.html", "特使会晤", "2023-07-16T08:00:00+08:00",
    )  # fmt: skip
    assert (entry.summary, entry.content, entry.authors) == ("两国特使在成都会晤。", "<p>正文</p>", ("记者",))


def test_rdf() -> None:
    (entry,) = read_feed(RDF.encode(), None, BASE).entries
    assert (entry.url, entry.title, entry.published) == ("https://old.example.org/1", "Envoys meet", "2023-07-17")


@pytest.mark.parametrize("encoding", ["gb18030", "big5", "utf-16", "utf-8-sig", "shift_jis"])
def test_encodings(encoding: str) -> None:
    name = "utf-8" if encoding == "utf-8-sig" else encoding
    body = f'<?xml version="1.0" encoding="{name}"?><rss version="2.0"><channel><item><title>北京</title>'
    body += "<link>https://wire.example.org/1</link></item></channel></rss>"
    for content_type in (None, "text/xml", "application/rss+xml"):
        (entry,) = read_feed(body.encode(encoding), content_type, BASE).entries
        assert entry.title == "北京"


@pytest.mark.parametrize("content_type", [None, "text/xml; charset=iso-8859-1", "text/html; charset=gb2312"])
def test_good_utf8_is_utf8_whatever_the_server_says(content_type: str | None) -> None:
    (entry,) = read_feed(ATOM.encode(), content_type, BASE).entries
    assert (entry.title, entry.authors) == ("特使会晤", ("记者",))


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "is empty"),
        (b" \n ", "is empty"),
        (b"/dev/zero", "is no feed"),
        (b"https://wire.example.org/feed", "is no feed"),
        (b"<!DOCTYPE html><html><head><title>x</title></head></html>", "is a web page"),
        (b"<!-- x --><html lang=en><body>x</body></html>", "is a web page"),
        (b"<?xml version='1.0'?><note>x</note>", "is no feed"),
        (b"\x00\x01\x02\x03", "is no feed"),
        (b'{"version": 1}', "is JSON, but no JSON Feed"),
        (b"{not json", "is no JSON"),
        (b"{" * 100_000, "is no JSON"),
    ],
)
def test_what_is_no_feed_is_refused_with_its_reason(body: bytes, why: str) -> None:
    with pytest.raises(UnreadableFeed, match=why):
        read_feed(body, None, BASE)


def test_a_pipe_whose_name_is_the_body_is_not_opened(tmp_path: Path) -> None:
    secret = tmp_path / "secret.xml"
    secret.write_bytes(rss(("inner", "https://wire.example.org/1")))
    with pytest.raises(UnreadableFeed, match="is no feed"):
        read_feed(str(secret).encode(), None, BASE)


HEAD = b'<?xml version="1.0"?><!DOCTYPE rss %s>'
TAIL = b"<rss version='2.0'><channel><item><title>x%sy</title></item></channel></rss>"
EXTERNAL_ENTITY = HEAD % b'[<!ENTITY a SYSTEM "http://127.0.0.1:%d/x.txt">]' + TAIL.replace(b"%s", b"&a;")
EXTERNAL_DTD = HEAD % b'SYSTEM "http://127.0.0.1:%d/x.dtd"' + TAIL.replace(b"%s", b"")
EXTERNAL_PARAMETER = HEAD % b'[<!ENTITY %% p SYSTEM "http://127.0.0.1:%d/x.dtd"> %%p;]' + TAIL.replace(b"%s", b"")


@pytest.mark.parametrize("body", [EXTERNAL_ENTITY, EXTERNAL_DTD, EXTERNAL_PARAMETER])
def test_nothing_outside_of_a_feed_is_fetched(body: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0.05)
        port = listening.getsockname()[1]
        document = read_feed(body % port, None, BASE)
        assert [entry.title.replace("&a;", "") for entry in document.entries] == ["xy"]
        with pytest.raises(TimeoutError):
            listening.accept()


@pytest.mark.parametrize(
    "entities",
    [
        "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12)),
        f'<!ENTITY a11 "{"x" * 100_000}">',
    ],
    ids=["a billion laughs", "quadratic"],
)
def test_entities_that_multiply_do_not(entities: str) -> None:
    body = f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a0 "ha">{entities}]><rss version="2.0"><channel>'
    body += f"<item><title>{'&a11;' * 20}</title><link>https://wire.example.org/1</link></item></channel></rss>"
    started = time.process_time()
    for entry in read_feed(body.encode(), None, BASE).entries:
        assert len(entry.title.encode()) <= 1024
    assert time.process_time() - started < 15  # 1 s on a quiet machine; multiplied, they would take hours


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("https://wire.example.org/a b", "https://wire.example.org/a b"),
        ("//cdn.example.org/x", "https://cdn.example.org/x"),
        ("javascript:alert(1)", ""),
        ("java&#9;script:alert(1)", ""),
        ("data:text/html,x", ""),
        ("file:///etc/passwd", ""),
        ("https://wire.example.org/&#8238;x", ""),
        ("https://[broken/", ""),
        ("https://wire.example.org/" + "a" * 3000, ""),
    ],
)
def test_only_web_addresses_of_bearable_length_are_links(link: str, url: str) -> None:
    document = read_feed(rss(("Envoys meet", link)), None, BASE)
    assert [(entry.title, entry.url) for entry in document.entries] == [("Envoys meet", url)]
    assert bool(document.notices) is (url == "")


def test_a_huge_title_is_cut() -> None:
    (entry,) = read_feed(rss(("x" * 300_000, "https://wire.example.org/1")), None, BASE).entries
    assert len(entry.title.encode()) <= 1024
    assert entry.title.endswith("…")


def test_tens_of_thousands_of_entries_are_two_thousand_and_a_notice() -> None:
    body = rss(*((f"Story {n}", f"https://wire.example.org/{n}") for n in range(50_000)))
    document = read_feed(body, None, BASE)
    assert len(document.entries) == 2000
    assert document.entries[-1].title == "Story 1999"
    assert document.notices == ("48000 entries beyond the first 2000 were left out",)


@pytest.mark.parametrize("date", ["-0001-11-30T00:00:00Z", "0001-01-01T00:00:00Z", "2999-01-01T00:00:00Z", "tomorrow"])
def test_a_date_that_makes_no_sense_is_none_and_said(date: str) -> None:
    body = rss(("x", f"https://wire.example.org/1</link><pubDate>{date}</pubDate><link>"))
    document = read_feed(body, None, BASE)
    assert document.entries[0].published is None
    assert "makes no sense" in document.notices[0]


def test_what_no_database_takes_is_gone() -> None:
    (entry,) = read_feed(rss(("a&#0;b\x00&#xD800;c‮d", "https://wire.example.org/1")), None, BASE).entries
    assert entry.title.encode().isascii()
    assert entry.title[0] == "a"


@given(st.binary(max_size=400) | st.text("<>/ =\"'&;!-[]rssitemlinkfdoc{}:\n\x00", max_size=400).map(str.encode))
def test_arbitrary_bytes_are_a_feed_or_the_expected_error(body: bytes) -> None:
    for wrapped in (body, rss(("x", "y")).replace(b"<title>x", b"<title>" + body)):
        try:
            document = read_feed(wrapped, None, BASE)
        except UnreadableFeed:
            continue
        for entry in document.entries:
            (entry.title + entry.summary + entry.guid + entry.url).encode()
