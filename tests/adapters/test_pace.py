"""Evenly spaced sendings."""

from monitor.adapters.pace import Pace
from tests.support.clock import FakeClock


async def test_a_burst_is_spread_and_a_lone_sending_is_not_held() -> None:
    clock = FakeClock(leaps=True)
    pace = Pace(4, clock)
    moments = []
    for _ in range(4):
        await pace.wait()
        moments.append(clock.monotonic())
    assert moments == [0.0, 0.25, 0.5, 0.75]
    await clock.advance(10)
    await pace.wait()
    assert clock.monotonic() == 10.75


async def test_time_that_went_by_unused_is_not_saved_up() -> None:
    clock = FakeClock(leaps=True)
    pace = Pace(1, clock)
    await clock.advance(100)
    for _ in range(3):
        await pace.wait()
    assert clock.monotonic() == 102.0
