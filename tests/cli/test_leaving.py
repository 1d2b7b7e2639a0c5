"""The end of a process that has sent alerts."""

from __future__ import annotations

import subprocess
import sys

import pytest

_WAITING = """
import threading
from monitor.cli.leaving import leave
threading.Thread(target=threading.Event().wait, daemon=False).start()
print("said", end="")
leave()
"""


def test_a_thread_that_waits_for_ever_does_not_keep_it() -> None:
    done = subprocess.run([sys.executable, "-c", _WAITING], capture_output=True, text=True, check=True, timeout=30)
    assert done.stdout == "said"


def test_without_one_it_ends_as_any_program_does() -> None:
    script = "import atexit; from monitor.cli.leaving import leave; atexit.register(print, 'closed', end=''); leave()"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=30)
    assert done.stdout == "closed"


def test_the_test_would_notice() -> None:
    with pytest.raises(subprocess.TimeoutExpired):
        subprocess.run([sys.executable, "-c", _WAITING.replace("leave()", "")], capture_output=True, timeout=1)
