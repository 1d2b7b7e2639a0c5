"""Who leads each side of an encounter, also where the sentence leaves it to the reader.

A sentence may name countries only ("U.S.-China climate talks"), a group ("the two envoys", "they"), one side ("he
also met Wang Yi") or an office ("his Chinese counterpart"). What the story said last fills the gap, or its envoys.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from monitor.core.reading.document import Document
from monitor.core.reading.encounters import Encounter
from monitor.core.reading.members import BOTH, Members
from monitor.core.reading.people import Cast, Character, Mention
from monitor.core.records import MeetingKind

SIDES = ("US", "CN")
_LOOK_BACK = 3
"""Passages before the sentence in which somebody without a name may have been named."""
_BOTH_SIDES = frozenset({"both_sides", "both_names", "both_people", "both"})
_SIDES_ONLY = Members(sides=BOTH)
NOBODY = 3
"""The rank of those who lead no side."""


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
        return NOBODY + 1
    return 0 if character.envoy else 1 if character.official else 2 if character.leader else NOBODY


def can_meet(cast: Cast) -> bool:
    """Whether a story has anybody at all who could lead each side; without, it tells of no meeting."""
    leaders = [character for character in cast.characters if rank(character) < NOBODY]
    return all(any(_may_lead(leader, side) for leader in leaders) for side in SIDES)


def _may_lead(leader: Character, side: str) -> bool:
    """An envoy whose country the story takes for granted may lead either side."""
    return leader.country == side or (leader.envoy and leader.country is None)


def _is_of_both(echo: Encounter) -> bool:
    kinds = set(echo.line.kinds(0, len(echo.line.string.tokens)))
    return bool(_BOTH_SIDES & kinds) and not {"others", "stage", "third"} & kinds


def _says_they(encounter: Encounter) -> bool:
    """Whether nothing but "they" or "the two" says who meets."""
    members, line = encounter.members, encounter.line
    if members.people or members.sides != BOTH or encounter.frame.sides:
        return False
    before = [token for token in line.string.tokens[: encounter.at] if token.kind == "both_people"]
    return bool(before) and not before[-1].value and line.spaced


class Principals:
    """Completes encounters from what the whole story says."""

    def __init__(self, document: Document, cast: Cast) -> None:
        self._cast = cast
        captions = {passage.index for passage in document.passages if passage.kind == "caption"}
        self._told = tuple(mention for mention in cast.mentions if mention.passage not in captions)
        self._told_in: defaultdict[int, list[Mention]] = defaultdict(list)
        """By passage."""
        for mention in self._told:
            self._told_in[mention.passage].append(mention)
        envoys = {side: self._story_envoys(side) for side in SIDES}
        stateless = self._story_envoys(None) if any(envoys.values()) else ()
        self._envoys = {side: envoys[side] or stateless for side in SIDES}

    def _story_envoys(self, side: str | None) -> tuple[int, ...]:
        """The named envoys of a side (of none known), those that the story speaks of most first."""
        counts = Counter(who for mention in self._told for who in mention.who)
        envoys = [who for who in counts if self._is_envoy(who, side)]
        return tuple(sorted(envoys, key=lambda who: -counts[who]))

    def _is_envoy(self, who: int, side: str | None) -> bool:
        character = self._cast.characters[who]
        return character.envoy and character.country == side and character.kind == "person"

    def fill(self, encounter: Encounter, before: Pairing | None = None) -> Pairing | None:
        """The encounter with a principal on either side; None where it is none between the two countries.

        `before` is the one told of last, whose people a mere "they" means.
        """
        said = encounter.members.people
        if _says_they(encounter):
            if before and encounter.line.passage.index - before.encounter.line.passage.index <= _LOOK_BACK:
                pair = (before.us, before.cn)
                return Pairing(encounter, *pair, before.kind, pair, inferred=True)
            if not self._has_named_both(encounter):
                return None
        sides: dict[str, int] = {}
        members = [who for member in said for who in self._named(member)]
        if len(members) == 2 and encounter.members.group:
            members = [self._no_leader(who) for who in members]
        stateless = [who for who in members if self._is_envoy(who, None)]
        for side in SIDES:
            if all(self._cast.characters[who].country != side for who in members):
                if stateless:  # an envoy whose country the story takes for granted speaks for the side that is missing
                    sides[side] = stateless.pop()
                    continue
                found = self._missing(encounter, side, members)
                if found is None:
                    return None
                members.append(found)
        us, cn = (sides[side] if side in sides else self._leader(members, side) for side in SIDES)
        ranks = (rank(self._cast.characters[us]), rank(self._cast.characters[cn]))
        if max(ranks) >= NOBODY:
            return None
        kind: MeetingKind = "envoy" if ranks == (0, 0) else "official" if 0 in ranks else "other"
        participants = tuple(dict.fromkeys(who for who in members if who in (us, cn) or self._takes_part(who)))
        return Pairing(encounter, us, cn, kind, participants, inferred=tuple(members) != said)

    def understood(self, echoes: Sequence[Encounter], pairings: Sequence[Pairing]) -> list[Pairing]:
        """Meetings of a story that names both envoys and then speaks of "the two sides" only, where it has no other."""
        if any(pairing.kind == "envoy" for pairing in pairings) or not all(self._envoys.values()):
            return []
        sides = [e for e in echoes if e.dates and not e.earlier and e.status != "held" and _is_of_both(e)]
        filled = (self.fill(replace(e, frame=replace(e.frame, sides=True), members=_SIDES_ONLY)) for e in sides)
        return [pairing for pairing in filled if pairing]

    def _has_named_both(self, encounter: Encounter) -> bool:
        """Whether the story has spoken of an envoy of either side, in the sentence or before it."""
        end = (encounter.line.passage.index, encounter.line.sentence.end)
        named = {who for mention in self._told if (mention.passage, mention.start) < end for who in mention.who}
        return all(named.intersection(self._envoys[side]) for side in SIDES)

    def _missing(self, encounter: Encounter, side: str, members: list[int]) -> int | None:
        if any(self._is_stranger(who) for who in members):  # somebody else is met, of a country that nobody tells
            return None
        envoys = self._envoys[side]
        if side in encounter.members.sides and (encounter.frame.sides or self._means_envoys(encounter, members)):
            return envoys[0] if envoys else None
        return self._last_named(encounter, side, members)

    def _is_stranger(self, who: int) -> bool:
        character = self._cast.characters[who]
        return character.kind == "person" and character.country is None and character.official

    def _means_envoys(self, encounter: Encounter, members: list[int]) -> bool:
        """Whether a side without a name is its envoy's: "the two envoys", or "her call with Beijing" of an envoy."""
        tokens = encounter.line.string.tokens
        if any(self._cast.characters[who].envoy for who in members):
            return True
        return any(token.kind == "both_people" and token.value for token in tokens)

    def _last_named(self, encounter: Encounter, side: str, members: list[int]) -> int | None:
        """The person last named before the encounter, if of that side; people of the other side are passed over."""
        for mention in self._before(encounter):
            people = [who for who in mention.who if self._cast.characters[who].kind == "person" and who not in members]
            ours = [who for who in people if self._cast.characters[who].country == side]
            if ours:
                return ours[0]
            strangers = {self._cast.characters[who].country for who in people} - set(SIDES)
            if strangers - {None} or (strangers and encounter.members.anybody):
                return None
        return self._next_named(encounter, side, members) if encounter.members.anybody else None

    def _next_named(self, encounter: Encounter, side: str, members: list[int]) -> int | None:
        """Whom a pronoun at the head of a sentence speaks of in advance ("When she meets Shen, Roe will …")."""
        start, end = encounter.line.string.tokens[encounter.at].start, encounter.line.sentence.end
        for mention in self._told:
            if mention.passage == encounter.line.passage.index and start < mention.start < end:
                for who in mention.who:
                    if (
                        who not in members
                        and self._cast.characters[who].country == side
                        and rank(self._cast.characters[who]) < NOBODY
                    ):
                        return who
        return None

    def _before(self, encounter: Encounter) -> Iterator[Mention]:
        passage, offset = encounter.line.passage.index, encounter.line.string.tokens[encounter.at].start
        for at in range(passage, passage - _LOOK_BACK - 1, -1):
            for mention in reversed(self._told_in[at]):
                if at < passage or mention.start < offset:
                    yield mention

    def _named(self, who: int) -> tuple[int, ...]:
        """The person whom an unnamed one ("his counterpart") must be; nobody where the story has none such."""
        character = self._cast.characters[who]
        if character.kind == "person":
            return (who,)
        envoys = self._envoys.get(character.country or "", ())
        return envoys[:1] if character.envoy else ()

    def _no_leader(self, who: int) -> int:
        """ "The two men" of a story on envoys are no head of state and an envoy."""
        character = self._cast.characters[who]
        envoys = self._envoys.get(character.country or "", ())
        return envoys[0] if character.leader and envoys else who

    def _leader(self, members: list[int], side: str) -> int:
        ours = [who for who in members if self._cast.characters[who].country == side]
        return min(ours, key=lambda who: rank(self._cast.characters[who]))

    def _takes_part(self, who: int) -> bool:
        character = self._cast.characters[who]
        return character.kind == "person" and bool(character.country)
