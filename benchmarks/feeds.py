"""A feed's bytes to its entries: this program's reading against the parsers alone.

    python benchmarks/feeds.py [--quick]

feedparser, which finds the most, is the floor: this program reads with it. Generated feeds of 10 to 200 entries.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import feedparser

from benchmarks.common import OURS, Options, Result, Row, chance, optional, run, take_turns
from benchmarks.material import feed_of, stories
from monitor.parsing.feed import read_feed

FLOOR = "feedparser, as it comes"
PLAIN = "feedparser, without cleaning markup"
ENTRIES = (10, 25, 50, 100, 200)


def measure(options: Options) -> Iterator[Result]:
    """Processor time a feed."""
    logging.disable()
    told = stories(max(ENTRIES), chance())
    bodies = [
        feed_of([(f"https://news.example/{number}", story) for number, story in enumerate(told[:count])])
        for count in ENTRIES[: 2 if options.quick else None]
    ] * options.rounds(4)
    ways = {
        FLOOR: feedparser.parse,
        PLAIN: lambda body: feedparser.parse(body, sanitize_html=False, resolve_relative_uris=False),
        OURS: lambda body: read_feed(body, "application/rss+xml", "https://news.example/feed"),
    }
    if fast := optional("fastfeedparser"):
        ways["fastfeedparser"] = fast.parse
    spent = take_turns(ways, bodies, options.rounds(3))
    yield Result(
        title="Reading a feed",
        unit="ms of one core a feed",
        rows=tuple(Row(name, seconds * 1000) for name, seconds in spent.items()),
        base=PLAIN,
        text=(
            f"Feeds of {', '.join(map(str, ENTRIES))} entries. fastfeedparser is faster by far, and cuts titles with "
            "bare ampersands and finds nothing in some feeds; only changed feeds are read, in worker processes."
        ),
    )


if __name__ == "__main__":
    run(measure, __doc__)
