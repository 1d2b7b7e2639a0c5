"""Dates of pages in words, with the precision and the zone that they give."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.parsing.moments import day_in_address, iso, later, moment
from tests.parsing.page_words import WORDS


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2031-05-06", "2031-05-06"),
        ("2031-05-06T08:15:00+02:00", "2031-05-06T08:15:00+02:00"),
        ("2031-05-06T08:15:00.123Z", "2031-05-06T08:15:00+00:00"),
        ("20310506081500", "2031-05-06T08:15:00"),
        ("May 6, 2031", "2031-05-06"),
        ("Updated Tuesday, May 6th, 2031 at 8:15 p.m. EDT", "2031-05-06T20:15:00-04:00"),
        ("6 May 2031 08:15 BST", "2031-05-06T08:15:00+01:00"),
        ("Tue 6 Sept. 2031 12.05 am", "2031-09-06T00:05:00"),
        ("Published: 8:15pm, 6 May, 2031", "2031-05-06T20:15:00"),
        ("06-May-2031", "2031-05-06"),
        ("Mon, 05/06/2031", "2031-06-05"),
        ("Tue, 05/06/2031", "2031-05-06"),
        ("on 05/06/2031", "2031-06-05"),
        ("2031年5月6日 下午3:20 来源：某报", "2031-05-06T15:20:00"),
        ("2031年5月6日15时20分", "2031-05-06T15:20:00"),
        ("北京时间2031-05-06 08:15", "2031-05-06T08:15:00"),
        ("2031/05/06 08:15:30 北京时间", "2031-05-06T08:15:30+08:00"),
        ("民國120年5月6日", "2031-05-06"),
        ("Tue, 06 May 2031 08:15:00 +0200", "2031-05-06T08:15:00+02:00"),
        ("Tue, 06 May 2031 08:15:00 GMT", "2031-05-06T08:15:00+00:00"),
        ("25/12/2031", "2031-12-25"),
        ("12/25/2031", "2031-12-25"),
        ("3/4/2031", "2031-04-03"),
        ("May 6", None),
        ("2031-13-45", None),
        ("1066-10-14", None),
        ("99:99", None),
        ("2031-05-06 99:99", "2031-05-06"),
        ("call 2031-05-067", None),
        ("", None),
    ],
)
def test_moment(text: str, found: str | None) -> None:
    assert moment(text, WORDS) == found


def test_the_feed_settles_the_order_of_day_and_month() -> None:
    assert moment("3/4/2031", WORDS, witness="2031-03-05T00:00:00+00:00") == "2031-03-04"
    assert moment("3/4/2031", WORDS, witness="2031-04-03") == "2031-04-03"


@pytest.mark.parametrize(
    ("address", "day"),
    [
        ("https://news.example/2031/05/06/talks", "2031-05-06"),
        ("https://gov.example/art/t20310506_123.html", "2031-05-06"),
        ("https://gov.example/2031-05/06/c_1.htm", "2031-05-06"),
        ("https://news.example/2031/5/6/talks", "2031-05-06"),
        ("https://news.example/20319906/x", None),
        ("https://news.example/id/123456789012", None),
        ("https://news.example/talks", None),
    ],
)
def test_day_in_address(address: str, day: str | None) -> None:
    assert day_in_address(address) == day


def test_later_compares_across_zones() -> None:
    assert later("2031-05-06T08:15:00+02:00", "2031-05-06T05:00:00Z")
    assert not later("2031-05-06T08:15:00+02:00", "2031-05-06T06:15:00Z")
    assert later("2031-05-07", "2031-05-06T08:15:00")


@given(st.text(max_size=80))
def test_whatever_is_found_is_iso(text: str) -> None:
    found = moment(text, WORDS)
    assert found is None or iso(found) == found
