"""A hundred chat and message services through Apprise (https://github.com/caronc/apprise), the extra `apprise`.

Apprise sends in threads of its own, so that a slow service does not hold up the loop.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from monitor.core.delivery.alert import Alert
from monitor.core.delivery.chat import chat_message
from monitor.core.delivery.plain import one_line
from monitor.core.delivery.routing import EVERYTHING, Route
from monitor.core.delivery.wording import COUNTRIES
from monitor.core.errors import DeliveryError

if TYPE_CHECKING:
    import apprise

_TROUBLE = ("WARNING", "ERROR", "CRITICAL")

_LONGEST = 3500
"""Characters; a chat message that needs more is not read."""


class AppriseChannel:
    """One service and whom it reaches there."""

    def __init__(
        self,
        name: str,
        service: apprise.NotifyBase,
        *,
        route: Route = EVERYTHING,
        countries: Mapping[str, str] = COUNTRIES,
    ) -> None:
        import apprise

        self.name = name
        self.route = route
        self._service = service
        self._countries = countries
        self._text = apprise.NotifyFormat.TEXT
        self._dispatcher = apprise.Apprise()
        self._dispatcher.add(service)

    async def send(self, alert: Alert) -> None:
        """Hand `alert` over. Raises DeliveryError; no service says in one way that it never will."""
        message = chat_message(alert, min(_LONGEST, self._service.body_maxlen), self._countries)
        result = await self._dispatcher.async_notify(body=message.body, title=message.title, body_format=self._text)
        with result:
            if result:
                return
            told = [entry.message for entry in result.logs() if entry.level in _TROUBLE]
        raise DeliveryError(f"{self._service.service_name}: {one_line(told[0] if told else 'did not take it', 160)}")


def apprise_channel(name: str, url: str, route: Route, countries: Mapping[str, str] = COUNTRIES) -> AppriseChannel:
    """The channel of an Apprise URL, which the configuration has checked."""
    import apprise

    service = apprise.Apprise.instantiate(url, suppress_exceptions=False)
    assert service is not None, name
    return AppriseChannel(name, service, route=route, countries=countries)
