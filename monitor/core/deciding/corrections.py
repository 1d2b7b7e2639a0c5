"""What a person corrected about a meeting.

A correction stands against what the stories said together when it was made, and holds until they say something new:
a place that was misread is put right, and a later story that the meeting moves is still news.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from monitor.core.deciding.known import Correction, Facts
from monitor.core.deciding.lifecycle import as_of
from monitor.core.deciding.titles import title
from monitor.core.deciding.windows import as_date

# What is right or wrong together: a new day makes the old last day wrong, a new city the old venue.
UNITS: Mapping[str, tuple[str, ...]] = {
    "kind": ("kind",),
    "status": ("status",),
    "mode": ("mode",),
    "dates": ("start", "end", "precision"),
    "place": ("city", "country", "venue"),
}
CORRECTABLE = tuple(name for names in UNITS.values() for name in names)

_CHOICES = {
    "kind": ("envoy", "official", "other"),
    "status": ("announced", "underway", "held", "postponed", "cancelled"),
    "mode": ("in_person", "call", "video"),
    "precision": ("day", "week", "month", "unknown"),
}
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class CannotBe(Exception):
    """What a person gave as right cannot be; `str()` is one line for them."""

    field: str
    wrong: str

    def __str__(self) -> str:
        return f"{self.field}: {self.wrong}"


def correct(
    told: Facts, held: Iterable[Correction], shown: Facts, right: Mapping[str, str | None]
) -> tuple[Correction, ...]:
    """The corrections of a meeting after a person gave some fields of what is `shown`, an empty text for none.

    `told` is what the stories say together, `held` what was corrected before. Raises CannotBe.
    """
    corrections = {correction.unit: correction for correction in held}
    for unit, names in UNITS.items():
        given = {name: (right[name] or "").strip() or None for name in names if name in right}
        if all(value == _said(shown, name) for name, value in given.items()):
            continue
        values = {name: given[name] if name in given else _said(shown, name) for name in names}
        if unit == "dates":
            values = _dates(values, given)
        for name, value in values.items():
            _check(name, value)
        corrections[unit] = Correction(unit, _unit(told, unit), tuple(values[name] for name in names))
    return tuple(corrections.values())


def with_corrections(told: Facts, corrections: Iterable[Correction], today: date) -> Facts:
    """The facts that the stories tell together, put right where a correction still holds."""
    right: dict[str, Any] = {}
    for correction in corrections:
        if correction.told == _unit(told, correction.unit):
            right |= dict(zip(UNITS[correction.unit], correction.right, strict=True))
    if not right:
        return told
    facts = replace(told, **right)
    last = as_date(facts.end) or as_date(facts.start)
    place = facts.city or facts.venue
    return replace(
        facts,
        title=title(facts.participants, facts.mode, place, facts.start, facts.end, facts.precision),
        status=as_of(facts.status, last, today) if last and facts.status != "unreported" else facts.status,
    )


def _unit(facts: Facts, unit: str) -> tuple[str | None, ...]:
    return tuple(_said(facts, name) for name in UNITS[unit])


def _said(facts: Facts, name: str) -> str | None:
    """That the date passed is the calendar's word, not the stories'."""
    value: str | None = getattr(facts, name)
    return "announced" if value == "unreported" else value


def _dates(values: Mapping[str, str | None], given: Mapping[str, str | None]) -> dict[str, str | None]:
    """Dates that agree: one day unless an end is given, of a day's precision unless another is."""
    dates = dict(values)
    if dates["start"] is None:
        return {"start": None, "end": None, "precision": "unknown"}
    if "start" in given and "precision" not in given:
        dates["precision"] = "day"
    if dates["precision"] != "day":
        dates["end"] = None
    elif "end" not in given:
        dates["end"] = dates["start"]
    if dates["end"] and dates["end"] < dates["start"]:
        raise CannotBe("end", f"{dates['end']} is before {dates['start']}")
    return dates


def _check(name: str, value: str | None) -> None:
    if name in _CHOICES and value not in _CHOICES[name]:
        raise CannotBe(name, f"{value!r} is none of {', '.join(_CHOICES[name])}")
    if name in ("start", "end") and value is not None and str(as_date(value)) != value:
        raise CannotBe(name, f"{value!r} is no day; write it like 2023-07-17")
    if name == "country" and value is not None and not (len(value) == 2 and value.isascii() and value.isupper()):
        raise CannotBe(name, f"{value!r} is no country; write its two letters, like CN")
    if value is not None and len(value) > _LONGEST:
        raise CannotBe(name, f"longer than {_LONGEST} characters")
