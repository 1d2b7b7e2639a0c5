"""What systemd hears, on a real datagram socket."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor.adapters.service_manager import ServiceManager
from tests.support.clock import FakeClock, settle
from tests.support.notify import Listener


@pytest.fixture
def listener(tmp_path: Path) -> Iterator[Listener]:
    with Listener(str(tmp_path / "notify")) as listener:
        yield listener


def manager(address: str, clock: FakeClock | None = None, /, **environment: str) -> ServiceManager:
    return ServiceManager(clock or FakeClock(), {"NOTIFY_SOCKET": address, **environment}, pid=7)


async def test_a_life(listener: Listener, tmp_path: Path) -> None:
    clock = FakeClock()
    await clock.advance(12.5)
    systemd = manager(str(tmp_path / "notify"), clock)
    assert systemd.is_there
    systemd.ready("12 feeds,\nnothing new")
    systemd.status("polling\n\n3 of 12")
    systemd.reloading()
    systemd.ready()
    systemd.stopping()
    assert listener.heard() == [
        "READY=1\nSTATUS=12 feeds, nothing new",
        "STATUS=polling 3 of 12",
        "RELOADING=1\nMONOTONIC_USEC=12500000",
        "READY=1",
        "STOPPING=1",
    ]


def test_an_abstract_address(tmp_path: Path) -> None:
    name = f"envoy-monitor{tmp_path}"
    with Listener(f"\0{name}") as listener:
        manager(f"@{name}").ready()
        assert listener.heard() == ["READY=1"]


def test_without_systemd_nothing_is_said() -> None:
    systemd = ServiceManager(FakeClock(), {})
    assert not systemd.is_there
    systemd.ready()


def test_a_deaf_manager_is_no_reason_to_stop(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    manager(str(tmp_path / "nobody")).ready()
    assert "systemd does not hear" in caplog.text


async def test_the_watchdog_is_fed_while_nothing_is_stuck(
    listener: Listener, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    clock = FakeClock()
    stuck: list[str | None] = [None, "deliveries", None]

    async def what() -> str | None:
        return stuck.pop(0)

    systemd = manager(str(tmp_path / "notify"), clock, WATCHDOG_USEC="30000000", WATCHDOG_PID="7")
    task = asyncio.create_task(systemd.feed_watchdog(what))
    await settle()
    for heard in (["WATCHDOG=1"], [], ["WATCHDOG=1"]):
        await clock.advance(9.9)
        assert listener.heard() == []
        await clock.advance(0.1)
        assert listener.heard() == heard
    assert "stuck: deliveries" in caplog.text
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


@pytest.mark.parametrize(
    "environment",
    [{}, {"WATCHDOG_USEC": "0"}, {"WATCHDOG_USEC": "soon"}, {"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "8"}],
)
async def test_where_nobody_watches_nobody_is_fed(environment: dict[str, str], tmp_path: Path) -> None:
    async def what() -> str | None:
        raise AssertionError("not to be asked")

    await manager(str(tmp_path / "notify"), **environment).feed_watchdog(what)
