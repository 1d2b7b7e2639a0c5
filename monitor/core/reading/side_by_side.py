"""Meetings told without any word of meeting: both sides' people do one thing together, at one place, at one time.

"Roe, the American envoy, and Shen, her Chinese counterpart, settled the list in a hotel in Oslo on Tuesday." Which verb
it is matters little, unless it is one of those that people do side by side and yet each alone: to attend, to argue, to
applaud (`alone`), to say.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from monitor.core.reading.clauses import Clause, clause_around, is_group
from monitor.core.reading.frames import OTHER
from monitor.core.reading.members import BOTH, Members, countries_of
from monitor.core.reading.people import Cast, Character
from monitor.core.reading.scene import Line

_PEOPLE = frozenset({"us", "cn", "both"})
_ONE = frozenset({"us", "cn"})
_ROOMS = frozenset({"venue", "venue_noun"})
_PLACES = _ROOMS | {"city", "us_capital", "cn_capital"}
_TIMES = frozenset({"date", "length", "hours"})
_ALONE = frozenset(
    {
        "attend",
        "many",
        "stage",
        "others",
        "third",
        "person",
        "body",
        "writing",
        "question",
        "other_event",
        "separate",
        "by_turns",
        "account",
        "call_on",
        "succeed",
        "travel",
        "arrive",
        "say",
        "cancel",
        "postpone",
        "put_off",
        "suspend",
        "no",
        "wish",
    }
)
"""Classes that make of two people in one clause no meeting: what each does alone, an audience, others, no plan."""
_IN_LIST = frozenset(
    f"{OTHER} comma and title climate counterpart us_side cn_side us_capital cn_capital both_sides of for the a their"
    " poss paren to dash number at with travel".split()
)
"""Classes of which the description of somebody is made."""
_WRITTEN = frozenset({"writing", "third", "stage", "call", "video", "phone_means", "video_means"})
_CONTENT = frozenset({"rel", "quote", "stop", "say", "no", "wish", "will"})
"""Classes with which begins what somebody is told."""
_NEXT = 7
"""Symbols behind a verb of saying within which stands who is told."""
_TITLES = frozenset({"title", "climate", "not_climate", "us_side", "cn_side", "the", "poss", "their", "body", "envoys"})
_FRONTED = frozenset({"comma", "when", "after", "subordinate", "where", "rel", "stop", "and", "by"}) | _TIMES | _PLACES
"""Classes with which ends what may stand before a subject."""
_GOES_ON = frozenset({"at", "date"})
"""Classes behind a comma with which a clause goes on."""
_LONGEST_LIST = 24
"""Symbols between two names of one subject."""
_SKIPPED = frozenset({"comma", "and", "rel", "aux", "will", "was_to", "date", "hold", "still", "to"})


def beside_each_other(line: Line, cast: Cast) -> Iterator[Clause]:
    """The meeting of the two who are the subject of a clause with a place and a time, if the line has such a clause."""
    if not line.spaced or not (_TIMES & line.classes and _PLACES & line.classes):
        return
    for first, last in _pairs(line, cast):
        start, end = clause_around(line, last)
        verb = _verb(line, last, end)
        end = _end_of_clause(line, verb, end)
        around = (*range(start, first), *range(last + 1, end))
        if line.is_behind_others(first) or not _opens_clause(line, first, start):
            return
        if line.kinds(verb, verb + 1) == ("at",) and "aux" in line.kinds(last, verb):
            continue  # "were in Bonn on Tuesday": both were there, no more is said
        if _is_one_doing(line, first, (last, end)) and any(_is_place(line, index) for index in around):
            yield Clause(verb, Members(line.people(first, last + 1)), None)
            return


def with_each_other(line: Line, cast: Cast) -> Iterator[Clause]:
    """ "Roe, the American envoy, argued over commas with Shen, her counterpart, in Oslo on Friday"."""
    if not line.spaced or not (_TIMES & line.classes and _PLACES & line.classes):
        return
    tokens = line.string.tokens
    for place in (i for i, token in enumerate(tokens) if token.kind == "with"):
        start, end = clause_around(line, place)
        first = next((i for i in range(start, place) if tokens[i].kind in _ONE), None)
        other = next((i for i in range(place + 1, min(place + _NEXT, end)) if tokens[i].kind in _ONE), None)
        if first is None or other is None or not _IN_LIST.issuperset(line.between(place, other)):
            continue
        members = Members(line.people(first, other + 1))
        if countries_of(members, cast) != BOTH or not _may_meet([cast.characters[who] for who in members.people]):
            continue
        end = _end_of_clause(line, other, end)
        if _is_one_doing(line, first, (first, end), alone=" with") and any(
            _is_place(line, i) for i in range(start, end)
        ):
            yield Clause(place, members, None)
            return


def told_face_to_face(line: Line, cast: Cast) -> Iterator[Clause]:
    """ "The vice premier told Roe, the American envoy, in Beijing on Friday that …": words to somebody present."""
    if not line.spaced or _WRITTEN & line.classes or not (_TIMES & line.classes and _PLACES & line.classes):
        return
    tokens = line.string.tokens
    for say in (i for i, token in enumerate(tokens) if token.kind == "say"):
        before = [i for i in range(clause_around(line, say - 1)[0], say) if tokens[i].kind in _ONE]
        behind = next((i for i in range(say + 1, min(say + _NEXT, len(tokens))) if tokens[i].kind in _ONE), None)
        if not before or behind is None or not _IN_LIST.issuperset(line.between(say, behind)):
            continue
        end = next((i for i in range(behind, len(tokens)) if tokens[i].kind in _CONTENT), len(tokens))
        members = Members(line.people(before[0], behind + 1))
        if (
            countries_of(members, cast) == BOTH
            and _may_meet([cast.characters[who] for who in members.people])
            and _TIMES & {*line.kinds(before[0], say), *line.kinds(behind, end)}
            and any(_is_place(line, index) for index in range(behind, end))
        ):
            yield Clause(behind + 1, members, None)
            return


def _is_one_doing(line: Line, first: int, rest: tuple[int, int], alone: str = "") -> bool:
    """Whether a clause has a time, and nothing that each does alone, before its subject or behind it (`rest`).

    Of the words for that only those count that end in `alone`.
    """
    start, _ = clause_around(line, first)
    before, behind = line.kinds(start, first), line.kinds(rest[0] + 1, rest[1])
    kinds = {*(before if "invited" not in before else ()), *behind}
    if kinds & _ALONE or ("leave" in kinds and not _ROOMS & kinds) or not _has_time(line, start, rest[1]):
        return False
    tokens = line.string.tokens
    doings = line.words.alone.find_within(line.passage.folded, tokens[start].start, tokens[rest[1] - 1].end)
    return not any(line.written(doing).lower().endswith(alone) for doing in doings if doing.kind == "alone")


def _has_time(line: Line, start: int, end: int) -> bool:
    """Whether a clause says when or how long, to the day."""
    times = [token for token in line.string.tokens[start:end] if token.kind in _TIMES]
    return any(token.kind != "date" or line.dates[token.value].precision == "day" for token in times)


def _opens_clause(line: Line, first: int, start: int) -> bool:
    """Whether the two are its subject: nothing before them and their titles but when and where."""
    at = first
    while at > start and line.string.tokens[at - 1].kind in _TITLES:
        at -= 1
    return at - 1 <= start or line.kinds(at - 1, at)[0] in _FRONTED  # "Meanwhile Roe and Shen …"


def _end_of_clause(line: Line, verb: int, end: int) -> int:
    """Where the next clause begins behind a comma."""
    kinds = line.kinds(0, end)
    commas = (i for i in range(verb, end) if kinds[i] == "comma" and not _GOES_ON & set(kinds[i + 1 : i + 3]))
    return next(commas, end)


def _pairs(line: Line, cast: Cast) -> Iterator[tuple[int, int]]:
    """Symbols of the first and last name of each subject that consists of both sides' people."""
    tokens = line.string.tokens
    people = [i for i, token in enumerate(tokens) if token.kind in _PEOPLE and is_group(line, i)]
    people = [i for i in people if not line.is_possessive(i)]
    for one, other in pairwise(people):
        between = [line.string.tokens[i].kind for i in range(one + 1, other) if not line.is_pronoun(i)]
        members = Members(line.people(one, other + 1))
        joined = "and" in between and len(between) <= _LONGEST_LIST and _IN_LIST.issuperset(between)
        if joined and countries_of(members, cast) == BOTH and _may_meet([cast.characters[w] for w in members.people]):
            yield one, other


def _may_meet(people: Sequence[Character]) -> bool:
    return any(p.envoy for p in people) and all(p.envoy or p.official for p in people)


def _is_place(line: Line, index: int) -> bool:
    """Whether a symbol names a place that something happens at ("in Oslo", "left a guild house")."""
    kind, before = line.string.tokens[index].kind, line.kinds(index - 4, index)
    if kind in _ROOMS:
        return True
    return kind in _PLACES and "at" in before[-2:] and "rel" not in before


def _verb(line: Line, last: int, end: int) -> int:
    """The symbol of what the two do: the first word behind them and their description."""
    at = last + 1
    if line.kinds(at, at + 1) == ("comma",):
        closing = [i for i in range(at + 1, end) if line.string.tokens[i].kind == "comma"]
        at = closing[0] if closing else at
    behind = (i for i in range(at, end) if line.string.tokens[i].kind not in _SKIPPED)
    return next(behind, last)
