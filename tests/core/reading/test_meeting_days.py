from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.reading.meeting_days import Days
from monitor.core.reading.standing import standing

MAY = date(2026, 5, 1)


def day(first: int, last: int | None = None, **keys: int) -> Days:
    end = date(2026, 5, last) if last else date(2026, 5, first)
    return Days(date(2026, 5, first), end, "day", None, keys.get("length"))


@pytest.mark.parametrize(
    ("one", "other", "fit"),
    [
        (day(4), day(5), True),
        (day(4), day(7), True),
        (day(4), day(8), False),
        (Days(MAY, None, "month"), day(20), True),
        (Days(date(2026, 5, 11), None, "week"), day(30), False),
        (Days(by=date(2025, 12, 31)), Days(by=date(2025, 12, 31)), True),
        (Days(by=date(2025, 12, 31)), day(4), False),
    ],
)
def test_days_of_one_meeting_lie_close(one: Days, other: Days, fit: bool) -> None:
    assert one.fits(other) is fit
    assert other.fits(one) is fit


@pytest.mark.parametrize(
    ("one", "other", "joined"),
    [
        (day(4), day(5), day(4, 5)),
        (Days(MAY, None, "month"), day(20), day(20)),
        (day(20), Days(date(2026, 5, 18), None, "week"), day(20)),
        (Days(MAY, None, "month"), Days(MAY, None, "month"), Days(MAY, None, "month")),
        (Days(length=3), day(4), day(4, 6, length=3)),
        (Days(date(2026, 5, 6), date(2026, 5, 6), "day", only_end=True), Days(length=3), day(4, 6, length=3)),
        (Days(by=MAY), Days(), Days(by=MAY)),
    ],
)
def test_sentences_add_to_each_other(one: Days, other: Days, joined: Days) -> None:
    assert one.joined(other) == joined


STATES = ["held", "ended", "begun", "announced", "postponed", "cancelled", "failed plan", "moved"]


@pytest.mark.parametrize(
    ("said", "days", "status"),
    [
        (["announced"], day(8), "announced"),
        (["held"], day(8), "announced"),
        (["announced"], day(6), "announced"),
        (["begun"], day(5, 8), "underway"),
        (["announced"], day(5, 6), "underway"),
        (["ended"], day(5, 6), "held"),
        (["begun"], Days(date(2026, 5, 5), None, "day"), "underway"),
        (["begun"], Days(date(2026, 4, 20), None, "day"), "held"),
        (["announced", "postponed"], day(8), "postponed"),
        (["postponed", "moved"], day(20), "announced"),
        (["announced", "cancelled"], day(8), "cancelled"),
        (["failed plan"], day(4), "cancelled"),
        (["announced", "held"], Days(), "announced"),
        (["held", "announced"], Days(), "held"),
        (["begun"], Days(), "underway"),
        (["held"], Days(MAY, None, "month"), "held"),
        (["held"], Days(date(2026, 3, 1), None, "month"), "held"),
    ],
)
def test_how_far_a_meeting_has_come(said: list[str], days: Days, status: str) -> None:
    assert standing(said, days, date(2026, 5, 6)) == status


def test_without_a_day_the_words_decide() -> None:
    assert standing(["announced"], day(1), None) == "announced"


@given(st.lists(st.sampled_from(STATES), min_size=1), st.integers(-40, 40))
def test_what_lies_ahead_is_never_held(said: list[str], offset: int) -> None:
    today = date(2026, 5, 6)
    start = today + timedelta(days=offset)
    status = standing(said, Days(start, start, "day"), today)
    assert status not in ("held", "underway") or offset <= 0
