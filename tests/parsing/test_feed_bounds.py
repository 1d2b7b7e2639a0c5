from datetime import timedelta

import pytest

from monitor.parsing.feed_bounds import first_entries, wishes, without_impossible_characters


def test_a_feed_within_bounds_is_left_alone() -> None:
    body = b"<rss><channel><item>1</item><item>2</item></channel></rss>"
    assert first_entries(body, 2) == (body, 0)


@pytest.mark.parametrize(
    ("body", "cut"),
    [
        (
            b"<rss><channel><item>1</item><item>2</item><item>3</item></channel></rss>",
            b"<rss><channel><item>1</item></channel></rss>",
        ),
        (
            b"<rdf:RDF><channel/></channel><item >1</item><item>2</item><item>3</item></rdf:RDF>",
            b"<rdf:RDF><channel/></channel><item >1</item></rdf:RDF>",
        ),
        (
            b"<a:feed><a:entry>1</a:entry><a:entry>2</a:entry><a:entry>3</a:entry>",
            b"<a:feed><a:entry>1</a:entry></a:feed>",
        ),
    ],
)
def test_a_feed_beyond_bounds_is_cut_and_closed_again(body: bytes, cut: bytes) -> None:
    assert first_entries(body, 1) == (cut, 2)


def test_all_skipped_hours_and_days_are_found() -> None:
    body = (
        b"<skipHours><hour>0</hour><hour> 7 </hour><hour>24</hour><hour>31</hour><hour>x</hour></skipHours>"
        b"<skipdays><day>Saturday</day><day>SUNDAY</day><day>Funday</day></skipdays>"
    )
    asked = wishes(body, "60")
    assert (asked.skip_hours, asked.skip_days, asked.ttl) == (frozenset({0, 7}), frozenset({5, 6}), timedelta(hours=1))


@pytest.mark.parametrize(
    ("ttl", "minutes"),
    [(None, None), ("0", None), ("15", 15), (" 15 ", 15), ("-5", None), ("soon", None), ("9" * 30, None)],
)
def test_a_ttl_is_a_number_of_minutes(ttl: str | None, minutes: int | None) -> None:
    assert wishes(b"", ttl).ttl == (timedelta(minutes=minutes) if minutes else None)


@pytest.mark.parametrize(
    ("body", "left"),
    [
        (b"a&#65;&#x41;&#20250;&amp;&#10;", b"a&#65;&#x41;&#20250;&amp;&#10;"),
        (b"a&#0;&#xD800;&#xdfff;&#55296;&#x110000;&#99999999999999;&#8;b", b"ab"),
    ],
)
def test_characters_that_no_text_holds_are_dropped(body: bytes, left: bytes) -> None:
    assert without_impossible_characters(body) == left
