"""The whole daemon, and an outlet that puts right what it printed: told at the next look, once, and never as news."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from monitor.demo.story_files import NewsroomStory, load_outlets
from tests.chaos.world import Daemons, World, daemons, world

ROOT = Path(__file__).parents[2]
PUBLISHED = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=1)
FIRST, SECOND, THIRD = ((PUBLISHED + timedelta(days=days)).date() for days in (20, 23, 27))
LOOKS = ((1, SECOND, 2), (6, SECOND, 2), (24, SECOND, 2), (72, THIRD, 3))
"""After how many hours, the day that the page gives then, how many alerts there have been."""
PATIENCE_S = 30


def announcement(day: date) -> NewsroomStory:
    lead = (
        "The US special envoy for climate, Dana Okafor, will meet China's special envoy for climate change, "
        f"Lin Weiguo, in Geneva on {day:%d %B %Y}, the State Department said."
    )
    return NewsroomStory(
        name="talks-in-geneva",
        outlet=load_outlets()["tidewater"],
        published=PUBLISHED,
        headline="US and Chinese climate envoys to meet in Geneva",
        standfirst=None,
        authors=("Marek Solomon",),
        image=None,
        blocks=(
            ("paragraph", lead),
            ("paragraph", "Both want to speak of methane and coal, and of money for poorer countries."),
        ),
        shows="an announcement",
        alert="new",
    )


async def test_what_the_page_says_otherwise_is_an_update(tmp_path: Path) -> None:
    """Corrected before the first look, and once more before the last; a daemon is killed after each."""
    async with world(tmp_path, [announcement(FIRST)]) as made:
        made.publish()
        async with daemons(made, ROOT, sys.executable, {**os.environ}) as begun:
            await live(made, begun, alerts=1, looks=1)
            for number, (hours, day, alerts) in enumerate(LOOKS):
                made.newsroom.correct(announcement(day))
                made.set_clock(timedelta(hours=hours, minutes=2))
                await live(made, begun, alerts=alerts, looks=2 + number)
    new, *updates = told(made).values()
    assert [new["type"], *(update["type"] for update in updates)] == ["meeting.new", *["meeting.updated"] * 2]
    assert {update["data"]["meeting"]["id"] for update in updates} == {new["data"]["meeting"]["id"]}
    changes = [update["data"]["changes"]["start"] for update in updates]
    assert changes == [[str(FIRST), str(SECOND)], [str(SECOND), str(THIRD)]]


def told(made: World) -> dict[str, Any]:
    """The alerts by their ids: what a kill leaves unsettled comes once more under its own."""
    return {request.headers["webhook-id"]: json.loads(request.body) for request in made.desk.requests}


async def live(made: World, begun: Daemons, *, alerts: int, looks: int) -> None:
    """A daemon lives until the page has been asked for so often and so many alerts have come, and is killed."""
    (story,) = made.newsroom.stories
    await begun.begin()
    async with asyncio.timeout(PATIENCE_S):
        while len(told(made)) < alerts or made.asked.count(story.path) < looks:  # noqa: ASYNC110 (two servers)
            await asyncio.sleep(0.01)
    begun.kill()
    await begun.gone()
