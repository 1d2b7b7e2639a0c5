"""Positions and speed."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from monitor.core.backfill import Speed, Tally, Watermark


@given(st.permutations(range(8)), st.integers(0, 8))
def test_the_position_is_the_last_before_which_everything_is_done(order: list[int], ended: int) -> None:
    mark = Watermark("start")
    numbers = [mark.begin(str(n)) for n in range(8)]
    done = set(order[:ended])
    for n in order[:ended]:
        mark.end(numbers[n])
    through = next((n for n in range(8) if n not in done), 8)
    assert mark.position == (str(through - 1) if through else "start")


def test_everything_that_became_of_pieces_adds_up() -> None:
    tally = Tally(read=3, relevant=2, screened=4, known=1, failed=1)
    tally.skip("a picture")
    tally.skip("a picture")
    assert tally.skipped == {"a picture": 2}
    assert tally.seen == 11


def test_speed_is_that_of_late_and_tells_how_long_the_rest_takes() -> None:
    speed = Speed(window=timedelta(seconds=10))
    assert (speed.per_second, speed.left, speed.seconds) == (0.0, None, 0.0)
    speed.mark(100.0, 0, 0.0)
    assert speed.left is None
    for second in range(1, 31):
        speed.mark(100.0 + second, second * (100 if second > 15 else 1), second / 100)
    assert speed.per_second == 100.0
    assert speed.left == timedelta(seconds=70)
    assert speed.seconds == 130.0


def test_a_source_that_cannot_tell_its_size_or_stands_still_gives_no_time() -> None:
    unknown, still = Speed(), Speed()
    for second in range(3):
        unknown.mark(second, second, None)
        still.mark(second, 5, 0.5)
    assert (unknown.left, still.left) == (None, None)
    assert (unknown.per_second, still.per_second) == (1.0, 0.0)
    once = Speed()
    once.mark(1.0, 1, 0.1)
    once.mark(1.0, 2, 0.2)
    assert (once.per_second, once.left) == (0.0, None)
