"""One occasion out of many sentences: encounters of the same principals on fitting days are one meeting.

pairings with days ─▶ occasions ◀─ pairings without ◀─ "the talks" (their length, end, delay)
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from monitor.core.reading.echoes import add_echo, attend
from monitor.core.reading.encounters import Encounter
from monitor.core.reading.meeting_days import Days, days_of
from monitor.core.reading.occasion import NEVER, NEWS, PAST, Occasion, may_be_of, place
from monitor.core.reading.principals import Pairing

_CITIES = frozenset({"city", "us_capital", "cn_capital"})
_END = 10_000
_BEGINNING = 3
"""Passages in which a story says what it is about: headline, standfirst, two paragraphs."""
_RIGHT_BEHIND = 2
"""Passages within which a report is taken back."""
_PUT_OFF = frozenset({"postponed", "failed plan"})
_CAME_TO_NOTHING = frozenset({"cancelled", "postponed", "failed plan"})


def gather(
    pairings: Sequence[Pairing], asides: Iterable[Pairing], echoes: Sequence[Encounter], today: date | None
) -> list[Occasion]:
    """The story's occasions in the order in which it tells of them.

    `asides` and `echoes` add to those of the `pairings` and seldom make one of their own.
    """
    occasions: list[Occasion] = []
    undated: list[Pairing] = []
    for pairing in pairings:
        if pairing.encounter.status in NEVER:
            continue
        days = days_of(pairing.encounter)
        if days.start is None and days.by is None:
            undated.append(pairing)
        else:
            _join(_fitting(occasions, pairing, days) or _new(pairing, occasions), pairing, days)
    for pairing in undated:
        _place_undated(pairing, occasions, today)
    for aside in asides:
        _add(aside, occasions)
    for echo in echoes:
        if echo.frame.denies:
            continue
        if echo.frame.adds:
            attend(echo, occasions)
        else:
            add_echo(echo, occasions, today)
    denials = [pairing for pairing in pairings if pairing.encounter.status == "denied"]
    unsaid = [echo for echo in echoes if echo.frame.denies]
    occasions = [o for o in occasions if not _was_moved(o, occasions, today) and not _is_denied(o, denials)]
    occasions = [o for o in occasions if not any(_is_taken_back(o, denial) for denial in unsaid)]
    return sorted(occasions, key=lambda occasion: place(occasion.first))


def _was_moved(occasion: Occasion, occasions: list[Occasion], today: date | None) -> bool:
    """Only the old date of a meeting that now has another one ("had been scheduled for June 24")."""
    if today is None or not occasion.days.latest or occasion.days.latest < today - NEWS:
        return False
    others = [
        o
        for o in occasions
        if o is not occasion and (o.us, o.cn) == (occasion.us, occasion.cn) and o.days.latest and o.days.latest >= today
    ]
    if occasion.is_failed_plan:
        return any(not o.is_failed_plan for o in others)
    return {e.status for e in occasion.encounters} <= _PUT_OFF and any("moved" in o.states for o in others)


def _is_denied(occasion: Occasion, denials: Sequence[Pairing]) -> bool:
    """Only what a report had said that the story's beginning calls false."""
    if not PAST.issuperset(occasion.states):
        return False
    for denial in denials:
        days = days_of(denial.encounter)
        same_days = not (days.start and occasion.days.start) or days.fits(occasion.days)
        if denial.encounter.line.passage.index <= _BEGINNING and _same_people(occasion, denial) and same_days:
            return True
    return False


def _is_taken_back(occasion: Occasion, denial: Encounter) -> bool:
    """Only what somebody has reported, of which the story says right behind that there was no such thing."""
    reported = all("account" in encounter.line.kinds(0, encounter.at) for encounter in occasion.encounters)
    last = occasion.encounters[-1]
    near = 0 <= denial.line.passage.index - last.line.passage.index <= _RIGHT_BEHIND
    return reported and near and place(denial) > place(last)


def _fitting(occasions: list[Occasion], pairing: Pairing, days: Days) -> Occasion | None:
    fitting = (o for o in occasions if _same_people(o, pairing) and o.days.fits(days))
    return next((o for o in fitting if not _replaces(pairing.encounter, o) and not _precedes(pairing, o)), None)


def _precedes(pairing: Pairing, occasion: Occasion) -> bool:
    """The old days of what now has others: "to be held on the 21st, the talks were once due on the 19th"."""
    days = days_of(pairing.encounter)
    failed = pairing.encounter.status == "failed plan"
    return failed != occasion.is_failed_plan and not days.overlaps(occasion.days)


def _replaces(encounter: Encounter, occasion: Occasion) -> bool:
    """A call or video that took place of what did not: "the talks in Oslo are off; the two spoke by telephone"."""
    came_to_nothing = [e.status in _CAME_TO_NOTHING for e in occasion.encounters]
    failed = encounter.status in _CAME_TO_NOTHING
    other_way = encounter.mode != occasion.mode if encounter.mode else occasion.mode != "in_person"
    return other_way and (all(came_to_nothing) != failed) and (failed or all(came_to_nothing))


def _add(aside: Pairing, occasions: list[Occasion]) -> None:
    """Give its day to the occasion that it fits ("next week's talks … had been due to face him on Tuesday").

    Where it fits none and tells of a plan it is another one.
    """
    encounter, days = aside.encounter, days_of(aside.encounter)
    if encounter.status in NEVER or days.start is None:
        return
    occasion = _fitting(occasions, aside, days)
    named = not (aside.inferred or encounter.members.group)
    if not occasion and named and days.precision == "day" and not encounter.earlier:
        undated = (o for o in occasions if _same_people(o, aside) and not (o.days.start or o.days.by or o.is_past))
        occasion = next((o for o in undated if may_be_of(encounter, o, None)), None)
    others = [o for o in occasions if _same_people(o, aside)]
    is_first = encounter.status in PAST and days.precision == "day" and all(_is_planned(o) for o in others)
    if occasion or (named and (encounter.status == "announced" or is_first)):
        _join(occasion or _new(aside, occasions), aside, days)


def _is_planned(occasion: Occasion) -> bool:
    return all(encounter.status == "announced" for encounter in occasion.encounters)


def _place_undated(pairing: Pairing, occasions: list[Occasion], today: date | None) -> None:
    """A sentence without a day belongs to the latest occasion of its people; looking back or on, to none."""
    encounter = pairing.encounter
    known = any(_same_people(o, pairing) for o in occasions)
    if encounter.earlier:
        return
    if encounter.another and encounter.status == "announced" and known:
        if encounter.line.spaced and encounter.agreed and _CITIES & set(encounter.line.kinds(encounter.at, _END)):
            _join(_new(pairing, occasions), pairing, days_of(encounter))  # "agreed to hold their next round in Beijing"
        return
    fitting = [o for o in occasions if _same_people(o, pairing) and may_be_of(encounter, o, today)]
    here = [o for o in fitting if any(e.order == encounter.order for e in o.encounters)]
    recent = [o for o in fitting if not (today and o.days.latest and o.days.latest < today - NEWS)]
    title = encounter.frame.sides and encounter.line.spaced  # "the first round between the two", named further down
    told_before = [o for o in fitting if title or any(place(e) < place(encounter) for e in o.encounters)]
    candidates = here or recent or ([] if encounter.told_on else told_before)
    latest = max(candidates, key=lambda o: (not o.is_failed_plan, o.days.latest or date.min), default=None)
    _join(latest or _new(pairing, occasions), pairing, days_of(encounter))


def _new(pairing: Pairing, occasions: list[Occasion]) -> Occasion:
    occasion = Occasion(pairing.us, pairing.cn, pairing.kind, Days())
    occasions.append(occasion)
    return occasion


def _join(occasion: Occasion, pairing: Pairing, days: Days) -> None:
    occasion.pairings.append(pairing)
    occasion.days = occasion.days.joined(days)


def _same_people(occasion: Occasion, pairing: Pairing) -> bool:
    return (occasion.us, occasion.cn) == (pairing.us, pairing.cn)
