"""Talks to systemd: ready, reloading, stopping, what is going on, and that things move (sd_notify(3)).

Without systemd (no $NOTIFY_SOCKET) every call does nothing.
"""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Awaitable, Callable, Mapping

from monitor.clock import Clock

log = logging.getLogger(__name__)


class ServiceManager:
    """The manager that started this process, if one did."""

    def __init__(self, clock: Clock, environment: Mapping[str, str] = os.environ, pid: int | None = None) -> None:
        self._clock = clock
        name = environment.get("NOTIFY_SOCKET", "")
        self._address = f"\0{name[1:]}" if name.startswith("@") else name  # "@": Linux's abstract namespace
        self._watchdog_s = _watchdog_seconds(environment, os.getpid() if pid is None else pid)

    @property
    def is_there(self) -> bool:
        """Whether somebody listens."""
        return bool(self._address)

    def ready(self, status: str = "") -> None:
        """Started, or done with reloading."""
        self._tell("READY=1", *([f"STATUS={_line(status)}"] if status else []))

    def reloading(self) -> None:
        """Reading the configuration again; `ready` follows, whatever came of it (Type=notify-reload)."""
        self._tell("RELOADING=1", f"MONOTONIC_USEC={int(self._clock.monotonic() * 1_000_000)}")

    def stopping(self) -> None:
        """On the way out."""
        self._tell("STOPPING=1")

    def status(self, text: str) -> None:
        """One line for `systemctl status`."""
        self._tell(f"STATUS={_line(text)}")

    async def feed_watchdog(self, what_is_stuck: Callable[[], Awaitable[str | None]]) -> None:
        """For ever: as long as nothing is stuck, say so three times as often as systemd asks for.

        The question is asked anew each time, on the loop that does the work: a loop that hangs feeds nothing, and
        neither does one that turns without getting anywhere.
        """
        while self._watchdog_s is not None:
            await self._clock.sleep(self._watchdog_s / 3)
            stuck = await what_is_stuck()
            if stuck is None:
                self._tell("WATCHDOG=1")
            else:
                event = {"event": "watchdog.hungry", "stuck": stuck}
                log.error("stuck: %s; systemd will start anew", stuck, extra=event)

    def _tell(self, *lines: str) -> None:
        if not self._address:
            return
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC | socket.SOCK_NONBLOCK) as to:
                to.sendto("\n".join(lines).encode(), self._address)
        except OSError as error:
            log.warning("systemd does not hear: %s", error, extra={"event": "systemd.deaf"})


def _watchdog_seconds(environment: Mapping[str, str], pid: int) -> float | None:
    """The time after which systemd loses patience with this process; None where it does not watch."""
    microseconds = environment.get("WATCHDOG_USEC", "")
    meant_for = environment.get("WATCHDOG_PID", "")
    if not microseconds.isdigit() or int(microseconds) == 0 or (meant_for and meant_for != str(pid)):
        return None
    return int(microseconds) / 1_000_000


def _line(text: str) -> str:
    return " ".join(text.split())
