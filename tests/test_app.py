"""The parts, joined: a pass, the daemon, and what a crash leaves."""

from __future__ import annotations

import asyncio
import functools
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from aiohttp.typedefs import Handler

from monitor.adapters.service_manager import ServiceManager
from monitor.app import Monitor, assemble
from monitor.clock import SystemClock
from monitor.core.errors import ArchiveError, FetchError
from monitor.core.knowledge import Knowledge
from monitor.core.polling.feed import FeedDefinition
from monitor.demo.newsroom import Newsroom
from monitor.demo.receivers import HookReceiver
from monitor.demo.run import SECRET
from monitor.service import Opening, Signals, serve
from monitor.settings import Settings
from monitor.store.sender import sole_sender
from tests.support import reading
from tests.support.clock import FakeClock, settle


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return reading.knowledge()


@dataclass
class World:
    """A newsroom and a receiver that can be down."""

    base: str
    newsroom: Newsroom
    hook: HookReceiver
    statuses: list[int]
    """Of every answer that the newsroom gave."""
    down: bool = False

    def settings(self, folder: Path, **alerts: object) -> Settings:
        """One feed a newsroom's outlet, read in the process itself."""
        return Settings.model_validate(
            {
                "archive": {"path": str(folder / "archive.sqlite3")},
                "fetch": {"contact": "a@b", "allow_private_networks": True, "per_host_delay": "0s", "robots": False},
                "poll": {"interval": "1s"},
                "workers": {"processes": 0},
                "alerts": {"max_age": "off", "webhook": [{"url": f"{self.base}/hook", "secret": SECRET}], **alerts},
                "feed": [{"name": name, "url": url} for name, url in self.newsroom.feeds(self.base)],
            }
        )


@asynccontextmanager
async def world() -> AsyncIterator[World]:
    newsroom, hook = Newsroom(), HookReceiver(SECRET)
    made = World("", newsroom, hook, [])

    @web.middleware
    async def note(request: web.Request, handler: Handler) -> web.StreamResponse:
        response = await handler(request)
        made.statuses.append(response.status)
        return response

    async def take(request: web.Request) -> web.Response:
        return web.Response(status=503) if made.down else await hook.take(request)

    served = newsroom.app()
    served.middlewares.append(note)
    served.router.add_post("/hook", take)
    runner = web.AppRunner(served, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.base = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield made
    finally:
        await runner.cleanup()


async def one_pass(settings: Settings, knowledge: Knowledge) -> Monitor:
    async with assemble(settings, knowledge, SystemClock()) as monitor:
        await monitor.once()
        return monitor


async def test_one_pass_alerts_once_and_the_next_asks_conditionally(tmp_path: Path, knowledge: Knowledge) -> None:
    async with world() as made:
        settings = made.settings(tmp_path)
        made.newsroom.publish_until(made.newsroom.moments[4])
        await one_pass(settings, knowledge)
        assert len(made.hook.received) == 1
        assert made.hook.received[0].genuine
        made.statuses.clear()
        await one_pass(settings, knowledge)
        assert set(made.statuses) == {304}
        assert len(made.hook.received) == 1


async def test_a_receiver_that_is_down_gets_its_alert_later_under_the_same_id(
    tmp_path: Path, knowledge: Knowledge
) -> None:
    async with world() as made:
        settings = made.settings(tmp_path)
        made.newsroom.publish_until(made.newsroom.moments[1])
        made.down = True
        async with assemble(settings, knowledge, SystemClock()) as monitor:
            summary = await monitor.once()
            rows = await monitor.archive.read("SELECT alert_id, state, attempts, trouble FROM deliveries")
        assert (summary.alerts, summary.deliveries.failed) == (1, 1)
        assert [(row["state"], row["attempts"]) for row in rows] == [("pending", 1)]
        assert "503" in rows[0]["trouble"]
        made.down = False
        async with assemble(settings, knowledge, SystemClock()) as monitor:
            async with monitor.archive.transaction() as connection:
                await connection.execute("UPDATE delivery SET due_at = attempted_at")
            await monitor.once()
        assert [delivery.id for delivery in made.hook.received] == [rows[0]["alert_id"]]


async def test_the_daemon_runs_until_told_to_stop_and_says_how_it_fares(tmp_path: Path, knowledge: Knowledge) -> None:
    async with world() as made:
        made.newsroom.publish_until(made.newsroom.moments[1])
        async with assemble(made.settings(tmp_path), knowledge, SystemClock()) as monitor:
            stop = asyncio.Event()
            async with asyncio.timeout(20):
                daemon = asyncio.create_task(monitor.run(stop, pace=0.05))
                while not made.hook.received:
                    await asyncio.wait([daemon], timeout=0.05)
                assert await monitor.what_is_stuck() is None
                assert (await monitor.status()).startswith("5 feeds (0 failing), 1 stories, 1 meetings")
                stop.set()
                await daemon


async def test_a_source_that_brings_nothing_is_not_added(tmp_path: Path, knowledge: Knowledge) -> None:
    async with world() as made:
        settings = made.settings(tmp_path)
        async with assemble(settings, knowledge, SystemClock()) as monitor:
            bad = FeedDefinition("x", f"{made.base}/nobody/feed.xml", settings.poll.interval)
            with pytest.raises(FetchError, match="404"):
                await monitor.add(bad)
            assert not [row for row in await monitor.archive.read("SELECT url FROM feeds") if row["url"] == bad.url]


async def test_no_channel_no_delivery_but_the_meeting_is_known(tmp_path: Path, knowledge: Knowledge) -> None:
    async with world() as made:
        made.newsroom.publish_until(made.newsroom.moments[1])
        async with assemble(made.settings(tmp_path, webhook=[]), knowledge, SystemClock()) as monitor:
            summary = await monitor.once()
            assert summary.alerts == 1
            assert len(await monitor.archive.read("SELECT id FROM meetings")) == 1
            assert await monitor.archive.read("SELECT id FROM deliveries") == []


async def test_a_pass_and_the_daemon_tell_which_feeds_are_unwell_once(
    tmp_path: Path, knowledge: Knowledge, caplog: pytest.LogCaptureFixture
) -> None:
    async with world() as made:
        settings, clock = made.settings(tmp_path), FakeClock()
        async with assemble(settings, knowledge, clock) as monitor:
            async with monitor.archive.transaction() as connection:
                await connection.execute("UPDATE feed SET state = 'gone' WHERE id = 1")
            stop = asyncio.Event()
            daemon = asyncio.create_task(monitor.run(stop, pace=0.001))
            await clock.advance(3600)
            async with asyncio.timeout(10):
                while not await monitor.archive.read("SELECT 1 FROM feed WHERE settings ->> '$.unwell[0]' = 'gone'"):
                    await asyncio.wait([daemon], timeout=0.02)
            stop.set()
            await daemon
        await one_pass(settings, knowledge)
    assert [getattr(record, "event", None) for record in caplog.records].count("feed.unwell") == 1


async def test_hubs_find_the_callback_on_the_page_where_it_is_public(tmp_path: Path, knowledge: Knowledge) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        listen = f"127.0.0.1:{free.getsockname()[1]}"
    settings = Settings.model_validate(
        {
            "archive": {"path": str(tmp_path / "archive.sqlite3")},
            "fetch": {"contact": "a@b", "feed_size": "1KiB"},
            "workers": {"processes": 0},
            "web": {"listen": listen, "public": "https://monitor.example.org"},
        }
    )
    callback = f"http://{listen}/websub/1/abcdefghijklmnopqrstuvwx"
    outside = {"Host": "monitor.example.org"}
    async with assemble(settings, knowledge, SystemClock(), page=True) as monitor, aiohttp.ClientSession() as http:
        stop = asyncio.Event()
        daemon = asyncio.create_task(monitor.run(stop, pace=0.01))
        for size, status in ((1024, 404), (1025, 413)):
            async with http.post(callback, data=bytes(size), headers=outside) as answer:
                assert answer.status == status
        for path, host, status in (
            (callback, "other.example.org", 421),
            (f"http://{listen}/", outside["Host"], 404),
            (f"http://{listen}/", listen, 200),
        ):
            async with http.get(path, headers={"Host": host}) as answer:
                assert answer.status == status
        stop.set()
        await daemon


@pytest.mark.parametrize("wrong", ["port", "folder"])
async def test_a_reload_to_what_cannot_be_opened_leaves_the_page_where_it_was(
    tmp_path: Path, knowledge: Knowledge, caplog: pytest.LogCaptureFixture, wrong: str
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, socket.create_server(("127.0.0.1", 0)) as free:
        ports = [server.getsockname()[1] for server in (free, taken)]
        free.close()
        right, other = (
            {
                "archive": {"path": str(tmp_path / folder / "archive.sqlite3")},
                "fetch": {"contact": "a@b"},
                "workers": {"processes": 0},
                "web": {"listen": f"127.0.0.1:{port}"},
            }
            for folder, port in ((".", ports[0]), ("nowhere" if wrong == "folder" else ".", ports[wrong == "port"]))
        )
        wanted = [Settings.model_validate(one) for one in (right, other)]

        def prepare() -> Opening:
            return functools.partial(assemble, wanted.pop(0), knowledge, SystemClock(), page=True)

        signals = Signals()
        task = asyncio.create_task(serve(prepare, ServiceManager(SystemClock(), {}), SystemClock(), signals))
        async with aiohttp.ClientSession() as http, asyncio.timeout(20):
            await answers(http, ports[0])
            signals.reload.set()
            await settle_until(lambda: "reload.refused" in [getattr(one, "event", "") for one in caplog.records])
            await answers(http, ports[0])
        signals.stop.set()
        await task


async def answers(http: aiohttp.ClientSession, port: int) -> None:
    """Return when the page answers."""
    while True:
        try:
            async with http.get(f"http://127.0.0.1:{port}/healthz") as answer:
                assert answer.status == 200
                return
        except aiohttp.ClientConnectionError:
            await settle()


async def settle_until(true: Callable[[], bool]) -> None:
    while not true():
        await settle()


async def test_a_pass_beside_a_daemon_leaves_the_sending_to_it(tmp_path: Path, knowledge: Knowledge) -> None:
    async with world() as made:
        made.newsroom.publish_until(made.newsroom.moments[1])
        with sole_sender(tmp_path / "archive.sqlite3") as alone:
            assert alone
            async with assemble(made.settings(tmp_path), knowledge, SystemClock()) as monitor:
                summary = await monitor.once()
                assert (summary.alerts, summary.deliveries.delivered) == (1, 0)
                with pytest.raises(ArchiveError, match="another daemon"):
                    await monitor.run(asyncio.Event())
        assert made.hook.received == []
        await one_pass(made.settings(tmp_path), knowledge)
        assert len(made.hook.received) == 1
