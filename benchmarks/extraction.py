"""A page's text, structure and metadata: this program's reading against the libraries that one would take instead.

    python benchmarks/extraction.py [--pages FOLDER] [--quick]

The floor is trafilatura's fast mode for the text alone, which this program's reading is built on.
"""

from __future__ import annotations

import contextlib
import gc
import sys
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import trafilatura

from benchmarks.common import OURS, Aim, Options, Result, Row, chance, optional, run, take_turns
from benchmarks.material import pages
from monitor.core.errors import UnreadablePage
from monitor.core.records import Page
from monitor.knowledge import load_knowledge
from monitor.parsing.page import read_page

FLOOR = "trafilatura, fast, text only"
WITH_METADATA = "trafilatura, text and metadata"
Way = Callable[[bytes], object]


def ways() -> dict[str, Way]:
    """Every way of getting a page's text, those that are installed."""
    knowledge = load_knowledge()
    gc.freeze()

    def ours(body: bytes) -> object:
        try:
            return read_page(Page(source="page", body=body), knowledge.pages)
        except UnreadablePage:
            return None

    found: dict[str, Way] = {
        FLOOR: lambda body: trafilatura.extract(body, fast=True),
        OURS: ours,
        "trafilatura, text only": trafilatura.extract,
        "trafilatura, fast, text and metadata": lambda body: trafilatura.bare_extraction(
            body, fast=True, with_metadata=True
        ),
        WITH_METADATA: lambda body: trafilatura.bare_extraction(body, with_metadata=True),
    }
    warnings.simplefilter("ignore")  # the libraries' own, on import and on pages
    if newspaper := optional("newspaper"):
        found["newspaper4k"] = bearing(lambda body: _newspaper(newspaper, body))
    if newsplease := optional("newsplease"):
        found["news-please"] = bearing(
            lambda body: newsplease.NewsPlease.from_html(
                body.decode("utf-8", "replace"), url="https://news.example/page", fetch_images=False
            )
        )
    return found


def _newspaper(newspaper: object, body: bytes) -> object:
    article = newspaper.Article("https://news.example/page", language="en", fetch_images=False)  # type: ignore[attr-defined]
    article.download(input_html=body.decode("utf-8", "replace"))
    article.parse()
    return article


def bearing(way: Way) -> Way:
    """`way`, going on where it fails on a page: that has taken its time all the same."""

    def bear(body: bytes) -> None:
        with contextlib.suppress(Exception):
            way(body)

    return bear


def measure(options: Options) -> Iterator[Result]:
    """Processor time a page."""
    bodies = pages(options.pages, 20 if options.quick else 181, chance())
    spent = take_turns(ways(), bodies, options.rounds(2))
    yield Result(
        title="Reading a page",
        unit="ms of one core a page",
        rows=tuple(Row(name, seconds * 1000) for name, seconds in spent.items()),
        base=FLOOR,
        aims=(
            Aim("text, structure and metadata against trafilatura's fast text alone", spent[OURS] / spent[FLOOR], 1.3),
            Aim(
                "how many times faster than trafilatura's text with metadata",
                spent[WITH_METADATA] / spent[OURS],
                1.5,
                at_most=False,
            ),
        ),
        text=f"{len(bodies)} {'real' if options.pages else 'generated'} pages of real sizes, one after the other.",
    )


if __name__ == "__main__":
    run(measure, __doc__)
