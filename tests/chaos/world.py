"""What the daemon lives in: a newsroom with stories to come, three receivers that fail at times, a clock that jumps."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import random
import signal
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from aiohttp import web
from aiohttp.test_utils import TestServer
from aiohttp.typedefs import Handler

from monitor.demo.newsroom import Newsroom
from monitor.demo.story_files import NewsroomStory, load_outlets
from tests.support.receivers import Behaviour, MailRelay, WebhookReceiver, mail_relay, webhook_receiver

KEY = "whsec_" + base64.b64encode(b"k" * 32).decode()
HOOK_FAILURES: tuple[Behaviour, ...] = (204, 204, 204, "drop", 500, 302, (503, {"Retry-After": "2"}))
MAIL_FAILURES = ("", "", "", "451 later", "drop")
_AMERICANS = ("Dana Okafor", "Marcus Thistlewood", "Ruth Abernathy", "Owen Castellane", "Priya Lindqvist")
_CHINESE = ("Lin Weiguo", "Shu Lanying", "Qiao Mingde", "Pei Ruolan")
_CITIES = (("Geneva", "Switzerland"), ("Nairobi", "Kenya"), ("Lisbon", "Portugal"), ("Busan", "South Korea"))
_BEGIN = datetime(2025, 1, 6, 9, tzinfo=UTC)
_APART = timedelta(days=21)


def stories(count: int) -> list[NewsroomStory]:
    """`count` stories, each of a meeting of its own: other people, another city, three weeks apart."""
    outlet = load_outlets()["tidewater"]
    return [_story(number, outlet) for number in range(count)]


def _story(number: int, outlet: object) -> NewsroomStory:
    american = _AMERICANS[number % len(_AMERICANS)]
    chinese = _CHINESE[number // len(_AMERICANS) % len(_CHINESE)]
    city, country = _CITIES[number % len(_CITIES)]
    moment = _BEGIN + number * _APART
    lead = (
        f"{city.upper()}, {country}, {moment:%B} {moment.day} (Tidewater) - The US special envoy for climate, "
        f"{american}, met China's special envoy for climate change, {chinese}, in {city} on {moment:%A} for talks on "
        "methane and coal, the Chinese environment ministry said."
    )
    quote = f'"We had a candid exchange about the years before us," {american} told reporters after the talks.'
    end = f"Both sides agreed to go on with the working group, the ministry said. It was their talk number {number}."
    return NewsroomStory(
        name=f"{number:02}-talks-{number}",
        outlet=outlet,  # type: ignore[arg-type]
        published=moment,
        headline=f"US and Chinese climate envoys hold talks in {city}",
        standfirst=None,
        authors=("Marek Solomon",),
        image=None,
        blocks=tuple(("paragraph", text) for text in (lead, quote, end)),
        shows="a meeting",
        alert="new",
    )


@dataclass
class World:
    """Everything around the daemon, and what it was told."""

    folder: Path
    base: str
    newsroom: Newsroom
    desk: WebhookReceiver
    gathered: WebhookReceiver
    relay: MailRelay
    asked: list[str]
    """What of the newsroom was asked for, in order."""

    @property
    def events(self) -> int:
        """How often the daemon has been heard of, by the newsroom or by a receiver."""
        return len(self.asked) + len(self.desk.requests) + len(self.gathered.requests) + self.relay.tried

    @property
    def config(self) -> Path:
        return self.folder / "monitor.toml"

    @property
    def offset(self) -> Path:
        """The file of the clock's distance from the machine's."""
        return self.folder / "offset"

    @property
    def archive(self) -> Path:
        return self.folder / "disk" / "archive.sqlite3"

    def set_clock(self, ahead: timedelta) -> None:
        """Put the daemon's clock so far before the machine's. The file is replaced whole: it is read all the time."""
        new = self.offset.with_suffix(".new")
        new.write_text(str(ahead.total_seconds()))
        new.replace(self.offset)

    def publish(self) -> None:
        """Bring out the next story, where there is one."""
        published = len(self.newsroom.published)
        if published < len(self.newsroom.moments):
            self.newsroom.publish_until(self.newsroom.moments[published])

    def fail_at_times(self, chance: random.Random) -> None:
        """Let the receivers answer what comes next by chance."""
        for hook in (self.desk, self.gathered):
            hook.script.clear()
            hook.script.extend(chance.choice(HOOK_FAILURES) for _ in range(4))
        self.relay.data.clear()
        self.relay.data.extend(chance.choice(MAIL_FAILURES) for _ in range(4))

    def be_well(self) -> None:
        """Let the receivers take whatever comes."""
        for hook in (self.desk, self.gathered):
            hook.script.clear()
        self.relay.data.clear()

    def told(self) -> dict[str, dict[str, set[str]]]:
        """By channel and alert: the ids of the messages that told of it."""
        found: dict[str, dict[str, set[str]]] = {name: defaultdict(set) for name in ("desk", "gathered", "mail")}
        for request in self.desk.requests:
            found["desk"][request.headers["webhook-id"]].add(request.headers["webhook-id"])
        for request in self.gathered.requests:
            for entry in json.loads(request.body)["data"]["alerts"]:
                for alert in entry["ids"]:
                    found["gathered"][alert].add(request.headers["webhook-id"])
        for mail in self.relay.messages:
            text = mail.get_body(("plain",))
            assert text is not None
            alert = text.get_content().partition("envoy-monitor, alert ")[2].split()[0]
            found["mail"][alert].add(mail["Message-ID"])
        return found


@asynccontextmanager
async def world(folder: Path, to_come: Sequence[NewsroomStory]) -> AsyncIterator[World]:
    """A world with stories `to_come`; `folder/disk` holds the archive."""
    newsroom, asked = Newsroom(to_come), list[str]()
    (folder / "disk").mkdir()

    @web.middleware
    async def note(request: web.Request, handler: Handler) -> web.StreamResponse:
        asked.append(request.path)
        return await handler(request)

    served = newsroom.app()
    served.middlewares.append(note)
    async with (
        TestServer(served, host="127.0.0.1") as server,
        webhook_receiver() as desk,
        webhook_receiver() as gathered,
        mail_relay() as relay,
    ):
        base = str(server.make_url("")).rstrip("/")
        made = World(folder, base, newsroom, desk, gathered, relay, asked)
        made.set_clock(timedelta(0))
        made.config.write_text(_CONFIG.format(
            archive=made.archive, desk=desk.url, gathered=gathered.url, port=relay.port, key=KEY,
            feed=f"{base}/{newsroom.stories[0].outlet.key}/feed.xml",
        ), encoding="utf-8")  # fmt: skip
        yield made


_CONFIG = """
[archive]
path = "{archive}"
[fetch]
contact = "desk@example.org"
allow_private_networks = true
per_host_delay = "0s"
robots = false
[poll]
interval = "1s"
[workers]
processes = 0
[web]
listen = "off"
[alerts]
max_age = "off"
[[alerts.webhook]]
name = "desk"
url = "{desk}"
secret = "{key}"
[[alerts.webhook]]
name = "gathered"
url = "{gathered}"
secret = "{key}"
digest = "daily"
digest_at = "07:00"
[[alerts.email]]
name = "mail"
to = ["desk@example.org"]
host = "127.0.0.1"
port = {port}
tls = "none"
[[feed]]
name = "Tidewater"
url = "{feed}"
"""


class Daemons:
    """Begins daemons, one after the other, and kills them."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._current: int | None = None

    async def begin(self) -> None:
        """Begin the next one."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(b"begin\n")
        self._current = int(await self._process.stdout.readline())

    def kill(self, how: signal.Signals = signal.SIGKILL) -> None:
        """End the one that runs, if it does."""
        if self._current is not None:
            with suppress(ProcessLookupError):
                os.kill(self._current, how)

    async def gone(self) -> None:
        """Return when the one that was killed is no more: its lock on the archive is free then."""
        while self._current is not None:
            try:
                os.kill(self._current, 0)
            except ProcessLookupError:
                self._current = None
            else:
                await asyncio.sleep(0.01)


@asynccontextmanager
async def daemons(made: World, root: Path, python: str, environment: Mapping[str, str]) -> AsyncIterator[Daemons]:
    """The process that begins them, with its messages in `folder/log`."""
    with (made.folder / "log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            python, "-m", "tests.chaos.daemon", str(made.config), str(made.offset),
            cwd=root, env=dict(environment), stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=log,
        )  # fmt: skip
        assert process.stdin
        assert process.stdout
        begun = Daemons(process)
        try:
            await process.stdout.readline()
            yield begun
        finally:
            begun.kill()
            process.stdin.close()
            await process.wait()
