"""An alert as a channel gets it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Source:
    """One story that reports the meeting."""

    url: str
    outlet: str | None
    headline: str
    language: str
    published: str | None = None
    """As the record has it: a day or a full time."""


@dataclass(frozen=True, slots=True)
class Alert:
    """One alert, with what the archive knows around it at the moment of sending."""

    id: str
    """The `webhook-id`: the same on every attempt and every channel."""
    body: Mapping[str, Any]
    """The published form, docs/alert.md."""
    created_at: datetime
    """UTC."""
    thread: str
    """Id of the meeting's first alert; equal to `id` for that one."""
    sequence: int = 0
    """How many alerts of this meeting came before."""
    sources: tuple[Source, ...] = ()
    """Every story known to report the meeting, the first reporter first."""
    confidence: float | None = None
    """How sure the archive is of the meeting, 0 to 1."""
    answered: Mapping[str, bool] = field(default_factory=dict)
    """By recipient, who need not be asked again: whether he took it, or refused for good."""
    parts: tuple[Alert, ...] = ()
    """Of a digest: the alerts gathered in it, in the order in which they arose."""

    @property
    def is_update(self) -> bool:
        """Whether it tells of a change to a meeting that was alerted before."""
        return self.body.get("type") == "meeting.updated"

    @property
    def meeting(self) -> Mapping[str, Any]:
        """The meeting's facts, `data.meeting` of the body."""
        meeting: Mapping[str, Any] = self.body["data"]["meeting"]
        return meeting
