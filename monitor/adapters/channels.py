"""Where alerts go: the channels that the configuration names."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time
from typing import Protocol
from zoneinfo import ZoneInfo

import aiohttp

from monitor.adapters.chat import apprise_channel
from monitor.adapters.mail import MailChannel
from monitor.adapters.webhook import WebhookChannel
from monitor.clock import Clock
from monitor.core.delivery.alert import Alert, Source
from monitor.core.delivery.digest import Rhythm
from monitor.core.delivery.payload import MOST_BYTES
from monitor.core.delivery.routing import QuietHours, Route
from monitor.core.delivery.wording import COUNTRIES
from monitor.core.errors import DeliveryError
from monitor.settings import AlertsSettings, RouteSettings

log = logging.getLogger(__name__)


_MAIL = 500_000
"""Bytes of the alerts in one mail with a digest."""

_WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class Channel(Protocol):
    """One receiver of alerts."""

    @property
    def name(self) -> str:
        """How the archive and the logs call it; holds no secret."""
        ...

    @property
    def route(self) -> Route:
        """Which alerts it wants, and when."""
        ...

    async def send(self, alert: Alert) -> None:
        """Hand `alert` over. Raises DeliveryError, or DeliveryRefused where trying again is no use."""
        ...


def build_channels(
    settings: AlertsSettings,
    session: aiohttp.ClientSession,
    clock: Clock,
    countries: Mapping[str, str] = COUNTRIES,
) -> list[Channel]:
    """The channels of `settings`, in the order of the file.

    `session` is `delivery_session()`: its addresses are the operator's own and may be private. `countries` are the
    names that people read, by code.
    """
    channels: list[Channel] = [
        WebhookChannel(
            hook.channel,
            hook.url,
            [key.get_secret_value() for key in (hook.secret, *hook.former_secrets) if key is not None],
            session,
            clock,
            per_second=hook.per_second,
            route=_route(hook),
        )
        for hook in settings.webhook
    ]
    channels += [
        MailChannel(mail.channel, mail, route=_route(mail, most_bytes=_MAIL), countries=countries)
        for mail in settings.email
    ]
    channels += [
        apprise_channel(chat.channel, chat.url.get_secret_value(), _route(chat), countries)
        for chat in settings.apprise
        if chat.url
    ]
    return channels


def _route(settings: RouteSettings, most_bytes: int = MOST_BYTES) -> Route:
    zone = ZoneInfo(settings.timezone)
    quiet = rhythm = None
    if settings.quiet_hours is not None:
        start, end = settings.quiet_hours.split("-")
        quiet = QuietHours(time.fromisoformat(start), time.fromisoformat(end), zone)
    if settings.digest != "off":
        at = time.fromisoformat(settings.digest_at)
        rhythm = Rhythm(settings.digest, at, _WEEK.index(settings.digest_on), zone, most_bytes)
    return Route(
        kinds=frozenset(settings.kinds),
        countries=frozenset(settings.countries),
        languages=frozenset(settings.languages),
        minimum_confidence=settings.minimum_confidence,
        group_wait=settings.group_wait,
        quiet=quiet,
        digest=rhythm,
    )


def delivery_session() -> aiohttp.ClientSession:
    """A session for webhooks: no cookies, no proxies from the environment, the operator's addresses as they are."""
    return aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar(), trust_env=False)


def sample_alert(now: datetime) -> Alert:
    """An alert that says of itself that it is a test; `alerts test` sends it."""
    moment = now.astimezone(UTC)
    stamp = moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    day = moment.date().isoformat()
    story = Source("https://example.org/", "envoy-monitor", "This is a test of your alerts", "en", day)
    return Alert(
        id=f"test_{moment:%Y%m%dT%H%M%S%f}",
        created_at=moment,
        thread=f"test_{moment:%Y%m%dT%H%M%S%f}",
        body={
            "type": "meeting.new",
            "timestamp": stamp,
            "test": True,
            "data": {
                "meeting": {
                    "id": "test",
                    "title": "Test: no meeting has been reported",
                    "kind": "envoy",
                    "status": "announced",
                    "mode": "in_person",
                    "start": day,
                    "end": day,
                    "precision": "day",
                    "city": None,
                    "country": None,
                    "venue": None,
                    "participants": [],
                    "first_reported": stamp,
                    "stories": 0,
                    "outlets": 0,
                    "confirmed_by": [],
                },
                "story": {
                    "url": story.url,
                    "outlet": story.outlet,
                    "headline": story.headline,
                    "published": day,
                    "language": "en",
                },
                "evidence": ["Sent by hand to see whether alerts arrive."],
            },
        },
    )


async def send_test(channels: Sequence[Channel], clock: Clock) -> dict[str, DeliveryError | None]:
    """Send a test to every channel; what each answered, by name (None: it took it)."""
    alert = sample_alert(clock.now())
    answers: dict[str, DeliveryError | None] = {}
    for channel in channels:
        try:
            await channel.send(alert)
            answers[channel.name] = None
        except DeliveryError as error:
            answers[channel.name] = error
        log.info(
            "test sent to %s: %s",
            channel.name,
            answers[channel.name] or "taken",
            extra={"event": "alert.tested", "channel": channel.name, "trouble": str(answers[channel.name] or "")},
        )
    return answers
