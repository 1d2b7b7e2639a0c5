"""The meetings that a story tells of, each once.

    lines ─▶ encounters ─▶ principals ─▶ occasions (same principals, fitting days) ─▶ Meeting

What counts as a meeting, and every field of one: docs/record.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

from monitor.core.reading.context_days import date_by_context
from monitor.core.reading.dates import DateMention
from monitor.core.reading.document import Document
from monitor.core.reading.encounters import Encounter, find_encounters
from monitor.core.reading.meeting_days import is_background
from monitor.core.reading.occasion import NEVER, Occasion
from monitor.core.reading.occasions import gather
from monitor.core.reading.people import Cast
from monitor.core.reading.principals import Pairing, Principals
from monitor.core.reading.scene import Line, read_lines
from monitor.core.reading.standing import standing
from monitor.core.reading.whereabouts import Whereabouts, find_place
from monitor.core.records import Meeting, Person

if TYPE_CHECKING:
    from monitor.core.knowledge import Knowledge

_DEFINING = 6
"""Symbols before a word of meeting in which the sentence may say that it is the first."""
_SIDES = frozenset(
    {
        "us_side",
        "cn_side",
        "us_capital",
        "cn_capital",
        "both_sides",
        "both_names",
        "both",
        "both_people",
        "us",
        "cn",
        "envoys",
    }
)
"""Classes of which one shows that a sentence is about the two countries."""
_SAME_VISIT = timedelta(days=3)


def read_meetings(
    document: Document, cast: Cast, dates: Sequence[DateMention], knowledge: Knowledge
) -> tuple[Meeting, ...]:
    """Every meeting between the United States and China in the story, news before background."""
    words = knowledge.language(document.language).meetings
    lines = read_lines(document, cast, dates, words)
    if _is_fiction(lines):
        return ()
    principals = Principals(document, cast)
    pairings, asides, echoes = _told(find_encounters(lines, cast, words, document.today), principals)
    pairings += principals.understood(echoes, pairings)
    occasions = gather(pairings, asides, echoes, document.today)
    for occasion in occasions:
        date_by_context(occasion, lines, words, document.today)
    meetings = [_meeting(occasion, lines, document, cast, knowledge) for occasion in occasions]
    return tuple(sorted(map(partial(_placed_beside, meetings), meetings), key=lambda meeting: meeting.background))


def _told(
    encounters: Sequence[Encounter], principals: Principals
) -> tuple[list[Pairing], list[Pairing], list[Encounter]]:
    """The encounters with their principals, those that only add to others, and those that speak of one again.

    Put together from the parts of a clause, an encounter makes a meeting of people whom no known phrasing brings
    together; of others it only adds to what their meeting is known to be.
    """
    echoes = [encounter for encounter in encounters if encounter.frame.again]
    pairings: list[Pairing] = []
    for encounter in encounters:
        filled = None if encounter.frame.again else principals.fill(encounter, pairings[-1] if pairings else None)
        pairings += [filled] if filled else []
    pairings = [p for p in pairings if not _names_nobody(p) or any(_tells_of(other, p) for other in pairings)]
    defining = [
        p
        for p in pairings
        if _defines(p.encounter) and any(_tells_of(other, p) for other in pairings if other is not p)
    ]
    pairings = [p for p in pairings if p not in defining]
    echoes += [replace(p.encounter, frame=replace(p.encounter.frame, again=True)) for p in defining]
    phrased = {(p.us, p.cn) for p in pairings if not p.encounter.frame.composed and p.encounter.status not in NEVER}
    told = [p for p in pairings if not p.encounter.frame.composed or (p.us, p.cn) not in phrased]
    return told, [p for p in pairings if p not in told], echoes


def _defines(encounter: Encounter) -> bool:
    """ "It was their first meeting since March": says of a meeting what it is, not that there was one."""
    before = encounter.line.kinds(encounter.at - _DEFINING, encounter.at)
    return (
        encounter.line.spaced and not encounter.dates and "first" in before and "aux" in before[: before.index("first")]
    )


def _names_nobody(pairing: Pairing) -> bool:
    """ "The next round is set for June", "climate talks begin": of whom, other sentences must say."""
    return pairing.encounter.frame.sides and not _SIDES & pairing.encounter.line.classes


def _tells_of(other: Pairing, pairing: Pairing) -> bool:
    """Whether another sentence tells that the two meet, whom it names."""
    same = (other.us, other.cn) == (pairing.us, pairing.cn)
    return same and other.encounter.status not in NEVER and not _names_nobody(other)


def _placed_beside(others: Sequence[Meeting], meeting: Meeting) -> Meeting:
    """With the place of another meeting of the same visit, where the story gives none: nobody is in two cities."""
    if meeting.city or meeting.mode != "in_person" or meeting.background:
        return meeting
    names = {person.name for person in meeting.participants}
    for other in others:
        if meeting.status == "announced" and not meeting.start and other.status != "announced":
            continue  # they will see each other again, but nobody says where
        near = not (meeting.start and other.start) or abs(_day(meeting.start) - _day(other.start)) <= _SAME_VISIT
        if other.city and not other.background and near and names & {person.name for person in other.participants}:
            return replace(meeting, city=other.city, country=other.country)
    return meeting


def _day(iso: str) -> date:
    return date.fromisoformat(iso)


def _is_fiction(lines: Sequence[Line]) -> bool:
    """A review of a novel or a film: two words of fiction before the story is well begun."""
    opening = [token.kind for line in lines[:8] if line.tells for token in line.found]
    return opening.count("fiction") >= 2


def _meeting(
    occasion: Occasion, lines: Sequence[Line], document: Document, cast: Cast, knowledge: Knowledge
) -> Meeting:
    status = standing(occasion.states, occasion.days, document.today)
    mode = occasion.mode
    where = find_place(occasion, lines, document, knowledge, status) if mode == "in_person" else Whereabouts()
    return Meeting(
        kind=occasion.kind,
        status=status,
        mode=mode,
        background=_is_background(occasion, document.today),
        start=_iso(occasion.days.start),
        end=_iso(occasion.days.end),
        precision=occasion.days.precision,
        city=where.city,
        country=where.country,
        venue=where.venue,
        participants=tuple(
            _participant(who, occasion, cast) for who in occasion.participants if cast.characters[who].kind == "person"
        ),
        evidence=tuple(dict.fromkeys(encounter.line.text for encounter in occasion.encounters)),
        confidence=occasion.confidence,
    )


def _participant(who: int, occasion: Occasion, cast: Cast) -> Person:
    character = cast.characters[who]
    side = {occasion.us: "US", occasion.cn: "CN"}.get(who)
    return Person(character.name, character.country or side, character.role)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _is_background(occasion: Occasion, today: date | None) -> bool:
    if all(encounter.line.passage.kind == "caption" for encounter in occasion.encounters):
        return True
    return is_background(occasion.days, today)
