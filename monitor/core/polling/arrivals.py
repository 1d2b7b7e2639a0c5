"""What a feed's entry becomes when it arrives: wanted or screened out, with every reason.

(entry, what is known under its address, now) → Arrival, or None where it says nothing new
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from monitor.core.records import Entry, Reason

_AHEAD = timedelta(days=2)
"""A date further ahead than any time zone and any slow clock explains."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """An entry that is to be stored."""

    url: str
    """Canonical."""
    entry: Entry
    wanted: bool
    reasons: tuple[Reason, ...]
    known: bool = False
    """Whether it replaces what was known under this address."""


Screen = Callable[[Entry], tuple[bool, Reason]]
"""Whether an entry is worth fetching, and why."""


def arrive(url: str, entry: Entry, known: Entry | None, screen: Screen | None, now: datetime) -> Arrival | None:
    """What follows from `entry`, found under the canonical `url`. None where it is known and its headline unchanged.

    `screen` is None where the operator wants everything from this feed.
    """
    if known is not None and same_story(known, entry):
        return None
    checked, reasons = _with_sane_date(entry, now)
    wanted = True
    if screen is not None:
        wanted, reason = screen(checked)
        reasons = (*reasons, reason)
    if known is not None:
        reasons = (Reason("feed", "changed", f"the headline was {known.title[:200]!r}"), *reasons)
    return Arrival(url, checked, wanted, reasons, known=known is not None)


def same_story(known: Entry, entry: Entry) -> bool:
    """Whether `entry` tells nothing new. Summaries carry counters and advertisements; headlines change for a reason."""
    return known.title == entry.title or _folded(known.title) == _folded(entry.title)


def _folded(title: str) -> str:
    return "".join(character for character in title.casefold() if character.isalnum())


def _with_sane_date(entry: Entry, now: datetime) -> tuple[Entry, tuple[Reason, ...]]:
    """`entry` without a date that lies ahead; the time of arrival stands for it."""
    if entry.published is None or entry.published[:10] <= (now + _AHEAD).date().isoformat():
        return entry, ()
    detail = f"the feed dates it {entry.published}, which is still to come; the time of arrival stands for it"
    return replace(entry, published=None), (Reason("feed", "date_ahead", detail),)
