"""What the reader of a record must know of its page: behind a paywall, an error, nothing there."""

from __future__ import annotations

from monitor.core.reading.page_words import PageWords
from monitor.core.records import Block
from monitor.parsing.lines import Line, size

PAYWALLED = "paywalled"
ERROR_PAGE = "error page"
EMPTY = "empty"
SUMMARY_ONLY = "summary only"
FEED_TEXT = "text from the feed"
# A story that fills this many words was not cut off, whatever the page says beside it.
_FULL_STORY = 250
_SHORTEST_STORY = 20


def page_notes(
    headline: str, lines: list[Line], blocks: tuple[Block, ...], words: PageWords, *, paywalled: bool
) -> tuple[str, ...]:
    """The notes on a page whose text is `blocks`; `paywalled` is what the page's own data say."""
    length = sum(size(block.text) for block in blocks)
    if length < _FULL_STORY:
        top = headline.lower()
        if any(error in top for error in words.errors) or (length < 60 and _says(lines[:30], words.errors)):
            return (ERROR_PAGE,)
        if paywalled or _says(lines, words.paywall):
            return (PAYWALLED,)
    if length < _SHORTEST_STORY:
        return (EMPTY,)
    return ()


def _says(lines: list[Line], phrases: tuple[str, ...]) -> bool:
    return any(phrase in low for line in lines if line.size <= 60 for low in [line.text.lower()] for phrase in phrases)
