"""What the operator does not want to hear of: a meeting, two people's meetings, an outlet's word alone."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from monitor.core.delivery.alert import Alert

Muted = Literal["meeting", "pair", "source"]


@dataclass(frozen=True, slots=True)
class Mute:
    """One wish for silence."""

    what: Muted
    value: str
    """A meeting's id, `pair_value` of two names, or an outlet."""
    until: datetime | None = None
    """None: until it is lifted."""


def pair_value(first: str, second: str) -> str:
    """Two names as a mute keeps them: the order does not matter."""
    return " + ".join(sorted((first.strip(), second.strip()), key=_folded))


def why_muted(mutes: Iterable[Mute], alert: Alert, now: datetime) -> str | None:
    """The wish that `alert` falls under, in words for `alerts list`; None where it may go out."""
    for mute in mutes:
        if (mute.until is None or now < mute.until) and _covers(mute, alert):
            return f"muted: {mute.what} {mute.value}"
    return None


def _covers(mute: Mute, alert: Alert) -> bool:
    if mute.what == "meeting":
        return mute.value == alert.meeting.get("id")
    if mute.what == "pair":
        present = {_folded(str(person.get("name"))) for person in alert.meeting.get("participants") or ()}
        return {_folded(name) for name in mute.value.split(" + ")} <= present
    outlet = (alert.body["data"].get("story") or {}).get("outlet")
    return outlet is not None and _folded(str(outlet)) == _folded(mute.value)


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold().strip()
