"""The world around the daemon in a soak: feeds, pages and a receiver, all of them unreliable, in a process of its own.

What a feed says at a moment and whether it fails is a function of the moment and a seed: no state grows here, and two
runs see the same. The time is told by whoever drives: `POST /now` with seconds since the epoch.
"""

from __future__ import annotations

import asyncio
import gzip
import random
import sys
from datetime import UTC, datetime
from email.utils import format_datetime

from aiohttp import web

HOUR = 3600
CITIES = ("Beijing", "Geneva", "Washington", "Shanghai", "Bonn", "Nairobi", "Oslo", "Lima")
WORDS = [f"{a}{b}{c}" for a in ("har", "bo", "ve", "lin", "ta") for b in ("mo", "re", "ka") for c in ("n", "st", "l")]
NEAR = 0.01
"""Of the stories: near enough to the subject to be fetched."""


class World:
    """Serves everything; `items` stories an hour and feed."""

    def __init__(self, items: int, listed: int) -> None:
        self._items = items
        self._listed = listed
        self._now = 0
        self.received = 0
        self._asked = 0

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/feed/{feed}", self.feed)
        app.router.add_get("/story/{feed}/{number}", self.story)
        app.router.add_post("/hook", self.hook)
        app.router.add_post("/now", self.tell)
        return app

    async def tell(self, request: web.Request) -> web.Response:
        self._now = int(await request.text())
        return web.json_response({"received": self.received, "asked": self._asked})

    async def hook(self, request: web.Request) -> web.Response:
        await request.read()
        if self._chance("hook", self._now, self._asked).random() < 0.1:
            self._asked += 1
            return web.Response(status=503)
        self.received += 1
        return web.Response()

    async def feed(self, request: web.Request) -> web.StreamResponse:
        """The newest stories; one answer in thirty is none."""
        self._asked += 1
        feed = int(request.match_info["feed"])
        if fault := await self._fault(request, self._chance("fault", feed, self._now // HOUR)):
            return fault
        last = self._now // HOUR * self._items
        body = "".join(self._item(request, feed, number) for number in range(max(1, last - self._listed), last + 1))
        text = f'<?xml version="1.0"?><rss version="2.0"><channel><title>Outlet {feed}</title>{body}</channel></rss>'
        return web.Response(body=text.encode(), content_type="application/rss+xml", headers={"ETag": f'"{last}"'})

    def _item(self, request: web.Request, feed: int, number: int) -> str:
        title, lead = self._told(feed, number)
        link = f"http://{request.host}/story/{feed}/{number}"
        when = format_datetime(datetime.fromtimestamp(number // self._items * HOUR, UTC))
        return (
            f"<item><title>{title}</title><link>{link}</link><guid>{link}</guid><pubDate>{when}</pubDate>"
            f"<description>{lead}</description></item>"
        )

    async def story(self, request: web.Request) -> web.StreamResponse:
        """A page; one in fifteen does not come as it should."""
        self._asked += 1
        feed, number = int(request.match_info["feed"]), int(request.match_info["number"])
        if fault := await self._fault(request, self._chance("page", feed, number, self._now // HOUR), twice=True):
            return fault
        chance = self._chance("text", feed, number)
        title, lead = self._told(feed, number)
        body = "".join(f"<p>{self._sentence(chance, 50)}</p>" for _ in range(8))
        when = datetime.fromtimestamp(number // self._items * HOUR, UTC).isoformat()
        return web.Response(
            text=f'<!doctype html><html lang="en"><head><title>{title}</title><meta property="article:published_time" '
            f'content="{when}"></head><body><article><h1>{title}</h1><p>{lead}</p>{body}</article></body></html>',
            content_type="text/html",
        )

    def _told(self, feed: int, number: int) -> tuple[str, str]:
        """Headline and first sentence."""
        chance = self._chance("told", feed, number)
        title = self._sentence(chance, 7)
        if chance.random() >= NEAR:
            return title, self._sentence(chance, 25)
        if feed % 4:
            return (
                f"What climate diplomacy owes the United States and China: {title}",
                f"The United States and China burn half of the world's coal, {self._sentence(chance, 12)}",
            )
        # One meeting a fortnight; who reports it does so in the days before.
        week = number // self._items // (24 * 14)
        city, day = CITIES[week % len(CITIES)], datetime.fromtimestamp((week + 1) * 14 * 24 * HOUR, UTC)
        when = f"{day:%B} {day.day}"
        who = "Climate envoys Dana Okafor of the United States and Lin Weiguo of China"
        return (
            f"US and China climate envoys to meet in {city} on {when}",
            f"{who} will meet in {city} on {when}, {day.year}, officials of both countries said.",
        )

    async def _fault(
        self, request: web.Request, chance: random.Random, *, twice: bool = False
    ) -> web.StreamResponse | None:
        drawn = chance.random() / (2 if twice else 1)
        if drawn < 0.01:
            return web.Response(status=chance.choice([500, 502, 503, 404, 403]))
        if drawn < 0.014:
            return web.Response(status=429, headers={"Retry-After": "600"})
        if drawn < 0.019 and request.transport is not None:
            request.transport.abort()  # the line breaks
            return web.Response(status=500)
        if drawn < 0.024:
            return web.Response(body=b"\x1f\x8b\x08 broken", headers={"Content-Encoding": "gzip"})
        if drawn < 0.028:
            return web.Response(body=gzip.compress(bytes(12 * 2**20)), headers={"Content-Encoding": "gzip"})
        if drawn < 0.033:
            return web.Response(body=bytes(range(256)) * 40, content_type="text/html")
        return None

    def _sentence(self, chance: random.Random, count: int) -> str:
        return " ".join(chance.choices(WORDS, k=count)).capitalize() + "."

    def _chance(self, *about: object) -> random.Random:
        return random.Random(":".join(map(str, about)))


def host(feed: int) -> str:
    """Each feed has a host of its own: what one asks for (429) is no other's affair."""
    return f"127.0.{1 + feed // 250}.{1 + feed % 250}"


async def serve(feeds: int, items: int, listed: int) -> None:
    runner = web.AppRunner(World(items, listed).app(), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    port = runner.addresses[0][1]
    for feed in range(feeds):
        await web.TCPSite(runner, host(feed), port).start()
    print(port, flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(*map(int, sys.argv[1:])))
