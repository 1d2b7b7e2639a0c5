"""Who is alerted of what, as the operator set it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from monitor.core.deciding.governments import Governments
from monitor.core.records import MeetingKind


@dataclass(frozen=True, slots=True)
class AlertRules:
    """The settings that decide about alerts."""

    kinds: frozenset[MeetingKind] = frozenset({"envoy", "official"})
    max_age: timedelta | None = timedelta(days=14)
    """Stories older than this alert nobody; None: no limit."""
    governments: Governments = field(default_factory=Governments)
    """Whose word confirms a meeting."""
