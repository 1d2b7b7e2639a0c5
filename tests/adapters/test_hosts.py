import asyncio
from datetime import timedelta

import pytest

from monitor.adapters import hosts as module
from monitor.adapters.hosts import Hosts
from tests.support.clock import FakeClock, settle


async def visit(hosts: Hosts, host: str, log: list[float], clock: FakeClock) -> None:
    async with hosts.turn(host):
        log.append(clock.monotonic())


async def test_visits_to_one_host_keep_their_distance_and_others_do_not_wait() -> None:
    clock = FakeClock()
    hosts = Hosts(timedelta(seconds=2), 8, clock)
    log: list[float] = []
    other: list[float] = []
    async with asyncio.TaskGroup() as group:
        for _ in range(3):
            group.create_task(visit(hosts, "a.example", log, clock))
        group.create_task(visit(hosts, "b.example", other, clock))
        await settle()
        await clock.advance(4)
    assert log == [0.0, 2.0, 4.0]
    assert other == [0.0]


async def test_without_a_delay_nobody_waits() -> None:
    clock = FakeClock()
    hosts = Hosts(timedelta(0), 8, clock)
    async with hosts.turn("a.example"), hosts.turn("a.example"):
        pass
    assert clock.slept == []


@pytest.mark.parametrize("delay", [timedelta(0), timedelta(seconds=1)])
async def test_no_more_than_so_many_visits_go_on_at_once(delay: timedelta) -> None:
    hosts = Hosts(delay, 2, FakeClock())
    inside: list[str] = []
    leave = asyncio.Event()

    async def stay(host: str) -> None:
        async with hosts.turn(host):
            inside.append(host)
            await leave.wait()

    async with asyncio.TaskGroup() as group:
        for host in ("a.example", "b.example", "c.example"):
            group.create_task(stay(host))
        await settle()
        assert inside == ["a.example", "b.example"]
        leave.set()
    assert inside == ["a.example", "b.example", "c.example"]


@pytest.mark.parametrize("delay", [timedelta(0), timedelta(seconds=1)])
async def test_a_host_that_asks_for_rest_gets_it(delay: timedelta) -> None:
    clock = FakeClock()
    hosts = Hosts(delay, 8, clock)
    assert hosts.rests("a.example") == timedelta(0)
    hosts.pause("a.example", timedelta(minutes=5))
    hosts.pause("a.example", timedelta(minutes=1))
    assert hosts.rests("a.example") == timedelta(minutes=5)
    log: list[float] = []
    task = asyncio.create_task(visit(hosts, "a.example", log, clock))
    await settle()
    await clock.advance(299)
    assert log == []
    await clock.advance(1)
    await task
    assert log == [300.0]
    assert hosts.rests("b.example") == timedelta(0)


async def test_a_host_may_ask_for_a_longer_delay_but_not_for_a_shorter() -> None:
    clock = FakeClock(leaps=True)
    hosts = Hosts(timedelta(seconds=2), 8, clock)
    hosts.slow_down("a.example", timedelta(seconds=7))
    hosts.slow_down("b.example", timedelta(seconds=1))
    for host in ("a.example", "a.example", "b.example", "b.example"):
        async with hosts.turn(host):
            pass
    assert clock.slept == [7.0, 2.0]
    assert hosts.delay == 2.0


async def test_a_visit_that_fails_still_counts() -> None:
    clock = FakeClock(leaps=True)
    hosts = Hosts(timedelta(seconds=2), 8, clock)
    with pytest.raises(ValueError, match="broken"):
        async with hosts.turn("a.example"):
            raise ValueError("broken")
    async with hosts.turn("a.example"):
        pass
    assert clock.slept == [2.0]


async def test_hosts_long_left_are_forgotten() -> None:
    clock = FakeClock(leaps=True)
    hosts = Hosts(timedelta(seconds=1), 8, clock)
    for number in range(module._REMEMBERED):
        async with hosts.turn(f"h{number}.example"):
            pass
    await clock.sleep(1)
    hosts.pause("kept.example", timedelta(hours=1))
    async with hosts.turn("new.example"):
        pass
    assert len(hosts._hosts) <= 3
    assert hosts.rests("kept.example") > timedelta(0)
