"""A judge of feed readers: a server of many habits that notes every request which a good guest would not have made.

judge, known = await read_for(folder, timedelta(days=14), timedelta(minutes=15))
judge.faults                              # what it did wrong, by kind
judge.missed(known)                       # and what it never heard of

What counts is what the well-known public score of feed readers counts: requests before their time, unconditional
requests where the server has given validators, validators that come back otherwise than they were given, cookies,
referrers and other needless headers. So does news that a reader missed: one that never asks is polite.
"""

from __future__ import annotations

import socket
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

from aiohttp.abc import AbstractResolver, ResolveResult

from monitor.core.polling.feed import FeedDefinition
from monitor.store.feeds import declare_feeds, next_due
from tests.support.clock import FakeClock
from tests.support.getting import world
from tests.support.server import Asked, ScriptedServer, answer, redirect, rss

Value = Callable[[int], str | None]
"""A header's value for each version of a feed's body; None: no such header."""

SLACK = timedelta(seconds=1)
NEEDED = {"host", "user-agent", "accept", "accept-encoding", "if-none-match", "if-modified-since"}
CHANGES = timedelta(hours=9)
"""How often each feed has something new."""


def nothing(version: int) -> str | None:
    """No header."""
    return None


@dataclass
class Site:
    """One feed and its server's habits."""

    path: str
    etag: Value = nothing
    modified: Value = nothing
    headers: dict[str, str] = field(default_factory=dict)
    extra: str = ""
    """Elements of the channel."""
    rest: timedelta = timedelta(0)
    """How long each answer asks to be left alone."""
    forbidden: Callable[[datetime], bool] = lambda moment: False
    """Moments at which nothing is to be asked."""
    trouble: Callable[[int], bytes | None] = lambda number: None
    """The answer to request number so-and-so instead of the feed."""
    trouble_rest: timedelta = timedelta(0)
    page: bytes | None = None
    """What stands there instead of a feed."""
    leads_to: str | None = None
    """Where the trouble sends the reader on to: the validators are that site's."""
    conditional: bool = True
    """Whether the server honours conditions; some answer with the whole body every time."""
    lively: bool = True
    """Whether its news must reach the reader to the last."""
    asked: int = 0
    offered: tuple[str | None, str | None] = (None, None)
    free: datetime | None = None
    """Not to be asked before."""


def story(site: Site, version: int) -> str:
    return f"https://wire.example.org{site.path}/{version}"


class Judge(ScriptedServer):
    """Answers as its sites do, and notes the reader's faults."""

    def __init__(self, clock: FakeClock, interval: timedelta) -> None:
        super().__init__()
        self.clock = clock
        self.interval = interval
        self.began = clock.now()
        self.sites = {site.path: site for site in habits(self)}
        self.faults: Counter[str] = Counter()
        self.examples: dict[str, str] = {}
        self.agents: set[str] = set()

    def address(self, path: str) -> str:
        """Each site has a host of its own: when one asks for rest, the others are not meant."""
        return self.url(path, f"{path.strip('/')}.example")

    def _answer(self, path: str) -> bytes:
        request, now = self.requests[-1], self.clock.now()
        site = self.sites.get(path)
        if site is None:
            self.fault("strange addresses", request)
            return answer(404)
        self._watch(site, request, now)
        site.asked += 1
        said = site.trouble(site.asked)
        site.free = now + max(self.interval, site.trouble_rest if said else site.rest)
        return said if said is not None else self._feed(site, request, now)

    def _watch(self, site: Site, request: Asked, now: datetime) -> None:
        self.agents.add(request.headers.get("user-agent", ""))
        if site.free is not None and now < site.free - SLACK:
            self.fault("over-quick polls", request)
        if site.forbidden(now):
            self.fault("polls in hours or days to be skipped", request)
        if request.headers.keys() - NEEDED:
            self.fault("cookies, referrers, needless headers", request)
        if request.method != "GET":
            self.fault("other methods", request)
        offered = self.sites[site.leads_to].offered if site.leads_to else site.offered
        etag, modified = (value if value and value.isascii() else None for value in offered)
        given = (request.headers.get("if-none-match"), request.headers.get("if-modified-since"))
        if (etag or modified) and given == (None, None):
            self.fault("unconditional requests", request)
        if any(back is not None and back != value for back, value in zip(given, (etag, modified), strict=True)):
            self.fault("mangled validators", request)

    def _feed(self, site: Site, request: Asked, now: datetime) -> bytes:
        version = (now - self.began) // CHANGES
        etag, modified = site.etag(version), site.modified(version)
        headers = {"Date": http(now), **site.headers}
        if etag is not None:
            headers["ETag"] = etag
        if modified is not None:
            headers["Last-Modified"] = modified
        if site.rest and "Expires" in site.headers:
            headers["Expires"] = http(now + site.rest)
        back = (request.headers.get("if-none-match"), request.headers.get("if-modified-since"))
        current = (back[0] == etag) if back[0] is not None else (back[1] is not None and back[1] == modified)
        site.offered = (etag, modified)
        if current and site.conditional:
            return answer(304, headers=headers)
        body = site.page or rss((f"Number {version}", story(site, version)), extra=site.extra)
        return answer(200, body, headers)

    def missed(self, known: set[str]) -> int:
        """How many stories never reached a reader that knows the addresses `known`, the newest left aside."""
        versions = (self.clock.now() - self.began) // CHANGES
        lively = [site for site in self.sites.values() if site.lively]
        return sum(story(site, version) not in known for site in lively for version in range(versions - 1))

    def fault(self, kind: str, request: Asked) -> None:
        self.faults[kind] += 1
        self.examples.setdefault(kind, f"{self.clock.now():%d %H:%M:%S} {request.path} {dict(request.headers)}")


class Loopback(AbstractResolver):
    """Every name is this machine."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        return [ResolveResult(hostname=host, host="127.0.0.1", port=port, family=socket.AF_INET, proto=0, flags=0)]

    async def close(self) -> None:
        """Nothing to close."""


def http(moment: datetime) -> str:
    return format_datetime(moment.astimezone(UTC), usegmt=True)


def habits(judge: Judge) -> list[Site]:
    """The sites of the score."""
    day, hour = timedelta(days=1), timedelta(hours=1)

    def dated(version: int) -> str:
        return http(judge.began + version * CHANGES)

    def gone_after_a_week(number: int) -> bytes | None:
        return answer(410) if judge.clock.now() >= judge.began + 7 * day else None

    def overloaded(number: int) -> bytes | None:
        return answer(429, headers={"Retry-After": "10800"}) if number % 9 == 5 else None

    def in_repair(number: int) -> bytes | None:
        until = http(judge.clock.now() + 5 * hour)
        return answer(503, headers={"Retry-After": until}) if number % 11 == 3 else None

    return [
        Site("/plain", lambda n: f'"v{n}"', dated),
        Site("/weak", lambda n: f'W/"v{n}"'),
        Site("/unquoted", lambda n: f"v{n}"),
        Site("/long", lambda n: f'"{n}{"x" * 4000}"'),
        Site("/spaced", lambda n: f'"a b,  c; {n}"'),
        Site("/two-marks", lambda n: f'"v{n}-gzip"', dated),
        Site("/dated", modified=dated),
        Site("/oddly-dated", modified=lambda n: f"2023-07-{1 + n % 28:02} 08:00:00"),
        Site("/not-ascii", lambda n: f'"ü{n}"', dated),
        Site("/two-servers", lambda n: f'"{judge.clock.now().minute % 2}-{n}"'),
        Site("/always-new", lambda n: f'"{judge.clock.now().timestamp()}"', conditional=False),
        Site("/always-whole", lambda n: f'"v{n}"', dated, conditional=False),
        Site("/no-marks"),
        Site("/cookies", lambda n: f'"v{n}"', headers={"Set-Cookie": "reader=1; Path=/; Max-Age=9999999"}),
        Site("/max-age", lambda n: f'"v{n}"', headers={"Cache-Control": "public, max-age=21600"}, rest=6 * hour),
        Site("/expires", lambda n: f'"v{n}"', headers={"Expires": ""}, rest=4 * hour),
        Site("/ttl", lambda n: f'"v{n}"', extra="<ttl>180</ttl>", rest=3 * hour),
        Site(
            "/skip-hours",
            lambda n: f'"v{n}"',
            extra="<skipHours><hour>0</hour><hour>1</hour><hour>2</hour><hour>13</hour></skipHours>",
            forbidden=lambda moment: moment.hour in (0, 1, 2, 13),
        ),
        Site(
            "/skip-days",
            lambda n: f'"v{n}"',
            extra="<skipDays><day>Saturday</day><day>Sunday</day></skipDays>",
            forbidden=lambda moment: moment.weekday() in (5, 6),
            lively=False,
        ),
        Site(
            "/redirected",
            trouble=lambda number: redirect(judge.address("/plain-target"), 302),
            leads_to="/plain-target",
            lively=False,
        ),
        Site("/plain-target", lambda n: f'"v{n}"', dated),
        Site(
            "/moved",
            trouble=lambda number: redirect(judge.address("/moved-target"), 301),
            leads_to="/moved-target",
            lively=False,
        ),
        Site("/moved-target", lambda n: f'"v{n}"', dated),
        Site("/gone", lambda n: f'"v{n}"', trouble=gone_after_a_week, trouble_rest=365 * day, lively=False),
        Site("/missing", trouble=lambda number: answer(404), lively=False),
        Site("/broken", trouble=lambda number: answer(500, b"oops"), lively=False),
        Site("/overloaded", lambda n: f'"v{n}"', trouble=overloaded, trouble_rest=3 * hour),
        Site("/in-repair", lambda n: f'"v{n}"', trouble=in_repair, trouble_rest=5 * hour),
        Site("/empty", trouble=lambda number: answer(200), lively=False),
        Site("/web-page", lambda n: '"same"', page=b"<html><p>Welcome</p></html>", lively=False),
    ]


async def read_for(folder: Path, span: timedelta, interval: timedelta) -> tuple[Judge, set[str]]:
    """Let the program read the judge's sites for `span`, restarted daily; the judge, and the stories known then."""
    clock = FakeClock(leaps=True)
    judge = Judge(clock, interval)
    async with world(folder, clock=clock, server=judge, resolver=Loopback()) as here:
        targets = {site.leads_to for site in judge.sites.values()}
        feeds = [
            FeedDefinition(site.path, judge.address(site.path), interval)
            for site in judge.sites.values()
            if site.path not in targets
        ]
        await declare_feeds(here.archive, feeds, clock.now())
        restart = clock.now()
        while clock.now() < judge.began + span:
            if clock.now() >= restart:
                restart += timedelta(days=1)
                await here.poller.stop(5.0)
                here.poller = here.again()
            due = await next_due(here.archive)
            await here.beat(max(0.0, (due - clock.now()).total_seconds()) if due else 0.0)
        return judge, set(await here.column("SELECT link FROM entry"))
