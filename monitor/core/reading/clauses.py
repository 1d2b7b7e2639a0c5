"""Meetings told in no known phrasing: a word of meeting and people of both countries in one clause.

Frames (meetings.toml) know who does what to whom. Where none fits, the parts still tell: a word of meeting, somebody
of either side within reach of it, and nothing between them that gives the words to somebody else.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from monitor.core.reading.frames import OTHER, Token
from monitor.core.reading.members import BOTH, Members, apart, countries_of, is_third_partys
from monitor.core.reading.people import Cast
from monitor.core.reading.scene import Line

_REACH = {True: 30, False: 60}
"""Symbols between a word of meeting and whoever meets, by whether words are spaced."""
_VERBS = frozenset({"meet", "confer", "host", "call", "video"})
_NOUNS = frozenset({"talk", "call", "video"})
_PEOPLE = frozenset({"us", "cn", "both", "both_people"})
_OWN = _VERBS | _NOUNS | {"travel", "arrive", "leave"}
_ENDS = frozenset({"quote", "question", "say", "saying"})
"""Classes at which a clause ends."""
_DOING = frozenset(
    [
        "hold",
        "chair",
        "begin",
        "end",
        "led_by",
        "cancel",
        "postpone",
        "move",
        "for",
        "with",
        "between",
        "by",
        "spend",
        "will",
        "was_to",
        "arrive",
        "travel",
    ]
)
"""Classes one of which makes a noun of meeting something that the people do."""
_SIDE_OF = {"us_side": "US", "us_capital": "US", "cn_side": "CN", "cn_capital": "CN"}
_FOREIGN = frozenset({"third", "stage"})
"""Classes that give the word of meeting to others: a third country's minister, an audience."""


@dataclass(frozen=True, slots=True)
class Clause:
    """Who meets according to one clause, and where in the line it stands."""

    at: int
    """Symbol of the word of meeting."""
    members: Members
    span: tuple[int, int] | None
    """Symbols in which its day stands, where a clause tells of several meetings."""
    sides: bool = False
    """It names countries only."""


def compose(line: Line, cast: Cast) -> Iterator[Clause]:
    """The line's meetings, each by the word of meeting that stands nearest to its people."""
    tokens = line.string.tokens
    found = [at for at, token in enumerate(tokens) if token.kind in _VERBS | _NOUNS and not line.is_naming(at)]
    best: dict[frozenset[int], tuple[int, int, Members]] = {}
    for at in found:
        people = _people_of(line, at)
        apart = line.is_behind_others(people[0]) or is_third_partys(line, at) if people else True
        if apart or not _does(line, at, people):
            continue
        kinds = {line.string.tokens[i].kind for i in people}
        sides = BOTH if "both_people" in kinds else frozenset()
        members = Members(line.people(people[0], people[-1] + 1), sides, group="both" in kinds)
        if countries_of(members, cast) | members.sides >= BOTH:
            distance, key = max(abs(i - at) for i in people), frozenset(members.people)
            best[key] = min(best.get(key, (distance, at, members)), (distance, at, members), key=lambda one: one[:2])
    for _, at, members in best.values():
        yield from _meetings(line, at, members, cast)
    if not best:
        yield from (Clause(at, Members(sides=BOTH), None, sides=True) for at in found if _names_sides(line, at))


def _names_sides(line: Line, at: int) -> bool:
    """Whether a clause speaks of both countries' envoys, or of their climate talks, and names nobody."""
    start, end = clause_around(line, at)
    kinds = line.kinds(start, end)
    if (
        (_FOREIGN | {"others"}) & set(kinds)
        or "not_climate" in line.kinds(max(start, at - 2), at)
        or (line.spaced and "not_climate" in kinds and "climate" not in kinds)  # "trade negotiators met"
        or (line.spaced and "body" in line.kinds(max(start, at - 3), at))  # "the U.N. climate talks"
        or _is_foreign(line, start, end)
    ):
        return False
    # "The two trade barbs as talks wind down": what stands beyond a joint is not said of the talks.
    joints = [i for i in range(start, end) if line.string.tokens[i].kind == "stop"]
    start = max((i + 1 for i in joints if i < at), default=start)
    kinds = line.kinds(start, min((i for i in joints if i > at), default=end))
    both = any(kind in ("both_sides", "both_names") for kind in kinds) or any(
        {"US", "CN"} == {_SIDE_OF.get(kind) for kind in kinds[i : i + 4]} - {None} for i in range(len(kinds))
    )
    near = line.kinds(max(start, at - 4), at) if line.string.tokens[at].kind in _NOUNS else ()
    return both and bool({"envoys", "both_people"} & set(kinds) or "climate" in near)


def _people_of(line: Line, at: int) -> list[int]:
    """Symbols of people within reach, in order; none where the word of meeting is somebody else's."""
    tokens = line.string.tokens
    start, end = clause_around(line, at)
    if tokens[at].kind == "talk" and "not_climate" in line.kinds(max(start, at - 2), at):
        return []
    if line.spaced and "separate" in line.kinds(start, end):
        return []  # each with somebody else
    people = [i for i in range(start, end) if _is_people(line, i)]
    people = [i for i in people if not _has_own_verb(line, i, at) and not (line.spaced and _is_aside(line, i, at))]
    if not people:
        return []
    first, last = max(start, min(people[0], at) - 1), min(end, max(people[-1], at) + 6)
    return [] if _FOREIGN & set(line.kinds(first, last)) or _is_foreign(line, first, last) else people


def _is_aside(line: Line, who: int, at: int) -> bool:
    """ "Shen, who succeeded Lin in May, sat down": somebody in a clause on another that is over before the verb."""
    kinds = line.kinds(0, at)
    opened = max((i for i, kind in enumerate(kinds[:who]) if kind == "rel"), default=0)
    return opened > 0 and "comma" not in kinds[opened:who] and "comma" in kinds[who:]


def _is_people(line: Line, index: int) -> bool:
    """Whether a symbol speaks of persons."""
    return line.string.tokens[index].kind in _PEOPLE and is_group(line, index)


def is_group(line: Line, index: int) -> bool:
    """Whether a symbol of people speaks of persons; a group of countries or capitals does not."""
    token = line.string.tokens[index]
    if token.kind != "both":
        return True
    if line.mentions[token.value].form != "group":
        return True
    words = {word.kind for word in line.words.words.find(line.passage.folded[token.start : token.end])}
    return bool(words & {"both_people", "title", "envoys"})


def _is_foreign(line: Line, start: int, end: int) -> bool:
    """Whether a stretch names another country's officials ("the environment minister of Brazil")."""
    kinds = ("", *line.kinds(start, end + 2))
    reach, offices = (3, {"title", "poss"}) if line.spaced else (8, {"title", "others"})
    return any(
        kind == "country" and (kinds[i - 1] == "of" or bool(offices & set(kinds[i + 1 : i + reach])))
        for i, kind in enumerate(kinds[: end - start + 1])
    )


def _has_own_verb(line: Line, who: int, at: int) -> bool:
    """ "…, and Shen was led off to a lunch": somebody beyond a joint of two clauses that has a doing of its own."""
    kinds = line.kinds(0, len(line.string.tokens))
    start, end = clause_around(line, at)
    for joint in range(min(who, at) + 1, max(who, at) - 1):
        if kinds[joint] == "comma" and kinds[joint + 1] == "and":
            beyond = kinds[start:joint] if who < joint else kinds[joint:end]
            if _OWN & set(beyond):
                return True
    return False


def clause_around(line: Line, at: int) -> tuple[int, int]:
    """The clause around a symbol: up to a stop, a quotation or somebody's saying so, and no further than the reach."""
    tokens, reach = line.string.tokens, _REACH[line.spaced]
    start = at
    while start > max(0, at - reach) and not _is_end(tokens[start - 1]):
        start -= 1
    end = at + 1
    while end < min(len(tokens), at + reach) and not _is_end(tokens[end]):
        end += 1
    return start, end


def _is_end(token: Token) -> bool:
    return token.kind in _ENDS or (token.kind == "stop" and bool(token.value))


def _does(line: Line, at: int, people: list[int]) -> bool:
    """Whether the word of meeting is what these people do together."""
    kind = line.string.tokens[at].kind
    before, after = [i for i in people if i < at], [i for i in people if i > at]
    if kind == "host" and line.spaced and not after:  # "the summit that she will host"
        return False
    if kind in ("meet", "confer") and line.kinds(at - 2, at) in (("their", OTHER), ("their", "others")):
        return False  # "their technicians met"
    if kind in ("meet", "host"):
        return bool(before)
    if kind == "confer":
        return bool(before) and (not after or bool({"with", "to"} & set(line.between(at, after[0]))))
    inner = set(line.kinds(min(people[0], at), max(people[-1], at) + 1))
    return bool(inner & _DOING)


def _meetings(line: Line, at: int, members: Members, cast: Cast) -> Iterator[Clause]:
    """One meeting, or several of one side's people with each of the other's that is named behind."""
    sides = {side: [w for w in members.people if cast.characters[w].country == side] for side in ("US", "CN")}
    first = cast.characters[members.people[0]].country if members.people else None
    if first not in sides or not all(sides.values()):
        yield Clause(at, members, None)
        return
    ours = tuple(sides.pop(first))
    groups = apart(Members(tuple(next(iter(sides.values())))), cast)
    starts = [_place(line, group.people[0]) for group in groups] + [len(line.string.tokens)]
    for number, group in enumerate(groups):
        span = (starts[number], starts[number + 1]) if len(groups) > 1 else None
        yield Clause(at, replace(members, people=(*ours, *group.people)), span)


def _place(line: Line, who: int) -> int:
    """The symbol that last speaks of somebody."""
    tokens = line.string.tokens
    return max(i for i, t in enumerate(tokens) if t.kind in _PEOPLE and who in line.mentions[t.value].who)
