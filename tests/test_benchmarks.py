"""The benchmarks' own arithmetic; that they run is `make bench`'s to show."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from benchmarks.__main__ import Report, page
from benchmarks.common import Aim, Result, Row, figure, percentile, table, take_turns
from benchmarks.material import feed_of, page_of, pages, stories
from benchmarks.understanding import words
from monitor.core.records import Page
from monitor.parsing.feed import read_feed
from monitor.parsing.page import read_page
from tests.evaluation.labelled import text_of
from tests.support.reading import knowledge

RESULT = Result(
    title="Reading",
    unit="ms",
    rows=(Row("floor", 10.0), Row("envoy-monitor", 12.5, "with metadata")),
    base="floor",
    aims=(Aim("against the floor", 1.25, 1.3), Aim("pages a second", 0.5, 0.75, at_most=False, unit="")),
)


def test_a_table_gives_ratios_to_its_base_and_says_which_aim_was_missed() -> None:
    told = table(RESULT)
    assert "| envoy-monitor (with metadata) | 12.5 | 1.25 |" in told
    assert "- reached: against the floor: 1.25 × (≤ 1.3 wanted)" in told
    assert "- **not reached**: pages a second: 0.500 (≥ 0.75 wanted)" in told


def test_the_page_counts_the_aims_and_names_what_failed() -> None:
    told = page(
        [Report("reading", "python reading.py", (RESULT,)), Report("polling", "python polling.py", (), "no server")],
        real_pages=False,
        quick=True,
    )
    assert "## Aims: 1 of 2 reached" in told
    assert "| against the floor | 1.25 × (≤ 1.3 wanted) | reached ([reading](#reading)) |" in told
    assert "It failed: no server" in told
    assert "the figures are rough" in told


@pytest.mark.parametrize(
    ("value", "written"),
    [(0, "0"), (0.01234, "0.0123"), (1.5, "1.50"), (42.0, "42.0"), (1234.5, "1,234"), (0.5, "0.500")],
)
def test_figures_have_three_digits(value: float, written: str) -> None:
    assert figure(value) == written


def test_percentiles_and_turns() -> None:
    assert percentile([3, 1, 2, 4], 0.5) == 3
    assert percentile([1.0], 0.99) == 1.0
    seen: list[tuple[str, int]] = []
    spent = take_turns({"a": lambda n: seen.append(("a", n)), "b": lambda n: seen.append(("b", n))}, [1, 2], rounds=1)
    assert seen[-4:] == [("a", 1), ("b", 1), ("a", 2), ("b", 2)]
    assert set(spent) == {"a", "b"}


def test_generated_pages_have_the_sizes_of_real_ones_and_their_stories(tmp_path: Path) -> None:
    chance = random.Random(3)
    story = stories(1, chance, "en")[0]
    body = page_of(story, 90_000, chance)
    assert 80_000 < len(body) < 110_000
    read = read_page(Page(source="page", body=body), knowledge().pages)
    assert read.headline == story.headline
    assert words(text_of(story)) > 550
    (tmp_path / "a.html").write_bytes(body)
    assert pages(tmp_path, 5, chance) == [body]


def test_stories_that_report_and_stories_that_do_not() -> None:
    reporting = stories(20, random.Random(1), "zh")
    assert len({story.id for story in reporting}) == 20
    assert all(any(meeting.news for meeting in story.meetings) for story in reporting)
    assert not any(
        story.meetings and any(m.news for m in story.meetings)
        for story in stories(5, random.Random(1), "en", reporting=False)
    )
    feed = read_feed(feed_of([("https://news.example/1", reporting[0])]), None, "https://news.example/feed")
    assert [entry.title for entry in feed.entries] == [reporting[0].headline]
