from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.feed_document import Wishes
from monitor.core.polling.schedule import CEILING, backoff, outside_skipped, pause

QUARTER = timedelta(minutes=15)
HOUR = timedelta(hours=1)
MONDAY = datetime(2023, 7, 17, 8, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("interval", "asked", "expected"),
    [
        (QUARTER, (), QUARTER),
        (QUARTER, (None, timedelta(0)), QUARTER),
        (QUARTER, (timedelta(minutes=5), None), QUARTER),
        (QUARTER, (HOUR, timedelta(minutes=20)), HOUR),
        (QUARTER, (timedelta(days=3650),), CEILING),
        (timedelta(days=3), (timedelta(days=3650),), timedelta(days=3)),
    ],
)
def test_a_server_may_lengthen_the_pause_up_to_a_day(
    interval: timedelta, asked: tuple[timedelta | None, ...], expected: timedelta
) -> None:
    assert pause(interval, *asked) == expected


@pytest.mark.parametrize(
    ("interval", "failures", "expected"),
    [
        (QUARTER, 1, timedelta(minutes=30)),
        (QUARTER, 2, HOUR),
        (QUARTER, 5, timedelta(hours=8)),
        (QUARTER, 7, CEILING),
        (QUARTER, 10**6, CEILING),
        (timedelta(days=2), 3, timedelta(days=2)),
    ],
)
def test_failures_double_the_pause(interval: timedelta, failures: int, expected: timedelta) -> None:
    assert backoff(interval, failures) == expected


@pytest.mark.parametrize(
    ("wishes", "expected"),
    [
        (Wishes(), MONDAY),
        (Wishes(skip_hours=frozenset({7, 9})), MONDAY),
        (Wishes(skip_hours=frozenset({8})), datetime(2023, 7, 17, 9, 0, tzinfo=UTC)),
        (Wishes(skip_hours=frozenset({8, 9, 10, 12})), datetime(2023, 7, 17, 11, 0, tzinfo=UTC)),
        (Wishes(skip_days=frozenset({0})), datetime(2023, 7, 18, 0, 0, tzinfo=UTC)),
        (Wishes(skip_days=frozenset({5, 6})), MONDAY),
        (Wishes(skip_hours=frozenset({0, 1}), skip_days=frozenset({0, 1})), datetime(2023, 7, 19, 2, tzinfo=UTC)),
        (Wishes(skip_hours=frozenset(range(24))), MONDAY),
        (Wishes(skip_days=frozenset(range(7))), MONDAY),
    ],
)
def test_skipped_hours_and_days_are_waited_out(wishes: Wishes, expected: datetime) -> None:
    assert outside_skipped(MONDAY, wishes) == expected


@given(
    st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2090, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    st.frozensets(st.integers(0, 23), max_size=23),
    st.frozensets(st.integers(0, 6), max_size=6),
)
def test_the_moment_is_later_and_allowed(moment: datetime, hours: frozenset[int], days: frozenset[int]) -> None:
    later = outside_skipped(moment, Wishes(skip_hours=hours, skip_days=days))
    assert moment <= later <= moment + timedelta(days=8)
    assert later.hour not in hours
    assert later.weekday() not in days


def test_hours_are_those_of_utc_wherever_the_clock_hangs() -> None:
    in_beijing = MONDAY.astimezone(timezone(timedelta(hours=8)))
    assert outside_skipped(in_beijing, Wishes(skip_hours=frozenset({8}))).hour == 9
