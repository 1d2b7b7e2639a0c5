"""Meetings in the codes of event data: CAMEO and PLOVER.

A meeting becomes one row, or, where one side visits the other, a row of the guest and one of the host. What these
codes cannot say is left out: a meeting put off, and one of which nobody told. Which side called a meeting off is not
known either; its row names both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from monitor.core.records import Person

Scheme = Literal["cameo", "plover"]

_COUNTRIES = {"US": "USA", "CN": "CHN"}
"""ISO 3166 alpha-3, as both schemes write actors; third parties and places keep their two letters."""


@dataclass(frozen=True, slots=True)
class EventRow:
    """One event: who does what to whom."""

    meeting_id: str
    date: str
    """The first day; the first of the month or the Monday where no more is known."""
    precision: str
    source: str
    target: str
    code: str
    """CAMEO: its number; PLOVER: its event type."""
    mode: str
    """PLOVER's mode; CAMEO: the code in words."""
    context: str
    city: str
    country: str
    symmetric: bool
    """Neither side is the one that acts."""


@dataclass(frozen=True, slots=True)
class _Coded:
    cameo: str
    cameo_words: str
    plover: str
    plover_mode: str


_INTENT = _Coded("036", "express intent to meet or negotiate", "AGREE", "meet")
_CALL = _Coded("041", "discuss by telephone", "CONSULT", "phone")
_VISIT = _Coded("042", "make a visit", "CONSULT", "visit")
_HOST = _Coded("043", "host a visit", "CONSULT", "visit")
_ELSEWHERE = _Coded("044", "meet at a third location", "CONSULT", "third-party")
_MANY = _Coded("044", "meet at a third location", "CONSULT", "multilateral")
_OFF = _Coded("125", "reject proposal to meet, discuss, or negotiate", "REJECT", "meet")


def event_rows(
    scheme: Scheme,
    *,
    meeting_id: str,
    status: str,
    mode: str,
    start: str | None,
    precision: str,
    city: str | None,
    country: str | None,
    participants: Sequence[Person],
) -> list[EventRow]:
    """The rows of one meeting; none where it has no date or no code."""
    if start is None:
        return []
    sides = sorted({person.country for person in participants if person.country} | {"CN", "US"}, key=_america_first)

    def row(coded: _Coded, source: str, target: str, symmetric: bool) -> EventRow:
        code, words = (coded.cameo, coded.cameo_words) if scheme == "cameo" else (coded.plover, coded.plover_mode)
        place = city or "", country or ""
        return EventRow(
            meeting_id, start, precision, _actor(source), target, code, words, "diplomatic", *place, symmetric
        )

    others = ";".join(_actor(side) for side in sides[1:])
    if status == "announced":
        return [row(_INTENT, "US", others, True)]
    if status == "cancelled":
        return [row(_OFF, "US", others, True)]
    if status not in ("held", "underway"):
        return []
    if mode != "in_person":
        return [row(_CALL, "US", others, True)]
    if len(sides) > 2:
        return [row(_MANY, "US", others, True)]
    if country in ("US", "CN"):
        guest = "CN" if country == "US" else "US"
        return [row(_VISIT, guest, _actor(country), False), row(_HOST, country, _actor(guest), False)]
    return [row(_ELSEWHERE, "US", others, True)]


def _america_first(country: str) -> tuple[bool, bool, str]:
    return country != "US", country != "CN", country


def _actor(country: str) -> str:
    return _COUNTRIES.get(country, country)
