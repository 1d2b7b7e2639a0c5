"""The ping while all is well."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from monitor.adapters.channels import delivery_session
from monitor.pipeline.heartbeat import keep_beating
from tests.support.watched import Watched


async def test_it_beats_while_nothing_is_stuck(caplog: pytest.LogCaptureFixture) -> None:
    clock = Watched()
    beats: asyncio.Queue[int] = asyncio.Queue()
    answers = [200, 500, 200]
    stuck: list[str | None] = [None, None, "deliveries", None]

    async def answer(request: web.Request) -> web.Response:
        status = answers.pop(0)
        beats.put_nowait(status)
        return web.Response(status=status)

    async def what() -> str | None:
        return stuck.pop(0)

    application = web.Application()
    application.router.add_get("/ping", answer)
    async with TestServer(application, host="127.0.0.1") as server, delivery_session() as session:
        url = str(server.make_url("/ping?key=hush"))
        task = asyncio.create_task(keep_beating(session, url, timedelta(minutes=5), clock, what))
        for expected in (200, 500, None, 200):
            await clock.pausing()
            assert (None if beats.empty() else beats.get_nowait()) == expected
            if stuck:
                await clock.advance(300)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert "not taken: answered 500" in caplog.text
    assert "stuck: deliveries" in caplog.text
    assert "hush" not in caplog.text


async def test_nobody_there_is_no_reason_to_stop(caplog: pytest.LogCaptureFixture) -> None:
    clock = Watched()

    async def what() -> str | None:
        return None

    async with delivery_session() as session:
        async with TestServer(web.Application(), host="127.0.0.1") as server:
            url = str(server.make_url("/ping"))
        task = asyncio.create_task(keep_beating(session, url, timedelta(minutes=5), clock, what))
        await clock.pausing()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert "not taken: ClientConnectorError" in caplog.text
