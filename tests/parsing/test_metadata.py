"""What a page's own data say."""

from monitor.parsing.metadata import Metadata, absolute, read_metadata
from monitor.parsing.tree import parse
from tests.parsing.page_words import WORDS


def read(head: str, address: str | None = "https://news.example/a/b") -> Metadata:
    """The metadata of a page with this head."""
    return read_metadata(
        parse(f'<html lang="en-GB"><head>{head}</head><body><p>x</p></body></html>'), WORDS, address, None
    )


def test_schema_comes_first_then_meta() -> None:
    found = read(
        """<title>T | Post</title><meta property="og:title" content="O &amp;amp; P">
        <script type="application/ld+json">{"@type": "NewsArticle", "headline": "H",
        "datePublished": "2031-05-06T08:00:00Z",
        "dateModified": "nonsense", "author": [{"name": "Jane Roe"}, {"name": "https://x.example/y"}, "Paul Poe"],
        "image": [{"url": "/i.jpg", "creditText": "NTB", "caption": "A villa"}],
        "isAccessibleForFree": "False",
        "publisher": {"name": "The Post"}, "inLanguage": "en"}</script>
        <meta property="article:published_time" content="2030-01-01">
        <meta property="article:modified_time" content="2031-05-07">"""
    )
    assert found.titles == ("H", "O & P", "T | Post")
    assert (found.published, found.updated) == ("2031-05-06T08:00:00+00:00", "2031-05-07")
    assert found.authors == ("Jane Roe", "Paul Poe")
    assert (found.image, found.image_credit, found.image_caption) == ("https://news.example/i.jpg", "NTB", "A villa")
    assert (found.outlet, found.language, found.paywalled) == ("The Post", "en-GB", True)


def test_meta_alone() -> None:
    found = read(
        """<meta name="PubDate" content="2031-05-06 08:15"><meta name="author" content="Jane Roe">
        <meta property="og:site_name" content="Post"><meta name="x" content="">
        <meta name="description" content=" A  summary ">
        <link rel="canonical" href="/c/d"><meta property="og:image" content="javascript:x">"""
    )
    assert (found.published, found.authors, found.outlet) == ("2031-05-06T08:15:00", ("Jane Roe",), "Post")
    assert (found.descriptions, found.url, found.image) == (("A summary",), "https://news.example/c/d", None)


def test_a_day_that_only_a_script_tells() -> None:
    assert read("<script>var createTime = '2031-05-06 08:15';</script>").published == "2031-05-06T08:15:00"
    assert read("<script>var builtTime = '2031-05-06 08:15';</script>").published is None


def test_a_canonical_address_of_the_front_page_is_none() -> None:
    assert read('<link rel="canonical" href="https://news.example/">').url == "https://news.example/a/b"
    assert read("", None).url is None


def test_absolute() -> None:
    assert absolute("/x", "https://a.example/b") == "https://a.example/x"
    assert absolute("x.jpg", "") == "x.jpg"
    assert absolute("data:image/png;base64,x", "") is None
    assert absolute("http://[broken", "") is None
