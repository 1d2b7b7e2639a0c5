"""The daemon as a service:  start ─▶ ready ─▶ (SIGHUP ─▶ reload)* ─▶ SIGTERM ─▶ stop, told to systemd at each step.

A reload reads the configuration first. If it is wrong, every mistake is logged and the daemon goes on as it was; if it
is right, the parts are closed in order and built anew in the same process. Where that fails (a port that is taken, a
folder that cannot be written), they are built again as they were before, and the log says why.
"""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Protocol

from monitor.adapters.service_manager import ServiceManager
from monitor.clock import Clock
from monitor.core.errors import ArchiveError, ConfigurationError, MonitorError

log = logging.getLogger(__name__)

TRIAL_S = 60.0
"""A configuration that has run so long is in force: what fails later is no fault of the reload."""

STATUS_EVERY_S = 30.0


class Daemon(Protocol):
    """What runs between two readings of the configuration."""

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop` is set; then what is in hand is finished."""
        ...

    async def what_is_stuck(self) -> str | None:
        """What does not move, in a few words; None where all is well."""
        ...

    async def status(self) -> str:
        """One line of figures for `systemctl status`."""
        ...


Opening = Callable[[], AbstractAsyncContextManager[Daemon]]
"""Opens everything that one reading of the configuration wants; as often as it is called."""

Prepare = Callable[[], Opening]
"""Reads the configuration anew. Raises ConfigurationError."""


@dataclass(frozen=True)
class Signals:
    """What the service manager, or a person, wants."""

    stop: asyncio.Event = field(default_factory=asyncio.Event)
    reload: asyncio.Event = field(default_factory=asyncio.Event)

    @classmethod
    def of_process(cls) -> Signals:
        """SIGTERM and SIGINT stop, SIGHUP reloads."""
        signals = cls()
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGTERM, signals.stop.set)
        loop.add_signal_handler(signal.SIGINT, signals.stop.set)
        loop.add_signal_handler(signal.SIGHUP, signals.reload.set)
        return signals


async def serve(prepare: Prepare, systemd: ServiceManager, clock: Clock, signals: Signals) -> None:
    """Run until told to stop. Raises ConfigurationError, ArchiveError or MonitorError where it cannot start."""
    opening: Opening | None = prepare()
    before: Opening | None = None
    """What ran before the last reload."""
    refused: str | None = None
    while opening is not None:
        began = clock.monotonic()
        try:
            async with opening() as daemon:
                figures = await daemon.status()
                systemd.ready(refused or figures)
                log.info("watching: %s", figures, extra={"event": "ready"})
                following = await _run(daemon, prepare, systemd, clock, signals)
        except (MonitorError, OSError, ExceptionGroup) as error:
            on_trial = before is not None and clock.monotonic() < began + TRIAL_S
            if not on_trial or (why := _why_unusable(error)) is None:
                raise
            log.error("not reloaded: %s; going on as before", why, extra={"event": "reload.refused"})
            refused = f"the new configuration cannot be used ({why}): going on as before"
            opening, before = before, None
        else:
            opening, before, refused = following, opening, None


def _why_unusable(error: BaseException) -> str | None:
    """Why a configuration cannot be used, on one line; None where the error is a defect."""
    if isinstance(error, ExceptionGroup):
        reasons = [_why_unusable(one) for one in error.exceptions]
        return "; ".join(reason for reason in reasons if reason) if all(reasons) else None
    return " ".join(str(error).split()) if isinstance(error, MonitorError | OSError) else None


async def _run(
    daemon: Daemon, prepare: Prepare, systemd: ServiceManager, clock: Clock, signals: Signals
) -> Opening | None:
    """One daemon's life; what comes after it, or None."""
    end = asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        run = tasks.create_task(daemon.run(end))
        helpers = [
            tasks.create_task(systemd.feed_watchdog(daemon.what_is_stuck)),
            tasks.create_task(_tell_status(daemon, systemd, clock)),
        ]
        following = await _next_wish(prepare, systemd, signals)
        end.set()
        await run
        for helper in helpers:
            helper.cancel()
    return following


async def _next_wish(prepare: Prepare, systemd: ServiceManager, signals: Signals) -> Opening | None:
    """Wait for a signal; what is to run from then on, or None for the end."""
    while True:
        await _either(signals.stop, signals.reload)
        if signals.stop.is_set():
            systemd.stopping()
            log.info("stopping: what is in hand is finished first", extra={"event": "stopping"})
            return None
        signals.reload.clear()
        systemd.reloading()
        try:
            following = prepare()
        except ConfigurationError as error:
            for mistake in error.mistakes:
                log.error("not reloaded: %s", mistake, extra={"event": "reload.refused"})
            systemd.ready(f"the new configuration is wrong ({len(error.mistakes)}, see the log): going on as before")
            continue
        log.info("reloading", extra={"event": "reload"})
        return following


async def _tell_status(daemon: Daemon, systemd: ServiceManager, clock: Clock) -> None:
    while systemd.is_there:
        await clock.sleep(STATUS_EVERY_S)
        try:
            systemd.status(await daemon.status())
        except ArchiveError as error:
            systemd.status(str(error))  # those who do the work tell it and try again


async def _either(*events: asyncio.Event) -> None:
    waiting = [asyncio.ensure_future(event.wait()) for event in events]
    try:
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for one in waiting:
            one.cancel()
