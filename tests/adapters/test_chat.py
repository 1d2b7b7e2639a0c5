"""Chat services through Apprise, against servers on loopback."""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from apprise.plugins.discord import NotifyDiscord
from apprise.plugins.slack import NotifySlack
from pydantic import SecretStr

from monitor.adapters.channels import build_channels, delivery_session, send_test
from monitor.adapters.chat import AppriseChannel, apprise_channel
from monitor.clock import SystemClock
from monitor.core.delivery.digest import digest
from monitor.core.delivery.routing import EVERYTHING
from monitor.core.errors import DeliveryError
from monitor.settings import AlertsSettings, AppriseSettings
from tests.support.alerts import SOURCES, alert, body
from tests.support.certificates import make_certificate
from tests.support.clock import START

UPDATE = alert(
    content=body(status="held", changes={"status": ["announced", "held"]}, evidence=["They met at @everyone's."]),
    sources=SOURCES,
    confidence=0.97,
)


@dataclass
class Service:
    """A chat service: keeps what it is told, answers `status`."""

    address: str = ""
    status: int = 200
    told: list[Any] = field(default_factory=list)
    came: asyncio.Event = field(default_factory=asyncio.Event)
    gate: asyncio.Event = field(default_factory=asyncio.Event)

    async def answer(self, request: web.Request) -> web.Response:
        self.told.append(json.loads(await request.text()))
        self.came.set()
        await self.gate.wait()
        return web.Response(status=self.status, text="ok")


@asynccontextmanager
async def service(status: int = 200, context: ssl.SSLContext | None = None) -> AsyncIterator[Service]:
    made = Service(status=status)
    made.gate.set()
    application = web.Application()
    application.router.add_post("/{anything:.*}", made.answer)
    server = TestServer(application, host="127.0.0.1", scheme="https" if context else "http")
    await server.start_server(ssl=context)
    made.address = f"{server.host}:{server.port}"
    try:
        yield made
    finally:
        await server.close()


async def test_an_alert_arrives_in_words() -> None:
    async with service() as chat:
        await apprise_channel("chat", f"json://{chat.address}/in", EVERYTHING).send(UPDATE)
    (told,) = chat.told
    assert told["title"] == "Held: Dana Okafor – Lin Weiguo, Chengdu, 3–5 May 2026"
    assert "Where: Chengdu, China (Jinjiang Hotel)" in told["message"]
    assert "https://xinwen.example.cn/1" in told["message"]


async def test_a_digest_is_one_message() -> None:
    gathered = digest("dig_1", "daily", "2026-04-20", START, [UPDATE, alert(2, body(id="b", title="Another"))])
    async with service() as chat:
        await apprise_channel("chat", f"json://{chat.address}/in", EVERYTHING).send(gathered)
    (told,) = chat.told
    assert told["title"] == "Daily digest, 20 April 2026: 2 meetings"


@pytest.mark.parametrize("status", [500, 404])
async def test_one_that_does_not_take_it_is_tried_again(status: int) -> None:
    async with service(status) as chat:
        with pytest.raises(DeliveryError, match=f"JSON: .*{status}") as caught:
            await apprise_channel("chat", f"json://desk:hidden@{chat.address}/in", EVERYTHING).send(UPDATE)
    assert "hidden" not in str(caught.value)


async def test_one_that_is_away() -> None:
    async with service() as chat:
        pass
    with pytest.raises(DeliveryError, match=r"^JSON: "):
        await apprise_channel("chat", f"json://{chat.address}/in", EVERYTHING).send(UPDATE)


async def test_the_loop_turns_while_a_service_takes_its_time() -> None:
    async with service() as chat:
        chat.gate.clear()
        sending = asyncio.create_task(apprise_channel("chat", f"json://{chat.address}/in", EVERYTHING).send(UPDATE))
        await chat.came.wait()  # the server of this very loop has been asked, so the loop turns
        assert not sending.done()
        chat.gate.set()
        await sending


async def test_a_test_goes_to_the_configured_service() -> None:
    async with service() as chat:
        settings = AlertsSettings(apprise=(AppriseSettings(url=SecretStr(f"json://{chat.address}/in")),))
        async with delivery_session() as session:
            answers = await send_test(build_channels(settings, session, SystemClock()), SystemClock())
    ((name, answer),) = answers.items()
    assert name.startswith("json#")
    assert answer is None
    assert chat.told[0]["title"] == "New meeting: Test: no meeting has been reported"


async def test_slack() -> None:
    async with service() as chat:

        class Slack(NotifySlack):  # type: ignore[no-untyped-call]
            webhook_url = f"http://{chat.address}"

        there = Slack(token_a="T00000000", token_b="B00000000", token_c="C" * 24, targets="#desk")  # type: ignore[no-untyped-call]
        await AppriseChannel("chat", there).send(UPDATE)
    (told,) = chat.told
    text = json.dumps(told, ensure_ascii=False)
    assert "Held: Dana Okafor – Lin Weiguo, Chengdu, 3–5 May 2026" in text
    assert "• Lin Weiguo (China), special envoy for climate change" in text
    assert "&lt;" not in text


async def test_discord_calls_nobody() -> None:
    async with service(204) as chat:

        class Discord(NotifyDiscord):  # type: ignore[no-untyped-call]
            notify_url = f"http://{chat.address}"

        await AppriseChannel("chat", Discord(webhook_id="1" * 18, webhook_token="t" * 60)).send(UPDATE)
    (told,) = chat.told
    text = json.dumps(told, ensure_ascii=False)
    assert "Held: Dana Okafor – Lin Weiguo, Chengdu, 3–5 May 2026" in text
    assert "@everyone" not in text
    assert len(told.get("content", "")) <= 2000


@pytest.mark.filterwarnings("ignore::urllib3.exceptions.InsecureRequestWarning")
async def test_teams(tmp_path: Path) -> None:
    _, context = make_certificate(tmp_path)
    async with service(202, context) as chat:
        await apprise_channel("teams", f"workflow://{chat.address}/flow/signature?verify=no", EVERYTHING).send(UPDATE)
    (told,) = chat.told
    (card,) = told["attachments"]
    assert card["contentType"] == "application/vnd.microsoft.card.adaptive"
    text = json.dumps(card, ensure_ascii=False)
    assert "Held: Dana Okafor – Lin Weiguo, Chengdu, 3–5 May 2026" in text
    assert "What changed" in text
