from datetime import UTC, datetime, timedelta

import pytest

from monitor.core.errors import BadAnswer, FetchError, MonitorError, Refused, TooLarge, UnreadablePage, WorkerLost
from monitor.core.polling.retries import next_attempt

NOW = datetime(2023, 7, 17, 8, 0, tzinfo=UTC)


def attempts(error: MonitorError) -> list[int]:
    """After which attempts, in minutes, it is tried again until it is given up."""
    minutes: list[int] = []
    for number in range(1, 20):
        again = next_attempt(error, number, NOW)
        if again is None:
            return minutes
        minutes.append(round((again - NOW) / timedelta(minutes=1)))
    raise AssertionError("never given up")


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (FetchError("cannot be reached"), [5, 20, 60, 240, 720]),
        (BadAnswer("answers 500", status=500), [5, 20, 60, 240, 720]),
        (BadAnswer("answers 404", status=404), [5, 20, 60]),
        (BadAnswer("answers 410", status=410), []),
        (BadAnswer("answers 403", status=403), []),
        (Refused("robots.txt forbids it"), []),
        (TooLarge("is larger"), []),
        (UnreadablePage("gives no text"), [5]),
        (WorkerLost("took too long"), [5]),
        (BadAnswer("answers 503", status=503, retry_after=timedelta(hours=2)), [120, 120, 120, 240, 720]),
        (BadAnswer("answers 503", status=503, retry_after=timedelta(days=900)), [1440] * 5),
        (BadAnswer("answers 503", status=503, retry_after=timedelta(0)), [5, 20, 60, 240, 720]),
    ],
)
def test_each_failure_gets_the_chances_that_it_deserves(error: MonitorError, expected: list[int]) -> None:
    assert attempts(error) == expected
