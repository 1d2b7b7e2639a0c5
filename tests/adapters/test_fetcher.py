import socket
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from monitor import __version__
from monitor.adapters.fetcher import FEED, Fetcher, host_of
from monitor.clock import SystemClock
from monitor.core.answers import Validators
from monitor.core.errors import FetchError, Refused
from monitor.settings import FetchSettings
from tests.support.server import (
    ScriptedServer,
    answer,
    redirect,
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


async def test_the_first_request_is_one_plain_get_that_says_who_asks(server: ScriptedServer, fetcher: Fetcher) -> None:
    url = server.on("/feed?a=1", answer(200, b"body", {"Content-Type": "text/xml", "Set-Cookie": "id=1; Path=/"}))
    got = await fetcher.get(url, cap=CAP, accept=FEED)
    again = await fetcher.get(url, cap=CAP, accept=FEED)
    assert (got.status, got.body, got.content_type, got.url, got.moved_to) == (200, b"body", "text/xml", url, None)
    assert again == got
    for request in server.requests:
        assert request.method == "GET"
        assert request.path == "/feed?a=1"
        assert request.headers == {
            "host": f"127.0.0.1:{server.port}",
            "user-agent": f"envoy-monitor/{__version__} (+desk@example.org)",
            "accept": FEED,
            "accept-encoding": "gzip, deflate, br",
        }
    assert len(server.requests) == 2


@pytest.mark.parametrize(
    ("etag", "modified"),
    [
        (b'"abc"', b"Mon, 17 Jul 2023 08:00:00 GMT"),
        (b'W/"abc"', b"yesterday, or the day before"),
        (b"unquoted", b"0"),
        (b'"' + b"x" * 4000 + b'"', b"Mon,  17 Jul 2023   08:00:00 +0000"),
        (b'"a, b"', b"2023-07-17T08:00:00Z"),
    ],
)
async def test_validators_go_back_byte_for_byte(
    server: ScriptedServer, fetcher: Fetcher, etag: bytes, modified: bytes
) -> None:
    headers = {"ETag": etag.decode("latin-1"), "Last-Modified": modified.decode("latin-1")}
    url = server.on("/feed", answer(200, b"x", headers), answer(304))
    first = await fetcher.get(url, cap=CAP)
    assert first.validators == Validators(etag, modified)
    second = await fetcher.get(url, cap=CAP, validators=first.validators)
    assert second.status == 304
    asked = server.requests[1].headers
    assert asked["if-none-match"].encode("latin-1") == etag
    assert asked["if-modified-since"].encode("latin-1") == modified


async def test_a_validator_that_is_not_ascii_is_kept_but_not_sent(server: ScriptedServer, fetcher: Fetcher) -> None:
    url = server.on("/feed", answer(200, b"x", {"ETag": '"caf\xe9"'}))
    first = await fetcher.get(url, cap=CAP)
    assert first.validators.etag == b'"caf\xe9"'
    await fetcher.get(url, cap=CAP, validators=first.validators)
    assert "if-none-match" not in server.requests[1].headers


async def test_repeated_headers_are_joined_and_their_names_lowered(server: ScriptedServer, fetcher: Fetcher) -> None:
    said = answer(200, b"x", {"Cache-Control": "max-age=60", "cache-control": "public"})
    assert (await fetcher.get(server.on("/", said), cap=CAP)).headers["cache-control"] == "max-age=60, public"


# Redirects


async def test_redirects_are_followed_and_remembered_as_lasting_or_not(
    server: ScriptedServer, fetcher: Fetcher
) -> None:
    end = server.on("/end", answer(200, b"here", {"ETag": '"e"'}))
    server.on("/temporary", redirect("/end#part", 302))
    server.on("/lasting", redirect("/temporary", 301))
    server.on("/lasting-to-end", redirect(end, 308))
    for path, moved_to in [("/temporary", None), ("/lasting", "/temporary"), ("/lasting-to-end", "/end")]:
        got = await fetcher.get(server.url(path), cap=CAP)
        assert (got.url, got.body, got.validators.etag) == (end, b"here", b'"e"')
        assert got.moved_to == (server.url(moved_to) if moved_to else None)


async def test_a_circle_ends_after_five_redirects(server: ScriptedServer, fetcher: Fetcher) -> None:
    url = server.on("/round", redirect("/round", 301))
    with pytest.raises(FetchError, match="more than 5 redirects"):
        await fetcher.get(url, cap=CAP)
    assert len(server.requests) == 6


@pytest.mark.parametrize(
    "target",
    ["file:///etc/passwd", "gopher://127.0.0.1/", "http://user:word@127.0.0.1/", "http://127.0.0.1:25/", "data:,x"],
)
async def test_no_redirect_leads_out_of_the_web(server: ScriptedServer, fetcher: Fetcher, target: str) -> None:
    with pytest.raises(Refused):
        await fetcher.get(server.on("/", redirect(target)), cap=CAP)
    assert len(server.requests) == 1


async def test_a_redirect_to_nonsense_is_an_error(server: ScriptedServer, fetcher: Fetcher) -> None:
    with pytest.raises(FetchError, match="which is no address"):
        await fetcher.get(server.on("/", redirect("http://[half")), cap=CAP)


async def test_a_redirect_without_a_target_is_the_answer(server: ScriptedServer, fetcher: Fetcher) -> None:
    assert (await fetcher.get(server.on("/", answer(302)), cap=CAP)).status == 302


# Private addresses


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.2:{port}/",
        "http://localhost:{port}/",
        "http://[::1]:{port}/",
        "http://[::ffff:127.0.0.1]:{port}/",
        "http://[64:ff9b::7f00:1]:{port}/",
        "http://[2002:7f00:1::]:{port}/",
        "http://169.254.169.254/latest/meta-data/",
    ],
)
async def test_inner_addresses_are_refused(server: ScriptedServer, url: str) -> None:
    async with Fetcher(settings(allow_private_networks=False), SystemClock()) as guarded:
        with pytest.raises(Refused, match=r"no public address; not fetched \(fetch\.allow_private_networks\)"):
            await guarded.get(url.format(port=server.port), cap=CAP)
    assert server.requests == []


class Rebinding(AbstractResolver):
    """Gives a name the addresses in turn, as an attacker's name server does between check and use."""

    def __init__(self, *addresses: str) -> None:
        self.left = list(addresses)

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        address = self.left.pop(0) if len(self.left) > 1 else self.left[0]
        return [
            ResolveResult(
                hostname=host, host=address, port=port, family=socket.AF_INET, proto=0, flags=socket.AI_NUMERICHOST
            )
        ]

    async def close(self) -> None:
        return


async def test_a_name_that_comes_to_mean_an_inner_address_is_refused(server: ScriptedServer) -> None:
    resolver = Rebinding("10.0.0.1", "127.0.0.1")
    async with Fetcher(settings(allow_private_networks=False), SystemClock(), resolver=resolver) as guarded:
        for _ in range(2):
            with pytest.raises(Refused, match="no public address"):
                await guarded.get(f"http://rebinding.example:{server.port}/", cap=CAP)
    assert server.requests == []


@pytest.mark.parametrize("target", ["http://127.0.0.2:{port}/secret", "http://inner.example:{port}/secret"])
async def test_a_redirect_to_an_inner_address_is_refused(server: ScriptedServer, target: str) -> None:
    """For this fetcher one loopback address is the public internet and the other is the inner network."""
    url = server.on("/", redirect(target.format(port=server.port)))
    guarded = Fetcher(
        settings(allow_private_networks=False),
        SystemClock(),
        resolver=Rebinding("127.0.0.2"),
        is_open=lambda address: address == "127.0.0.1",
    )
    async with guarded:
        with pytest.raises(Refused, match=r"127\.0\.0\.2 is no public address"):
            await guarded.get(url, cap=CAP)
    assert [request.path for request in server.requests] == ["/"]


async def test_a_host_that_is_not_there_is_an_error(fetcher: Fetcher) -> None:
    with pytest.raises(FetchError, match="cannot be reached"):
        await fetcher.get("http://127.0.0.1:1024/nothing", cap=CAP)


async def test_a_status_is_an_answer_and_its_body_is_not_read(server: ScriptedServer, fetcher: Fetcher) -> None:
    url = server.on("/", answer(404, b"a page about the missing page", {"Retry-After": "120"}))
    got = await fetcher.get(url, cap=CAP)
    assert (got.status, got.body, got.headers["retry-after"]) == (404, b"", "120")


async def test_an_unopened_fetcher_is_a_mistake_of_the_program() -> None:
    with pytest.raises(RuntimeError, match="async with"):
        await Fetcher(settings(), SystemClock()).get("http://example.org/", cap=CAP)


def test_a_host_is_named_with_its_port() -> None:
    assert host_of("https://News.Example.org:8443/a") == "news.example.org:8443"
