"""A site on loopback over an archive that tells of some meetings."""

from __future__ import annotations

import asyncio
import json
import re
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from monitor.core.delivery.muting import Mute
from monitor.core.polling.feed import FeedDefinition
from monitor.core.records import Place, Quote
from monitor.settings.models import WebSettings
from monitor.store.alerts import mute
from monitor.store.archive import Archive
from monitor.store.feeds import declare_feeds
from monitor.web.desk import Desk
from monitor.web.site import build_site
from tests.support.clock import FakeClock
from tests.support.meetings import FAN, OKAFOR, at, meeting
from tests.support.taking import tell

TOKEN = "correct-horse"
NOW = at("2026-05-10T08:00:00")
HOSTILE = '<script>alert("x")</script> {{7*7}} \u202egnp.exe'
SAID = Quote("Methane first.", "Lin Weiguo", "special envoy", "Xinhua", Place(0, 0))
IN_CHINESE = Quote("先谈甲烷，再谈煤。", "Lin Weiguo", "气候变化事务特使", None, Place(0, 0))
FEED = FeedDefinition("Example Wire", "https://wire.example.org/rss", timedelta(minutes=15))


async def _fill(path: Path) -> None:
    async with await Archive.open(path) as archive:
        await declare_feeds(archive, [FEED], at("2026-04-01"))
        await tell(archive, meeting("2026-05-24"), name="announced", on="2026-04-20", text=("Talks were arranged.",))
        moved = meeting("2026-05-17", evidence=("A week sooner.",))
        await tell(archive, moved, name="moved", on="2026-04-28", outlet="Other Wire", quotes=(SAID,), moved_from=())
        await tell(
            archive,
            meeting("2026-05-17", evidence=("会谈提前一周。",)),
            name="zh",
            on="2026-04-29",
            outlet="示例新闻",
            language="zh",
            quotes=(IN_CHINESE,),
            text=("两国气候特使谈到甲烷。",),
        )
        call = meeting("2026-05-02", status="held", mode="call", city=None, country=None, participants=(OKAFOR, FAN))
        call = replace(call, kind="official", evidence=("They spoke by telephone.",))
        await tell(archive, call, name="call", on="2026-05-03")
        past = meeting("2025-03-10", "2025-03-12", status="held", city="Nanjing", evidence=("They met in Nanjing.",))
        await tell(archive, past, name="past", on="2025-03-12")
        text = (HOSTILE, "Coal is up.")
        await tell(archive, name="hostile", on="2026-05-01", outlet=HOSTILE, relevant=False, text=text)
        async with archive.transaction() as connection:
            await connection.execute("UPDATE story SET link = 'javascript:alert(1)' WHERE url LIKE '%hostile'")
            await connection.execute(
                "INSERT INTO entry (url, link, said, first_seen_at, state, due_at) VALUES (?, ?, ?, ?, ?, ?)",
                (
                    "https://wire.example.org/sport",
                    "javascript:alert(1)",
                    json.dumps({"title": HOSTILE}),
                    "2026-05-01T00:00:00.000Z",
                    "screened_out",
                    "2026-05-01T00:00:00.000Z",
                ),
            )
            decision = (
                "INSERT INTO decision (url, at, step, outcome, detail) VALUES (?, ?, 'screen', 'rejected', 'sport')"
            )
            await connection.execute(decision, ("https://wire.example.org/sport", "2026-05-01T00:00:00.026Z"))
            await connection.execute(
                "UPDATE delivery SET state = 'dead', trouble = 'said 410' WHERE id = (SELECT min(id) FROM delivery)"
            )
        await mute(archive, Mute("source", "Noisy Wire", NOW + timedelta(days=3)), NOW)


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("web") / "archive.sqlite3"
    asyncio.run(_fill(path))
    return path


@dataclass
class Visitor:
    """A browser's session with the site."""

    base: str
    archive: Archive
    http: aiohttp.ClientSession
    clock: FakeClock
    woken: list[bool]

    async def get(self, path: str, status: int = 200, **headers: str) -> str:
        async with self.http.get(self.base + path, headers=headers, allow_redirects=False) as answer:
            assert answer.status == status, (path, answer.status, await answer.text())
            return await answer.text()

    async def json(self, path: str) -> Any:
        return json.loads(await self.get(path))

    async def head(self, path: str, **headers: str) -> tuple[int, Any]:
        async with self.http.get(self.base + path, headers=headers, allow_redirects=False) as answer:
            return answer.status, answer.headers

    async def post(self, path: str, form: Any = None, **headers: str) -> tuple[int, str]:
        """The status, and where it leads or what it says."""
        async with self.http.post(self.base + path, data=form, headers=headers, allow_redirects=False) as answer:
            return answer.status, answer.headers.get("Location") or await answer.text()

    async def sign_in(self) -> None:
        assert await self.post("/sign-in", {"token": TOKEN}) == (303, "/")

    async def key(self, path: str) -> str:
        """The key that the forms of a page carry."""
        found = re.search(r'name="key" value="([0-9a-f]{64})"', await self.get(path))
        assert found, "no form"
        return found[1]

    async def meeting(self, part: str) -> str:
        """The id of the meeting whose title holds `part`."""
        (row,) = await self.archive.read("SELECT id FROM meetings WHERE instr(title, ?)", (part,))
        meeting: str = row["id"]
        return meeting


Visit = Callable[..., AbstractAsyncContextManager[Visitor]]


@pytest.fixture
def visit(filled: Path, tmp_path: Path) -> Visit:
    """`async with visit() as visitor`: over a copy of the archive where `changes`."""

    @asynccontextmanager
    async def site(
        *,
        token: str | None = TOKEN,
        changes: bool = False,
        empty: bool = False,
        now: datetime = NOW,
        settings: dict[str, Any] | None = None,
        **desk: Any,
    ) -> AsyncIterator[Visitor]:
        path = filled
        if changes or empty:
            path = tmp_path / "archive.sqlite3"
        if changes:
            shutil.copy(filled, path)
        clock, woken = FakeClock(now), list[bool]()
        async with (
            await Archive.open(path) as archive,
            aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as http,
        ):
            made = Desk(archive, clock, token, ("webhook",), {"CN": "China"}, lambda: woken.append(True), **desk)
            configured = WebSettings.model_validate({"listen": "127.0.0.1:8620"} | (settings or {}))
            runner = web.AppRunner(build_site(made, configured), access_log=None)
            await runner.setup()
            try:
                await web.TCPSite(runner, "127.0.0.1", 0).start()
                yield Visitor(f"http://127.0.0.1:{runner.addresses[0][1]}", archive, http, clock, woken)
            finally:
                await runner.cleanup()

    return site
