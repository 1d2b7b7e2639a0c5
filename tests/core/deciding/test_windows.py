"""The days that a report leaves open."""

import pytest

from monitor.core.deciding.windows import as_date, window_of
from monitor.core.records import Meeting
from tests.support.meetings import day, meeting

TODAY = "2026-05-10"

CASES: list[tuple[Meeting, str, str, str]] = [
    (meeting("2026-05-03", "2026-05-05"), "2026-05-03", "2026-05-05", "2026-05-03"),
    (meeting("2026-05-03", None), "2026-05-03", "2026-05-03", "2026-05-03"),
    (meeting("2026-05-03", "2026-05-01"), "2026-05-03", "2026-05-03", "2026-05-03"),
    (meeting("2026-05-04", precision="week"), "2026-05-04", "2026-05-10", "2026-05-10"),
    (meeting("2026-02-01", precision="month"), "2026-02-01", "2026-02-28", "2026-02-28"),
    (meeting(None, status="held"), "2026-04-26", TODAY, TODAY),
    (meeting(None, status="underway"), "2026-05-08", TODAY, TODAY),
    (meeting(None, status="announced"), "2026-05-09", "2026-07-09", "2026-07-09"),
    (meeting(None, status="postponed"), "2026-04-26", "2026-07-09", "2026-07-09"),
    (meeting("soon", precision="day", status="held"), "2026-04-26", TODAY, TODAY),
]


@pytest.mark.parametrize(("facts", "first", "last", "last_start"), CASES)
def test_window(facts: Meeting, first: str, last: str, last_start: str) -> None:
    window = window_of(facts, day(TODAY))
    assert (str(window.first), str(window.last), str(window.last_start)) == (first, last, last_start)
    assert window.stated == (as_date(facts.start) is not None)


def test_gap_counts_days_between() -> None:
    early, late = (
        window_of(meeting("2026-05-03", "2026-05-05"), day(TODAY)),
        window_of(meeting("2026-05-08"), day(TODAY)),
    )
    assert early.gap(late) == late.gap(early) == 3
    assert early.gap(early) == 0
    assert early.days == 3
