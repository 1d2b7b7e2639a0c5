import asyncio
import logging

import pytest

from monitor.pipeline.lanes import Lanes
from tests.support.clock import FakeClock, settle


class Work:
    """Items such as "a1": lane a, number 1. They wait until told to go on."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.done: list[str] = []
        self.go_on = asyncio.Event()

    async def __call__(self, item: str) -> None:
        self.begun.append(item)
        await self.go_on.wait()
        if item.endswith("!"):
            raise ZeroDivisionError(item)
        self.done.append(item)


def lane(item: str) -> str | None:
    return None if item.startswith("-") else item[0]


async def test_a_lane_goes_in_single_file_and_the_lanes_side_by_side() -> None:
    work = Work()
    lanes = Lanes(work, lane, at_once=8)
    lanes.add(["a1", "a2", "b1", "-1", "-2"])
    lanes.add(["a3"])
    await settle()
    assert work.begun == ["a1", "b1", "-1", "-2"]
    work.go_on.set()
    await lanes.idle()
    assert [item for item in work.done if item[0] == "a"] == ["a1", "a2", "a3"]
    assert sorted(work.done) == ["-1", "-2", "a1", "a2", "a3", "b1"]


async def test_no_more_than_so_many_at_once() -> None:
    work = Work()
    lanes = Lanes(work, lane, at_once=2)
    lanes.add(["a1", "b1", "c1", "d1"])
    await settle()
    assert work.begun == ["a1", "b1"]
    work.go_on.set()
    await lanes.idle()
    assert sorted(work.done) == ["a1", "b1", "c1", "d1"]


async def test_a_defect_in_one_item_is_loud_and_stops_no_other(caplog: pytest.LogCaptureFixture) -> None:
    work = Work()
    work.go_on.set()
    lanes = Lanes(work, lane, at_once=1)
    with caplog.at_level(logging.ERROR):
        lanes.add(["a!", "a2", "b1"])
        await lanes.idle()
    assert sorted(work.done) == ["a2", "b1"]
    assert [getattr(record, "event", None) for record in caplog.records] == ["defect"]


async def test_a_lane_pauses_between_two_items_and_others_go_on() -> None:
    clock = FakeClock()
    work = Work()
    work.go_on.set()
    lanes = Lanes(work, lane, at_once=1, pause=lambda: clock.sleep(2))
    lanes.add(["a1", "a2", "b1", "b2"])
    await settle()
    assert work.done == ["a1", "b1"]
    await clock.advance(1)
    lanes.add(["c1"])
    await settle()
    assert work.done == ["a1", "b1", "c1"]
    await clock.advance(1)
    await lanes.idle()
    assert work.done == ["a1", "b1", "c1", "a2", "b2"]


async def test_stopping_lets_what_is_in_hand_finish_and_leaves_the_rest() -> None:
    clock = FakeClock()
    work = Work()
    lanes = Lanes(work, lane, at_once=2, pause=lambda: clock.sleep(2))
    lanes.add(["a1", "a2", "b1", "c1"])
    await settle()
    stopping = asyncio.create_task(lanes.stop(5.0))
    await settle()
    work.go_on.set()
    await stopping
    assert work.done == ["a1", "b1"]
    lanes.add(["d1"])
    await lanes.idle()
    assert work.done == ["a1", "b1"]


async def test_stopping_does_not_wait_for_a_pause() -> None:
    clock = FakeClock()
    work = Work()
    work.go_on.set()
    lanes = Lanes(work, lane, at_once=2, pause=lambda: clock.sleep(2))
    lanes.add(["a1", "a2"])
    await settle()
    await lanes.stop(5.0)
    assert work.done == ["a1"]


async def test_what_does_not_finish_in_time_is_cancelled() -> None:
    work = Work()
    lanes = Lanes(work, lane, at_once=1)
    lanes.add(["a1"])
    await settle()
    await lanes.stop(0.01)
    await lanes.idle()
    assert (work.begun, work.done) == (["a1"], [])


async def test_whoever_has_more_is_told_when_few_are_left() -> None:
    work, hungry = Work(), list[int]()
    work.go_on.set()
    lanes = Lanes(work, lane, at_once=2, hungry=lambda: hungry.append(lanes.ready))
    lanes.add(["-1", "-2", "-3", "-4", "-5"])
    assert lanes.ready == 5
    await lanes.idle()
    assert hungry == [2]
    lanes.add(["-6", "-7"])
    await lanes.idle()
    assert hungry == [2], "two were too few to begin with"
