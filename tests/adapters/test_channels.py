"""Channels as the configuration names them."""

from __future__ import annotations

import base64

from pydantic import SecretStr
from standardwebhooks import Webhook

from monitor.adapters.channels import build_channels, delivery_session, sample_alert, send_test
from monitor.clock import SystemClock
from monitor.settings import AlertsSettings, EmailSettings, WebhookSettings
from tests.support.clock import START
from tests.support.receivers import mail_relay, webhook_receiver

KEY = SecretStr("whsec_" + base64.b64encode(b"k" * 32).decode())
FORMER = SecretStr("whsec_" + base64.b64encode(b"f" * 32).decode())


async def test_a_test_goes_to_every_channel_and_each_answer_is_told() -> None:
    async with webhook_receiver() as hook, webhook_receiver([500]) as broken, mail_relay() as relay:
        settings = AlertsSettings(
            webhook=(
                WebhookSettings(url=hook.url, secret=KEY, former_secrets=(FORMER,)),
                WebhookSettings(url=broken.url, secret=KEY, name="broken"),
            ),
            email=(EmailSettings(to=("desk@example.org",), host="127.0.0.1", port=relay.port, tls="none"),),
        )
        async with delivery_session() as session:
            channels = build_channels(settings, session, SystemClock())
            answers = await send_test(channels, SystemClock())
    assert list(answers) == [hook.url.replace("http://", "webhook:"), "broken", "email:desk@example.org"]
    assert [str(answer) if answer else None for answer in answers.values()] == [
        None,
        "answered 500 Internal Server Error",
        None,
    ]
    (request,) = hook.requests
    for key in (KEY, FORMER):
        assert Webhook(key.get_secret_value()).verify(request.body, dict(request.headers))["test"] is True
    assert relay.messages[0]["Subject"] == "New meeting: Test: no meeting has been reported"


def test_no_two_tests_share_an_id() -> None:
    assert sample_alert(START).id != sample_alert(START.replace(microsecond=1)).id
