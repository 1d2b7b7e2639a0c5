"""Who takes part in an encounter, as far as one sentence says."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.core.reading.meeting_words import PEOPLE_KINDS
from monitor.core.reading.people import Cast
from monitor.core.reading.scene import Line

BOTH = frozenset({"US", "CN"})


@dataclass(frozen=True, slots=True)
class Members:
    """Who takes part, as far as one sentence says."""

    people: tuple[int, ...] = ()
    """Characters, in the order of the sentence."""
    sides: frozenset[str] = frozenset()
    """The sides that it gives without a name: `US`, `CN`."""
    anybody: bool = False
    """It gives somebody without a name whose side is open ("him")."""
    group: bool = False
    """It names nobody, but a group ("the two men") that the cast has resolved."""


def all_name_both(several: list[Members], cast: Cast) -> bool:
    """Whether each of them names both countries."""
    return all(countries_of(members, cast) | members.sides >= BOTH for members in several)


def part_of(line: Line, span: tuple[int, int], *, owners: bool) -> Members:
    """Whom a stretch of a line speaks of; with `owners` also whose it is."""
    kinds = line.kinds(*span)
    both = BOTH if "both_people" in kinds else frozenset()
    return Members(line.people(*span, owners=owners), both, "he" in kinds, "both" in kinds)


def is_own_side(line: Line, span: tuple[int, int], one: Members, two: Members, cast: Cast) -> bool:
    """Whether a pronoun has been given to somebody of the same country as whoever meets."""
    people = [i for i in range(*span) if line.string.tokens[i].kind in PEOPLE_KINDS]
    ours, theirs = countries_of(one, cast), countries_of(two, cast)
    return bool(people) and all(map(line.is_pronoun, people)) and len(ours) == 1 and ours == theirs


def is_third_partys(line: Line, at: int) -> bool:
    """Chinese: whether the trigger `at` is what somebody of neither side does with several one by one.

    大会主席先后与两国特使会面: the two do not meet there.
    """
    tokens = line.string.tokens[:at]
    apart = max((i for i, token in enumerate(tokens) if token.kind == "again" and token.value), default=0)
    before = [token.kind for token in tokens[:apart] if token.kind in PEOPLE_KINDS]
    return not line.spaced and before[-1:] == ["third"]


def together(one: Members, other: Members) -> Members:
    """Both groups as one."""
    people = tuple(dict.fromkeys((*one.people, *other.people)))
    return Members(people, one.sides | other.sides, one.anybody or other.anybody)


def is_between(members: Members, cast: Cast) -> bool:
    """Whether the two countries may meet here: both named, or one with the other side left open."""
    countries = countries_of(members, cast) | members.sides
    return countries >= BOTH or (bool(countries & BOTH) and countries <= BOTH | {""})


def apart(members: Members, cast: Cast) -> list[Members]:
    """People met one after the other: each principal with those behind who are none."""
    groups: list[list[int]] = []
    for who in members.people:
        character = cast.characters[who]
        office = character.envoy or character.official or character.leader
        principal = office and character.country in BOTH and not character.deputy
        if groups and not principal:
            groups[-1].append(who)
        else:
            groups.append([who])
    return [Members(tuple(group)) for group in groups] or [members]


def countries_of(members: Members, cast: Cast) -> set[str]:
    """The countries of those named; empty for somebody of none known."""
    return {cast.characters[who].country or "" for who in members.people}
