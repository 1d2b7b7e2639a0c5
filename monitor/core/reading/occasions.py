"""One occasion out of many sentences: encounters of the same principals on fitting days are one meeting."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from monitor.core.reading.dates import DateMention
from monitor.core.reading.encounters import Encounter
from monitor.core.reading.people import Cast
from monitor.core.reading.principals import Pairing
from monitor.core.reading.scene import Line
from monitor.core.records import MeetingKind, Mode, Precision, Status

_DAY = timedelta(days=1)
_NEAR = timedelta(days=3)
"""Days of one meeting, told apart by no more than this."""
_SPAN: dict[Precision, timedelta] = {"day": timedelta(0), "week": timedelta(6), "month": timedelta(30)}
_ASIDE = ("caption",)


@dataclass(frozen=True, slots=True)
class Days:
    """When an encounter is said to be."""

    start: date | None = None
    end: date | None = None
    precision: Precision = "unknown"
    by: date | None = None

    @property
    def latest(self) -> date | None:
        """The last day on which it may have begun."""
        return self.start + _SPAN[self.precision] if self.start else self.by


@dataclass(slots=True)
class Occasion:
    """A meeting while it is being put together."""

    us: int
    cn: int
    kind: MeetingKind
    days: Days
    pairings: list[Pairing] = field(default_factory=list)
    statuses: list[str] = field(default_factory=list)

    @property
    def encounters(self) -> list[Encounter]:
        """In reading order."""
        return sorted((pairing.encounter for pairing in self.pairings), key=lambda found: (found.order, found.at))

    @property
    def start(self) -> date | None:
        return self.days.start

    @property
    def end(self) -> date | None:
        return self.days.end if self.days.precision == "day" else None

    @property
    def precision(self) -> Precision:
        return self.days.precision

    @property
    def latest_start(self) -> date | None:
        return self.days.latest

    @property
    def mode(self) -> Mode:
        said = [encounter.mode for encounter in self.encounters if encounter.mode]
        return said[0] if said else "in_person"

    @property
    def participants(self) -> tuple[int, ...]:
        return tuple(dict.fromkeys(who for pairing in self.pairings for who in pairing.participants))

    @property
    def only_aside(self) -> bool:
        """Only a caption tells of it."""
        return all(encounter.line.passage.kind in _ASIDE for encounter in self.encounters)

    @property
    def confidence(self) -> float:
        named = sum(not pairing.inferred for pairing in self.pairings)
        return min(0.98, (0.9 if named else 0.6) + 0.02 * len(self.pairings))

    def status(self, today: date | None) -> Status:
        """How far it has come as of the story."""
        said = Counter(self.statuses)
        if said["cancelled"]:
            return "cancelled"
        if said["postponed"] and not said["moved"]:
            return "postponed"
        if said["failed plan"] and set(said) == {"failed plan"}:
            return "cancelled"
        if today is None or self.start is None:
            return self._worded(said)
        if self.start > today:
            return "announced"
        end = self.end or self.start
        if self.precision != "day":
            return self._worded(said) if self.latest_start and self.latest_start >= today else "held"
        if end > today:
            return "underway" if self.start < today or said["begun"] or not said["announced"] else "announced"
        if end == today and self.end is not None and end > self.start and not said["ended"]:
            return "underway" if not said["held"] or said["begun"] else "held"
        if self.start == today and said["announced"] and not (said["held"] or said["ended"] or said["begun"]):
            return "announced"
        if self.end is None and said["begun"] and not said["ended"] and today - self.start < timedelta(days=5):
            return "underway"
        return "held"

    def _worded(self, said: Counter[str]) -> Status:
        if said["announced"] or said["moved"]:
            return "announced" if not (said["held"] or said["ended"]) or self.statuses[0] == "announced" else "held"
        return "underway" if said["begun"] and not said["ended"] else "held"


def gather(pairings: Iterable[Pairing], lines: Sequence[Line], cast: Cast, today: date | None) -> list[Occasion]:
    """The story's occasions in the order in which it tells of them."""
    occasions: list[Occasion] = []
    undated: list[Pairing] = []
    for pairing in pairings:
        encounter = pairing.encounter
        if encounter.status == "none":
            continue
        days = days_of(encounter)
        if days.start is None and days.by is None:
            undated.append(pairing)
            continue
        fitting = [o for o in occasions if _same_people(o, pairing) and _fit(o.days, days)]
        _join(fitting[0] if fitting else _new(pairing, days, occasions), pairing, days)
    for pairing in undated:
        _place_undated(pairing, occasions)
    return occasions


def _place_undated(pairing: Pairing, occasions: list[Occasion]) -> None:
    encounter = pairing.encounter
    fitting = [o for o in occasions if _same_people(o, pairing)]
    if encounter.earlier and not fitting:
        return
    if fitting:
        _join(max(fitting, key=lambda o: o.latest_start or date.min), pairing, Days())
        return
    _join(_new(pairing, Days(), occasions), pairing, Days())


def _new(pairing: Pairing, days: Days, occasions: list[Occasion]) -> Occasion:
    occasion = Occasion(pairing.us, pairing.cn, pairing.kind, days)
    occasions.append(occasion)
    return occasion


def _join(occasion: Occasion, pairing: Pairing, days: Days) -> None:
    occasion.pairings.append(pairing)
    occasion.statuses.append(pairing.encounter.status)
    occasion.days = merged(occasion.days, days)


def _same_people(occasion: Occasion, pairing: Pairing) -> bool:
    return (occasion.us, occasion.cn) == (pairing.us, pairing.cn)


def _fit(one: Days, other: Days) -> bool:
    if one.start is None or other.start is None:
        return one.start is None and other.start is None and one.by == other.by
    one_end, other_end = (max(d.end or d.start, d.start + _SPAN[d.precision]) for d in (one, other) if d.start)
    return one.start <= other_end + _NEAR and other.start <= one_end + _NEAR


def merged(one: Days, other: Days) -> Days:
    """Both together: the finer precision wins, days of equal precision stretch from the first to the last."""
    if other.start is None:
        return one
    order = ("day", "week", "month", "unknown")
    if one.start is None or order.index(other.precision) < order.index(one.precision):
        return other
    if one.precision != other.precision:
        return one
    start = min(one.start, other.start)
    ends = [d.end or d.start for d in (one, other) if d.start]
    end = max(ends) if one.precision == "day" and (one.end or other.end or one.start != other.start) else None
    return Days(start, end, one.precision)


def days_of(encounter: Encounter) -> Days:
    """The days that the sentence gives to its encounter."""
    if not encounter.dates:
        return Days()
    nearest = encounter.dates[0]
    if nearest.first is None:
        return Days(by=nearest.by)
    if nearest.precision != "day":
        return Days(nearest.first, None, nearest.precision)
    first, last = nearest.first, nearest.last
    for other in encounter.dates[1:]:
        if other.precision == "day" and other.first and _DAY >= abs(other.first - (last or first)) > timedelta(0):
            first, last = min(first, other.first), max(last or first, other.last or other.first)
    return _stretched(first, last, nearest, encounter)


def _stretched(first: date, last: date | None, mention: DateMention, encounter: Encounter) -> Days:
    length = encounter.length
    if last:
        return Days(first, last, "day")
    if mention.bound == "until" or (encounter.status == "ended" and length):
        return Days(first - (length - 1) * _DAY, first, "day") if length else Days(first, first, "day")
    if length:
        return Days(first, first + (length - 1) * _DAY, "day")
    if mention.bound == "from" or encounter.status == "begun":
        return Days(first, None, "day")
    return Days(first, first, "day")
