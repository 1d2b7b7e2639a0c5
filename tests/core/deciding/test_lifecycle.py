"""What becomes of a meeting, told in any order, never backwards."""

import itertools

import pytest

from monitor.core.deciding.lifecycle import as_of, status_of
from monitor.core.records import Status
from tests.support.meetings import day, meeting, report

# (hours after the first story, status, start) of each story, in order of publication
TALES: list[tuple[list[tuple[int, Status, str | None]], Status]] = [
    ([(0, "announced", "2026-05-03")], "announced"),
    ([(0, "announced", "2026-05-03"), (300, "underway", "2026-05-03"), (340, "held", "2026-05-03")], "held"),
    ([(0, "held", "2026-05-03"), (5, "announced", "2026-05-03")], "held"),
    ([(0, "held", "2026-05-03"), (5, "underway", "2026-05-03")], "held"),
    ([(0, "held", "2026-05-03"), (5, "cancelled", "2026-05-03")], "held"),
    ([(0, "underway", "2026-05-03"), (5, "announced", "2026-05-03")], "underway"),
    ([(0, "announced", "2026-05-03"), (50, "postponed", "2026-05-03")], "postponed"),
    ([(0, "announced", "2026-05-03"), (50, "postponed", "2026-05-03"), (60, "cancelled", "2026-05-03")], "cancelled"),
    # some outlet still prints yesterday's announcement
    ([(0, "announced", "2026-05-03"), (50, "postponed", "2026-05-03"), (60, "announced", "2026-05-03")], "postponed"),
    ([(0, "announced", "2026-05-03"), (50, "postponed", "2026-05-03"), (60, "announced", None)], "postponed"),
    # another date, or the old one again when everybody knows of the cancellation
    ([(0, "announced", "2026-05-03"), (50, "postponed", "2026-05-03"), (60, "announced", "2026-05-20")], "announced"),
    ([(0, "announced", "2026-05-03"), (50, "cancelled", "2026-05-03"), (90, "announced", "2026-05-03")], "announced"),
    ([(0, "postponed", "2026-05-03"), (90, "held", "2026-05-20")], "held"),
    # one story of a meeting that others called off is believed when there are as many of its kind
    ([(0, "postponed", "2026-05-03"), (9, "cancelled", "2026-05-03"), (90, "held", "2026-05-03")], "cancelled"),
    ([(0, "postponed", "2026-05-03"), (90, "held", "2026-05-03")], "held"),
    ([(0, "cancelled", "2026-05-03"), (9, "postponed", "2026-05-03")], "cancelled"),
]


@pytest.mark.parametrize(("tale", "expected"), TALES)
def test_status(tale: list[tuple[int, Status, str | None]], expected: Status) -> None:
    told = [
        report(meeting(start, status=status), f"2026-04-{10 + hours // 24:02}T{hours % 24:02}:00:00+00:00", f"{hours}")
        for hours, status, start in tale
    ]
    assert status_of(told) == expected


def test_what_happened_never_unhappens() -> None:
    for order in itertools.permutations(["announced", "underway", "held", "postponed"]):
        told = [
            report(meeting(status=status), f"2026-05-{number + 3:02}T00:00:00+00:00", f"{number}")
            for number, status in enumerate(order)
        ]
        assert status_of(told) == "held"


@pytest.mark.parametrize(
    ("status", "today", "expected"),
    [
        ("announced", "2026-05-06", "announced"),
        ("announced", "2026-05-07", "unreported"),
        ("held", "2027-01-01", "held"),
        ("postponed", "2027-01-01", "postponed"),
    ],
)
def test_a_date_that_passed_without_a_word(status: Status, today: str, expected: str) -> None:
    assert as_of(status, day("2026-05-03"), day(today)) == expected
