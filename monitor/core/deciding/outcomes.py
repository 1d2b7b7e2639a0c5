"""What came of one group of reports."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.core.deciding.known import Alert, Known
from monitor.core.deciding.resolve import Group


@dataclass(frozen=True, slots=True)
class Outcome:
    """One group after deciding."""

    group: Group
    meeting: Known
    """As it is now."""
    before: Known | None
    """As it was; None for a new one."""
    alert: Alert | None
    why_not: str
    """Why no alert is due; empty where one is."""
