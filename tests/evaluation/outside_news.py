"""Others' pages and feeds, where they lie beside the checkout: news of every kind, none of it on meetings of envoys."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

from monitor.core.errors import UnreadableFeed
from monitor.core.knowledge import Knowledge
from monitor.core.records import Block, Page, Text
from monitor.parsing.feed import read_feed
from monitor.parsing.story import read_story

_FEED_ENDINGS = frozenset({".xml", ".rss", ".atom", ".rdf", ".json"})


def pages(folder: Path, knowledge: Knowledge) -> Iterator[Text]:
    """The stories of real sites' pages (`pages/html/*.html.gz`)."""
    for path in sorted((folder / "pages" / "html").glob("*.html.gz")):
        yield read_story(Page(source=path.name, body=gzip.decompress(path.read_bytes()), url=None), knowledge).text


def feed_entries(folder: Path) -> Iterator[Text]:
    """The entries of sample feeds that say more than a few words, each as a story of its summary."""
    for path in sorted(p for p in (folder / "feeds").rglob("*") if p.suffix in _FEED_ENDINGS):
        try:
            entries = read_feed(path.read_bytes(), None, "https://feeds.example.org/").entries
        except UnreadableFeed:
            continue
        for number, entry in enumerate(entries):
            words = entry.summary or ""
            if len(words.split()) > 5 or len(words) > 60:
                source = f"{path.name} {number}"
                blocks = (Block("paragraph", words),)
                yield Text(source, None, None, "en", entry.title or "", None, (), entry.published, None, None, blocks)
