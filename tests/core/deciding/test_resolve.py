"""Which reports make one meeting: whatever the order in which they come."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.deciding.known import Report, ReportKey
from monitor.core.deciding.resolve import resolve
from monitor.core.records import Meeting, Person
from tests.support.meetings import FAN, LIN, LIN_IN_CHINESE, OKAFOR, OKAFOR_IN_CHINESE, meeting, report


def reports(*told: tuple[str, Meeting]) -> list[Report]:
    return [report(facts, f"{day}T12:00:00+00:00", f"https://x.example/{n}") for n, (day, facts) in enumerate(told)]


def partition(of: list[Report]) -> set[frozenset[str]]:
    return {frozenset(r.key.story.rsplit("/", 1)[-1] for r in group.reports) for group in resolve(of)}


def with_doubts(of: list[Report]) -> set[tuple[frozenset[ReportKey], bool]]:
    return {(frozenset(r.key for r in group.reports), group.doubt is not None) for group in resolve(of)}


def sets(*names: str) -> set[frozenset[str]]:
    return {frozenset(group) for group in names}


CASES: dict[str, tuple[list[tuple[str, Meeting]], set[frozenset[str]]]] = {
    "one meeting in two languages": (
        [
            ("2026-04-20", meeting()),
            ("2026-05-03", meeting(status="underway", participants=(OKAFOR_IN_CHINESE, LIN_IN_CHINESE))),
            ("2026-05-06", meeting(None, status="held", city=None)),
        ],
        sets("012"),
    ),
    "the same pair meets again": (
        [
            ("2026-05-03", meeting(status="held")),
            ("2026-09-01", meeting("2026-09-01", status="held")),
            ("2026-09-02", meeting(None, status="held")),
        ],
        sets("0", "12"),
    ),
    "a visit holds two meetings": (
        [
            ("2026-05-04", meeting(status="held")),
            ("2026-05-04", meeting("2026-05-04", status="held", kind="official", participants=(OKAFOR, FAN))),
        ],
        sets("0", "1"),
    ),
    "an undated report of a pair fits the nearer meeting": (
        [
            ("2026-05-03", meeting("2026-05-03", status="held", city=None, country=None)),
            ("2026-05-11", meeting("2026-05-11", status="held", city=None, country=None)),
            ("2026-05-12", meeting(None, status="held", city=None, country=None)),
        ],
        sets("0", "12"),
    ),
    "moved to another date before it came": (
        [
            ("2026-04-20", meeting("2026-05-24")),
            ("2026-04-28", meeting("2026-05-17")),
            ("2026-05-18", meeting("2026-05-17", status="held")),
        ],
        sets("012"),
    ),
    "announced for another city and date, and nobody says moved": (
        [("2026-04-20", meeting("2026-05-24")), ("2026-04-28", meeting("2026-05-17", city="Geneva", country="CH"))],
        sets("0", "1"),
    ),
    "postponed, then given a new date": (
        [
            ("2026-04-20", meeting("2026-05-03")),
            ("2026-05-01", meeting("2026-05-03", status="postponed")),
            ("2026-06-10", meeting("2026-06-22")),
        ],
        sets("012"),
    ),
    "cancelled, and months later another is announced": (
        [
            ("2026-05-01", meeting("2026-05-03", status="cancelled")),
            ("2026-05-02", meeting("2026-05-20")),
        ],
        sets("0", "1"),
    ),
    "held, and the next one announced": (
        [("2026-05-05", meeting(status="held")), ("2026-05-06", meeting("2026-05-20"))],
        sets("0", "1"),
    ),
    "a month is no exact date that could have moved": (
        [("2026-04-20", meeting("2026-05-03")), ("2026-04-21", meeting("2026-06-01", precision="month"))],
        sets("0", "1"),
    ),
}


@pytest.mark.parametrize(("told", "expected"), CASES.values(), ids=list(CASES))
def test_partition(told: list[tuple[str, Meeting]], expected: set[frozenset[str]]) -> None:
    assert partition(reports(*told)) == expected
    assert partition(list(reversed(reports(*told)))) == expected


def test_two_meetings_that_one_story_announces_are_two() -> None:
    first, second = reports(("2026-04-20", meeting("2026-05-03")), ("2026-04-20", meeting("2026-05-20", city=None)))
    second = replace(second, key=replace(second.key, story=first.key.story, number=1))
    assert len(resolve([first, second])) == 2


def test_a_move_to_another_city_is_known_by_a_story_that_says_so_and_names_the_first() -> None:
    def parts(*cities: str) -> int:
        old = report(meeting("2026-05-24"), "2026-04-20", "https://x.example/0")
        elsewhere = meeting("2026-05-17", city="Geneva", country="CH")
        return len(resolve([old, report(elsewhere, "2026-04-28", "https://x.example/1", cities or None)]))

    assert parts("Chengdu", "Geneva") == 1
    assert parts("Geneva", "Vienna") == 2
    assert parts() == 2


def test_a_postponed_meeting_may_have_its_new_city_before_its_new_day() -> None:
    def parts(*cities: str, day: str | None = None) -> int:
        old = report(meeting("2026-05-24", status="postponed"), "2026-05-20", "https://x.example/0")
        new = meeting(day, city="Geneva", country="CH")
        told = report(new, "2026-06-12", "https://x.example/1", cities or None)
        held = report(replace(new, start="2026-08-04", precision="day", status="held"), "2026-08-05")
        return len(resolve([old, told, held]))

    assert parts("Chengdu") == parts("Chengdu", day="2026-08-04") == 1
    assert parts() == parts("Vienna") == 2


def test_an_office_misread_parts_nobody_whose_name_cannot_be_compared() -> None:
    known, unheard = meeting(status="held"), Person("丹恩", "US", "美国气候问题特使")
    official = meeting(status="held", kind="official")
    heard_otherwise = meeting(status="held", participants=(unheard, LIN_IN_CHINESE))
    told = [("2026-05-03", official), ("2026-05-04", known), ("2026-05-04", known), ("2026-05-05", heard_otherwise)]
    assert partition(reports(*told)) == sets("0123")


def test_a_story_that_gives_the_old_and_the_new_date_of_one_city_tells_of_one_moved_meeting() -> None:
    old, was, new = reports(
        ("2026-04-20", meeting("2026-05-24")),
        ("2026-04-28", meeting("2026-05-24")),
        ("2026-04-28", meeting("2026-05-17")),
    )
    new = replace(new, key=replace(new.key, story=was.key.story, number=1))
    assert len(resolve([old, was, new])) == 1


def test_a_report_that_fits_two_meetings_as_well_is_kept_in_doubt() -> None:
    one, two, vague = reports(
        ("2026-05-03", meeting("2026-05-05", status="held", city=None, country=None)),
        ("2026-05-13", meeting("2026-05-15", status="held", city=None, country=None)),
        ("2026-05-20", meeting("2026-05-01", precision="month", status="held", city=None, country=None)),
    )
    groups = resolve([one, two, vague])
    assert len(groups) == 3
    assert [group.doubt for group in groups if group.reports == (vague,)] == ["fits two meetings equally well"]


def test_what_a_person_joined_stays_joined_and_what_a_person_parted_stays_apart() -> None:
    spring, autumn, other = reports(
        ("2026-05-03", meeting()), ("2026-09-01", meeting("2026-09-01")), ("2026-05-03", meeting(status="held"))
    )
    joined = [replace(spring, pinned="a"), replace(autumn, pinned="a"), other]
    assert partition(joined) == sets("012")
    parted = [replace(spring, pinned="a"), replace(other, pinned="b")]
    assert partition(parted) == sets("0", "2")


_PEOPLE: list[tuple[Person, ...]] = [
    (OKAFOR, LIN),
    (OKAFOR_IN_CHINESE, LIN_IN_CHINESE),
    (OKAFOR, FAN),
    (LIN,),
    (OKAFOR,),
]


@st.composite
def _facts(draw: st.DrawFn) -> tuple[date, Meeting]:
    day = date(2026, 3, 1) + timedelta(days=draw(st.integers(0, 50)))
    start = day + timedelta(days=draw(st.integers(-6, 20)))
    precision = draw(st.sampled_from(["day", "day", "week", "month", "unknown"]))
    given: dict[str, Any] = {
        "precision": precision,
        "status": draw(st.sampled_from(["announced", "underway", "held", "postponed", "cancelled"])),
        "city": draw(st.sampled_from(["Chengdu", "Geneva", None])),
        "country": None,
        "mode": draw(st.sampled_from(["in_person", "in_person", "call"])),
        "participants": draw(st.sampled_from(_PEOPLE)),
        "background": draw(st.sampled_from([False, False, False, True])),
    }
    return day, meeting(None if precision == "unknown" else str(start), **given)


@given(st.lists(_facts(), max_size=9), st.randoms(use_true_random=False))
def test_the_order_of_arrival_does_not_change_the_set_of_meetings(
    told: list[tuple[date, Meeting]], random: Any
) -> None:
    given_in_order = reports(*((str(day), facts) for day, facts in told))
    shuffled = list(given_in_order)
    random.shuffle(shuffled)
    assert with_doubts(given_in_order) == with_doubts(shuffled)


@given(st.lists(_facts(), max_size=9))
def test_every_report_belongs_to_exactly_one_meeting(told: list[tuple[date, Meeting]]) -> None:
    given_in_order = reports(*((str(day), facts) for day, facts in told))
    placed = sorted(report.key for group in resolve(given_in_order) for report in group.reports)
    assert placed == sorted(report.key for report in given_in_order)


def test_one_story_that_was_misread_keeps_no_other_out() -> None:
    usual = meeting("2026-05-03", "2026-05-05", status="held")
    elsewhere = meeting("2026-05-03", status="held", city="Geneva", country="CH")
    called = meeting("2026-05-04", status="held", city=None, mode="call")
    vague = meeting("2026-05-01", precision="month", status="held")
    assert partition(reports(("2026-05-06", usual), ("2026-05-06", elsewhere), ("2026-05-09", vague))) == sets("012")
    assert partition(reports(("2026-05-06", usual), ("2026-05-06", called), ("2026-05-09", vague))) == sets("012")
    assert partition(reports(("2026-05-06", elsewhere), ("2026-05-09", vague))) == sets("0", "1")


def test_a_word_of_a_move_joins_a_later_date_in_the_city_also_when_the_first_had_passed() -> None:
    """That it was put off may have come to nobody's notice; without the word it is the next round."""

    def told(start: str, on: str, moved_from: tuple[str, ...] | None, **facts: Any) -> set[frozenset[str]]:
        first = report(meeting("2026-05-03"), "2026-04-20", "https://x.example/0")
        return partition([first, report(meeting(start, **facts), on, "https://x.example/1", moved_from)])

    assert told("2026-06-20", "2026-05-20", ("Chengdu",)) == sets("01")
    assert told("2026-06-20", "2026-05-20", None) == sets("0", "1")
    assert told("2026-06-20", "2026-05-20", ("Chengdu",), city="Geneva", country="CH") == sets("0", "1")
    assert told("2026-12-20", "2026-05-20", ("Chengdu",)) == sets("0", "1")


def test_what_is_called_off_in_the_month_announced_is_what_was_announced_also_beside_another_date() -> None:
    month, at_odds = meeting("2026-05-01", precision="month"), meeting("2026-05-13")
    cancelled = meeting("2026-05-20", status="cancelled")
    assert partition(reports(("2026-04-20", month), ("2026-05-02", at_odds), ("2026-05-19", cancelled))) == sets("012")


def test_of_two_cities_as_often_told_neither_keeps_a_report_out() -> None:
    here, there = meeting("2026-05-20"), meeting("2026-05-20", city="Geneva", country="CH")
    month = meeting("2026-05-01", precision="month")
    for vague in (month, replace(month, city="Geneva", country="CH")):
        assert partition(reports(("2026-04-20", vague), ("2026-05-02", here), ("2026-05-03", there))) == sets("012")


def test_outlets_at_odds_about_the_date_that_a_meeting_was_to_have() -> None:
    first, other = meeting("2026-05-19", status="postponed"), meeting("2026-05-12", status="postponed")
    assert partition(reports(("2026-05-16", first), ("2026-05-17", other))) == sets("01")
    assert partition(reports(("2026-05-16", first), ("2026-05-17", meeting("2026-07-12", status="cancelled")))) == sets(
        "0", "1"
    )
