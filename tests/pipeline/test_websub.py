"""WebSub with a hub on loopback: subscribing, asking back, pushing, renewing, and everything that is not ours."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from aiohttp.typedefs import Handler

from monitor.pipeline.websub import Subscriber
from monitor.store.entries import entry_counts
from monitor.store.feeds import set_feed_state
from monitor.web.callback import callback_routes
from tests.support.clock import START
from tests.support.getting import World, world
from tests.support.server import answer, rss

ITEM = ("Envoys meet in Chengdu", "https://wire.example.org/a")
NEWS = ("Envoys part in Chengdu", "https://wire.example.org/b")
SIZE = 4096


@dataclass
class Hub:
    """Takes requests and asks back, like a real one."""

    asked: list[dict[str, str]] = field(default_factory=list)
    status: int = 202
    asks_back: bool = True
    lease: str = "864000"
    answers: list[tuple[int, str]] = field(default_factory=list)
    """To its questions."""

    async def take(self, request: web.Request) -> web.Response:
        form = {name: str(value) for name, value in (await request.post()).items()}
        self.asked.append(form)
        if self.asks_back and self.status == 202:
            await self.ask_back(form["hub.mode"], form["hub.topic"])
        return web.Response(status=self.status)

    async def ask_back(self, mode: str, topic: str, callback: str | None = None) -> tuple[int, str]:
        query = {"hub.mode": mode, "hub.topic": topic, "hub.challenge": "ch<b>", "hub.lease_seconds": self.lease}
        async with (
            aiohttp.ClientSession() as session,
            session.get(callback or self.asked[-1]["hub.callback"], params=query) as said,
        ):
            self.answers.append((said.status, await said.text()))
        return self.answers[-1]

    async def push(self, body: bytes, secret: str | None = None, callback: str | None = None) -> int:
        form = self.asked[-1]
        digest = hmac.new((secret or form["hub.secret"]).encode(), body, "sha256").hexdigest()
        headers = {"X-Hub-Signature": f"sha256={digest}", "Content-Type": "application/rss+xml"}
        async with (
            aiohttp.ClientSession() as session,
            session.post(callback or form["hub.callback"], data=body, headers=headers) as said,
        ):
            return said.status


@dataclass
class Place:
    here: World
    hub: Hub
    subscriber: Subscriber
    feed: int


@asynccontextmanager
async def serving(app: web.Application) -> AsyncIterator[str]:
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Place]:
    """A feed that was polled once and names a hub; the callback is served."""
    hub = Hub()
    hub_app, ours = web.Application(), web.Application()
    hub_app.router.add_post("/", hub.take)
    hub_app.router.add_post("/moved", redirecting(307))
    hub_app.router.add_post("/gone-elsewhere", redirecting(303))
    async with world(tmp_path) as here, serving(hub_app) as hub_url:
        subscribers: list[Subscriber] = []

        class Late:
            """The callback's address is known only once it is served."""

            async def confirm(self, *of: object) -> str | None:
                return await subscribers[0].confirm(*of)  # type: ignore[arg-type]

            async def take(self, *of: object) -> bool:
                return await subscribers[0].take(*of)  # type: ignore[arg-type]

        ours.add_routes(callback_routes(Late(), SIZE))
        async with serving(ours) as public:
            subscribers.append(
                Subscriber(here.archive, here.fetcher, here.poller.asker, here.clock, public + "/", here.wake)
            )
            marks = {"Link": f'<{hub_url}/>; rel="hub", <https://wire.example.org/rss>; rel="self"'}
            here.server.on("/feed", answer(200, rss(ITEM), marks), answer(304))
            await here.declare("/feed")
            await here.beat()
            yield Place(here, hub, subscribers[0], (await here.feeds())["/feed"].id)


def redirecting(status: int) -> Handler:
    async def handle(request: web.Request) -> web.Response:
        return web.Response(status=status, headers={"Location": "/"})

    return handle


async def test_a_feed_with_a_hub_is_subscribed_once_and_its_pushes_come_in(place: Place) -> None:
    assert await place.subscriber.renew_due() == 1
    (form,) = place.hub.asked
    assert (form["hub.mode"], form["hub.topic"]) == ("subscribe", "https://wire.example.org/rss")
    assert form["hub.callback"].rpartition("/")[0].endswith(f"/websub/{place.feed}")
    assert place.hub.answers == [(200, "ch<b>")]
    assert await place.subscriber.renew_due() == 0
    before = len(place.here.server.requests)
    place.here.woken.clear()
    assert await place.hub.push(rss(NEWS, ITEM)) == 202
    assert await entry_counts(place.here.archive) == {"waiting": 2}
    assert place.here.woken == [True]
    assert await place.hub.push(rss(NEWS, ITEM)) == 202
    assert await entry_counts(place.here.archive) == {"waiting": 2}
    assert place.here.woken == [True]
    assert len(place.here.server.requests) == before


async def test_a_wrong_signature_is_taken_politely_and_ignored(place: Place, caplog: pytest.LogCaptureFixture) -> None:
    await place.subscriber.renew_due()
    assert await place.hub.push(rss(NEWS), secret="guessed") == 202
    assert await entry_counts(place.here.archive) == {"waiting": 1}
    assert "websub.ignored" in [getattr(record, "event", None) for record in caplog.records]


async def test_what_is_not_ours_is_not_found(place: Place) -> None:
    await place.subscriber.renew_due()
    callback = place.hub.asked[-1]["hub.callback"]
    assert (await place.hub.ask_back("subscribe", "https://other.example.org/"))[0] == 404
    assert (await place.hub.ask_back("unsubscribe", "https://wire.example.org/rss"))[0] == 404
    for strange in (callback[:-1] + "_", callback.replace(f"/{place.feed}/", "/999/")):
        assert (await place.hub.ask_back("subscribe", "https://wire.example.org/rss", strange))[0] == 404
        assert await place.hub.push(rss(NEWS), callback=strange) == 404
    await set_feed_state(place.here.archive, place.here.server.url("/feed"), "removed")
    assert await place.hub.push(rss(NEWS)) == 404
    assert (await place.hub.ask_back("subscribe", "https://wire.example.org/rss"))[0] == 404


async def test_a_lease_is_renewed_and_an_old_one_serves_until_then(place: Place) -> None:
    await place.subscriber.renew_due()
    token = place.hub.asked[-1]["hub.callback"]
    await place.here.clock.sleep(timedelta(days=8).total_seconds() + 1)
    place.hub.asks_back = False
    assert await place.subscriber.renew_due() == 1
    assert place.hub.asked[-1]["hub.callback"] == token
    assert await place.hub.push(rss(NEWS)) == 202
    assert await entry_counts(place.here.archive) == {"waiting": 2}
    assert await place.subscriber.renew_due() == 0
    await place.here.clock.sleep(timedelta(hours=7).total_seconds())
    assert await place.subscriber.renew_due() == 1


async def test_a_hub_that_refuses_or_fails_is_asked_again_later(place: Place, caplog: pytest.LogCaptureFixture) -> None:
    place.hub.status = 500
    assert await place.subscriber.renew_due() == 1
    assert "answers 500; asked again in a day" in caplog.text
    assert await place.subscriber.renew_due() == 0
    await place.here.clock.sleep(timedelta(days=1).total_seconds() + 1)
    place.hub.status, place.hub.asks_back = 202, False
    assert await place.subscriber.renew_due() == 1
    assert await place.hub.ask_back("denied", "https://wire.example.org/rss") == (200, "")
    await place.here.clock.sleep(timedelta(days=6).total_seconds())
    assert await place.subscriber.renew_due() == 0
    await place.here.clock.sleep(timedelta(days=2).total_seconds())
    assert await place.subscriber.renew_due() == 1


async def test_pushes_that_are_no_feed_or_too_large_harm_nothing(
    place: Place, caplog: pytest.LogCaptureFixture
) -> None:
    await place.subscriber.renew_due()
    assert await place.hub.push(b"") == 202
    assert await place.hub.push(b"<html>x</html>") == 202
    assert caplog.text.count("a push is ") == 2
    assert await place.hub.push(b"x" * (SIZE + 1)) == 413
    assert await entry_counts(place.here.archive) == {"waiting": 1}


@pytest.mark.parametrize(("path", "expected"), [("moved", 1), ("gone-elsewhere", 0)])
async def test_only_redirects_that_keep_the_question_are_followed(place: Place, path: str, expected: int) -> None:
    async with place.here.archive.transaction() as connection:
        await connection.execute(
            "UPDATE feed SET settings = json_set(settings, '$.hub', (settings ->> '$.hub') || ?)", (path,)
        )
    await place.subscriber.renew_due()
    assert len(place.hub.asked) == expected


async def test_no_secret_goes_out_in_the_clear_where_the_callback_is_safe(
    place: Place, caplog: pytest.LogCaptureFixture
) -> None:
    made = place.here
    public = Subscriber(
        made.archive, made.fetcher, made.poller.asker, made.clock, "https://monitor.example.org", made.wake
    )
    assert await public.renew_due() == 1
    assert place.hub.asked == []
    assert "told a secret in the clear" in caplog.text


async def test_a_feed_without_a_hub_is_let_alone(place: Place) -> None:
    place.here.server.on("/feed", answer(200, rss(NEWS)))
    await place.here.beat(3600)
    assert (await place.here.feeds())["/feed"].hub is None
    assert await place.subscriber.renew_due() == 0


async def test_the_daemon_asks_hubs_again_and_again(place: Place) -> None:
    place.hub.lease = "600"
    running = asyncio.create_task(place.subscriber.run())
    async with asyncio.timeout(10):
        while len(place.hub.asked) < 3:
            await asyncio.wait([running], timeout=0.01)
    running.cancel()
    assert place.here.clock.now() >= START + timedelta(minutes=16)


async def test_an_archive_that_cannot_be_written_ends_nothing(place: Place, caplog: pytest.LogCaptureFixture) -> None:
    async with place.here.archive.transaction() as connection:
        await connection.execute("PRAGMA query_only = ON")
    running = asyncio.create_task(place.subscriber.run())
    async with asyncio.timeout(10):
        while "archive.failed" not in [getattr(record, "event", None) for record in caplog.records]:
            await asyncio.wait([running], timeout=0.01)
    assert not running.done()
    running.cancel()
