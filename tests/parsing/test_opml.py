from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.errors import UnreadableFeed
from monitor.core.polling.feed import FeedDefinition
from monitor.parsing.opml import Outline, read_opml, write_opml

HOUR = timedelta(hours=1)


def test_folders_are_flattened_and_each_address_comes_once() -> None:
    body = """<?xml version="1.0"?><opml version="1.0"><head/><body><outline text="Press">
    <outline type="rss" text="Wire" xmlUrl="https://wire.example.org/rss"/>
    <outline text="部委" title="部委要闻" xmlurl=" https://ministry.example.cn/rss " language="zh"/></outline>
    <outline text="Again" xmlUrl="https://wire.example.org/rss"/><outline xmlUrl="https://nameless.example.org/"/>
    <outline text="bad" xmlUrl="javascript:alert(1)"/></body></opml>"""
    assert read_opml(body.encode()) == (
        Outline("Wire", "https://wire.example.org/rss"),
        Outline("部委要闻", "https://ministry.example.cn/rss", "zh"),
        Outline("https://nameless.example.org/", "https://nameless.example.org/"),
    )


@pytest.mark.parametrize("body", [b"", b"<rss/>", b"no xml", b"<html><outline xmlUrl='http://x/'/></html>"])
def test_what_is_no_opml_is_refused(body: bytes) -> None:
    with pytest.raises(UnreadableFeed, match="is no OPML"):
        read_opml(body)


def test_entities_are_not_resolved() -> None:
    body = b'<!DOCTYPE o [<!ENTITY x SYSTEM "file:///etc/hostname">]><opml><body><outline text="&x;" xmlUrl="http://a.b/"/></body></opml>'
    assert all("/" in outline.name for outline in read_opml(body))


def test_pages_of_links_are_not_exported() -> None:
    feeds = [
        FeedDefinition("A & B", "https://a.example.org/?x=1&y=2", HOUR),
        FeedDefinition("L", "https://l.example.org/", HOUR, kind="list"),
    ]
    assert read_opml(write_opml(feeds)) == (Outline("A & B", "https://a.example.org/?x=1&y=2"),)


@given(st.lists(st.tuples(st.text(min_size=1, max_size=20), st.integers(0, 99)), max_size=5))
def test_what_is_written_is_read_again(named: list[tuple[str, int]]) -> None:
    feeds = [FeedDefinition(name, f"https://example.org/{number}", HOUR, language="en") for name, number in named]
    assert {outline.url for outline in read_opml(write_opml(feeds))} == {feed.url for feed in feeds}
