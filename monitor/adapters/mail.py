"""Mail over SMTP: encrypted unless the relay is this machine's own.

A recipient whose relay said "later" is tried again by the next attempt; one that took the mail is not asked twice, for
the archive remembers who that was (`Alert.answered`), over a restart, too.
"""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import Mapping

import aiosmtplib

from monitor.adapters.dkim_signature import signed, signers
from monitor.adapters.mail_message import mail_message
from monitor.core.delivery.alert import Alert
from monitor.core.delivery.plain import one_line
from monitor.core.delivery.routing import EVERYTHING, Route
from monitor.core.delivery.wording import COUNTRIES
from monitor.core.errors import DeliveryError, DeliveryRefused
from monitor.settings import EmailSettings

log = logging.getLogger(__name__)

TIMEOUT = 30.0
"""Seconds for connecting, and for each answer of the relay."""


class MailChannel:
    """One relay and the people behind it."""

    def __init__(
        self,
        name: str,
        settings: EmailSettings,
        *,
        route: Route = EVERYTHING,
        timeout: float = TIMEOUT,
        countries: Mapping[str, str] = COUNTRIES,
    ) -> None:
        self.name = name
        self.route = route
        self._settings = settings
        self._timeout = timeout
        self._countries = countries
        self._signers = signers(settings, _domain(settings))

    async def send(self, alert: Alert) -> None:
        """Mail `alert` to everybody of this channel. Raises DeliveryError."""
        waiting = [address for address in self._settings.to if address not in alert.answered]
        if not waiting:
            return
        raw = mail_message(alert, self._settings.sender, self._settings.to, self.name, self._countries)
        if self._signers:
            raw = await asyncio.to_thread(signed, raw, self._signers)
        refusals = await self._hand_over(raw, waiting)
        self._judge(alert, waiting, refusals)

    async def _hand_over(self, raw: bytes, recipients: list[str]) -> dict[str, tuple[int, str]]:
        """Give the relay one message; who was refused, with code and words. Raises DeliveryError."""
        try:
            async with self._client() as client:
                answers, _ = await client.sendmail(self._settings.sender, recipients, raw)
            return {address: (answer[0], answer[1]) for address, answer in answers.items()}
        except aiosmtplib.SMTPRecipientsRefused as error:
            return {one.recipient: (one.code, one.message) for one in error.recipients}
        except aiosmtplib.SMTPAuthenticationError as error:
            raise DeliveryError(f"the relay refused the login ({_answer(error.code, error.message)})") from error
        except aiosmtplib.SMTPNotSupported as error:
            raise DeliveryError(f"the relay lacks what is needed ({one_line(str(error), 120)}); not sent") from error
        except aiosmtplib.SMTPResponseException as error:
            trouble = f"the relay answered {_answer(error.code, error.message)}"
            raise (DeliveryRefused if error.code >= 500 else DeliveryError)(trouble) from error
        except TimeoutError as error:
            raise DeliveryError(f"no answer from the relay within {self._timeout:g} s") from error
        except (aiosmtplib.SMTPException, OSError, ValueError) as error:
            raise DeliveryError(f"no way to the relay: {one_line(str(error) or type(error).__name__, 160)}") from error

    def _judge(self, alert: Alert, asked: list[str], refusals: dict[str, tuple[int, str]]) -> None:
        """All took it: return. Some may later: DeliveryError. None ever will: DeliveryRefused."""
        told = "; ".join(f"{address}: {_answer(*answer)}" for address, answer in refusals.items())
        later = {address for address, (code, _) in refusals.items() if code < 500}
        answered = {address: address not in refusals for address in asked if address not in later}
        if later:
            raise DeliveryError(f"refused for the moment: {told}", answered=answered)
        if not any({**alert.answered, **answered}.values()):
            raise DeliveryRefused(f"refused for good: {told}")
        if refusals:
            log.warning(
                "%s: not everybody got alert %s: %s", self.name, alert.id, told, extra={"event": "mail.refused"}
            )

    def _client(self) -> aiosmtplib.SMTP:
        settings = self._settings
        encrypted = settings.tls != "none"
        return aiosmtplib.SMTP(
            hostname=settings.host,
            port=settings.port,
            username=settings.user,
            password=settings.password.get_secret_value() if settings.password else None,
            local_hostname=_domain(settings),
            timeout=self._timeout,
            use_tls=settings.tls == "tls",
            start_tls=settings.tls == "starttls",  # True, not "if offered": in clear is refused
            tls_context=ssl.create_default_context(cafile=settings.ca_bundle) if encrypted else None,
        )


def _answer(code: int, words: str) -> str:
    return one_line(f"{code} {words}", 160)


def _domain(settings: EmailSettings) -> str:
    return settings.sender.rpartition("@")[2]
