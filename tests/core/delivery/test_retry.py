"""The schedule of attempts."""

from datetime import timedelta

import pytest

from monitor.core.delivery.retry import JITTER, LONGEST_ASKED, WAITS, Failure, Next, after_attempt
from tests.support.clock import START

DOWN = Failure("answered 500 Internal Server Error")


def test_the_waits_are_the_published_ones() -> None:
    assert len(WAITS) == 9
    assert sum(WAITS, timedelta()) == timedelta(hours=75, minutes=35, seconds=5)


def test_a_success_ends_it() -> None:
    assert after_attempt(None, 3, START, 0.5) == Next("delivered", START, None)


@pytest.mark.parametrize("attempts", range(1, 10))
def test_each_failure_waits_its_step_and_a_little_more(attempts: int) -> None:
    least = after_attempt(DOWN, attempts, START, 0.0)
    most = after_attempt(DOWN, attempts, START, 1.0)
    assert (least.state, least.trouble) == ("pending", DOWN.trouble)
    assert least.due_at == START + WAITS[attempts - 1]
    assert most.due_at == START + WAITS[attempts - 1] * (1 + JITTER)


def test_the_tenth_failure_is_the_last() -> None:
    outcome = after_attempt(DOWN, 10, START, 0.0)
    assert outcome.state == "dead"
    assert outcome.trouble == "answered 500 Internal Server Error; given up after 10 attempts"


def test_all_attempts_lie_within_the_schedule_and_its_jitter() -> None:
    now = START
    for attempts in range(1, 10):
        now = after_attempt(DOWN, attempts, now, 1.0).due_at
    assert timedelta(hours=75) < now - START < timedelta(hours=84)


@pytest.mark.parametrize(
    ("wish", "wait"),
    [
        (timedelta(minutes=10), timedelta(minutes=10)),
        (timedelta(seconds=1), WAITS[0]),
        (timedelta(days=3650), LONGEST_ASKED),
        (timedelta(seconds=-5), WAITS[0]),
    ],
)
def test_a_receiver_may_ask_for_patience_within_reason(wish: timedelta, wait: timedelta) -> None:
    assert after_attempt(Failure("429", retry_after=wish), 1, START, 0.0).due_at == START + wait


@pytest.mark.parametrize("failure", [Failure("550 no such user", final=True), Failure("410 Gone", disables=True)])
def test_a_refusal_is_not_tried_again(failure: Failure) -> None:
    assert after_attempt(failure, 1, START, 0.0) == Next("dead", START, failure.trouble)
