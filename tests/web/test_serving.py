"""The site on its port: who waits too long is sent away, a taken port is one clear line."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from monitor.core.errors import MonitorError
from monitor.settings.models import WebSettings
from monitor.store.archive import Archive
from monitor.web.doorkeeper import Doorkeeper
from monitor.web.site import serve_site
from tests.support.clock import FakeClock, settle


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def settings(port: int) -> WebSettings:
    return WebSettings.model_validate({"listen": f"127.0.0.1:{port}"})


@asynccontextmanager
async def listening(patience: float, most: int) -> AsyncIterator[tuple[Doorkeeper, int, asyncio.Event]]:
    """A server behind a doorkeeper; `/slow` answers when the event is set."""
    keeper, go = Doorkeeper(patience, most), asyncio.Event()

    async def slow(request: web.Request) -> web.Response:
        await go.wait()
        return web.Response(text="at last")

    async def quick(request: web.Request) -> web.Response:
        return web.Response(text="here")

    app = web.Application(middlewares=[keeper.attend])
    app.add_routes([web.get("/slow", slow), web.get("/quick", quick)])
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    assert runner.server is not None
    server = await asyncio.get_running_loop().create_server(keeper.factory(runner.server), "127.0.0.1", 0)
    try:
        yield keeper, server.sockets[0].getsockname()[1], go
    finally:
        server.close()
        await runner.cleanup()


async def test_half_open_requests_are_closed_however_slowly_they_drip() -> None:
    async with listening(0.2, 400) as (keeper, port, _), asyncio.timeout(10):
        connections = [await asyncio.open_connection("127.0.0.1", port) for _ in range(300)]

        async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(b"GET /quick HTTP/1.1\r\nX-Slow: ")
            while not reader.at_eof():
                writer.write(b"x")
                try:
                    await asyncio.wait_for(reader.read(1), 0.05)
                except TimeoutError:
                    continue
                except ConnectionError:
                    break
            writer.close()

        await asyncio.gather(*(drip(*connection) for connection in connections))
        assert keeper.open == 0


async def test_a_request_in_hand_may_take_its_time() -> None:
    async with listening(0.05, 10) as (_, port, go), aiohttp.ClientSession() as http, asyncio.timeout(10):
        waiting = asyncio.create_task(http.get(f"http://127.0.0.1:{port}/slow"))
        await asyncio.wait([waiting], timeout=0.2)
        assert not waiting.done()
        go.set()
        assert await (await waiting).text() == "at last"


async def test_a_full_house_sends_away_who_has_waited_longest() -> None:
    async with listening(30, 3) as (keeper, port, _), aiohttp.ClientSession() as http, asyncio.timeout(10):
        idle = [await asyncio.open_connection("127.0.0.1", port) for _ in range(3)]
        await settle()
        assert keeper.open == 3
        async with http.get(f"http://127.0.0.1:{port}/quick") as answer:
            assert await answer.text() == "here"
        assert keeper.open == 3
        with pytest.raises((asyncio.IncompleteReadError, ConnectionError)):
            await idle[0][0].readexactly(1)
        for _, writer in idle:
            writer.close()


async def test_the_site_is_served_where_it_is_to_be(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "monitor.web.site")
    port = free_port()
    async with (
        await Archive.open(tmp_path / "archive.sqlite3") as archive,
        serve_site(archive, settings(port), FakeClock()) as address,
        aiohttp.ClientSession() as http,
    ):
        assert address == f"http://127.0.0.1:{port}/"
        assert caplog.messages == [f"the page is at {address}"]
        async with http.get(address) as answer:
            assert "The Envoy Monitor" in await answer.text()
        async with http.get(f"{address}metrics") as answer:
            assert "envoy_monitor_loop_lag_seconds 0.000" in await answer.text()
        async with http.get(address, headers={"Host": f"[::1]:{port}"}) as answer:
            assert answer.status == 421


async def test_its_reading_holds_nobody_else_up(tmp_path: Path) -> None:
    async with await Archive.open(tmp_path / "archive.sqlite3") as archive, archive.another_reader() as reading:
        async with archive.transaction() as connection:
            await connection.execute("INSERT INTO mute (what, value, created_at) VALUES ('source', 'x', '2026')")
            assert await reading.read("SELECT * FROM mute") == []
        assert len(await reading.read("SELECT * FROM mute")) == 1
        async with reading.transaction() as connection:
            await connection.execute("DELETE FROM mute")
        assert await archive.read("SELECT * FROM mute") == []


async def test_an_empty_token_is_none(tmp_path: Path) -> None:
    port = free_port()
    empty = WebSettings.model_validate({"listen": f"127.0.0.1:{port}", "token": ""})
    async with (
        await Archive.open(tmp_path / "archive.sqlite3") as archive,
        serve_site(archive, empty, FakeClock()) as address,
        aiohttp.ClientSession() as http,
        http.post(f"{address}sign-in", data={"token": ""}) as answer,
    ):
        assert answer.status == 403


async def test_no_page(tmp_path: Path) -> None:
    async with await Archive.open(tmp_path / "archive.sqlite3") as archive:
        off = WebSettings.model_validate({"listen": "off"})
        async with serve_site(archive, off, FakeClock()) as address:
            assert address is None


async def test_a_taken_port_is_one_clear_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        async with await Archive.open(tmp_path / "archive.sqlite3") as archive:
            with pytest.raises(MonitorError, match=rf"127\.0\.0\.1:{port}: .*in use.*set web\.listen") as raised:
                async with serve_site(archive, settings(port), FakeClock()):
                    raise AssertionError
            assert "\n" not in str(raised.value)
