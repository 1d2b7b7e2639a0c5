"""What the other channels are told when one is disabled."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

from monitor.core.delivery.alert import Alert

CHANNEL_DISABLED = "channel.disabled"


def channel_disabled(channel: str, trouble: str, disabled_at: datetime) -> Alert:
    """The warning, in an alert's form; the same id however often it is tried."""
    digest = hashlib.sha256(f"{channel} {disabled_at.isoformat()}".encode()).hexdigest()[:16]
    return Alert(
        id=f"warn_{digest}",
        body={
            "type": CHANNEL_DISABLED,
            "timestamp": f"{disabled_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
            "data": {"channel": channel, "trouble": trouble},
        },
        created_at=disabled_at,
        thread=f"warn_{digest}",
    )
