"""A meeting while it is being put together: the sentences that tell of it, with their people and days."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from monitor.core.reading.encounters import Encounter
from monitor.core.reading.meeting_days import Days
from monitor.core.reading.principals import Pairing
from monitor.core.records import MeetingKind, Mode

NEWS = timedelta(days=14)
NEVER = frozenset({"none", "denied"})
"""States of what is no meeting."""
PAST = frozenset({"held", "ended", "begun"})
_PLACES = frozenset({"city", "us_capital", "cn_capital", "venue"})
_STRONG_STATES = frozenset({"moved", "cancelled", "postponed", "announced", "ended", "begun"})


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

    @property
    def leaves_mode_open(self) -> bool:
        """Whether its sentences only say that people talked, neither how nor where."""
        return all(
            e.mode is None
            and e.line.string.tokens[e.at].kind == "confer"
            and not _PLACES & {token.kind for token in e.line.string.tokens}
            for e in self.encounters
        )

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
    def is_to_follow(self) -> bool:
        """The two have only settled on seeing each other again; where they are now says nothing of it."""
        return all(encounter.another and encounter.agreed for encounter in self.encounters)

    @property
    def confidence(self) -> float:
        """Higher the more sentences name both sides."""
        named = sum(not pairing.inferred for pairing in self.pairings)
        return round(min(0.98, (0.9 if named else 0.6) + 0.02 * len(self.pairings)), 2)


def place(encounter: Encounter) -> tuple[int, int]:
    """Where in the story an encounter stands."""
    return encounter.order, encounter.at


def may_be_of(encounter: Encounter, occasion: Occasion, today: date | None) -> bool:
    """What has taken place is no meeting still to come, and a call none in person."""
    # "They did it by video."; "Readout of the envoy's call", over "spoke today".
    titles = encounter.line.spaced and encounter.line.passage.kind in ("headline", "standfirst")
    says_how = (encounter.frame.again or titles) and occasion.leaves_mode_open
    if encounter.mode and encounter.mode != occasion.mode and not says_how:
        return False
    # Verbs without tense ("参加会谈的是…") say nothing of when.
    past = PAST if encounter.line.spaced else PAST - {"held"}
    # A headline's present tense may tell of what is to come ("envoys meet in Oslo"), but not of an end.
    titled = encounter.line.passage.kind in ("headline", "standfirst") and encounter.status != "ended"
    has_begun = encounter.status in past and not titled
    return not (has_begun and today and occasion.days.start and occasion.days.start > today + timedelta(days=1))
