"""An alert in words."""

from datetime import date
from typing import Any

import pytest

from monitor.core.delivery.alert import Source
from monitor.core.delivery.days import last_day, when
from monitor.core.delivery.wording import certainty, notice, where
from tests.support.alerts import SOURCES, alert, body


@pytest.mark.parametrize(
    ("start", "end", "precision", "words"),
    [
        ("2026-05-03", "2026-05-03", "day", "3 May 2026"),
        ("2026-05-03", None, "day", "3 May 2026"),
        ("2026-05-03", "2026-05-05", "day", "3–5 May 2026"),
        ("2026-04-30", "2026-05-02", "day", "30 April – 2 May 2026"),
        ("2026-12-31", "2027-01-01", "day", "31 December 2026 – 1 January 2027"),
        ("2026-05-04", None, "week", "week of 4 May 2026"),
        ("2026-05-01", None, "month", "May 2026"),
        (None, None, "unknown", "date not known"),
        ("soon", None, "day", "date not known"),
    ],
)
def test_when(start: str | None, end: str | None, precision: str, words: str) -> None:
    assert when(start, end, precision) == words


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ({"city": "Chengdu", "country": "CN", "venue": "Jinjiang Hotel"}, "Chengdu, China (Jinjiang Hotel)"),
        ({"city": "Geneva", "country": "CH"}, "Geneva, CH"),
        ({"venue": "the embassy"}, "the embassy"),
        ({}, ""),
    ],
)
def test_where(place: dict[str, str], words: str) -> None:
    assert where(place) == words


@pytest.mark.parametrize(
    ("facts", "confidence", "words"),
    [
        ({}, 0.966, "Confirmed by China · 4 stories from 3 outlets · confidence 97%"),
        ({"confirmed_by": ["US", "CN"], "stories": 1, "outlets": 1}, None,
         "Confirmed by United States and China · 1 story from 1 outlet"),
        ({"confirmed_by": [], "stories": 2, "outlets": 0}, None, "Not confirmed by either government yet · 2 stories"),
        ({"confirmed_by": None, "stories": None}, None, "Not confirmed by either government yet"),
    ],
)  # fmt: skip
def test_certainty(facts: dict[str, Any], confidence: float | None, words: str) -> None:
    assert certainty(alert(content=body(**facts), confidence=confidence)) == words


def test_a_new_meeting() -> None:
    words = notice(alert(sources=SOURCES))
    assert words.subject == "New meeting: Dana Okafor – Lin Weiguo, Chengdu, 3–5 May 2026"
    assert (words.status, words.mode, words.kind) == ("Announced", "In person", "Envoys meet")
    assert [(person.name, person.side) for person in words.participants] == [
        ("Dana Okafor", "United States"),
        ("Lin Weiguo", "China"),
    ]
    assert [link.about for link in words.links] == [
        "Example Wire · English · 20 April 2026",
        "示例新闻 · Chinese · 20 April 2026",
    ]


@pytest.mark.parametrize(
    ("status", "changes", "news", "told"),
    [
        ("held", {"status": ["announced", "held"]}, "Held", [("Status", "Announced", "Held")]),
        ("announced", {"city": ["Chengdu", "Geneva"]}, "Moved", [("City", "Chengdu", "Geneva")]),
        ("announced", {"start": ["2026-05-03", "2026-06-01"], "end": ["2026-05-05", None]}, "Moved",
         [("Date", "3–5 May 2026", "1 June 2026")]),
        ("announced", {"end": [None, "2026-05-07"], "start": [None, "2026-05-06"]}, "Moved",
         [("Date", "not known", "6–7 May 2026")]),
        ("announced", {"start": ["2026-05-03", "2026-06-01"]}, "Moved", [("Date", "3 May 2026", "1 June 2026")]),
        ("announced", {"end": [None, "2026-05-05"]}, "Update", [("Last day", "not known", "5 May 2026")]),
        ("announced", {"first_side": ["US", "CN"]}, "Update", [("First side", "US", "CN")]),
        ("cancelled", {"status": ["announced", "cancelled"], "odd": "x"}, "Cancelled",
         [("Status", "Announced", "Cancelled")]),
    ],
)  # fmt: skip
def test_an_update(status: str, changes: dict[str, Any], news: str, told: list[tuple[str, str, str]]) -> None:
    words = notice(alert(content=body(status=status, changes=changes)))
    assert words.news == news
    assert words.subject.startswith(f"{news}: ")
    assert [(change.what, change.before, change.after) for change in words.changes] == told


def test_a_meeting_that_is_off_has_only_a_former_date() -> None:
    assert notice(alert(content=body(status="postponed"))).when == "was to be 3–5 May 2026"
    assert notice(alert(content=body(status="cancelled", start=None))).when == "date not known"


def test_the_story_stands_in_where_the_archive_lists_no_sources() -> None:
    assert [link.headline for link in notice(alert()).links] == ["Envoys to meet in Chengdu"]
    content = body()
    content["data"]["story"] = None
    assert notice(alert(content=content)).links == ()


def test_countries_have_their_names_where_somebody_knows_them() -> None:
    abroad = alert(content=body(city="Geneva", country="CH", venue=None))
    assert notice(abroad).where == "Geneva, CH"
    assert notice(abroad, {"CH": "Switzerland"}).where == "Geneva, Switzerland"


def test_copies_are_told_from_stories_of_their_own() -> None:
    assert "4 stories from 3 outlets, 2 independent" in certainty(alert(content=body(independent=2)))
    assert "independent" not in certainty(alert(content=body(independent=4)))


def test_many_sources_are_counted_not_listed() -> None:
    words = notice(alert(sources=SOURCES * 10))
    assert (len(words.links), words.more_links) == (12, 8)


def test_what_strangers_wrote_is_made_harmless() -> None:
    hostile = "Talks\r\nBcc: x@example.org \u202e=?utf-8?q?=0D=0ABcc:y?="
    source = Source("javascript:alert(1)", hostile, hostile, hostile, hostile)
    words = notice(alert(content=body(title=hostile, city=hostile, evidence=[hostile]), sources=(source,)))
    for text in (words.subject, words.where, *words.evidence, words.links[0].headline, words.links[0].about):
        assert not {"\r", "\n", "\u202e"} & set(text)
    assert "=?" not in words.subject
    assert words.links[0].url is None


def test_a_story_without_a_headline_still_has_a_line() -> None:
    assert notice(alert(sources=(Source("https://a.example/", None, "", "fr"),))).links[0].headline == "(no headline)"


@pytest.mark.parametrize(
    ("start", "end", "precision", "last"),
    [
        (date(2026, 5, 3), None, "day", date(2026, 5, 3)),
        (date(2026, 5, 3), date(2026, 5, 5), "day", date(2026, 5, 5)),
        (date(2026, 5, 3), date(2026, 5, 1), "day", date(2026, 5, 3)),
        (date(2026, 5, 4), None, "week", date(2026, 5, 10)),
        (date(2026, 2, 1), None, "month", date(2026, 2, 28)),
        (date(2026, 12, 1), None, "month", date(2026, 12, 31)),
    ],
)
def test_the_last_possible_day(start: date, end: date | None, precision: str, last: date) -> None:
    assert last_day(start, end, precision) == last
