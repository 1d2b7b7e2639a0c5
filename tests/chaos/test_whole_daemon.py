"""The whole daemon killed at random, its disk filled and failing, its clock jumping, its receivers failing: every alert
comes at least once on every channel and never under two ids, every story is kept, and the archive verifies.

Two kills with the suite; $CHAOS_KILLS says how many more (`make chaos`: 200).
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import sqlite3
import sys
from contextlib import closing, suppress
from datetime import timedelta
from pathlib import Path

from monitor.store.maintenance import verify
from tests.chaos.world import Daemons, World, daemons, stories, world
from tests.disk.disk import build_shim, compiler, environment

KILLS = int(os.environ.get("CHAOS_KILLS", "2"))
ROOT = Path(__file__).parents[2]
FULL, FAILING_SYNCS, WELL = b"\1\0", b"\2\x20", b"\0\0"
"""See tests/disk/shim.c."""
JUMPS = (
    timedelta(0), timedelta(0), timedelta(minutes=10), timedelta(hours=5), timedelta(days=1), timedelta(days=2),
    -timedelta(minutes=10), -timedelta(hours=5), -timedelta(days=2), -timedelta(days=365),
)  # fmt: skip
LONGEST_LIFE_S = 12
PATIENCE_S = 300


async def test_whatever_happens_every_alert_comes_under_one_id(tmp_path: Path) -> None:
    chance = random.Random(KILLS)
    control = tmp_path / "control"
    let_disk(control, WELL)
    async with world(tmp_path, stories(max(3, KILLS // 2))) as made:
        with_disk = compiler() is not None
        shim = environment(build_shim(tmp_path), made.archive.parent, control=control) if with_disk else {**os.environ}
        async with daemons(made, ROOT, sys.executable, shim) as begun:
            for _ in range(KILLS):
                await live_and_be_killed(made, begun, control, chance)
            let_disk(control, WELL)
            await come_to_rest(made, begun)
        judge(made)
        if KILLS > 50:
            assert len(made.desk.requests) > len(made.newsroom.stories), "nothing was ever tried again"


def let_disk(control: Path, how: bytes) -> None:
    """Let the disk behave from now on as `how` says."""
    control.write_bytes(how)


async def live_and_be_killed(made: World, begun: Daemons, control: Path, chance: random.Random) -> None:
    """One daemon's life: until it has been heard of so and so often, with its world changing half way."""
    made.fail_at_times(chance)
    made.publish()
    made.set_clock(chance.choice(JUMPS))
    let_disk(control, chance.choice((WELL, WELL, WELL, WELL, WELL, FULL, FAILING_SYNCS)))
    await begun.begin()
    await heard_of(made, chance.randint(0, 6))
    let_disk(control, chance.choice((WELL, WELL, FULL, FAILING_SYNCS)))
    made.set_clock(chance.choice(JUMPS))
    await heard_of(made, chance.randint(0, 6))
    await asyncio.sleep(chance.uniform(0, 0.1))
    begun.kill()
    await begun.gone()


async def heard_of(made: World, often: int) -> None:
    """Return when the daemon has been heard of so `often` again, or has had time enough."""
    enough = made.events + often
    with suppress(TimeoutError):
        async with asyncio.timeout(LONGEST_LIFE_S / 2):
            while made.events < enough:  # noqa: ASYNC110 (what four servers hear)
                await asyncio.sleep(0.01)


async def come_to_rest(made: World, begun: Daemons) -> None:
    """All stories out, all well, and day after day goes by until everything has been told."""
    while len(made.newsroom.published) < len(made.newsroom.stories):
        made.publish()
    made.be_well()
    await begun.begin()
    async with asyncio.timeout(PATIENCE_S):
        for days in range(PATIENCE_S * 4):
            made.set_clock(timedelta(days=3 + days))
            if all_is_told(made):
                break
            await asyncio.sleep(0.25)
    begun.kill()
    await begun.gone()


def all_is_told(made: World) -> bool:
    """Whether the archive holds an alert a story, and none of them waits."""
    with closing(sqlite3.connect(made.archive, timeout=10)) as connection:
        (alerts,) = connection.execute("SELECT count(*) FROM alert").fetchone()
        (pending,) = connection.execute("SELECT count(*) FROM delivery WHERE state = 'pending'").fetchone()
    return int(alerts) >= len(made.newsroom.stories) and int(pending) == 0


def judge(made: World) -> None:
    published = {f"{made.base}{story.path}" for story in made.newsroom.stories}
    with closing(sqlite3.connect(made.archive)) as connection:
        assert {plain(url) for (url,) in connection.execute("SELECT url FROM stories")} == published
        rows = connection.execute("SELECT id, body FROM alert").fetchall()
        states = connection.execute("SELECT state, count(*) FROM delivery GROUP BY state").fetchall()
    alerts = {key: plain(json.loads(body)["data"]["story"]["url"]) for key, body in rows}
    assert sorted(alerts.values()) == sorted(published), "one alert a story, each once"
    assert states == [("delivered", 3 * len(published))]
    for channel, told in made.told().items():
        assert set(told) == set(alerts), channel
        assert [ids for ids in told.values() if len(ids) != 1] == [], channel
    assert verify(made.archive) == []


def plain(url: str) -> str:
    """Without what the feed adds to its links."""
    return url.partition("?")[0]
