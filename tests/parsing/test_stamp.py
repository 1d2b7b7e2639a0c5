"""When a story appeared and who wrote it, by the lines around its headline."""

import pytest

from monitor.parsing.lines import Line
from monitor.parsing.stamp import find_authors, is_byline, is_date, stamped, when
from tests.parsing.page_words import WORDS


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([Line("6 May 2031 08:15")], ("2031-05-06T08:15:00", None)),
        ([Line("3 hours ago", moment="2031-05-06T08:15:00+02:00", role="date")], ("2031-05-06T08:15:00+02:00", None)),
        ([Line("Published 6 May 2031. Updated 7 May 2031 09:00")], ("2031-05-06", "2031-05-07T09:00:00")),
        ([Line("更新时间：2031-05-07 09:00"), Line("发布时间：2031-05-06")], ("2031-05-06", "2031-05-07T09:00:00")),
        ([Line("05/06/2031"), Line("May 6", moment="2031-05-06", role="date")], ("2031-05-06", None)),
        ([Line("05/06/2031"), Line("June 5", moment="2031-06-05", role="date")], ("2031-06-05", None)),
        ([Line("Updated: 7 May 2031")], ("2031-05-07", None)),
        ([Line("In 2019 they met in Oslo on May 6, 2019 and " + "talked " * 30)], (None, None)),
        ([Line("No date here")], (None, None)),
    ],
)
def test_stamped(lines: list[Line], expected: tuple[str | None, str | None]) -> None:
    assert stamped(tuple(lines), WORDS, None) == expected


def test_trust_is_data_then_words_then_address_then_feed() -> None:
    address, feed = "https://news.example/2031/05/04/x", "2031-05-03"
    assert when(("2031-05-06", None), ("2031-05-05", None), address, feed)[0] == "2031-05-06"
    assert when((None, None), ("2031-05-05", None), address, feed)[0] == "2031-05-05"
    assert when((None, None), (None, None), address, feed)[0] == "2031-05-04"
    assert when((None, None), (None, None), None, feed)[0] == "2031-05-03"
    assert when(("2031-05-06", None), ("2031-05-06T08:15:00", None), None, None)[0] == "2031-05-06T08:15:00"


def test_an_update_must_be_later() -> None:
    assert when(("2031-05-06", "2031-05-06"), (None, None), None, None) == ("2031-05-06", None)
    assert when(("2031-05-06", "2031-05-07"), (None, None), None, None) == ("2031-05-06", "2031-05-07")


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        (Line("By Jane Roe and Paul Poe"), ("Jane Roe", "Paul Poe")),
        (Line("Jane Roe, Paul Poe", role="byline"), ("Jane Roe", "Paul Poe")),
        (Line("记者：李明 王芳"), ("李明 王芳",)),
        (Line("By Jane Roe (Fjord Herald) 09:30, May 06, 2031"), ("Jane Roe",)),
        (Line("By Jane Roe Tuesday, May 6, 2031"), ("Jane Roe",)),
        (Line("Submitted by Jane Roe on Tue, 05/06/2031 - 09:30"), ("Jane Roe",)),
        (Line("By Jane Onslow"), ("Jane Onslow",)),
        (Line("By Staff"), ()),
        (Line("Byzantine ruins"), ()),
        (Line("Reuters", role="byline"), ()),
        (Line("6 May 2031", role="byline"), ()),
    ],
)
def test_authors(line: Line, authors: tuple[str, ...]) -> None:
    assert find_authors((), (line,), WORDS) == authors


def test_authors_of_the_data_come_first() -> None:
    assert find_authors(("By Jane Roe",), (Line("By Paul Poe"),), WORDS) == ("Jane Roe",)


@pytest.mark.parametrize(
    ("text", "byline", "only_date"),
    [
        ("By Jane Roe", True, False),
        ("By agencies", True, False),
        ("By Monday", False, False),
        ("记者 李明", True, False),
        ("记者李明在现场看到代表入场", False, False),
        ("Published 6 May 2031", False, True),
        ("2031年5月6日 08:15", False, True),
        ("It ended on May 6, 2031.", False, False),
        ("What happened", False, False),
    ],
)
def test_lines_that_are_only_stamps(text: str, byline: bool, only_date: bool) -> None:
    assert is_byline(Line(text), WORDS) is byline
    assert is_date(Line(text), WORDS) is only_date


@pytest.mark.parametrize(
    ("own", "visible", "published"),
    [
        ("2031-05-07T04:00:00+00:00", "2031-05-06T21:00:00", "2031-05-06T21:00:00-07:00"),
        ("2031-05-06T20:30:00+00:00", "2031-05-07T04:30:00", "2031-05-07T04:30:00+08:00"),
        ("2031-05-07T04:00:00+00:00", "2031-05-06", "2031-05-06"),
        ("2031-05-07T04:00:00+00:00", "2031-05-08", "2031-05-07T04:00:00+00:00"),
        ("2031-05-07T04:00:00+00:00", "2031-05-09T21:07:00", "2031-05-07T04:00:00+00:00"),
        ("2031-05-07T04:00:00+00:00", "2031-05-06T21:07:00", "2031-05-07T04:00:00+00:00"),
        ("2031-05-07T04:00:00+00:00", "2031-05-06T21:00:00-07:00", "2031-05-06T21:00:00-07:00"),
        ("2031-05-07T04:00:00+00:00", "2031-05-08T01:00:00+00:00", "2031-05-07T04:00:00+00:00"),
        ("2031-05-07T04:00:00+02:00", "2031-05-06", "2031-05-07T04:00:00+02:00"),
    ],
)
def test_the_outlets_own_time_stands_for_the_machines(own: str, visible: str, published: str) -> None:
    assert when((own, None), (visible, None), None, None)[0] == published
