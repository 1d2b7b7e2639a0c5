"""One occasion out of many sentences: encounters of the same principals on fitting days are one meeting.

pairings with days ─▶ occasions ◀─ pairings without ◀─ "the talks" (their length, end, delay)
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from monitor.core.reading.encounters import Encounter
from monitor.core.reading.meeting_days import Days, days_of
from monitor.core.reading.principals import Pairing
from monitor.core.records import MeetingKind, Mode

_STRONG_STATES = frozenset({"moved", "cancelled", "postponed", "announced", "ended", "begun"})

_OTHERS = frozenset({"say", "subordinate", "after", "stop", "us", "cn", "both", "third", "person", "other_event"})
"""Classes that part a day from "the talks": it is then of something else."""
_OURS = frozenset({"us", "cn", "both", "both_people", "both_sides", "both_names"})
_NEWS = timedelta(days=14)
NEVER = frozenset({"none", "denied"})
"""States of what is no meeting."""
_BEGINNING = 3
"""Passages in which a story says what it is about: headline, standfirst, two paragraphs."""
_PUT_OFF = frozenset({"postponed", "failed plan"})
_PAST = frozenset({"held", "ended", "begun"})


@dataclass(slots=True)
class Occasion:
    """A meeting while it is being put together."""

    us: int
    cn: int
    kind: MeetingKind
    days: Days
    pairings: list[Pairing] = field(default_factory=list)
    echoes: list[Encounter] = field(default_factory=list)
    """Sentences that speak of it again without naming anybody."""

    @property
    def first(self) -> Encounter:
        """The first sentence that names it."""
        return min((pairing.encounter for pairing in self.pairings), key=place)

    @property
    def encounters(self) -> list[Encounter]:
        """The sentences that name it, in reading order."""
        return sorted((pairing.encounter for pairing in self.pairings), key=place)

    @property
    def sentences(self) -> list[Encounter]:
        """Every sentence of it, in reading order."""
        return sorted((*self.encounters, *self.echoes), key=place)

    @property
    def states(self) -> list[str]:
        """What its sentences say of how far it has come, in reading order."""
        return [e.status for e in self.sentences if e.status in _STRONG_STATES or e not in self.echoes]

    @property
    def mode(self) -> Mode:
        """As the first sentence has it that says so."""
        return next((encounter.mode for encounter in self.sentences if encounter.mode), "in_person")

    guests: list[int] = field(default_factory=list)
    """Who a later sentence says was there too."""

    @property
    def participants(self) -> tuple[int, ...]:
        """Everybody who takes part, each once."""
        principals = (who for pairing in self.pairings for who in pairing.participants)
        return tuple(dict.fromkeys((*principals, *self.guests)))

    @property
    def is_failed_plan(self) -> bool:
        """Its sentences speak of a plan only that came to nothing."""
        return all(encounter.status == "failed plan" for encounter in self.encounters)

    @property
    def is_past(self) -> bool:
        """All its sentences look back to another time than the story's."""
        return all(encounter.earlier for encounter in self.encounters)

    @property
    def confidence(self) -> float:
        """Higher the more sentences name both sides."""
        named = sum(not pairing.inferred for pairing in self.pairings)
        return round(min(0.98, (0.9 if named else 0.6) + 0.02 * len(self.pairings)), 2)


def place(encounter: Encounter) -> tuple[int, int]:
    """Where in the story an encounter stands."""
    return encounter.order, encounter.at


def gather(
    pairings: Sequence[Pairing], asides: Iterable[Pairing], echoes: Iterable[Encounter], today: date | None
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
        if echo.frame.adds:
            _attend(echo, occasions)
        else:
            _echo(echo, occasions, today)
    denials = [pairing for pairing in pairings if pairing.encounter.status == "denied"]
    occasions = [o for o in occasions if not _was_moved(o, occasions, today) and not _is_denied(o, denials)]
    return sorted(occasions, key=lambda occasion: place(occasion.first))


def _was_moved(occasion: Occasion, occasions: list[Occasion], today: date | None) -> bool:
    """Only the old date of a meeting that now has another one ("had been scheduled for June 24")."""
    if today is None or not occasion.days.latest or occasion.days.latest < today - _NEWS:
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
    if not _PAST.issuperset(occasion.states):
        return False
    for denial in denials:
        days = days_of(denial.encounter)
        same_days = not (days.start and occasion.days.start) or days.fits(occasion.days)
        if denial.encounter.line.passage.index <= _BEGINNING and _same_people(occasion, denial) and same_days:
            return True
    return False


def _fitting(occasions: list[Occasion], pairing: Pairing, days: Days) -> Occasion | None:
    return next((o for o in occasions if _same_people(o, pairing) and o.days.fits(days)), None)


def _add(aside: Pairing, occasions: list[Occasion]) -> None:
    """Give its day to the occasion that it fits ("next week's talks … had been due to face him on Tuesday").

    Where it fits none and tells of a plan it is another one.
    """
    encounter, days = aside.encounter, days_of(aside.encounter)
    if encounter.status in NEVER or days.start is None:
        return
    occasion = _fitting(occasions, aside, days)
    named = not (aside.inferred or encounter.members.group)
    if occasion or (encounter.status == "announced" and named):
        _join(occasion or _new(aside, occasions), aside, days)


def _place_undated(pairing: Pairing, occasions: list[Occasion], today: date | None) -> None:
    """A sentence without a day belongs to the latest occasion of its people; looking back or on, to none."""
    encounter = pairing.encounter
    known = any(_same_people(o, pairing) for o in occasions)
    if encounter.earlier or (encounter.another and encounter.status == "announced" and known):
        return
    fitting = [o for o in occasions if _same_people(o, pairing) and _may_be_of(encounter, o, today)]
    here = [o for o in fitting if any(e.order == encounter.order for e in o.encounters)]
    recent = [o for o in fitting if not (today and o.days.latest and o.days.latest < today - _NEWS)]
    candidates = here or recent or ([] if encounter.told_on else fitting)
    latest = max(candidates, key=lambda o: (not o.is_failed_plan, o.days.latest or date.min), default=None)
    _join(latest or _new(pairing, occasions), pairing, days_of(encounter))


def _may_be_of(encounter: Encounter, occasion: Occasion, today: date | None) -> bool:
    """What has taken place is no meeting still to come, and a call none in person."""
    if encounter.mode and encounter.mode != occasion.mode:
        return False
    # Verbs without tense ("参加会谈的是…") say nothing of when.
    past = _PAST if encounter.line.spaced else _PAST - {"held"}
    has_begun = encounter.status in past and encounter.line.passage.kind not in ("headline", "standfirst")
    return not (has_begun and today and occasion.days.start and occasion.days.start > today + timedelta(days=1))


def _new(pairing: Pairing, occasions: list[Occasion]) -> Occasion:
    occasion = Occasion(pairing.us, pairing.cn, pairing.kind, Days())
    occasions.append(occasion)
    return occasion


def _join(occasion: Occasion, pairing: Pairing, days: Days) -> None:
    occasion.pairings.append(pairing)
    occasion.days = occasion.days.joined(days)


def _same_people(occasion: Occasion, pairing: Pairing) -> bool:
    return (occasion.us, occasion.cn) == (pairing.us, pairing.cn)


def _echo(echo: Encounter, occasions: list[Occasion], today: date | None) -> None:
    """Give "the talks" to the occasion last named before them (else first behind), if days and people fit it."""
    if echo.status in NEVER or echo.another or _is_foreign(echo):
        return
    ours = [o for o in occasions if set(echo.members.people) <= set(o.participants)]
    fitting = [o for o in ours if _may_be_of(echo, o, today)]
    before = [o for o in fitting if place(o.first) < place(echo)]
    if not fitting or not (before or echo.members.people):
        return
    days = days_of(echo)
    if days.start:
        before = [o for o in before if o.days.start and days.fits(o.days)] or before
    occasion = max(before, key=lambda o: _claim(o, echo), default=min(fitting, key=lambda o: place(o.first)))
    names_both = echo.line.string.tokens[echo.at].kind in ("both", "both_people")
    if echo.status == "moved" and days.start:
        occasion.echoes.append(echo)
        occasion.days = Days(days.start, days.end, days.precision, length=None)
        return
    if days.start and occasion.days.start and not days.fits(occasion.days):
        if _is_new_plan(echo, days, occasion, today):
            occasions.append(Occasion(occasion.us, occasion.cn, occasion.kind, days, [_as_pairing(echo, occasion)]))
        return
    if days.precision != "day" or not (names_both or _is_plain(echo)):
        days = Days(length=echo.length)
    if names_both and not _refines(echo, occasion):
        return
    occasion.echoes.append(echo)
    occasion.days = occasion.days.joined(days)


def _attend(echo: Encounter, occasions: Sequence[Occasion]) -> None:
    """Let somebody take part in what the same passage or the one before has told of: the last, or each ("at both")."""
    if echo.status in NEVER or echo.another or not echo.members.people:
        return
    here = echo.line.passage.index
    near = {
        place(e): occasion
        for occasion in occasions
        for e in occasion.encounters
        if place(e) < place(echo) and here - 1 <= e.line.passage.index <= here
    }
    told = [near[at] for at in sorted(near)]
    each = "each_time" in echo.line.kinds(echo.at, echo.at + 4)
    for occasion in told if each else told[-1:]:
        occasion.guests += [who for who in echo.members.people if who not in occasion.participants]


def _is_new_plan(echo: Encounter, days: Days, occasion: Occasion, today: date | None) -> bool:
    """ "They agreed to see each other in June": told of two people who have just met or spoken."""
    latest = occasion.days.latest
    is_ahead = bool(today and days.latest and days.latest > today and latest and latest <= today)
    return is_ahead and echo.status == "announced" and _is_plain(echo)


def _as_pairing(echo: Encounter, occasion: Occasion) -> Pairing:
    return Pairing(echo, occasion.us, occasion.cn, occasion.kind, (occasion.us, occasion.cn), inferred=True)


def _is_plain(echo: Encounter) -> bool:
    """Whether the day stands in the clause of "the talks"."""
    tokens = echo.line.string.tokens
    days = [i for i, t in enumerate(tokens) if t.kind == "date" and echo.line.dates[t.value] in echo.dates]
    return any(not _OTHERS & set(echo.line.between(i, echo.at)) for i in days)


def _refines(echo: Encounter, occasion: Occasion) -> bool:
    """Whether a sentence on both sides and a day may say when: only where nothing better does, or until when."""
    return occasion.days.precision != "day" or any(mention.bound == "until" for mention in echo.dates)


def _claim(occasion: Occasion, echo: Encounter) -> tuple[bool, tuple[int, int]]:
    """Whose "the talks" are: those of several days are envoys', for others receive; else of the occasion named last."""
    last = max(encounter for encounter in map(place, occasion.encounters) if encounter < place(echo))
    for_days = (echo.length or 1) > 1 or echo.nth_day > 1
    return for_days and occasion.kind == "envoy", last


def _is_foreign(echo: Encounter) -> bool:
    """The sentence gives the talks to somebody else (ministers of the Group of 20 end their meeting)."""
    before = list(echo.line.kinds(0, echo.at))
    saying = [i for i, kind in enumerate(before) if kind == "say" or (kind == "stop" and not echo.line.spaced)]
    before = before[saying[-1] + 1 :] if saying else before  # who says so is nobody who takes part
    return bool({"third", "body", "country"} & set(before)) and not _OURS & set(before)
