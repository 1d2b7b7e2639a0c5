"""What travels between the stages: one frozen record for each stage of knowledge.

    Entry   what a feed says of a story
    Page    the bytes as they came
    Text    what the page says: headline, date, picture, blocks of text
    Story   the text understood: quotes, people, meetings, relevance

Vocabulary and definitions: docs/record.md. `to_json` gives the published form.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

SCHEMA = "envoy-monitor/record/1"

BlockKind = Literal["heading", "paragraph", "quotation", "list_item"]
MeetingKind = Literal["envoy", "official", "other"]
Status = Literal["announced", "underway", "held", "postponed", "cancelled"]
Mode = Literal["in_person", "call", "video"]
Precision = Literal["day", "week", "month", "unknown"]


@dataclass(frozen=True, slots=True)
class Entry:
    """What a feed says of one story."""

    url: str
    """Link as given, made absolute."""
    title: str
    """Plain text, at most 1 KiB; may be empty."""
    summary: str = ""
    """Plain text; may be empty."""
    guid: str = ""
    published: str | None = None
    """ISO 8601 with the precision given; None where absent or absurd."""
    content: str | None = None
    """The full text as HTML where the feed carries it (`content:encoded`, Atom `content`)."""
    authors: tuple[str, ...] = ()
    language: str | None = None
    """The feed's or entry's own word for it, BCP 47."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it came, and what is known of it from outside."""

    source: str
    """The path or URL as the user or the feed gave it; comes back in the record."""
    body: bytes
    url: str | None = None
    """The address after redirects; None for a file."""
    content_type: str | None = None
    """The HTTP header, whole."""
    entry: Entry | None = None
    """What the feed said of it: a witness for the date, and the text where extraction fails."""
    outlet: str | None = None
    """The feed's name, the last resort for the outlet."""


@dataclass(frozen=True, slots=True)
class Block:
    """One heading, paragraph, block quotation or list item, in the order of the page."""

    kind: BlockKind
    text: str
    """Single spaces, no line breaks, the page's own punctuation."""


@dataclass(frozen=True, slots=True)
class Image:
    """The lead picture."""

    url: str | None = None
    credit: str | None = None
    caption: str | None = None


@dataclass(frozen=True, slots=True)
class Text:
    """What a page says, before anything is understood."""

    source: str
    url: str | None
    outlet: str | None
    language: str
    """`en`, `zh`, or another BCP 47 primary tag."""
    headline: str
    standfirst: str | None
    authors: tuple[str, ...]
    published: str | None
    """ISO 8601 with the precision that the page gives: `2023-07-18` or a full time with offset."""
    updated: str | None
    image: Image | None
    blocks: tuple[Block, ...]
    notes: tuple[str, ...] = ()
    """What the reader must know: `paywalled`, `summary only`, …; docs/record.md has the list."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the record's sections a quote stands; both count from 0."""

    section: int
    paragraph: int


@dataclass(frozen=True, slots=True)
class Quote:
    """Words that the story gives as somebody's own."""

    text: str
    """Without the outer marks; interrupted parts joined by a space."""
    speaker: str | None
    role: str | None
    via: str | None
    """The outlet that the story credits with it."""
    where: Place


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody named in the story."""

    name: str
    """The English full name where one is in use, otherwise as the story writes it."""
    country: str | None
    """ISO 3166 alpha-2."""
    role: str | None
    """As the story words it."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """One encounter as one story tells it."""

    kind: MeetingKind
    status: Status
    mode: Mode
    background: bool
    start: str | None
    """YYYY-MM-DD in the place's local time; the first day of the period for week and month."""
    end: str | None
    precision: Precision
    city: str | None
    country: str | None
    venue: str | None
    participants: tuple[Person, ...]
    evidence: tuple[str, ...]
    """The sentences that say so, as the story words them."""
    confidence: float
    """0 to 1."""


@dataclass(frozen=True, slots=True)
class Relevance:
    """Whether the story is about US–China climate diplomacy, and why."""

    relevant: bool
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """A story read and understood."""

    text: Text
    quotes: tuple[Quote, ...]
    people: tuple[Person, ...]
    meetings: tuple[Meeting, ...]
    relevance: Relevance
    wordings: tuple[str, ...] = ()
    """How the story words the people and offices that it names, longest first; no part of the published record."""
    moved_from: tuple[str, ...] | None = None
    """Cities that the story names, where it says that a meeting was moved; no part of the published record."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something was decided: one step of a story's trail, as `why` prints it.

    `step` and `outcome` are stable words for programs, `detail` is for people.
    """

    step: str
    """`screen`, `fetch`, `read`, `relevance`, `copy`, `meeting`, `alert`, …"""
    outcome: str
    detail: str
    score: float | None = None
    at: datetime | None = None
    """UTC; None until the archive stores it."""
