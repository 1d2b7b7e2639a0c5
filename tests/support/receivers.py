"""Receivers of alerts on loopback that misbehave on request."""

from __future__ import annotations

import asyncio
import ssl
from collections import deque
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Any, Literal

from aiohttp import web
from aiohttp.test_utils import TestServer
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

Behaviour = int | Literal["drop", "hang"] | tuple[int, Mapping[str, str]]
"""A status; a status with headers; `drop`: take the request, then close without a word; `hang`: never answer."""


@dataclass
class Request:
    """A request as it came."""

    headers: Mapping[str, str]
    body: bytes


@dataclass
class WebhookReceiver:
    """Answers as `script` says, one entry a request, then with `then`."""

    url: str = ""
    script: deque[Behaviour] = field(default_factory=deque)
    then: Behaviour = 204
    requests: list[Request] = field(default_factory=list)
    came: asyncio.Event = field(default_factory=asyncio.Event)
    """Set at every request."""
    ended: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def ids(self) -> list[str]:
        """The `webhook-id` of each request, in order."""
        return [request.headers["webhook-id"] for request in self.requests]

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.requests.append(Request(request.headers, await request.read()))
        self.came.set()
        behaviour = self.script.popleft() if self.script else self.then
        if behaviour == "hang":
            await self.ended.wait()
        if behaviour in ("hang", "drop"):
            assert request.transport is not None
            request.transport.abort()
            return web.Response()
        status, headers = behaviour if isinstance(behaviour, tuple) else (int(behaviour), {})
        return web.Response(status=status, headers=headers)


@asynccontextmanager
async def webhook_receiver(script: Iterable[Behaviour] = (), then: Behaviour = 204) -> AsyncIterator[WebhookReceiver]:
    """A receiver that runs inside the block."""
    receiver = WebhookReceiver(script=deque(script), then=then)
    application = web.Application()
    application.router.add_post("/hook", receiver.answer)
    async with TestServer(application, host="127.0.0.1") as server:
        receiver.url = str(server.make_url("/hook"))
        try:
            yield receiver
        finally:
            receiver.ended.set()


@dataclass
class MailRelay:
    """A relay that keeps what it takes. `rcpt` and `data` are answers to give first; "" means: take it."""

    port: int = 0
    mails: list[bytes] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)
    rcpt: deque[str] = field(default_factory=deque)
    data: deque[str] = field(default_factory=deque)
    logins: list[tuple[bytes, bytes]] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)
    tried: int = 0
    """Mails that were offered, taken or not."""

    @property
    def messages(self) -> list[EmailMessage]:
        """The mails, read as a mail program would."""
        return [BytesParser(EmailMessage, policy=policy.default).parsebytes(raw) for raw in self.mails]

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's names
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.rcpt and (answer := self.rcpt.popleft()):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.tried += 1
        answer = self.data.popleft() if self.data else ""
        if answer and answer != "drop":
            return answer
        assert isinstance(envelope.content, bytes)
        self.mails.append(envelope.content)
        self.recipients.append(list(envelope.rcpt_tos))
        transport = server.transport
        assert isinstance(transport, asyncio.WriteTransport)
        self.encrypted.append(transport.get_extra_info("ssl_object") is not None)
        if answer == "drop":
            transport.abort()
        return "250 OK"

    def authenticate(self, server: SMTP, session: Session, envelope: Envelope, kind: str, data: Any) -> AuthResult:
        self.logins.append((data.login, data.password))
        return AuthResult(success=data.password == b"right", handled=False)


@asynccontextmanager
async def mail_relay(
    *, tls: Literal["none", "starttls", "tls"] = "none", context: ssl.SSLContext | None = None
) -> AsyncIterator[MailRelay]:
    """A real SMTP server that runs inside the block."""
    relay = MailRelay()

    def talk() -> SMTP:
        return SMTP(
            relay,
            hostname="relay.test",
            tls_context=context if tls == "starttls" else None,
            authenticator=relay.authenticate,
            auth_require_tls=False,
            loop=asyncio.get_running_loop(),
        )

    server = await asyncio.get_running_loop().create_server(talk, "127.0.0.1", 0, ssl=context if tls == "tls" else None)
    relay.port = server.sockets[0].getsockname()[1]
    try:
        yield relay
    finally:
        server.close()
        await server.wait_closed()
