"""The one pure function from a page's bytes to a story understood."""

from __future__ import annotations

from monitor.core.knowledge import Knowledge
from monitor.core.reading.understand import understand
from monitor.core.records import Page, Story
from monitor.parsing.page import read_page


def read_story(page: Page, knowledge: Knowledge) -> Story:
    """Read and understand a page. Raises UnreadablePage where it gives no story."""
    return understand(read_page(page, knowledge.pages), knowledge)
