"""Evenly spaced sendings."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.adapters.pace import Pace
from tests.support.clock import FakeClock


async def moments_of(per_second: float, late: list[float]) -> list[float]:
    """When each of some callers may go on, each of whom comes later than the one before was let through."""
    clock = FakeClock(leaps=True)
    pace = Pace(per_second, clock)
    moments = []
    for wait in late:
        await clock.advance(wait)
        await pace.wait()
        moments.append(clock.monotonic())
    return moments


async def test_a_burst_is_spread_and_a_lone_sending_is_not_held() -> None:
    assert await moments_of(4, [0, 0, 0, 0, 10]) == pytest.approx([0.0, 0.275, 0.55, 0.825, 10.825])


async def test_time_that_went_by_unused_is_not_saved_up() -> None:
    assert await moments_of(1, [100, 0, 0]) == pytest.approx([100.0, 101.0, 102.1])


async def test_a_little_lateness_is_made_up_for() -> None:
    moments = await moments_of(100, [0.004] * 200)
    assert moments[-1] == pytest.approx(199 * 0.011, abs=0.02)
    late = await moments_of(100, [0.02] + [0.0] * 3)
    assert late == pytest.approx([0.02, 0.02, 0.022, 0.033])


@given(st.integers(1, 40), st.lists(st.floats(0, 0.5), min_size=1, max_size=120))
def test_no_second_holds_more_than_the_rate(per_second: int, late: list[float]) -> None:
    moments = asyncio.run(moments_of(per_second, late))
    for first, next_window in zip(moments, moments[per_second:], strict=False):
        assert next_window - first >= 1 - 1e-6
