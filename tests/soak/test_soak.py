"""A soak of one day: that it goes through faults and days, and that its judge can tell growth from none."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

from tests.soak.__main__ import growth
from tests.soak.picture import draw
from tests.soak.run import Day, as_csv, soak
from tests.support import reading

QUIET = Day(1, 100, 10, 2, 2, 2, 2, 150, 300, 40, 5, 2.0, 1.0, 8.0, 12.0)


async def test_a_day_goes_by_with_everything_told_of_it(tmp_path: Path) -> None:
    days = await soak(tmp_path, reading.knowledge(), days=2, feeds=4, interval="12h", items=2, processes=0)
    assert [day.day for day in days] == [1, 2]
    assert 4 * 24 < days[0].entries < days[1].entries < 4 * 2 * 60
    assert days[1].stories > 0
    assert all(day.handles > 5 and day.daemon_mb > 20 and day.work_s > 0 for day in days)


def test_growth_is_what_the_end_is_of_the_beginning_without_the_start() -> None:
    flat = [replace(QUIET, day=n, daemon_mb=90 if n == 0 else 150) for n in range(40)]
    leaking = [replace(QUIET, day=n, handles=40 + n) for n in range(40)]
    assert growth(flat, "daemon_mb") == 1.0
    assert growth(leaking, "handles") > 1.3
    assert growth([QUIET], "handles") == 1.0


def test_the_days_are_drawn_and_written() -> None:
    days = [replace(QUIET, day=n, handles=40 + n % 3) for n in range(1, 31)]
    drawn = ElementTree.fromstring(draw(days))
    lines = drawn.findall("{http://www.w3.org/2000/svg}polyline")
    assert len(lines) == 7
    assert all(len(line.get("points", "").split()) == 30 for line in lines)
    head, first, *_ = as_csv(days).splitlines()
    assert head.startswith("day,entries,stories")
    assert first.startswith("1,100,10,")
