"""The demonstration: the real daemon against a newsroom of its own, with time moving fast.

    newsroom ──feeds, pages──▶ the daemon ──webhook, mail──▶ receivers
         ╰───────────── told on the terminal, story by story ─────────────╯

Everything is on loopback. What the daemon learnt stays in an archive that can be looked at afterwards.
"""

from __future__ import annotations

import asyncio
import shutil
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from aiohttp import web
from aiosmtpd.smtp import SMTP

from monitor.app import Monitor, assemble
from monitor.clock import Clock
from monitor.core.errors import MonitorError
from monitor.core.knowledge import Knowledge
from monitor.core.urls import canonical_url
from monitor.demo.leaping_clock import LeapingClock
from monitor.demo.newsroom import Newsroom
from monitor.demo.receivers import HookReceiver, MailReceiver
from monitor.demo.story_files import NewsroomStory
from monitor.demo.tell import Teller
from monitor.settings import Settings, load_settings

SECRET = "whsec_ZW52b3ktbW9uaXRvciBkZW1vbnN0cmF0aW9uIGtleQ=="  # noqa: S105 (signs nothing but the demonstration)
POLL_INTERVAL = timedelta(hours=3)
LEAD_TIME = timedelta(hours=6)
"""How long the daemon runs before the first story is out."""
PATIENCE_S = 60.0
"""Real seconds that one story may take before the demonstration says that it went wrong."""
NUDGE_S = 5.0
"""Real seconds after which a story that no poll has brought is polled for again."""

_CONFIGURATION = """\
# What the demonstration ran with. Its newsroom is gone; the archive is here to be looked at.
[archive]
path = "archive.sqlite3"

[fetch]
contact = "demo@example.org"
allow_private_networks = true
per_host_delay = "0s"
robots = false

[poll]
interval = "{interval}h"

[web]
listen = "127.0.0.1:{web}"

[[alerts.webhook]]
name = "webhook"
url = "{base}/hook"
secret = "{secret}"

[[alerts.email]]
name = "mail"
to = ["desk@example.org"]
host = "127.0.0.1"
port = {smtp}
tls = "none"
"""


@dataclass(frozen=True)
class World:
    """What the demonstration serves on loopback."""

    newsroom: Newsroom
    hook: HookReceiver
    mail: MailReceiver
    base: str
    smtp_port: int


async def demonstrate(folder: Path, knowledge: Knowledge, clock: Clock, teller: Teller, seconds: float) -> bool:
    """Run the demonstration in about `seconds` and leave its archive in `folder`; whether all went as it ought to."""
    async with world() as served:
        settings = _settings(folder, served)
        moments = served.newsroom.moments
        leaping = LeapingClock(moments[0] - LEAD_TIME, clock)
        rest = seconds / len(moments)
        teller.begin(served.newsroom, settings)
        async with assemble(settings, knowledge, leaping, page=True) as monitor:
            stop = asyncio.Event()
            daemon = asyncio.create_task(monitor.run(stop, pace=0.05))
            try:
                await _publish(served, monitor, leaping, clock, teller, rest)
            finally:
                stop.set()
                await daemon
            return await teller.end(monitor.archive, served.hook, served.mail)


@asynccontextmanager
async def world() -> AsyncIterator[World]:
    """The newsroom, the webhook's receiver and the mail server, each on a free port of loopback."""
    newsroom, hook, mail = Newsroom(), HookReceiver(SECRET), MailReceiver()
    app = newsroom.app()
    app.router.add_post("/hook", hook.take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    smtp = await asyncio.get_running_loop().create_server(lambda: SMTP(mail), "127.0.0.1", 0)
    try:
        port = runner.addresses[0][1]
        yield World(newsroom, hook, mail, f"http://127.0.0.1:{port}", smtp.sockets[0].getsockname()[1])
    finally:
        smtp.close()
        await smtp.wait_closed()
        await runner.cleanup()


def _settings(folder: Path, served: World) -> Settings:
    """A fresh folder with the configuration file that the daemon runs with."""
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    text = _CONFIGURATION.format(
        base=served.base,
        secret=SECRET,
        smtp=served.smtp_port,
        interval=POLL_INTERVAL // timedelta(hours=1),
        web=_free_port(),
    )
    for name, url in served.newsroom.feeds(served.base):
        text += f'\n[[feed]]\nname = "{name}"\nurl = "{url}"\n'
    path = folder / "monitor.toml"
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)
    settings = load_settings(path)
    # $STATE_DIRECTORY of a service around us is not ours.
    archive = settings.archive.model_copy(update={"path": folder / "archive.sqlite3"})
    return settings.model_copy(update={"archive": archive})


def _free_port() -> int:
    """A port of loopback where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


async def _publish(
    served: World, monitor: Monitor, leaping: LeapingClock, real: Clock, teller: Teller, rest: float
) -> None:
    """Let each story come out in its time, wait until the daemon is done with it, and tell what became of it."""
    for moment in served.newsroom.moments:
        began = real.monotonic()
        leaping.leap(moment)
        for story in served.newsroom.publish_until(moment):
            address = canonical_url(served.base + story.path)
            leaping.leap(leaping.now() + POLL_INTERVAL)
            await _until_done(monitor, address, story, leaping, real)
            await teller.story(story, monitor.archive, address, served.hook, served.mail)
        await real.sleep(began + rest - real.monotonic())


async def _until_done(monitor: Monitor, address: str, story: NewsroomStory, leaping: LeapingClock, real: Clock) -> None:
    """Return when the story's fate is known and what it set off has been delivered."""
    began = asked = real.monotonic()
    while real.monotonic() < began + PATIENCE_S:
        row = await monitor.archive.read_one(_STATE, (address,))
        if row is not None and row["state"] != "waiting" and not row["pending"]:
            return
        if row is None and real.monotonic() > asked + NUDGE_S:
            # A poll that was in hand when the story came out saw nothing of it: let the next one be due.
            leaping.leap(leaping.now() + POLL_INTERVAL)
            asked = real.monotonic()
        await real.sleep(0.02)
    raise MonitorError(f"the demonstration has gone wrong: nothing became of {story.headline!r} in {PATIENCE_S:g} s")


_STATE = """
SELECT state, (SELECT count(*) FROM delivery WHERE state = 'pending') AS pending FROM entry WHERE url = ?
"""
