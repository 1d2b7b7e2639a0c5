"""Facts in words."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from monitor.core.records import Person
from monitor.store.search_words import Piece
from monitor.web import words
from tests.support.meetings import at

NOW = at("2026-05-10T08:00:00")


@pytest.mark.parametrize(
    ("span", "said"),
    [
        (timedelta(seconds=5), "just now"),
        (timedelta(minutes=1), "1 minute ago"),
        (timedelta(minutes=59, seconds=59), "59 minutes ago"),
        (timedelta(hours=26), "1 day ago"),
        (-timedelta(seconds=5), "now"),
        (-timedelta(hours=3), "in 3 hours"),
    ],
)
def test_ago(span: timedelta, said: str) -> None:
    assert words.ago((NOW - span).isoformat(), NOW) == said


def test_what_is_no_time() -> None:
    assert words.ago(None, NOW) == "never"
    assert words.ago("soon", NOW) == "never"
    assert words.moment_text(None) == ""
    assert words.moment_text("soon") == "soon"
    assert words.moment_text("2026-05-10T08:05:00") == "10 May 2026, 08:05"
    assert words.as_day("soon") is None
    assert words.as_day(None) is None
    assert words.day_text(None) == ""
    assert words.day_text("2026-05-10T23:59:00+08:00") == "10 May 2026"


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("status", "underway", "Under way"),
        ("start", "2026-05-17", "17 May 2026"),
        ("end", None, "not known"),
        ("mode", "call", "Telephone call"),
        ("background", 1, "yes"),
        ("unsure", False, "no"),
        ("participants", [{"name": "Dana Okafor"}, {"name": "Lin Weiguo"}], "Dana Okafor, Lin Weiguo"),
        ("confirmed_by", [], "nobody"),
        ("confirmed_by", ["US"], "US"),
        ("place", {"a": "ä"}, '{"a": "ä"}'),
        ("venue", "Hotel\u202e", "Hotel"),
    ],
)
def test_values(field: str, value: Any, said: str) -> None:
    assert words.value_text(field, value) == said


def test_names_of_fields() -> None:
    assert words.field_name("start") == "First day"
    assert words.field_name("date_passed") == "Date passed"


def test_only_news_is_told() -> None:
    assert words.worth_telling("city", None)
    assert not words.worth_telling("title", None)
    assert not words.worth_telling("title", "Old title")
    assert words.worth_telling("participants", ["x"])


@pytest.mark.parametrize(
    ("place", "said"),
    [
        (("Busan", "KR", None), "Busan, South Korea"),
        (("Singapore", "SG", None), "Singapore"),
        ((None, "QA", None), "QA"),
        ((None, "CN", "Guesthouse"), "Guesthouse, CN"),
        ((None, None, None), ""),
    ],
)
def test_places(place: tuple[str | None, str | None, str | None], said: str) -> None:
    assert words.place_text(*place, {"KR": "South Korea", "SG": "Singapore"}) == said


def test_heads_are_the_first_of_each_side() -> None:
    lin, okafor = Person("Lin Weiguo", "CN", None), Person("Dana Okafor", "US", None)
    third = Person("A. Minister", "KR", None)
    assert words.heads((lin, okafor, Person("Second", "US", None))) == "Dana Okafor\u00a0– Lin Weiguo"
    assert words.heads((third, lin)) == "American officials\u00a0– Lin Weiguo\u00a0– A. Minister"


def test_small_words() -> None:
    assert [words.counted(n, "story") for n in (0, 1, 2000)] == ["0 stories", "1 story", "2,000 stories"]
    assert [words.joined(w) for w in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == ["", "a", "a and b", "a, b and c"]
    assert words.language_of("会谈 in Busan") == "zh"
    assert words.language_of(None) == "en"
    assert words.link_or_none("javascript:alert(1)") is None
    assert words.link_or_none("java\tscript:alert(1)") is None
    assert words.link_or_none("https://a.example/") == "https://a.example/"
    assert words.with_query({"year": "2023", "q": "a b", "x": ""}, "year", None) == "q=a+b"
    assert words.with_query({"q": "a&b"}, "year", 2024) == "q=a%26b&year=2024"
    assert words.country_name("KR", {}) == "KR"
    assert words.neutral("a\u202eb") == "ab"
    assert words.neutral(7) == 7


def test_hits_are_marked_and_everything_is_escaped() -> None:
    pieces = (Piece("<b>"), Piece("&", hit=True))
    assert str(words.marked_html(pieces)) == "&lt;b&gt;<mark>&amp;</mark>"
