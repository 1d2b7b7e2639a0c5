"""Subscribe to feeds whose hubs push (WebSub), and take in what they send.

    feeds with a hub ─(no lease, or four fifths over)─▶ POST hub.mode=subscribe ─▶ the hub asks back ─▶ confirm
    the hub sends ─(signature fits)─▶ worker: read_source ─▶ arrivals ─▶ one transaction ─▶ wake the reader

Off unless the operator names the address at which the callback can be reached from outside.
"""

from __future__ import annotations

import hmac
import logging
import secrets
from collections.abc import Callable, Mapping

from monitor.adapters.fetcher import Fetcher
from monitor.clock import Clock
from monitor.core.errors import ArchiveError, BadAnswer, MonitorError, Refused
from monitor.core.polling import websub
from monitor.core.polling.websub import Subscription
from monitor.pipeline.ask import Asker
from monitor.store.archive import Archive
from monitor.store.entries import Brought, save_arrivals
from monitor.store.feeds import feed_by_id
from monitor.store.subscriptions import find_subscription, offers_due, save_subscription

logger = logging.getLogger(__name__)

_AT_A_TIME = 20
_EVERY = 60.0


class Subscriber:
    """Subscriptions. `public` is the address outside that leads to the callback; `wake` hears of stories to fetch."""

    def __init__(
        self, archive: Archive, fetcher: Fetcher, asker: Asker, clock: Clock, public: str, wake: Callable[[], None]
    ) -> None:
        self._archive = archive
        self._fetcher = fetcher
        self._asker = asker
        self._clock = clock
        self._public = public.rstrip("/")
        self._wake = wake

    async def run(self) -> None:
        """Ask the hubs that are due once a minute, until cancelled."""
        while True:
            try:
                await self.renew_due()
            except ArchiveError as error:
                logger.error("%s; tried again in a minute", error, extra={"event": "archive.failed"})
            await self._clock.sleep(_EVERY)

    async def renew_due(self) -> int:
        """Ask the hubs whose lease nears its end or that are new; how many were asked."""
        due = await offers_due(self._archive, self._clock.now(), _AT_A_TIME)
        for feed_id, hub, topic, known in due:
            agreed = known if known and (known.hub, known.topic) == (hub, topic) else None
            await self._ask(feed_id, agreed or self._new(hub, topic))
        return len(due)

    async def confirm(self, feed_id: int, token: str, query: Mapping[str, str]) -> str | None:
        """What a hub's question is answered with; None: this was not asked for (404)."""
        subscription = await self._known(feed_id, token)
        if subscription is None:
            return None
        mode, topic = query.get("hub.mode", ""), query.get("hub.topic", "")
        if mode == "denied" and topic == subscription.topic:
            await self._save(feed_id, websub.denied(subscription, self._clock.now()))
            logger.warning("%s: the hub refuses %s", subscription.hub, topic, extra={"event": "websub.denied"})
            return ""
        if not websub.expects(subscription, mode, topic) or "hub.challenge" not in query:
            return None
        lease = query.get("hub.lease_seconds", "")
        await self._save(feed_id, websub.confirmed(subscription, lease, self._clock.now()))
        return query["hub.challenge"]

    async def take(self, feed_id: int, token: str, headers: Mapping[str, str], body: bytes) -> bool:
        """Take in what a hub sends; whether this subscription exists. A wrong signature is ignored in silence."""
        subscription = await self._known(feed_id, token)
        feed = await feed_by_id(self._archive, feed_id)
        if subscription is None or feed is None:
            return False
        if not websub.signature_fits(subscription.secret, headers.get("X-Hub-Signature", ""), body):
            logger.warning(
                "%s: a push with a wrong signature was ignored", feed.location, extra={"event": "websub.ignored"}
            )
            return True
        try:
            arrivals, seen = await self._asker.pushed(feed, body, headers.get("Content-Type"))
        except MonitorError as error:
            logger.warning("%s: a push %s", feed.location, error, extra={"event": "feed.notice"})
            return True
        async with self._archive.transaction() as connection:
            await save_arrivals(connection, [Brought(feed.id, arrivals, seen)], self._clock.now())
        if any(arrival.wanted for arrival in arrivals):
            self._wake()
        return True

    def _new(self, hub: str, topic: str) -> Subscription:
        return Subscription(hub, topic, secrets.token_urlsafe(24), secrets.token_urlsafe(48), self._clock.now())

    async def _ask(self, feed_id: int, subscription: Subscription) -> None:
        # The hub may ask back before its answer to the request is here: what it must find is written first.
        now = self._clock.now()
        await self._save(feed_id, websub.asked(subscription, now))
        try:
            await self._post(feed_id, subscription)
        except MonitorError as error:
            logger.warning("%s; asked again in a day", error, extra={"event": "websub.failed"})
            await self._save(feed_id, websub.failed(subscription, now))

    async def _post(self, feed_id: int, subscription: Subscription) -> None:
        if not subscription.hub.startswith("https://") and self._public.startswith("https://"):
            raise Refused(f"{subscription.hub}: would be told a secret in the clear; not asked")
        form = {
            "hub.mode": "subscribe",
            "hub.topic": subscription.topic,
            "hub.callback": f"{self._public}/websub/{feed_id}/{subscription.token}",
            "hub.lease_seconds": str(int(websub.LEASE.total_seconds())),
            "hub.secret": subscription.secret,
        }
        answer = await self._fetcher.post(subscription.hub, form)
        if not 200 <= answer.status < 300:
            raise BadAnswer(f"{subscription.hub}: answers {answer.status}", status=answer.status)

    async def _known(self, feed_id: int, token: str) -> Subscription | None:
        subscription = await find_subscription(self._archive, feed_id)
        if subscription is None or not hmac.compare_digest(subscription.token.encode(), token.encode()):
            return None
        return subscription

    async def _save(self, feed_id: int, subscription: Subscription) -> None:
        async with self._archive.transaction() as connection:
            await save_subscription(connection, feed_id, subscription)
