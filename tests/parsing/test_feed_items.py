"""Items that are known by their marks are left unread, and nothing else is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.parsing.feed import read_feed
from monitor.parsing.feed_items import unread

BASE = "https://wire.example.org/rss"


def rss(*items: str) -> bytes:
    return f'<rss version="2.0"><channel><title>Wire</title>{"".join(items)}</channel></rss>'.encode()


def item(title: str, rest: str = "") -> str:
    return f"<item><title>{title}</title><link>https://wire.example.org/{title}</link>{rest}</item>"


def titles(body: bytes, marks: bytes | None = None) -> list[str]:
    return [entry.title for entry in read_feed(body, None, BASE, marks).entries]


def test_only_what_was_not_there_before_is_read() -> None:
    before = read_feed(rss(item("b"), item("a")), None, BASE)
    after = read_feed(rss(item("c"), item("b"), item("a")), None, BASE, before.items)
    assert [entry.title for entry in before.entries] == ["b", "a"]
    assert (before.known, after.known) == (0, 2)
    assert [entry.title for entry in after.entries] == ["c"]
    assert titles(rss(item("d"), item("c"), item("b")), after.items) == ["d"]


def test_a_feed_whose_items_are_all_known_is_still_a_feed() -> None:
    before = read_feed(rss(item("a")), None, BASE)
    after = read_feed(rss(item("a")).replace(b"Wire", b"Example Wire"), None, BASE, before.items)
    assert (after.kind, after.title, after.entries, after.known) == ("rss20", "Example Wire", (), 1)


@pytest.mark.parametrize(
    "changed",
    [item("a", "<description>more</description>"), item("A"), item("a").replace("<item>", "<item >")],
    ids=["its summary", "its headline", "a blank"],
)
def test_an_item_that_changed_in_one_byte_is_read_again(changed: str) -> None:
    before = read_feed(rss(item("a"), item("b")), None, BASE)
    assert len(titles(rss(changed, item("b")), before.items)) == 1


@pytest.mark.parametrize(
    "body",
    [
        rss(item("a", "<description><![CDATA[write <item> for each]]></description>"), item("b")),
        rss(item("a", "<description><![CDATA[close with </item>]]></description>"), item("b")),
        rss(item("a", "<list><entry>1</entry></list>"), item("b")),
        rss(item("a"), "<item><title>b</title><link>https://wire.example.org/b</link>"),
        rss(item("a")).replace(b"</item>", b""),
        b"</item><item>",
        "<rss><channel><item><title>a</title></item></channel></rss>".encode("utf-16"),
        b"no feed",
    ],
    ids=["quoted start", "quoted end", "nested", "unfinished", "never finished", "crossed", "UTF-16", "none"],
)
def test_where_bounds_are_in_doubt_everything_is_read(body: bytes) -> None:
    first = unread(body, None)
    assert first.body == body
    again = unread(body, first.marks)
    if body == b"no feed" or b"\x00" in body:
        assert first.marks == b""
    else:
        assert first.marks is None
    assert again.body == body


def test_prefixed_entries_have_bounds_too() -> None:
    body = b"<a:feed xmlns:a='http://www.w3.org/2005/Atom'><a:entry>1</a:entry><a:entry>2</a:entry></a:feed>"
    assert unread(body, unread(body, None).marks).body == b"<a:feed xmlns:a='http://www.w3.org/2005/Atom'></a:feed>"


def test_marks_are_kept_of_the_first_items_only() -> None:
    body = rss(*(item(str(number)) for number in range(300)))
    marks = unread(body, None).marks
    assert marks is not None
    assert len(marks) == 200 * 8
    assert unread(body, marks).known == 200


@given(st.lists(st.sampled_from("abcdef"), max_size=8), st.lists(st.sampled_from("abcdef"), max_size=8))
def test_what_is_read_and_what_was_known_make_up_the_feed(before: list[str], after: list[str]) -> None:
    marks = unread(rss(*map(item, before)), None).marks
    rest = unread(rss(*map(item, after)), marks)
    assert rest.body == rss(*(item(one) for one in after if one not in before))
    assert rest.known == sum(one in before for one in after)


@given(st.binary(max_size=200), st.none() | st.binary(max_size=40))
def test_any_bytes_have_an_answer(body: bytes, marks: bytes | None) -> None:
    rest = unread(body, marks)
    assert len(rest.body) <= len(body)
    assert rest.known or rest.body == body
