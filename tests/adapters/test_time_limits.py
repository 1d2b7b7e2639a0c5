import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from monitor.adapters.time_limits import TimeLimits


@pytest.fixture
async def limits() -> AsyncIterator[TimeLimits]:
    watching = TimeLimits(timedelta(milliseconds=50))
    watching.open()
    yield watching
    await watching.close()


async def test_what_takes_too_long_is_ended_and_nothing_else(limits: TimeLimits) -> None:
    async def take(seconds: float) -> str:
        with limits.within(seconds):
            await asyncio.Event().wait()
        return "unreached"

    patient = asyncio.create_task(take(60.0))
    ended = await asyncio.gather(*(take(seconds) for seconds in (0.0, 0.01, 0.02)), return_exceptions=True)
    assert [type(each) for each in ended] == [TimeoutError] * 3
    assert not patient.done()
    patient.cancel()
    with pytest.raises(asyncio.CancelledError):
        await patient


async def test_what_is_done_in_time_is_not_ended_later(limits: TimeLimits) -> None:
    with limits.within(0.01):
        pass
    with pytest.raises(TimeoutError), limits.within(0.03):
        await asyncio.Event().wait()


async def test_an_error_inside_leaves_as_it_is(limits: TimeLimits) -> None:
    with pytest.raises(ValueError, match="inside"), limits.within(60.0):
        raise ValueError("inside")


async def test_a_limit_without_a_task_is_a_mistake_of_the_program(limits: TimeLimits) -> None:
    failed: asyncio.Future[type[BaseException]] = asyncio.get_running_loop().create_future()

    def outside() -> None:
        try:
            with limits.within(60.0):
                pass
        except RuntimeError as error:
            failed.set_result(type(error))

    asyncio.get_running_loop().call_soon(outside)
    assert await failed is RuntimeError


async def test_limits_that_were_never_opened_can_be_closed() -> None:
    await TimeLimits(timedelta(seconds=1)).close()
