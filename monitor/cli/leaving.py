"""The end of a process that has sent alerts."""

from __future__ import annotations

import os
import sys
import threading


def leave() -> None:
    """End the process where a library's thread would keep it, for as long as a chat service says nothing.

    Everything of ours is closed by now; what such a thread still sends was cancelled, and comes again under its id.
    """
    if any(thread is not threading.main_thread() and not thread.daemon for thread in threading.enumerate()):
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)
