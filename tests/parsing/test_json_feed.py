import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.errors import UnreadableFeed
from monitor.core.records import Entry
from monitor.parsing.feed import read_feed
from monitor.parsing.json_feed import looks_like_json, read_json_feed

BASE = "https://wire.example.org/feed.json"


def body(*items: Any, **feed: Any) -> bytes:
    return json.dumps(
        {"version": "https://jsonfeed.org/version/1.1", "title": "Wire", "items": list(items), **feed}
    ).encode()


def test_everything_that_a_feed_says() -> None:
    item = {
        "id": "1",
        "url": "/a",
        "title": "Envoys &amp; ministers",
        "content_html": "<p>They met.</p>",
        "date_published": "2023-07-17T09:30:00+08:00",
        "authors": [{"name": "A. Writer"}, {"url": "x"}],
        "language": "zh",
    }
    document = read_feed(
        b"\xef\xbb\xbf " + body(item, next_url="?page=2", feed_url=BASE, hubs=[{"url": "https://hub.example.org"}]),
        None,
        BASE,
    )
    assert (document.kind, document.title, document.topic) == ("json", "Wire", BASE)
    assert (document.next_page, document.hub) == (f"{BASE}?page=2", "https://hub.example.org")
    assert document.entries == (
        Entry(
            url="https://wire.example.org/a",
            title="Envoys & ministers",
            summary="They met.",
            guid="1",
            published="2023-07-17T09:30:00+08:00",
            content="<p>They met.</p>",
            authors=("A. Writer",),
            language="zh",
        ),
    )


@pytest.mark.parametrize(
    ("item", "url"),
    [
        ({"url": "https://a.example/1"}, "https://a.example/1"),
        ({"external_url": "https://a.example/2"}, "https://a.example/2"),
        ({"id": "https://a.example/3"}, "https://a.example/3"),
        ({"id": 4}, ""),
        ({"url": "javascript:alert(1)"}, ""),
        ({"url": "https://[broken"}, ""),
        ({"url": 5}, ""),
    ],
)
def test_the_address_is_a_web_address_or_none(item: dict[str, Any], url: str) -> None:
    assert [entry.url for entry in read_json_feed(body(item), BASE).entries] == [url]


def test_items_of_another_kind_are_left_out_and_too_many_are_cut() -> None:
    document = read_json_feed(body("x", None, {"id": 1, "author": {"name": "B"}}, *({"id": 2},) * 2000), BASE)
    assert document.entries[0].authors == ("B",)
    assert len(document.entries) == 1998
    assert document.notices == ("3 entries beyond the first 2000 were left out",)


@pytest.mark.parametrize("data", [b"{}", b'{"items": {}}', b"{", b'{"items": [}'])
def test_other_json_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableFeed):
        read_json_feed(data, BASE)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=10),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "url", "title", "authors"]), inner)
    ),
    max_leaves=8,
)


@given(JSON)
def test_items_of_any_shape_break_nothing(item: Any) -> None:
    assert looks_like_json(body(item))
    read_json_feed(body(item, hubs=item, title=item, language=item), BASE)
