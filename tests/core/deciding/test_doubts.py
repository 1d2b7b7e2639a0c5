"""What one source alone tells, and what of it may be no meeting of its own."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import pytest

from monitor.core.deciding.known import Report
from monitor.core.deciding.resolve import resolve
from monitor.core.records import Meeting, Person
from tests.support.meetings import FAN, LIN, OKAFOR, meeting, report


class Told(NamedTuple):
    """A report, the day of its story and the story's name."""

    day: str
    facts: Meeting
    story: str = ""
    moved_from: tuple[str, ...] | None = None


def doubts(*told: Told) -> list[str | None]:
    """The doubts about the meetings to which the reports belong, in the reports' order."""
    reports: list[Report] = []
    for number, (day, facts, story, moved_from) in enumerate(told):
        made = report(facts, day, f"https://x.example/{story or number}", moved_from)
        reports.append(replace(made, key=replace(made.key, number=number)))
    groups = resolve(reports)
    return [next(group.doubt for group in groups if made in group.reports) for made in reports]


DATED = meeting("2026-06-20")
HELD_NOWHERE = meeting(None, status="held", city=None, country=None)
HELD = meeting("2026-06-20", status="held")
ELSEWHERE = meeting("2026-06-20", city="Geneva", country="CH")
IN_JUNE = meeting("2026-06-01", precision="month")
NOWHERE = replace(IN_JUNE, city=None, country=None)
CALL = replace(NOWHERE, mode="call")
HELD_EARLY = meeting("2026-06-08", status="held")
IN_GENEVA_IN_JUNE = replace(IN_JUNE, city="Geneva", country="CH")
STRANGER = Person("Hugo Marchetti", "US", "envoy")
STRANGER_IN_CHINESE = Person("马尔凯蒂", "US", "部长")
CANCELLED = replace(IN_JUNE, status="cancelled")

TWO_CITIES = "where they are told to meet"
BY_NAME = meeting("2026-06-20", status="held", participants=(STRANGER, LIN))
BY_OFFICE = replace(BY_NAME, kind="official", participants=(STRANGER_IN_CHINESE, LIN))

ALONE: list[tuple[Meeting, str | None]] = [
    (DATED, None),
    (meeting(None), None),
    (meeting(None, status="held"), "news says when"),
    (meeting(None, city=None), None),
    (HELD_NOWHERE, "neither when nor where"),
    (replace(HELD_NOWHERE, mode="call"), "news says when"),
    (replace(DATED, confidence=0.62), None),
    (meeting(None, confidence=0.62), "nobody's name"),
    (replace(HELD_NOWHERE, background=True, start="2026-01-01", precision="month"), None),
]

BESIDE: list[tuple[str, Told, Told, str | None]] = [
    (
        "no day, in a story that dates a meeting of others",
        Told("2026-06-21", HELD, "s"),
        Told("2026-06-21", meeting(None, status="held", participants=(OKAFOR, FAN), kind="official"), "s"),
        None,
    ),
    (
        "… and no city",
        Told("2026-06-21", HELD, "s"),
        Told("2026-06-21", replace(HELD_NOWHERE, participants=(OKAFOR, FAN), kind="official"), "s"),
        "neither when nor where",
    ),
    ("the next round, where they last met", Told("2026-06-21", HELD), Told("2026-07-05", meeting(None)), "on others"),
    ("… in another city", Told("2026-06-21", HELD), Told("2026-07-05", replace(ELSEWHERE, start=None)), None),
    ("… half a year later", Told("2026-06-21", HELD), Told("2026-12-05", meeting(None)), None),
    (
        "… of others",
        Told("2026-06-21", HELD),
        Told("2026-07-05", meeting(None, participants=(OKAFOR, FAN), kind="official")),
        None,
    ),
    (
        "another city in a month",
        Told("2026-05-01", IN_JUNE),
        Told("2026-05-20", ELSEWHERE),
        TWO_CITIES,
    ),
    (
        "… of which the story says that it moved",
        Told("2026-05-01", IN_JUNE),
        Told("2026-05-20", ELSEWHERE, "", ()),
        None,
    ),
    ("… on other days", Told("2026-05-01", IN_JUNE), Told("2026-05-20", replace(ELSEWHERE, start="2026-07-02")), None),
    (
        "… after it was cancelled",
        Told("2026-05-01", replace(IN_JUNE, status="cancelled")),
        Told("2026-05-20", ELSEWHERE),
        None,
    ),
    ("… in the same story", Told("2026-05-01", IN_JUNE, "s"), Told("2026-05-01", ELSEWHERE, "s"), None),
    (
        "… where they are said to have met",
        Told("2026-05-01", IN_JUNE),
        Told("2026-06-20", replace(ELSEWHERE, status="held")),
        TWO_CITIES,
    ),
    ("… announced when they have met", Told("2026-06-09", HELD_EARLY), Told("2026-06-10", IN_GENEVA_IN_JUNE), None),
    (
        "another city the day before",
        Told("2026-06-21", HELD),
        Told("2026-06-21T18:00", replace(ELSEWHERE, start="2026-06-19", status="held")),
        TWO_CITIES,
    ),
    (
        "… two days before",
        Told("2026-06-21", HELD),
        Told("2026-06-21T18:00", replace(ELSEWHERE, start="2026-06-18", status="held")),
        None,
    ),
    ("a call in the month of a meeting nowhere", Told("2026-05-01", NOWHERE), Told("2026-05-02", CALL), "of a call"),
    ("… of a meeting in a city", Told("2026-05-01", IN_JUNE), Told("2026-05-02", CALL), None),
    ("… that was held", Told("2026-05-01", NOWHERE), Told("2026-06-20", replace(CALL, status="held")), None),
    (
        "another office, and a name that tells nothing",
        Told("2026-06-21", BY_NAME),
        Told(
            "2026-06-22", meeting("2026-06-20", status="held", kind="official", participants=(STRANGER_IN_CHINESE, LIN))
        ),
        "cannot be compared",
    ),
    (
        "… on another day",
        Told("2026-06-21", BY_NAME),
        Told(
            "2026-06-23", meeting("2026-06-22", status="held", kind="official", participants=(STRANGER_IN_CHINESE, LIN))
        ),
        None,
    ),
    (
        "a day before, with nobody's name",
        Told("2026-06-21", HELD, "s"),
        Told("2026-06-21", replace(HELD, start="2026-06-12", confidence=0.62), "s"),
        "nobody is named",
    ),
    (
        "… with names",
        Told("2026-06-21", HELD, "s"),
        Told("2026-06-21", replace(HELD, start="2026-06-12"), "s"),
        None,
    ),
    (
        "… in another story",
        Told("2026-06-21", HELD),
        Told("2026-06-13", replace(HELD, start="2026-06-12", confidence=0.62)),
        None,
    ),
    (
        "no day, in a story that dates another meeting",
        Told("2026-06-21", DATED, "s"),
        Told("2026-06-21", meeting(None, status="held", city="Geneva", country="CH"), "s"),
        "another meeting of the same people",
    ),
    (
        "… which is to come, and has a place",
        Told("2026-06-21", DATED, "s"),
        Told("2026-06-21", replace(ELSEWHERE, start=None, precision="unknown"), "s"),
        None,
    ),
]


@pytest.mark.parametrize(("told", "doubt"), ALONE)
def test_a_single_report(told: Meeting, doubt: str | None) -> None:
    (found,) = doubts(Told("2026-06-21", told))
    assert found is None if doubt is None else doubt in (found or "")


@pytest.mark.parametrize(("known", "told", "doubt"), [case[1:] for case in BESIDE], ids=[case[0] for case in BESIDE])
def test_a_report_beside_another_meeting(known: Told, told: Told, doubt: str | None) -> None:
    sure, found = doubts(known, told)
    assert sure is None
    assert found is None if doubt is None else doubt in (found or "")


def test_a_second_source_ends_a_doubt_and_a_copy_does_not() -> None:
    first = report(HELD_NOWHERE, "2026-06-21", "https://x.example/1")
    second = report(HELD_NOWHERE, "2026-06-21", "https://y.example/1")
    (group,) = resolve([first, second])
    assert group.doubt is None
    (group,) = resolve([first, replace(second, source=replace(second.source, original=first.source.address))])
    assert group.doubt


def test_what_is_told_later_makes_no_doubt_of_what_was_told_before() -> None:
    """The city that was announced first stands, also when its meeting is cancelled and the other one's is not."""
    cancelled = Told("2026-06-18", replace(IN_JUNE, start="2026-06-19", precision="day", status="cancelled"))
    first, other, last = doubts(Told("2026-05-01", IN_JUNE), Told("2026-05-20", ELSEWHERE), cancelled)
    assert first is last is None
    assert other


def test_a_person_who_puts_a_report_somewhere_has_no_doubt() -> None:
    (group,) = resolve([replace(report(HELD_NOWHERE), pinned="m")])
    assert group.doubt is None


def test_a_side_that_nobody_names_is_a_doubt() -> None:
    (found,) = doubts(Told("2026-06-21", meeting(participants=(OKAFOR,))))
    assert found == "nobody is named for CN"
    assert doubts(Told("2026-06-21", meeting(participants=(OKAFOR,))), Told("2026-06-21", meeting())) == [None, None]
    assert doubts(Told("2026-06-21", meeting(participants=(LIN,)))) == ["nobody is named for US"]
