"""What is being gathered on one person while a story is read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from monitor.core.reading.descriptions import Description
from monitor.core.reading.introductions import Introduction
from monitor.core.reading.names_latin import Name
from monitor.core.reading.officials import Official
from monitor.core.reading.people_words import Gender

Place = tuple[int, int]
"""Passage and offset."""

_JOINED = len(" and ")
"""At most so far apart are two names that a story joins."""


@dataclass
class Portrait:
    """One person; filled while the names are read, then while the offices are judged."""

    name: str
    official: Official | None
    """The entry on the list, if there is one."""
    places: list[Name] = field(default_factory=list)
    """Everywhere the story names this person."""
    introductions: list[Introduction] = field(default_factory=list)
    gender: Gender | None = None
    is_person: bool = False
    """Shown to be a person: until then a run of capitals may be anything."""
    country: str | None = None
    role: str | None = None
    envoy: bool = False
    serves: bool = False
    """Holds another national office."""
    leader: bool = False
    former: bool = False
    deputy: bool = False
    """Called the second of an office."""

    @property
    def first(self) -> Place:
        """Where the story names this person for the first time."""
        return min((name.passage, name.start) for name in self.places)

    @property
    def descriptions(self) -> Iterable[Description]:
        """What the story calls this person, offices that are over left out."""
        for introduction in self.introductions:
            description = introduction.description
            if description and not (introduction.former or description.former):
                yield description

    @property
    def is_plain(self) -> bool:
        """On no list, and the story says nothing of any office."""
        return not self.official and not any(said.description or said.envoy for said in self.introductions)


def nearest(people: list[Portrait], place: Place, fits: Callable[[Portrait], bool]) -> Portrait | None:
    """The fitting person named last before a place, or first after it."""
    named = [
        ((name.passage, name.start), index)
        for index, portrait in enumerate(people)
        if fits(portrait)
        for name in portrait.places
    ]
    before = [item for item in named if item[0] < place]
    if before:
        return people[max(before)[1]]
    return people[min(named)[1]] if named else None


def joined(people: Iterable[Portrait]) -> Iterator[tuple[Portrait, Portrait]]:
    """The pairs that the story names side by side ("Roe and Shen"), in reading order."""
    named = [(name.passage, name.start, name.end, portrait) for portrait in people for name in portrait.places]
    named.sort(key=lambda item: item[:3])
    for (passage, _, end, one), (other_passage, start, _, other) in pairwise(named):
        if passage == other_passage and one is not other and 0 <= start - end <= _JOINED:
            yield one, other
