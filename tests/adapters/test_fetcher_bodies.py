import time
import tracemalloc
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from typing import Any

import brotli  # type: ignore[import-untyped]
import pytest

from monitor.adapters.fetcher import Fetcher
from monitor.clock import SystemClock
from monitor.core.errors import FetchError, TooLarge
from monitor.settings import FetchSettings
from tests.support.server import (
    ScriptedServer,
    answer,
    close_after,
    empty_gzip_members,
    gzip_bomb,
    scripted_server,
)

CAP = 64 * 1024


def settings(**changes: Any) -> FetchSettings:
    given = {"contact": "desk@example.org", "allow_private_networks": True, "per_host_delay": timedelta(0)}
    return FetchSettings(**{**given, **changes})


@pytest.fixture
async def server() -> AsyncIterator[ScriptedServer]:
    async with scripted_server() as running:
        yield running


@pytest.fixture
async def fetcher() -> AsyncIterator[Fetcher]:
    async with Fetcher(settings(), SystemClock()) as opened:
        yield opened


@pytest.fixture
async def hurried() -> AsyncIterator[Fetcher]:
    """One that loses patience after a tenth of a second."""
    async with Fetcher(settings(timeout=timedelta(milliseconds=100)), SystemClock()) as opened:
        yield opened


async def test_ten_gibibytes_in_ten_megabytes_cost_nothing(server: ScriptedServer, fetcher: Fetcher) -> None:
    bomb = gzip_bomb(10)
    url = server.on("/", close_after(answer(200, bomb, {"Content-Encoding": "gzip"})))
    await fetcher.get(server.on("/warm", answer()), cap=CAP)
    tracemalloc.start()
    started = time.process_time()
    with pytest.raises(TooLarge, match=f"larger than {8 * 2**20} bytes"):
        await fetcher.get(url, cap=8 * 2**20)
    spent = time.process_time() - started
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 20 * 2**20
    assert spent < 0.5  # measured without the tracing: 0.02


@pytest.mark.parametrize(
    ("encoding", "body", "expected"),
    [
        ("br", brotli.compress(bytes(2**24), quality=1), TooLarge),
        ("gzip", empty_gzip_members(50_000), FetchError),
        ("zstd", b"\x28\xb5\x2f\xfd", FetchError),
        ("gzip", b"this is no gzip", FetchError),
        ("identity", bytes(CAP + 1), TooLarge),
    ],
)
async def test_bodies_that_grow_are_stopped(
    server: ScriptedServer, fetcher: Fetcher, encoding: str, body: bytes, expected: type[FetchError]
) -> None:
    url = server.on("/", close_after(answer(200, body, {"Content-Encoding": encoding})))
    with pytest.raises(expected):
        await fetcher.get(url, cap=CAP)


async def test_a_body_of_exactly_the_cap_fits(server: ScriptedServer, fetcher: Fetcher) -> None:
    assert len((await fetcher.get(server.on("/", answer(200, bytes(CAP))), cap=CAP)).body) == CAP


async def test_an_endless_body_ends_at_the_cap(server: ScriptedServer, fetcher: Fetcher) -> None:
    url = server.on("/", server.endless(b"HTTP/1.1 200 OK\r\n\r\n", bytes(4096)))
    with pytest.raises(TooLarge):
        await fetcher.get(url, cap=CAP)


@pytest.mark.parametrize("packed", [False, True])
async def test_a_body_cut_short_is_an_error(server: ScriptedServer, fetcher: Fetcher, packed: bool) -> None:
    head = b'HTTP/1.1 200 OK\r\nETag: "e"\r\n'
    said = head + (
        b"Content-Encoding: gzip\r\n\r\n" + gzip_bomb(1)[:900] if packed else b"Content-Length: 99\r\n\r\nabc"
    )
    with pytest.raises(FetchError):
        await fetcher.get(server.on("/", close_after(said)), cap=2**30)


Script = Callable[[ScriptedServer], Any]


@pytest.mark.parametrize(
    "script",
    [
        lambda server: server.silence,
        lambda server: server.drip(b"HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n", b"x"),
        lambda server: server.drip(b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n"),
        lambda server: server.drip(b"", b"H"),
    ],
    ids=["silence", "body by drips", "headers by drips", "status by drips"],
)
async def test_one_limit_holds_for_the_whole_exchange(server: ScriptedServer, hurried: Fetcher, script: Script) -> None:
    with pytest.raises(FetchError):
        await hurried.get(server.on("/", script(server)), cap=CAP)


@pytest.mark.parametrize(
    "said",
    [
        b"HTTP/1.1 200 OK\r\nX-Long: " + b"a" * 2**20 + b"\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X-Many: 1\r\n" * 200_000 + b"Content-Length: 0\r\n\r\n",
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: minus one\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"",
    ],
    ids=["1 MiB header", "200,000 headers", "another protocol", "no length", "no chunk", "nothing"],
)
async def test_answers_that_are_none_are_errors_on_one_line(
    server: ScriptedServer, fetcher: Fetcher, said: bytes
) -> None:
    with pytest.raises(FetchError) as failed:
        await fetcher.get(server.on("/", close_after(said)), cap=CAP)
    assert len(str(failed.value)) < 300
    assert "\n" not in str(failed.value)
