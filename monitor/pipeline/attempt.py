"""One try to hand an alert to a channel, and what came of it as a value."""

from __future__ import annotations

import asyncio
import logging

from monitor.adapters.channels import Channel
from monitor.core.delivery.alert import Alert
from monitor.core.delivery.retry import Failure
from monitor.core.errors import DeliveryError, DeliveryRefused

log = logging.getLogger(__name__)

LONGEST_SEND_S = 120
"""The end of patience with one sending, whatever the channel's own limits are."""


async def attempt(channel: Channel, alert: Alert) -> Failure | None:
    """Send `alert`; None where it was taken. Never raises but for cancellation."""
    try:
        async with asyncio.timeout(LONGEST_SEND_S):
            await channel.send(alert)
    except DeliveryRefused as error:
        return Failure(str(error), final=True, disables=error.disables)
    except DeliveryError as error:
        return Failure(str(error), retry_after=error.retry_after, answered=error.answered)
    except TimeoutError:
        return Failure(f"took longer than {LONGEST_SEND_S} s")
    except Exception as error:
        # A defect: loud, and only this delivery suffers; the schedule gives it another chance after an upgrade.
        log.exception("sending %s to %s failed unexpectedly", alert.id, channel.name)
        return Failure(f"defect: {type(error).__name__}: {error}")
    return None
