"""Whether two reports can be of one meeting, and how well they fit.

    conflict(one, other)   why they cannot, or None
    fit(one, other)        0 to 1, meaningful where there is no conflict

Facts decide, never the likeness of texts: two stories of one meeting share few words, and two rounds of the same
pair many.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import Any

from monitor.core.deciding.known import Report, ReportKey, Source
from monitor.core.deciding.names import Likeness, compare, keys
from monitor.core.deciding.windows import HAPPENED, Window, window_of
from monitor.core.reading.folding import fold
from monitor.core.records import Meeting, MeetingKind, Person

People = tuple[Person, ...]

SIDES = ("US", "CN")
_SIDE_NAMES = {"US": "American", "CN": "Chinese"}
DAYS_APART = 3  # what two outlets make of one meeting's days differs by no more
DAYS_APART_AT_MOST = 7  # nor by more than this where one of them does not even say in which city it was


def conflict(one: Report, other: Report) -> str | None:
    """Why two reports cannot be of one meeting; None where they can. Symmetric."""
    return not_the_same(one, other) or elsewhere(one, other)


def not_the_same(one: Report, other: Report) -> str | None:
    """Why two reports cannot be of the same people on the same days; None where they can. Symmetric."""
    return told_apart(one, other) or other_people_or_days(one, other)


def other_people_or_days(one: Report, other: Report) -> str | None:
    """The same, whichever stories they are from: it follows from what both tell."""
    return (
        (None if one.words & other.words else "nobody whom both name")
        or different_parties(one.facts, other.facts)
        or _apart_in_time(one, other)
    )


def elsewhere(one: Report, other: Report) -> str | None:
    """Why two reports of the same people are of encounters in two places or ways; None where they may be of one.

    Not so on the same days: nobody meets in two cities at once, nor telephones whoever sits at the table. Then one of
    the two stories was misunderstood.
    """
    return _different_mode(one, other) or _apart_in_place(one, other)


def fit(one: Report, other: Report) -> float:
    """How well two reports fit: who, when, where and how, by weight."""
    return (
        0.4 * _fit_of_parties(one.facts.participants, other.facts.participants)
        + 0.35 * _fit_in_time(one.window, other.window)
        + 0.15 * _fit_in_place(one.facts, other.facts)
        + 0.1 * (1.0 if one.facts.mode == other.facts.mode else 0.5)
    )


def agreement(one: Report, other: Report) -> str:
    """In what two compatible reports agree, in words."""
    a, b = one.facts, other.facts
    sides = [
        _SIDE_NAMES[country] for country in SIDES if same_people(side(a, country), side(b, country), country) == "same"
    ]
    who = f"the same people on {'both sides' if len(sides) == len(SIDES) else f'the {sides[0]} side'}" if sides else ""
    gap = one.window.gap(other.window)
    if not (one.window.stated and other.window.stated):
        days = "the story's date fits" if one.window.witness else "the other story's date fits"
    elif (a.start, a.end) == (b.start, b.end) and a.precision == b.precision:
        days = "the same days"
    else:
        days = f"{gap} {'day' if gap == 1 else 'days'} apart" if gap else "days that overlap"
    where = "the same city" if same_city(a.city, b.city) else ""
    return ", ".join(part for part in (who, days, where) if part)


def report_of(key: ReportKey, facts: Meeting, source: Source, **known: Any) -> Report:
    """A report with what follows from its facts: when the meeting may have been, and who is looked up."""
    words = frozenset[str]().union(*(keys(person.name, person.country) for person in facts.participants))
    return Report(key=key, facts=facts, window=window_of(facts, source.day), words=words, source=source, **known)


def side(meeting: Meeting, country: str) -> People:
    """Those who sit on one country's side of the table."""
    return _of(meeting.participants, country)


def _of(people: People, country: str) -> People:
    return tuple([person for person in people if person.country == country])


def different_parties(one: Meeting, other: Meeting) -> str | None:
    """Why the people cannot be the same pair; None where they can."""
    return _different_parties(one.participants, one.kind, other.participants, other.kind)


@lru_cache(maxsize=2**14)  # the lists that stories of one meeting give are few, and are compared for every story anew
def _different_parties(one: People, kind: MeetingKind, other: People, other_kind: MeetingKind) -> str | None:
    alike = _sides_alike(one, other)
    for country, likeness in alike.items():
        if likeness == "different":
            return f"other people on the {_SIDE_NAMES[country]} side"
    if "same" not in alike.values():
        return "nobody of whom it is sure that both name them"
    for country in SIDES:
        if _other_head(_of(one, country), kind, _of(other, country), other_kind, country):
            return f"somebody else led the {_SIDE_NAMES[country]} side"
    if "unknown" in alike.values() and kind != other_kind:
        return "a name that cannot be compared, and another office"
    return None


def _other_head(a: People, kind: MeetingKind, b: People, other_kind: MeetingKind, country: str) -> bool:
    """Whether somebody else received the guest, the envoy at most beside him: the envoy's own talks are apart.

    Where neither head is in the other's list, the heads are different people. An official's meeting and the envoys' are
    told apart by the official alone, for it names the envoy as well.
    """
    if not a or not b:
        return False
    missing = same_people(a[:1], b, country) == "different", same_people(b[:1], a, country) == "different"
    if kind == other_kind:
        return all(missing)
    return missing[0] if kind == "official" else missing[1]


@lru_cache(maxsize=2**14)
def could_be_same_people(one: People, other: People) -> bool:
    """Whether two lists of participants do not exclude that both are of one meeting."""
    alike = _sides_alike(one, other).values()
    return "same" in alike and "different" not in alike


def _sides_alike(one: People, other: People) -> dict[str, Likeness]:
    return {country: same_people(_of(one, country), _of(other, country), country) for country in SIDES}


def same_people(one: People, other: People, country: str) -> Likeness:
    """Whether two lists have somebody in common; unknown where either is empty or nothing can be told."""
    found = {compare(a.name, b.name, country) for a in one for b in other}
    if "same" in found:
        return "same"
    return "different" if found == {"different"} else "unknown"


def same_city(one: str | None, other: str | None) -> bool:
    """Whether two city names are one city's; False where either is not given."""
    a, b = _city_key(one), _city_key(other)
    return bool(a and b) and (a == b or a.startswith(b) or b.startswith(a))


def told_apart(one: Report, other: Report) -> str | None:
    """One story that tells of a meeting over and of one to come tells of two."""
    if one.key.story != other.key.story:
        return None
    if (one.facts.status in HAPPENED) != (other.facts.status in HAPPENED):
        return "one story tells of both"
    return None


def same_days(one: Report, other: Report) -> bool:
    """Whether both give exact days, and have some in common."""
    return one.facts.precision == other.facts.precision == "day" and not one.window.gap(other.window)


def _different_mode(one: Report, other: Report) -> str | None:
    if (one.facts.mode == "in_person") == (other.facts.mode == "in_person") or same_days(one, other):
        return None
    return "one in person, the other by telephone or video"


def _apart_in_time(one: Report, other: Report) -> str | None:
    a, b = one.window, other.window
    gap = a.gap(b)
    if a.stated and b.stated:
        if gap > (DAYS_APART_AT_MOST if _somewhere(one.facts, other.facts) or _a_week_off(one, other) else DAYS_APART):
            return f"{gap} days apart"
    elif a.first > b.last_start or b.first > a.last_start:
        return "no day on which both could have begun"
    if gap > 1 and (_announced_after(one, other) or _announced_after(other, one)):
        return "announced when the other was over"
    return None


def _somewhere(one: Meeting, other: Meeting) -> bool:
    """Whether people met, and one of the stories does not say where."""
    return _met(one) and _met(other) and not (one.city and other.city)


def _a_week_off(one: Report, other: Report) -> bool:
    """Whether the days are the same ones of two weeks in one city: "last week" was counted from another day."""
    a, b = one.window, other.window
    return (
        _met(one.facts)
        and _met(other.facts)
        and one.facts.precision == other.facts.precision == "day"
        and abs((a.first - b.first).days) == DAYS_APART_AT_MOST
        and a.days == b.days
    )


def _met(meeting: Meeting) -> bool:
    return meeting.mode == "in_person" and meeting.status in HAPPENED


def _announced_after(later: Report, earlier: Report) -> bool:
    """Whether `later` announces something to come in a story written when `earlier` was over."""
    over = earlier.window.last
    return (
        later.facts.status == "announced"
        and earlier.facts.status in HAPPENED
        and later.source.day > over
        and later.window.first > over
    )


def _apart_in_place(one: Report, other: Report) -> str | None:
    a, b = one.facts, other.facts
    if same_days(one, other):
        return None
    if a.city and b.city:
        return None if same_city(a.city, b.city) else f"{a.city} or {b.city}"
    if a.country and b.country and a.country != b.country:
        return f"in {a.country} or in {b.country}"
    return None


@lru_cache(maxsize=2**14)
def _fit_of_parties(one: People, other: People) -> float:
    sure = sum(likeness == "same" for likeness in _sides_alike(one, other).values())
    alike = min(len(one), len(other)) / max(len(one), len(other), 1)
    return 0.45 * sure + 0.1 * alike


def _fit_in_time(a: Window, b: Window) -> float:
    witness, meeting = (a.witness, b) if a.witness else (b.witness, a)
    if witness:  # the nearer the story's day to the meeting's first day, the likelier that it is the one meant
        away = abs((witness - (meeting.witness or meeting.first)).days)
        return 0.4 - 0.3 * min(1.0, away / 30)
    if a.gap(b):
        return max(0.0, 0.6 - 0.1 * a.gap(b))
    length = max(a.days, b.days)
    return 1.0 if length <= 5 else 0.8 if length <= 10 else 0.6


def _fit_in_place(one: Meeting, other: Meeting) -> float:
    if same_city(one.city, other.city):
        return 1.0
    return 0.5 if not (one.city and other.city) else 0.0


@cache
def _city_key(city: str | None) -> str:
    plain = unicodedata.normalize("NFKD", fold(city or ""))
    return re.sub(r"[\W_]+", "", "".join(c for c in plain if not unicodedata.combining(c))).lower()
