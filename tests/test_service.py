"""The daemon's life under a service manager."""

from __future__ import annotations

import asyncio
import functools
import os
import signal
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest

from monitor.adapters.service_manager import ServiceManager
from monitor.core.errors import ArchiveError, ConfigurationError, Mistake, MonitorError
from monitor.service import TRIAL_S, Daemon, Opening, Signals, serve
from tests.support.clock import FakeClock, settle
from tests.support.notify import Listener


class Shop:
    """A daemon that writes down what happens to it."""

    def __init__(self, number: int, diary: list[str]) -> None:
        self._number = number
        self._diary = diary
        self.crash: Exception | None = None
        self.unreadable = False
        self.breaks = asyncio.Event()
        """Its archive cannot be written any more."""

    async def run(self, stop: asyncio.Event) -> None:
        self._diary.append(f"run {self._number}")
        if self.crash is not None:
            raise self.crash
        async with asyncio.TaskGroup() as waits:
            ends = [waits.create_task(event.wait()) for event in (stop, self.breaks)]
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
            if self.breaks.is_set():
                raise ArchiveError("disk I/O error")
            ends[1].cancel()
        self._diary.append(f"finish {self._number}")

    async def what_is_stuck(self) -> str | None:
        return None

    async def status(self) -> str:
        if self.unreadable:
            raise ArchiveError("disk I/O error")
        return f"shop {self._number}"


class Street:
    """Prepares one shop after the other."""

    def __init__(self) -> None:
        self.diary: list[str] = []
        self.shops: list[Shop] = []
        self.mistakes: tuple[Mistake, ...] = ()
        self.crash: Exception | None = None
        """What the next shops' work ends with."""
        self.closed: Exception | None = None
        """Why the next shops cannot be opened."""
        self._count = 0

    def prepare(self) -> Opening:
        if self.mistakes:
            raise ConfigurationError(self.mistakes)
        self._count += 1
        return functools.partial(self._open, self._count, self.closed, self.crash)

    @asynccontextmanager
    async def _open(self, number: int, closed: Exception | None, crash: Exception | None) -> AsyncIterator[Daemon]:
        if closed is not None:
            raise closed
        self.diary.append(f"open {number}")
        shop = Shop(number, self.diary)
        shop.crash = crash
        self.shops.append(shop)
        yield shop
        self.diary.append(f"close {number}")


def systemd(tmp_path: Path, clock: FakeClock) -> ServiceManager:
    return ServiceManager(clock, {"NOTIFY_SOCKET": str(tmp_path / "notify"), "WATCHDOG_USEC": "90000000"})


async def test_start_reload_and_stop(tmp_path: Path) -> None:
    clock, street, signals = FakeClock(), Street(), Signals()
    with Listener(str(tmp_path / "notify")) as listener:
        task = asyncio.create_task(serve(street.prepare, systemd(tmp_path, clock), clock, signals))
        await settle()
        assert listener.heard() == ["READY=1\nSTATUS=shop 1"]
        await clock.advance(30)
        assert sorted(listener.heard()) == ["STATUS=shop 1", "WATCHDOG=1"]
        signals.reload.set()
        await settle()
        assert listener.heard() == ["RELOADING=1\nMONOTONIC_USEC=30000000", "READY=1\nSTATUS=shop 2"]
        signals.stop.set()
        await task
        assert listener.heard() == ["STOPPING=1"]
    assert street.diary == [
        "open 1", "run 1", "finish 1", "close 1", "open 2", "run 2", "finish 2", "close 2",
    ]  # fmt: skip


async def test_whoever_runs_it_by_hand_sees_that_it_watches(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "monitor.service")
    clock, street, signals = FakeClock(), Street(), Signals()
    with Listener(str(tmp_path / "notify")):
        task = asyncio.create_task(serve(street.prepare, systemd(tmp_path, clock), clock, signals))
        await settle()
        assert caplog.messages == ["watching: shop 1"]
        signals.reload.set()
        await settle()
        assert caplog.messages[1:] == ["reloading", "watching: shop 2"]
        signals.stop.set()
        await task
    assert caplog.messages[3:] == ["stopping: what is in hand is finished first"]


async def test_a_wrong_configuration_changes_nothing(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    clock, street, signals = FakeClock(), Street(), Signals()
    with Listener(str(tmp_path / "notify")) as listener:
        task = asyncio.create_task(serve(street.prepare, systemd(tmp_path, clock), clock, signals))
        await settle()
        listener.heard()
        street.mistakes = (Mistake("monitor.toml", "web.listen", "is no address"),)
        signals.reload.set()
        await settle()
        reloading, ready = listener.heard()
        assert reloading.startswith("RELOADING=1")
        assert ready.startswith("READY=1\nSTATUS=the new configuration is wrong (1, see the log)")
        signals.stop.set()
        await task
    assert "monitor.toml: web.listen: is no address" in caplog.text
    assert street.diary == ["open 1", "run 1", "finish 1", "close 1"]


@pytest.mark.parametrize(
    ("closed", "crash", "why"),
    [
        (MonitorError("the page cannot be served at\n127.0.0.1:80"), None, "the page cannot be served at 127.0.0.1:80"),
        (PermissionError(13, "Permission denied"), None, "[Errno 13] Permission denied"),
        (None, ArchiveError("another daemon runs on it"), "another daemon runs on it"),
    ],
)
async def test_a_right_configuration_that_cannot_be_opened_leaves_the_old_one_in_force(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, closed: Exception | None, crash: Exception | None, why: str
) -> None:
    clock, street, signals = FakeClock(), Street(), Signals()
    with Listener(str(tmp_path / "notify")) as listener:
        task = asyncio.create_task(serve(street.prepare, systemd(tmp_path, clock), clock, signals))
        await settle()
        listener.heard()
        for _ in range(2):
            street.closed, street.crash = closed, crash
            signals.reload.set()
            await settle()
            assert listener.heard()[-1] == (
                f"READY=1\nSTATUS=the new configuration cannot be used ({why}): going on as before"
            )
        street.closed = street.crash = None
        signals.reload.set()
        await settle()
        assert listener.heard()[-1] == "READY=1\nSTATUS=shop 4"
        signals.stop.set()
        await task
    assert caplog.text.count(f"not reloaded: {why}; going on as before") == 2
    assert [line for line in street.diary if line.startswith(("finish", "close"))] == [
        line for _ in range(3) for line in ("finish 1", "close 1")
    ] + ["finish 4", "close 4"]


async def test_a_defect_of_a_new_configuration_is_no_refusal(tmp_path: Path) -> None:
    clock, street, signals = FakeClock(), Street(), Signals()
    task = asyncio.create_task(serve(street.prepare, ServiceManager(clock, {}), clock, signals))
    await settle()
    street.crash = ZeroDivisionError("a defect")
    signals.reload.set()
    with pytest.raises(ExceptionGroup):
        await task


async def test_what_fails_long_after_a_reload_is_no_refusal_of_it(tmp_path: Path) -> None:
    clock, street, signals = FakeClock(), Street(), Signals()
    task = asyncio.create_task(serve(street.prepare, ServiceManager(clock, {}), clock, signals))
    await settle()
    signals.reload.set()
    await settle()
    await clock.advance(TRIAL_S)
    street.shops[-1].breaks.set()
    with pytest.raises(ExceptionGroup):
        await task
    assert [line for line in street.diary if line.startswith("open")] == ["open 1", "open 2"]


async def test_where_the_old_one_cannot_be_opened_again_either_it_ends(tmp_path: Path) -> None:
    clock, signals, opened = FakeClock(), Signals(), list[int]()
    street = Street()

    def prepare() -> Opening:
        opening = street.prepare()

        def only_once() -> AbstractAsyncContextManager[Daemon]:
            opened.append(1)
            if len(opened) > 1:
                raise MonitorError("the port is taken")
            return opening()

        return only_once

    task = asyncio.create_task(serve(prepare, ServiceManager(clock, {}), clock, signals))
    await settle()
    signals.reload.set()
    with pytest.raises(MonitorError, match="the port is taken"):
        await task
    assert len(opened) == 3


async def test_figures_that_cannot_be_read_end_nothing(tmp_path: Path) -> None:
    clock, street, signals = FakeClock(), Street(), Signals()
    with Listener(str(tmp_path / "notify")) as listener:
        task = asyncio.create_task(serve(street.prepare, systemd(tmp_path, clock), clock, signals))
        await settle()
        listener.heard()
        street.shops[0].unreadable = True
        await clock.advance(30)
        assert sorted(listener.heard()) == ["STATUS=disk I/O error", "WATCHDOG=1"]
        signals.stop.set()
        await task
    assert street.diary[-1] == "close 1"


async def test_what_cannot_start_says_so() -> None:
    street = Street()
    street.mistakes = (Mistake("monitor.toml", "fetch.contact", "is missing"),)
    with pytest.raises(ConfigurationError):
        await serve(street.prepare, ServiceManager(FakeClock(), {}), FakeClock(), Signals())


async def test_a_daemon_that_breaks_ends_the_service() -> None:
    street = Street()
    street.crash = ArchiveError("gone")
    with pytest.raises(ExceptionGroup) as caught:
        await serve(street.prepare, ServiceManager(FakeClock(), {}), FakeClock(), Signals())
    assert caught.group_contains(ArchiveError, match="gone")


async def test_the_process_s_signals() -> None:
    signals = Signals.of_process()
    os.kill(os.getpid(), signal.SIGHUP)
    await signals.reload.wait()
    assert not signals.stop.is_set()
    for number in (signal.SIGTERM, signal.SIGINT):
        signals.stop.clear()
        os.kill(os.getpid(), number)
        await signals.stop.wait()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        asyncio.get_running_loop().remove_signal_handler(number)
