"""The other end: a webhook receiver that checks signatures, and a mail server. Both keep what they were sent."""

from __future__ import annotations

import email
import email.policy
import hmac
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any

from aiohttp import web
from aiosmtpd.smtp import SMTP, Envelope, Session
from standardwebhooks import Webhook


@dataclass(frozen=True)
class Received:
    """One delivery."""

    id: str
    """The `webhook-id`."""
    body: dict[str, Any]
    genuine: bool
    """Whether the signature is the one that the key gives for id, time and body."""


class HookReceiver:
    """What an operator's own program would do with an alert."""

    def __init__(self, secret: str) -> None:
        self._signer = Webhook(secret)
        self.received: list[Received] = []

    async def take(self, request: web.Request) -> web.Response:
        """POST /hook."""
        body = await request.text()
        message_id = request.headers.get("webhook-id", "")
        self.received.append(Received(message_id, json.loads(body), self._is_genuine(request, message_id, body)))
        return web.Response(status=204)

    def _is_genuine(self, request: web.Request, message_id: str, body: str) -> bool:
        """As `Webhook.verify`, but for the age: the demonstration's clock is not the machine's."""
        stamp = datetime.fromtimestamp(int(request.headers.get("webhook-timestamp", "0")), UTC)
        wanted = self._signer.sign(message_id, stamp, body)
        given = request.headers.get("webhook-signature", "").split(" ")
        return any(hmac.compare_digest(signature, wanted) for signature in given)


class MailReceiver:
    """The handler of a mail server (aiosmtpd)."""

    def __init__(self) -> None:
        self.received: list[EmailMessage] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 (aiosmtpd's name)
        """Take one message."""
        content = envelope.content
        raw = content if isinstance(content, bytes) else (content or "").encode()
        message = email.message_from_bytes(raw, policy=email.policy.default)
        self.received.append(message)
        return "250 OK"
