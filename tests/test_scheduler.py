import asyncio
from datetime import timedelta

from monitor.scheduler import Metronome


async def test_each_event_is_set_at_once_and_again_at_its_beat() -> None:
    quick, slow = asyncio.Event(), asyncio.Event()
    async with Metronome({"quick": (quick, timedelta(milliseconds=10)), "slow": (slow, timedelta(hours=1))}):
        assert quick.is_set()
        assert slow.is_set()
        for _ in range(3):
            quick.clear()
            await asyncio.wait_for(quick.wait(), 5)
        slow.clear()
    assert not slow.is_set()


async def test_no_beat_comes_after_the_end() -> None:
    event = asyncio.Event()
    async with Metronome({"beat": (event, timedelta(milliseconds=10))}):
        pass
    event.clear()
    await asyncio.sleep(0.03)
    assert not event.is_set()
