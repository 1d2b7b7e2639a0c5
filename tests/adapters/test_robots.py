import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from monitor.adapters import robots as module
from monitor.adapters.fetcher import Fetcher
from monitor.adapters.robots import Robots
from monitor.core.errors import FetchError, Refused
from monitor.settings import FetchSettings
from tests.support.clock import FakeClock
from tests.support.server import ScriptedServer, answer, close_after, redirect, scripted_server

RULES = b"User-agent: *\nDisallow: /private/\n\nUser-agent: envoy-monitor\nDisallow: /news/drafts/\nAllow: /\n"


@pytest.fixture
async def server() -> AsyncIterator[ScriptedServer]:
    async with scripted_server() as running:
        yield running


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(leaps=True)


@pytest.fixture
async def fetcher(clock: FakeClock) -> AsyncIterator[Fetcher]:
    settings = FetchSettings(contact="desk@example.org", allow_private_networks=True, per_host_delay=timedelta(0))
    async with Fetcher(settings, clock) as opened:
        yield opened


async def test_the_rules_for_this_program_decide(server: ScriptedServer, fetcher: Fetcher, clock: FakeClock) -> None:
    server.on("/robots.txt", answer(200, RULES))
    robots = Robots(fetcher, clock)
    await robots.check(server.url("/news/today"))
    await robots.check(server.url("/private/open-to-this-program"))
    with pytest.raises(Refused, match=r"robots\.txt forbids it"):
        await robots.check(server.url("/news/drafts/1"))
    assert len(server.requests) == 1


@pytest.mark.parametrize("said", [answer(404), answer(403), answer(401), answer(200, b""), answer(200, b"<html>")])
async def test_without_rules_all_is_allowed(
    server: ScriptedServer, fetcher: Fetcher, clock: FakeClock, said: bytes
) -> None:
    server.on("/robots.txt", said)
    await Robots(fetcher, clock).check(server.url("/news"))


@pytest.mark.parametrize(
    "said", [answer(500), answer(503), answer(429), b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"]
)
async def test_a_site_that_cannot_say_is_left_alone_and_asked_again_later(
    server: ScriptedServer, fetcher: Fetcher, clock: FakeClock, said: bytes
) -> None:
    server.on("/robots.txt", close_after(said), answer(200, RULES))
    robots = Robots(fetcher, clock)
    for _ in range(2):
        with pytest.raises(FetchError, match="no story is fetched there"):
            await robots.check(server.url("/news"))
    assert len(server.requests) == 1
    await clock.sleep(31 * 60)
    await robots.check(server.url("/news"))


async def test_rules_are_asked_for_once_a_day(server: ScriptedServer, fetcher: Fetcher, clock: FakeClock) -> None:
    server.on("/robots.txt", answer(200, RULES), answer(200, b"User-agent: *\nDisallow: /"))
    robots = Robots(fetcher, clock)
    await asyncio.gather(*(robots.check(server.url(f"/news/{number}")) for number in range(5)))
    await clock.sleep(23 * 3600)
    await robots.check(server.url("/news"))
    assert len(server.requests) == 1
    await clock.sleep(2 * 3600)
    with pytest.raises(Refused):
        await robots.check(server.url("/news"))


async def test_a_wish_for_slowness_is_granted_within_reason(
    server: ScriptedServer, fetcher: Fetcher, clock: FakeClock
) -> None:
    server.on("/robots.txt", answer(200, b"User-agent: *\nCrawl-delay: 86400"))
    await Robots(fetcher, clock).check(server.url("/news"))
    for _ in range(2):
        await fetcher.get(server.url("/news"), cap=100)
    assert clock.slept == [60.0]


async def test_a_redirect_out_of_the_web_refuses(server: ScriptedServer, fetcher: Fetcher, clock: FakeClock) -> None:
    server.on("/robots.txt", redirect("file:///etc/passwd"))
    with pytest.raises(FetchError):
        await Robots(fetcher, clock).check(server.url("/news"))


async def test_the_operator_may_answer_for_himself(server: ScriptedServer, fetcher: Fetcher, clock: FakeClock) -> None:
    await Robots(fetcher, clock, respected=False).check(server.url("/news"))
    assert server.requests == []


async def test_rules_of_sites_long_left_are_forgotten(
    server: ScriptedServer, fetcher: Fetcher, clock: FakeClock
) -> None:
    robots = Robots(fetcher, clock, remembered=1)
    await robots.check(server.url("/a"))
    await robots.check(server.url("/a", host="localhost"))
    await robots.check(server.url("/a"))
    assert len(server.asked("/robots.txt")) == 3


def test_the_name_is_the_one_in_the_user_agent() -> None:
    assert module.AGENT == "envoy-monitor"
