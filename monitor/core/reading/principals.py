"""Who leads each side of an encounter, also where the sentence leaves it to the reader.

A sentence may name countries only ("U.S.-China climate talks"), one side ("he also met Wang Yi") or an office
("his Chinese counterpart"). The story's own envoys fill the gap, then whoever holds the office on the day.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.core.reading.document import Document
from monitor.core.reading.encounters import Encounter
from monitor.core.reading.people import Cast, Character
from monitor.core.records import MeetingKind

if TYPE_CHECKING:
    from monitor.core.knowledge import Knowledge

SIDES = ("US", "CN")


@dataclass(frozen=True, slots=True)
class Pairing:
    """An encounter with the people who lead it."""

    encounter: Encounter
    us: int
    cn: int
    kind: MeetingKind
    participants: tuple[int, ...]
    inferred: bool
    """At least one side was not named by the sentence itself."""


def rank(character: Character) -> int:
    """How likely a person leads a side: 0 an envoy, 1 another official, 2 a head of state, 3 nobody of the kind."""
    if character.kind != "person":
        return 4
    return 0 if character.envoy else 1 if character.official else 2 if character.leader else 3


class Principals:
    """Completes encounters from what the whole story says."""

    def __init__(self, document: Document, cast: Cast, knowledge: Knowledge) -> None:
        self._cast = cast
        self._envoys = {side: tuple(self._story_envoys(document, side)) for side in SIDES}

    def _story_envoys(self, document: Document, side: str) -> Iterator[int]:
        outside = {passage.index for passage in document.passages if passage.kind == "caption"}
        seen = dict.fromkeys(who for m in self._cast.mentions if m.passage not in outside for who in m.who)
        for who in seen:
            character = self._cast.characters[who]
            if character.envoy and character.country == side and character.kind == "person":
                yield who

    def fill(self, encounter: Encounter) -> Pairing | None:
        """The encounter with a principal on either side; None where it is none between the two countries."""
        members = list(dict.fromkeys(who for member in encounter.members for who in self._named(member)))
        missing = [side for side in SIDES if all(self._cast.characters[who].country != side for who in members)]
        inferred = bool(missing) or members != list(encounter.members)
        for side in missing:
            envoys = self._envoys[side]
            if len(envoys) == 0 or (len(envoys) > 1 and not encounter.sides):
                return None
            members.append(envoys[0])
        us, cn = (self._leader(members, side) for side in SIDES)
        ranks = (rank(self._cast.characters[us]), rank(self._cast.characters[cn]))
        if max(ranks) > 2:
            return None
        kind: MeetingKind = "envoy" if ranks == (0, 0) else "official" if 0 in ranks else "other"
        participants = tuple(who for who in members if self._takes_part(who, us, cn))
        return Pairing(encounter, us, cn, kind, participants, inferred)

    def _named(self, who: int) -> tuple[int, ...]:
        """The person whom an unnamed one ("his counterpart") must be; nobody where the story has none such."""
        character = self._cast.characters[who]
        if character.kind == "person":
            return (who,)
        envoys = self._envoys.get(character.country or "", ())
        return envoys[:1] if character.envoy else ()

    def _leader(self, members: list[int], side: str) -> int:
        ours = [who for who in members if self._cast.characters[who].country == side]
        return min(ours, key=lambda who: rank(self._cast.characters[who]))

    def _takes_part(self, who: int, us: int, cn: int) -> bool:
        character = self._cast.characters[who]
        return character.kind == "person" and (who in (us, cn) or bool(character.country))
