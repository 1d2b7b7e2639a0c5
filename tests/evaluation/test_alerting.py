"""Given right records, every meeting of the corpus alerts once and every real change is told, whatever happens.

EVALUATION_KILLS sets how often the process is killed (`make chaos` sets many).
"""

from __future__ import annotations

import asyncio
import os
import random
import sys
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from monitor.store.archive import Archive
from tests.evaluation.alerting import (
    MISREAD,
    Figures,
    alerted,
    delayed,
    due,
    figures_of,
    meetings,
    reader,
    take_in,
)
from tests.evaluation.corpus import load
from tests.evaluation.misreading import misread

ARTICLES = load()
ROOT = Path(__file__).parents[2]
KILLS = int(os.environ.get("EVALUATION_KILLS", "2"))


@pytest_asyncio.fixture
async def archive(tmp_path: Path) -> AsyncIterator[Archive]:
    async with await Archive.open(tmp_path / "archive.sqlite3") as archive:
        yield archive


async def test_one_alert_a_meeting_and_one_a_change(archive: Archive) -> None:
    await take_in(archive, ARTICLES)
    assert Counter(await alerted(archive, ARTICLES)) == due(ARTICLES)
    assert sum(due(ARTICLES).values()) > 30


async def test_two_feeds_bring_every_story(archive: Archive) -> None:
    await take_in(archive, ARTICLES, feeds=2)
    assert Counter(await alerted(archive, ARTICLES)) == due(ARTICLES)
    ((stories,),) = [tuple(row) for row in await archive.read("SELECT count(*) FROM story")]
    assert stories == len(ARTICLES)


async def test_as_read_every_meeting_alerts_once(archive: Archive) -> None:
    await take_in(archive, ARTICLES, told=reader())
    found = Figures(due(ARTICLES), Counter(await alerted(archive, ARTICLES)))
    wrong = sum((found.repeated + found.false + found.extra).values())
    assert wrong <= 1, "one story read otherwise; the others' mistakes are to be mended by each other"
    assert sum(found.missed.values()) <= 2


async def test_what_one_story_tells_wrongly_the_others_put_right() -> None:
    """Fifteen in a hundred reports with a wrong city, day, status, kind, mode or name, or none at all."""
    repeated = beside = missed = 0
    for seed in range(2):
        told = [misread(article, random.Random(f"{seed} {article.id}"), MISREAD) for article in ARTICLES]
        found = await figures_of(told, labels=ARTICLES)
        repeated += sum(found.repeated.values())
        beside += sum((found.false + found.extra).values())
        missed += sum(n for (_, kind), n in found.missed.items() if kind == "meeting.new")
    assert repeated <= 3
    assert beside <= 1
    assert missed <= 2


async def test_stories_that_come_late_make_the_same_meetings(archive: Archive, tmp_path: Path) -> None:
    await take_in(archive, delayed(ARTICLES, 3, 20260503))
    found = Counter(await alerted(archive, ARTICLES))
    new = {pair: count for pair, count in due(ARTICLES).items() if pair[1] == "meeting.new"}
    assert {pair: count for pair, count in found.items() if pair[1] == "meeting.new"} == new
    assert found <= due(ARTICLES), "an update that nothing justifies"
    async with await Archive.open(tmp_path / "in-order.sqlite3") as in_order:
        await take_in(in_order, ARTICLES)
        assert await meetings(archive) == await meetings(in_order)


async def test_killed_at_any_moment_each_alert_is_written_once(tmp_path: Path) -> None:
    """Every new process gets all stories again, as feeds give them; the last one may finish."""
    path, chance = tmp_path / "archive.sqlite3", random.Random(KILLS)
    ids = [article.id for article in ARTICLES if article.meetings]
    command = [sys.executable, "-m", "tests.evaluation.taking_in", str(path), *ids]
    for _ in range(KILLS):
        process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=asyncio.subprocess.PIPE)
        assert process.stdout
        for _ in range(chance.randint(1, len(ids) - 1)):
            await process.stdout.readline()
        process.kill()  # it is at work on the next story
        await process.communicate()
    async with await Archive.open(path) as archive:
        await take_in(archive, ARTICLES)
        assert Counter(await alerted(archive, ARTICLES)) == due(ARTICLES)
        rows = await archive.read("SELECT id, json_extract(body, '$.data.meeting.id') AS meeting FROM alert")
        assert len({row["id"] for row in rows}) == len(rows)
        ((deliveries,),) = [tuple(row) for row in await archive.read("SELECT count(*) FROM delivery")]
        assert deliveries == len(rows)
