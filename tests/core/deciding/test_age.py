"""A story is as old as its oldest witness says."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.deciding.age import moment_of, story_day, story_moment, too_old
from tests.support.meetings import at, day

NOW = at("2026-05-10T12:00:00")

MOMENTS = [
    ("2026-05-09T20:00:00+08:00", None, "https://x.example/a", "2026-05-09T12:00:00"),
    ("2026-05-09", None, "https://x.example/a", "2026-05-09T12:00:00"),
    (None, "2026-05-08T00:00:00Z", "https://x.example/a", "2026-05-08T00:00:00"),
    (None, None, "https://x.example/2026/05/04/a", "2026-05-04T12:00:00"),
    (None, None, "https://x.example/a", "2026-05-10T12:00:00"),
    ("2030-01-01", None, "https://x.example/a", "2026-05-10T12:00:00"),  # no story is from tomorrow
    # published again under a new stamp: the address remembers
    ("2026-05-09T20:00:00+08:00", None, "https://x.example/2023/07/18/a", "2023-07-18T12:00:00"),
    ("2026-05-09T20:00:00+08:00", None, "https://x.example/20230718/a", "2023-07-18T12:00:00"),
    ("2026-05-09T20:00:00+08:00", None, "https://x.example/news/2023-07/18/a", "2026-05-09T12:00:00"),
    ("2026-05-09T20:00:00+08:00", None, "https://x.example/2026/05/07/a", "2026-05-09T12:00:00"),
    ("2026-05-09T20:00:00+08:00", None, "https://x.example/2023/02/30/a", "2026-05-09T12:00:00"),
    ("2026-05-09T20:00:00+08:00", None, "https://x.example/a-1234567890", "2026-05-09T12:00:00"),
    ("no date", "nor this", "https://x.example/a", "2026-05-10T12:00:00"),
]


@pytest.mark.parametrize(("published", "said", "address", "expected"), MOMENTS)
def test_moment(published: str | None, said: str | None, address: str, expected: str) -> None:
    assert story_moment(published, said, address, NOW) == at(expected)


def test_day_is_the_one_where_the_story_was_published() -> None:
    evening = "2026-05-08T20:00:00-05:00"
    moment = moment_of(evening)
    assert moment == at("2026-05-09T01:00:00")
    assert story_day(evening, moment, NOW) == day("2026-05-08")
    assert story_day(None, moment, NOW) == day("2026-05-09")
    assert story_day(evening, at("2023-07-18T12:00:00"), NOW) == day("2023-07-18")


def test_a_stamp_ahead_of_the_clock_keeps_its_day() -> None:
    ahead = "2027-02-23T15:00:00-05:00"
    assert story_day(ahead, NOW, NOW) == day("2027-02-23")
    assert story_day(ahead, at("2026-05-02T12:00:00"), NOW) == day("2026-05-02")  # its address knows better


@pytest.mark.parametrize(
    ("text", "max_age", "expected"),
    [("2026-04-26", 14, False), ("2026-04-25", 14, True), ("2009-01-01", None, False), ("2026-05-11", 0, False)],
)
def test_too_old(text: str, max_age: int | None, expected: bool) -> None:
    assert too_old(day(text), NOW, None if max_age is None else timedelta(days=max_age)) is expected


@given(st.one_of(st.none(), st.text(max_size=20), st.datetimes().map(str), st.just("0001-01-01T00:00:00+14:00")))
def test_any_text_is_a_moment_or_none(text: str | None) -> None:
    moment = moment_of(text)
    assert moment is None or moment.tzinfo is not None
