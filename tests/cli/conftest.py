"""An archive to look at: what the daemon made of the newsroom's stories, once a test process."""

from __future__ import annotations

import asyncio
import io
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.console import Console

from monitor.clock import SystemClock
from monitor.core.knowledge import Knowledge
from monitor.demo.run import demonstrate
from monitor.demo.tell import Teller
from tests.support import reading


@pytest.fixture(autouse=True)
def _own_logs() -> Iterator[None]:
    """Verbs direct the process's logs to their own standard error; the next test gets them back as they were."""
    root, ours = logging.getLogger(), logging.getLogger("monitor")
    handlers, levels = root.handlers[:], (root.level, ours.level)
    yield
    root.handlers[:] = handlers
    root.setLevel(levels[0])
    ours.setLevel(levels[1])


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return reading.knowledge()


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory, knowledge: Knowledge) -> tuple[Path, str, bool]:
    """The folder that the demonstration left, what it said, and whether all went as it ought to."""
    folder = tmp_path_factory.mktemp("demo") / "archive"
    said = io.StringIO()
    teller = Teller(Console(file=said, width=120), folder)
    well = asyncio.run(demonstrate(folder, knowledge, SystemClock(), teller, seconds=0))
    return folder, said.getvalue(), well
