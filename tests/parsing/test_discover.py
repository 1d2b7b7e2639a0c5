import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.parsing.discover import USUAL, Offer, offered_feeds

BASE = "https://wire.example.org/news/"
PAGE = """<html><head><title>Wire</title>
<link rel="alternate" type="application/rss+xml" title="All stories" href="/rss.xml">
<link rel="Alternate home" type="application/atom+xml; charset=utf-8" href="atom">
<link rel="alternate" type="application/rss+xml" title="Comments" href="/comments/feed/">
<link rel="alternate" type="application/json" href="/wp-json/wp/v2/pages/1">
<link rel="alternate" type="text/html" hreflang="zh" href="/zh/">
<link rel="stylesheet" type="text/css" href="/rss.css"></head><body>
<a href="/rss.xml">RSS</a><a href="/climate/feed">Climate</a><a href="/live?format=rss">Live</a><a href="/dy/">订阅</a>
<a href="/feedback">Tell us</a><a href="javascript:feed()">x</a><a href="http://[rss">y</a><a>feed</a></body></html>"""


def test_declared_feeds_come_first_and_each_once() -> None:
    assert offered_feeds(PAGE.encode(), "text/html", BASE) == (
        Offer("https://wire.example.org/rss.xml", "All stories", True),
        Offer("https://wire.example.org/news/atom", "", True),
        Offer("https://wire.example.org/climate/feed", "Climate", False),
        Offer("https://wire.example.org/live?format=rss", "Live", False),
        Offer("https://wire.example.org/dy/", "订阅", False),
    )


@pytest.mark.parametrize("body", [b"", b"<p>x</p>", b"\x00\xff", b"<?xml version='1.0'?><rss/>"])
def test_a_page_that_offers_nothing_gives_nothing(body: bytes) -> None:
    assert offered_feeds(body, None, BASE) == ()


@given(st.binary(max_size=300) | st.text("<>linkrelahtyps='/\" \x00", max_size=300).map(str.encode))
def test_arbitrary_bytes_break_nothing(body: bytes) -> None:
    offered_feeds(body, None, BASE)


def test_the_usual_places_are_paths() -> None:
    assert all(path.startswith("/") for path in USUAL)
