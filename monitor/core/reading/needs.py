"""What a pattern over classes cannot match without: a quick look that spares most searches (see frames.py).

    "(?P<one>{us|cn})_{0,3}{met}{by}?"  →  one of us, cn · met

Each need is a set of classes of which a sentence must have one. A need may be missed, never invented: whoever has
all of them may still not match.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

Needs = tuple[frozenset[str], ...]

_Item = TypeVar("_Item")
_ITEM = re.compile(
    r"\{(?P<but>\^?)(?P<classes>[a-z_]+(?:\|[a-z_]+)*)\}|(?P<opens>\((?:\?(?:P<\w+>|[:=!]|<[=!]))?)|\\.|."
)
_OPTIONAL = re.compile(r"[?*]|\{0?,")
_ANY = 1 << 200
"""The bit of a need that is not there, met by everything."""
_LOOKS = ("(?=", "(?!", "(?<=", "(?<!")


def needs_of(pattern: str) -> Needs:
    """The needs of a pattern whose macros are written out and which has no spaces."""
    return tuple(dict.fromkeys(_alternatives(pattern)))


class Sieve(Generic[_Item]):
    """The items that a sentence with certain classes may fit, found without trying their patterns.

    Only the three most particular needs of each count: more would cost more than the search that they spare.
    """

    def __init__(self, items: Iterable[tuple[_Item, Needs]]) -> None:
        listed = [(item, sorted(needs, key=len)[:3]) for item, needs in items]
        kinds = sorted({kind for _, needs in listed for need in needs for kind in need})
        self._bits = {kind: 1 << number for number, kind in enumerate(kinds)}
        self._rows: list[tuple[_Item, int, int, int]] = []
        for item, needs in listed:
            one, two, three = [*(sum(self._bits[kind] for kind in need) for need in needs), _ANY, _ANY, _ANY][:3]
            self._rows.append((item, one, two, three))

    def fitting(self, kinds: Iterable[str]) -> list[_Item]:
        """The items all of whose needs `kinds` meet, in their order."""
        there = _ANY
        for kind in kinds:
            there |= self._bits.get(kind, 0)
        return [item for item, one, two, three in self._rows if one & there and two & there and three & there]


def _alternatives(pattern: str) -> list[frozenset[str]]:
    """The needs of a sequence; of several alternatives, that one of their first needs be there."""
    several = [list(_sequence(alternative)) for alternative in _split(pattern)]
    if len(several) == 1:
        return several[0]
    return [frozenset().union(*(min(needs, key=len) for needs in several))] if all(several) else []


def _sequence(pattern: str) -> Iterator[frozenset[str]]:
    at = 0
    while item := _ITEM.match(pattern, at):
        at, needs = item.end(), list[frozenset[str]]()
        if item["opens"]:
            inside, at = pattern[at : (end := _closing(pattern, at))], end + 1
            needs = [] if item["opens"] in _LOOKS else _alternatives(inside)
        elif item["classes"] and not item["but"]:
            needs = [frozenset(item["classes"].split("|"))]
        if not _OPTIONAL.match(pattern, at):
            yield from needs


def _split(pattern: str) -> Iterator[str]:
    """The alternatives of a pattern, those inside its groups left alone."""
    start = at = 0
    while item := _ITEM.match(pattern, at):
        at = item.end()
        if item["opens"]:
            at = _closing(pattern, at) + 1
        elif item[0] == "|":
            yield pattern[start : item.start()]
            start = at
    yield pattern[start:]


def _closing(pattern: str, at: int) -> int:
    """Where the group ends whose inside begins at `at`."""
    while (item := _ITEM.match(pattern, at)) and item[0] != ")":
        at = _closing(pattern, item.end()) + 1 if item["opens"] else item.end()
    return at
