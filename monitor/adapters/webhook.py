"""Standard Webhooks 1.0 (https://www.standardwebhooks.com): a signed POST, the same `webhook-id` on every attempt."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus

import aiohttp
from standardwebhooks import Webhook

from monitor import __version__
from monitor.adapters.pace import Pace
from monitor.clock import Clock
from monitor.core.delivery.alert import Alert
from monitor.core.delivery.payload import webhook_body
from monitor.core.delivery.plain import one_line
from monitor.core.delivery.routing import EVERYTHING, Route
from monitor.core.errors import DeliveryError, DeliveryRefused
from monitor.core.polling.freshness import retry_after

TIMEOUT = aiohttp.ClientTimeout(total=15)
_ANSWER_READ = 16 * 1024
"""So much of an answer is read, so that the connection can serve again; nothing in it matters."""


class WebhookChannel:
    """One receiver's address and keys."""

    def __init__(
        self,
        name: str,
        url: str,
        secrets: Sequence[str],
        session: aiohttp.ClientSession,
        clock: Clock,
        *,
        per_second: float = 250,
        route: Route = EVERYTHING,
        timeout: aiohttp.ClientTimeout = TIMEOUT,
    ) -> None:
        self.name = name
        self.route = route
        self._url = url
        self._signers = [Webhook(secret) for secret in secrets]
        self._session = session
        self._clock = clock
        self._timeout = timeout
        self._pace = Pace(per_second, clock)

    async def send(self, alert: Alert) -> None:
        """Post `alert`. Only a 2xx is success; 410 disables the channel. Raises DeliveryError."""
        body = webhook_body(alert.body)
        await self._pace.wait()
        try:
            async with self._session.post(
                self._url,
                data=body,
                headers=self._headers(alert.id, body),
                allow_redirects=False,
                timeout=self._timeout,
            ) as answer:
                self._judge(answer)
                await _finish(answer)
        except TimeoutError as error:
            raise DeliveryError(f"no answer within {self._timeout.total:g} s") from error
        except (aiohttp.ClientError, OSError, ValueError) as error:
            # The address itself may hold a key and stands in some of these messages: it is not repeated.
            raise DeliveryError(f"connection failed: {_reason(error)}") from error

    def _headers(self, alert_id: str, body: bytes) -> dict[str, str]:
        now = self._clock.now()
        text = body.decode("utf-8")
        return {
            "content-type": "application/json",
            "user-agent": f"envoy-monitor/{__version__}",
            "webhook-id": alert_id,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": " ".join(signer.sign(alert_id, now, text) for signer in self._signers),
        }

    def _judge(self, answer: aiohttp.ClientResponse) -> None:
        status = answer.status
        if 200 <= status < 300:
            return
        trouble = f"answered {status} {_phrase(status)}".rstrip()
        if status == HTTPStatus.GONE:
            raise DeliveryRefused(f"{trouble}: the receiver wants no more; channel disabled", disables=True)
        if 300 <= status < 400:
            trouble += ": redirects are not followed; name the new address in the configuration"
        wish = retry_after(answer.headers, self._clock.now())
        raise DeliveryError(trouble, retry_after=wish)


async def _finish(answer: aiohttp.ClientResponse) -> None:
    """Read what is left of the answer; once a 2xx is there, nothing after it can undo it."""
    try:
        await answer.content.read(_ANSWER_READ)
    except (TimeoutError, aiohttp.ClientError, OSError):
        answer.close()


def _phrase(status: int) -> str:
    return HTTPStatus(status).phrase if status in HTTPStatus._value2member_map_ else ""


def _reason(error: Exception) -> str:
    if isinstance(error, aiohttp.ClientConnectorError):
        return one_line(error.os_error.strerror or type(error.os_error).__name__, 120)
    return (
        type(error).__name__
        if isinstance(error, aiohttp.InvalidURL)
        else one_line(str(error) or type(error).__name__, 120)
    )
