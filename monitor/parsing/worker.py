"""What a worker process does: a page in, a story out, with the knowledge loaded once a process."""

from __future__ import annotations

import gc
from functools import cache
from pathlib import Path

from monitor.core.knowledge import Knowledge
from monitor.core.records import Page, Story
from monitor.knowledge import load_knowledge


def read_here(own: Path | None, page: Page) -> Story:
    """Read `page`; `own` is the operator's folder of knowledge. Raises UnreadablePage."""
    from monitor.parsing.story import read_story  # the daemon only hands this function on: it needs no page's libraries

    return read_story(page, knowledge_of(own))


@cache
def knowledge_of(own: Path | None) -> Knowledge:
    """The packaged knowledge, with the operator's own folder laid over it. Raises ConfigurationError."""
    loaded = load_knowledge(own)
    gc.freeze()  # it stays to the end: no collection need look through it again
    return loaded
