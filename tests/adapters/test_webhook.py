"""Standard Webhooks, against a real receiver and the public library's own verifier."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
import pytest_asyncio
from standardwebhooks import Webhook, WebhookVerificationError

from monitor.adapters.channels import delivery_session
from monitor.adapters.webhook import TIMEOUT, WebhookChannel
from monitor.core.errors import DeliveryError, DeliveryRefused
from tests.support.alerts import alert, body
from tests.support.clock import FakeClock
from tests.support.receivers import Behaviour, WebhookReceiver, webhook_receiver

KEY = "whsec_" + base64.b64encode(b"k" * 32).decode()
FORMER = "whsec_" + base64.b64encode(b"f" * 32).decode()


@pytest_asyncio.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with delivery_session() as session:
        yield session


def channel(
    receiver: WebhookReceiver,
    session: aiohttp.ClientSession,
    *,
    clock: FakeClock | None = None,
    keys: tuple[str, ...] = (KEY,),
    timeout: aiohttp.ClientTimeout = TIMEOUT,
) -> WebhookChannel:
    # The library's verifier compares with the machine's clock.
    return WebhookChannel(
        "webhook:test", receiver.url, keys, session, clock or FakeClock(datetime.now(UTC)), timeout=timeout
    )


async def test_the_public_library_verifies_it(session: aiohttp.ClientSession) -> None:
    async with webhook_receiver() as receiver:
        await channel(receiver, session).send(alert(content=body(evidence=["中美气候特使会谈。"])))
    (request,) = receiver.requests
    told = Webhook(KEY).verify(request.body, dict(request.headers))
    assert told == body(evidence=["中美气候特使会谈。"])
    assert request.headers["content-type"] == "application/json"
    assert request.headers["user-agent"].startswith("envoy-monitor/")
    with pytest.raises(WebhookVerificationError):
        Webhook(FORMER).verify(request.body, dict(request.headers))


async def test_the_signature_is_the_specification_s(session: aiohttp.ClientSession) -> None:
    async with webhook_receiver() as receiver:
        await channel(receiver, session).send(alert())
    (request,) = receiver.requests
    signed = f"{request.headers['webhook-id']}.{request.headers['webhook-timestamp']}.".encode() + request.body
    expected = base64.b64encode(hmac.new(b"k" * 32, signed, hashlib.sha256).digest()).decode()
    assert request.headers["webhook-signature"] == f"v1,{expected}"


async def test_while_keys_change_both_verify(session: aiohttp.ClientSession) -> None:
    async with webhook_receiver() as receiver:
        await channel(receiver, session, keys=(KEY, FORMER)).send(alert())
    (request,) = receiver.requests
    for key in (KEY, FORMER):
        assert Webhook(key).verify(request.body, dict(request.headers))


async def test_a_retry_has_the_same_id_and_its_own_timestamp(session: aiohttp.ClientSession) -> None:
    clock = FakeClock()
    async with webhook_receiver([500]) as receiver:
        hook = channel(receiver, session, clock=clock)
        with pytest.raises(DeliveryError, match="answered 500 Internal Server Error"):
            await hook.send(alert())
        await clock.advance(300)
        await hook.send(alert())
    assert receiver.ids == ["msg_1", "msg_1"]
    first, second = (int(request.headers["webhook-timestamp"]) for request in receiver.requests)
    assert second - first == 300
    assert receiver.requests[0].body == receiver.requests[1].body


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
async def test_any_2xx_is_success(status: int, session: aiohttp.ClientSession) -> None:
    async with webhook_receiver([status]) as receiver:
        await channel(receiver, session).send(alert())


@pytest.mark.parametrize(
    ("behaviour", "trouble"),
    [
        (301, "redirects are not followed"),
        ((307, {"Location": "/hook"}), "redirects are not followed"),
        (304, "answered 304"),
        (400, "answered 400 Bad Request"),
        (404, "answered 404 Not Found"),
        (599, "answered 599"),
        ("drop", "connection failed"),
    ],
)
async def test_anything_else_is_a_failure_that_is_tried_again(
    behaviour: Behaviour, trouble: str, session: aiohttp.ClientSession
) -> None:
    async with webhook_receiver([behaviour]) as receiver:
        with pytest.raises(DeliveryError, match=trouble) as caught:
            await channel(receiver, session).send(alert())
    assert not isinstance(caught.value, DeliveryRefused)
    assert len(receiver.requests) == 1


async def test_gone_disables_the_channel(session: aiohttp.ClientSession) -> None:
    async with webhook_receiver([410]) as receiver:
        with pytest.raises(DeliveryRefused, match="410 Gone") as caught:
            await channel(receiver, session).send(alert())
    assert caught.value.disables


@pytest.mark.parametrize(
    ("status", "header", "wish"),
    [
        (429, "120", timedelta(minutes=2)),
        (503, "Mon, 17 Jul 2023 09:00:00 GMT", timedelta(hours=1)),
        (503, "soon", None),
        (500, None, None),
    ],
)
async def test_the_receiver_s_wish_for_patience_is_passed_on(
    status: int, header: str | None, wish: timedelta | None, session: aiohttp.ClientSession
) -> None:
    async with webhook_receiver([(status, {"Retry-After": header} if header else {})]) as receiver:
        with pytest.raises(DeliveryError) as caught:
            await channel(receiver, session, clock=FakeClock()).send(alert())
    assert caught.value.retry_after == wish


async def test_a_receiver_that_never_answers_is_given_up(session: aiohttp.ClientSession) -> None:
    assert TIMEOUT.total == 15
    async with webhook_receiver(["hang"]) as receiver:
        with pytest.raises(DeliveryError, match=r"no answer within 0\.05 s"):
            await channel(receiver, session, timeout=aiohttp.ClientTimeout(total=0.05)).send(alert())


async def test_an_address_where_nobody_listens_does_not_show_its_key(session: aiohttp.ClientSession) -> None:
    async with webhook_receiver() as receiver:
        pass
    receiver.url += "?key=hush"
    with pytest.raises(DeliveryError, match="connection failed") as caught:
        await channel(receiver, session).send(alert())
    assert "hush" not in str(caught.value)


async def test_the_body_stays_under_20_kilobytes(session: aiohttp.ClientSession) -> None:
    async with webhook_receiver() as receiver:
        await channel(receiver, session).send(alert(content=body(evidence=["谈" * 2000] * 20)))
    (request,) = receiver.requests
    assert len(request.body) < 20_000
    assert json.loads(request.body)["truncated"] is True
