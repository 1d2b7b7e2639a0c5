"""Who figures in a story, and every place where the story speaks of them.

hits, capitals, characters ──▶ names ─┐
nouns of office ──▶ descriptions ─────┴─▶ introductions ──▶ characters ──▶ mentions (surnames, "the envoy", he, 两人)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from monitor.core.reading.document import Document
from monitor.core.reading.people_words import Gender

if TYPE_CHECKING:
    from monitor.core.knowledge import Knowledge

MentionForm = Literal["name", "surname", "role", "pronoun", "group", "organisation"]


@dataclass(frozen=True, slots=True)
class Character:
    """A person or an organisation as the story presents it."""

    name: str
    """The English full name where one is in use, else as the story writes it; the unnamed: a description."""
    country: str | None
    role: str | None
    """As the story words it."""
    kind: Literal["person", "organisation", "unnamed"]
    envoy: bool = False
    """Holds a national climate-negotiator office on the story's day, or the story says so."""
    official: bool = False
    """Holds another public office at national level on the story's day, or the story says so."""
    leader: bool = False
    """Head of state (a meeting of two heads is never one of envoys)."""
    former: bool = False
    """Only ever held such an office before the story's day."""
    deputy: bool = False
    """Second to another of the same office (a deputy envoy, 副部长): seldom who leads a side."""
    gender: Gender | None = None
    """Whether only "he" or only "she" can follow, where a title or the given name tells."""
    listed: str | None = None
    """Identifier in config/officials.toml, None for somebody on no list."""


class Mention(NamedTuple):
    """One place where the story speaks of somebody."""

    passage: int
    start: int
    end: int
    who: tuple[int, ...]
    """Indices into `Cast.characters`; several for "the two envoys" and for coordinated titles."""
    form: MentionForm
    title: int | None = None
    """Chinese: where the title begins that stands right before a name (国务院副总理|周克勤)."""


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody in a story; mentions in reading order."""

    characters: tuple[Character, ...]
    mentions: tuple[Mention, ...]

    def inside(self, passage: int, start: int, end: int) -> tuple[Mention, ...]:
        """The mentions of a stretch of a passage, in order."""
        return tuple(m for m in self.mentions if m.passage == passage and m.start >= start and m.end <= end)


def read_people(document: Document, knowledge: Knowledge) -> Cast:
    """Everybody in the story, and every place where it speaks of them."""
    from monitor.core.reading.casting import read_portraits
    from monitor.core.reading.coreference import find_mentions

    portraits = read_portraits(document, knowledge)
    return find_mentions(document, portraits, knowledge)
