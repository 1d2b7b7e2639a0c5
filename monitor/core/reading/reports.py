"""Reports: the places of a sentence that say who speaks ("Roe told CNN", "according to Roe", 罗伊表示)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from monitor.core.reading.frames import Token
from monitor.core.reading.noun_phrases import NounPhrases
from monitor.core.reading.quote_units import Painted, Unit
from monitor.core.reading.speaker_phrases import Speaker


@dataclass(frozen=True, slots=True)
class Report:
    """One announcement of speech in a passage; offsets into its text."""

    start: int
    """Where the verb or preposition begins."""
    end: int
    kind: str
    """The class of the cue (quotes.toml, `[verbs]`)."""
    speaker: Speaker | None
    first: int
    """Where its subject begins, or the cue if that comes first."""
    last: int
    """Where it ends, with a subject behind the cue."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What a subject is looked for in."""

    painted: Painted
    unit: Unit
    phrases: NounPhrases
    previous: int
    """Where the unit before begins, in the same passage."""


class Subjects(Protocol):
    """How a language ties a speaker to a cue."""

    def report(self, setting: Setting, cue: Token, earlier: list[Report]) -> Report | None:
        """The report that a cue makes, if it makes one; `earlier` are those before it in the unit."""
