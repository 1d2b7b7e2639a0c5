"""What keeps two reports apart, and what does not."""

from dataclasses import replace
from typing import Any

import pytest

from monitor.core.deciding.compatibility import agreement, conflict, fit, same_city
from monitor.core.deciding.known import Report, ReportKey
from tests.support.meetings import FAN, LIN, LIN_IN_CHINESE, OKAFOR, OKAFOR_IN_CHINESE, meeting, report

EARLY, LATE = "2026-05-03T20:00:00+08:00", "2026-05-06T20:00:00+08:00"


def told(published: str = EARLY, start: str | None = "2026-05-03", end: str | None = None, **facts: Any) -> Report:
    facts = {"status": "held"} | facts
    return report(meeting(start, end, **facts), published, f"https://x.example/{published}{start}{facts}")


USUAL = told(end="2026-05-05")

TOGETHER = [
    told(),
    told(LATE, "2026-05-08"),  # three days after the last
    told(LATE, "2026-05-04", "2026-05-05", city=None, country=None),
    told(LATE, participants=(OKAFOR_IN_CHINESE, LIN_IN_CHINESE)),
    told(LATE, participants=(LIN,)),
    told(LATE, None, city=None),
    told(LATE, "2026-05-01", precision="month"),
    told(LATE, "2026-05-04", precision="week", city="CHENGDU"),
    told("2026-04-20T20:00:00+08:00", None, status="announced"),
    told(LATE, city="Tianfu"),  # the same day: outlets at odds about the town
    told(LATE, "2026-05-05", city="Geneva", country="CH"),
    told("2026-05-20", "2026-05-12", city=None, country=None),  # a week after the last, and it does not say where
    told("2026-05-20", "2026-05-10", "2026-05-12"),  # the same days of another week
    told(mode="call", city=None),  # nobody telephones whoever sits at the table
    told(LATE, kind="official", participants=(OKAFOR, LIN, FAN)),
    told(LATE, participants=(OKAFOR, FAN, LIN)),
]
APART = [
    (told(participants=(OKAFOR, FAN)), "other people on the Chinese side"),
    (told(participants=(replace(OKAFOR, name="Ann Reyes"), LIN)), "other people on the American side"),
    (told(participants=(OKAFOR_IN_CHINESE, FAN)), "other people on the Chinese side"),
    (told(participants=(replace(LIN, country="FR"),)), "nobody"),
    (told(participants=(replace(OKAFOR, name="格兰"), LIN), kind="official"), "another office"),
    (told(LATE, "2026-05-06", mode="call", city=None), "by telephone"),
    (told(LATE, "2026-05-09"), "4 days apart"),
    (told("2026-05-20", "2026-05-10", "2026-05-11"), "5 days apart"),
    (told("2026-05-20", "2026-05-10", "2026-05-12", city="Geneva", country="CH"), "Chengdu or Geneva"),
    (told("2026-05-20", "2026-05-13", city=None, country=None), "8 days apart"),
    (told(LATE, "2026-06-01", precision="month"), "27 days apart"),
    (told("2026-06-20T20:00:00+08:00", None), "no day on which"),
    (told(LATE, None, status="announced"), "no day on which"),  # what is announced now cannot have begun before
    (told(LATE, "2026-05-08", status="announced"), "announced when the other was over"),
    (told(LATE, "2026-05-06", city="Geneva", country="CH"), "Chengdu or Geneva"),
    (told(LATE, "2026-05-06", city=None, country="CH"), "in CN or in CH"),
    (told(LATE, "2026-05-01", precision="month", city="Geneva", country="CH"), "Chengdu or Geneva"),
    (told(kind="official", participants=(OKAFOR, FAN, LIN)), "somebody else led the Chinese side"),
]


@pytest.mark.parametrize("other", TOGETHER)
def test_can_be_one_meeting(other: Report) -> None:
    assert conflict(USUAL, other) is None
    assert conflict(other, USUAL) is None
    assert 0 < fit(USUAL, other) <= 1


@pytest.mark.parametrize(("other", "why"), APART)
def test_cannot_be_one_meeting(other: Report, why: str) -> None:
    assert why in (conflict(USUAL, other) or "")
    assert conflict(other, USUAL) is not None


def test_one_story_of_something_over_and_something_to_come_tells_of_two() -> None:
    held = told(end="2026-05-05")
    planned = replace(
        report(meeting("2026-05-05", status="announced"), EARLY, held.key.story), key=ReportKey(held.key.story, 1)
    )
    assert conflict(held, planned) == "one story tells of both"
    twice = replace(held, key=ReportKey(held.key.story, 2))
    assert conflict(held, twice) is None


def test_the_nearer_the_better() -> None:
    exact = fit(USUAL, told(end="2026-05-05"))
    days_later = fit(USUAL, told(LATE, "2026-05-07"))
    in_the_week = fit(USUAL, told(LATE, "2026-05-04", precision="week"))
    in_the_month = fit(USUAL, told(LATE, "2026-05-01", precision="month"))
    undated = fit(USUAL, told(LATE, None))
    assert exact > in_the_week > in_the_month > undated
    assert exact > days_later
    assert fit(USUAL, told(LATE, city=None)) < exact
    assert fit(told(mode="call"), told(mode="video")) < fit(told(mode="call"), told(mode="call"))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Washington", "Washington, D.C.", True),
        ("Belém", "Belem", True),
        ("Sharm el-Sheikh", "Sharm El Sheikh", True),
        ("Geneva", "Genoa", False),
        (None, None, False),
        ("Geneva", None, False),
    ],
)
def test_cities(one: str | None, other: str | None, same: bool) -> None:
    assert same_city(one, other) is same


@pytest.mark.parametrize(
    ("other", "words"),
    [
        (told(end="2026-05-05"), "the same people on both sides, the same days, the same city"),
        (told(), "the same people on both sides, days that overlap, the same city"),
        (told(start="2026-05-07", city=None), "the same people on both sides, 2 days apart"),
        (told(start="2026-05-06", city=None), "the same people on both sides, 1 day apart"),
        (told(participants=(LIN,)), "the same people on the Chinese side, days that overlap, the same city"),
        (told(LATE, None, city=None), "the same people on both sides, the story's date fits"),
    ],
)
def test_in_what_two_reports_agree(other: Report, words: str) -> None:
    assert agreement(other, USUAL) == words


def test_the_other_storys_date_may_be_the_one_that_fits() -> None:
    assert "the other story's date fits" in agreement(USUAL, told(LATE, None))
