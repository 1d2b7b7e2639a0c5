"""Mail through a real relay on loopback."""

from __future__ import annotations

import asyncio
import ssl
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from monitor.adapters.mail import MailChannel
from monitor.core.errors import DeliveryError, DeliveryRefused
from monitor.settings import EmailSettings
from tests.support.alerts import alert, body
from tests.support.certificates import make_certificate
from tests.support.receivers import MailRelay, mail_relay

Certificate = tuple[Path, ssl.SSLContext]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return make_certificate(tmp_path_factory.mktemp("tls"))


def channel(relay: MailRelay, timeout: float = 5, **keys: Any) -> MailChannel:
    given = {"to": ("desk@example.org",), "sender": "monitor@example.org", "tls": "none", "host": "127.0.0.1"}
    return MailChannel("email:desk@example.org", EmailSettings(port=relay.port, **{**given, **keys}), timeout=timeout)


async def test_a_mail_arrives_whole() -> None:
    async with mail_relay() as relay:
        await channel(relay, to=("desk@example.org", "night@example.org")).send(
            alert(content=body(evidence=["双方举行了会谈。"]))
        )
    (mail,) = relay.messages
    assert relay.recipients == [["desk@example.org", "night@example.org"]]
    assert mail["Subject"].startswith("New meeting: Dana Okafor – Lin Weiguo")
    text = mail.get_body(("plain",))
    assert text is not None
    assert "双方举行了会谈。" in text.get_content()


@pytest.mark.parametrize("tls", ["starttls", "tls"])
async def test_encrypted_to_a_relay_whose_certificate_is_known(tls: Any, certificate: Certificate) -> None:
    file, context = certificate
    async with mail_relay(tls=tls, context=context) as relay:
        await channel(relay, tls=tls, ca_bundle=file).send(alert())
    assert relay.encrypted == [True]


@pytest.mark.parametrize("tls", ["starttls", "tls"])
async def test_a_certificate_that_nobody_vouches_for_is_refused(tls: Any, certificate: Certificate) -> None:
    async with mail_relay(tls=tls, context=certificate[1]) as relay:
        with pytest.raises(DeliveryError, match="certificate"):
            await channel(relay, tls=tls).send(alert())
    assert relay.mails == []


async def test_a_relay_without_starttls_gets_nothing_in_clear() -> None:
    async with mail_relay() as relay:
        with pytest.raises(DeliveryError, match="STARTTLS"):
            await channel(relay, tls="starttls").send(alert())
    assert relay.mails == []


async def test_login() -> None:
    async with mail_relay() as relay:
        await channel(relay, user="desk", password=SecretStr("right")).send(alert())
        with pytest.raises(DeliveryError, match="refused the login") as caught:
            await channel(relay, user="desk", password=SecretStr("wrong")).send(alert())
    assert (relay.logins[0], set(relay.logins[1:])) == ((b"desk", b"right"), {(b"desk", b"wrong")})
    assert "wrong" not in str(caught.value)
    assert not isinstance(caught.value, DeliveryRefused)


@pytest.mark.parametrize("stage", ["rcpt", "data"])
@pytest.mark.parametrize(
    ("answer", "final"), [("451 4.3.0 try later", False), ("452 full", False), ("550 5.1.1 nobody here", True)]
)
async def test_4xx_is_tried_again_and_5xx_is_not(stage: str, answer: str, final: bool) -> None:
    async with mail_relay() as relay:
        getattr(relay, stage).append(answer)
        with pytest.raises(DeliveryError, match=answer[:3]) as caught:
            await channel(relay).send(alert())
    assert isinstance(caught.value, DeliveryRefused) is final


async def test_dropped_after_data_it_comes_again_under_the_same_message_id() -> None:
    async with mail_relay() as relay:
        relay.data.append("drop")
        mail = channel(relay)
        with pytest.raises(DeliveryError):
            await mail.send(alert())
        await mail.send(alert())
    first, second = relay.messages
    assert first["Message-ID"] == second["Message-ID"]


async def test_only_those_who_are_still_waiting_are_asked_again() -> None:
    people = ("desk@example.org", "night@example.org", "gone@example.org")
    async with mail_relay() as relay:
        relay.rcpt.extend(["", "451 later", "550 gone"])
        mail = channel(relay, to=people)
        with pytest.raises(DeliveryError, match=r"refused for the moment: night@example\.org") as caught:
            await mail.send(alert())
        assert caught.value.answered == {"desk@example.org": True, "gone@example.org": False}
        await mail.send(alert(answered=caught.value.answered))
        await mail.send(alert(2))
    assert relay.recipients == [["desk@example.org"], ["night@example.org"], list(people)]
    assert {mail["To"] for mail in relay.messages} == {", ".join(people)}


async def test_whoever_has_it_is_not_asked_though_the_rest_refuses_for_good() -> None:
    async with mail_relay() as relay:
        mail = channel(relay, to=("desk@example.org", "night@example.org"))
        relay.rcpt.append("550 gone")
        await mail.send(alert(answered={"desk@example.org": True}))
        relay.rcpt.append("550 gone")
        with pytest.raises(DeliveryRefused):
            await mail.send(alert(answered={"desk@example.org": False}))
        await mail.send(alert(answered={"desk@example.org": True, "night@example.org": True}))
    assert relay.mails == []


async def test_one_who_is_refused_for_good_does_not_hold_up_the_others(caplog: pytest.LogCaptureFixture) -> None:
    async with mail_relay() as relay:
        relay.rcpt.extend(["", "550 gone"])
        await channel(relay, to=("desk@example.org", "gone@example.org")).send(alert())
    assert relay.recipients == [["desk@example.org"]]
    assert "gone@example.org: 550 gone" in caplog.text


async def test_when_all_refuse_for_good_it_is_refused() -> None:
    async with mail_relay() as relay:
        relay.rcpt.extend(["550 gone", "553 bad"])
        with pytest.raises(DeliveryRefused, match="refused for good"):
            await channel(relay, to=("a@example.org", "b@example.org")).send(alert())


async def test_a_relay_that_is_away_or_silent() -> None:
    async with mail_relay() as relay:
        pass
    with pytest.raises(DeliveryError, match="no way to the relay"):
        await channel(relay).send(alert())

    ended = asyncio.Event()

    async def never(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()
        await writer.wait_closed()
        ended.set()

    async with await asyncio.start_server(never, "127.0.0.1", 0) as server:
        relay.port = server.sockets[0].getsockname()[1]
        with pytest.raises(DeliveryError, match="no answer from the relay"):
            await channel(relay, timeout=0.05).send(alert())
        await ended.wait()


async def test_the_date_is_the_alert_s_and_so_the_same_on_every_attempt() -> None:
    made = alert(1)
    async with mail_relay() as relay:
        await channel(relay).send(made)
        await channel(relay).send(made)
    assert {mail["Date"].datetime for mail in relay.messages} == {made.created_at}
    assert made.created_at < datetime.now(UTC)
