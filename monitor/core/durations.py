"""How long things take, counted where they happen and told by /metrics."""

from __future__ import annotations

from dataclasses import dataclass, field

QUICK = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
"""Bounds in seconds for what a visitor waits for."""
AWAY = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
"""For what strangers' servers answer."""
LONG = (0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 300.0, 900.0, 3600.0)
"""For what goes through several hands."""


@dataclass
class Histogram:
    """Spans counted by the bounds (seconds, ascending) that they do not pass."""

    bounds: tuple[float, ...]
    counts: list[int] = field(init=False)
    """For each bound, how many spans were no longer."""
    total: int = 0
    seconds: float = 0.0

    def __post_init__(self) -> None:
        self.counts = [0] * len(self.bounds)

    def note(self, seconds: float) -> None:
        """One thing took so long."""
        self.total += 1
        self.seconds += seconds
        for number, bound in enumerate(self.bounds):
            self.counts[number] += seconds <= bound


@dataclass
class Durations:
    """Of the daemon since its start."""

    polls: Histogram = field(default_factory=lambda: Histogram(AWAY))
    """One feed asked: its host's turn, the answer, the reading."""
    story_to_alert: Histogram = field(default_factory=lambda: Histogram(LONG))
    """From when a story was due to be read to the alert that it led to."""
    sendings: dict[str, Histogram] = field(default_factory=dict)
    """By channel, one attempt to hand an alert over."""
    alert_to_delivery: dict[str, Histogram] = field(default_factory=dict)
    """By channel, from the alert to when it was taken, all attempts and pauses within."""

    def sending(self, channel: str) -> Histogram:
        """The attempts of `channel`."""
        return self.sendings.setdefault(channel, Histogram(AWAY))

    def delivery(self, channel: str) -> Histogram:
        """The deliveries of `channel`."""
        return self.alert_to_delivery.setdefault(channel, Histogram(LONG))
