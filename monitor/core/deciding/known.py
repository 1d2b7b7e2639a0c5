"""What deciding works on: reports of meetings, the meetings known, and what is to be written.

    Arrival + Seen ──decide──▶ Changes

A report is one meeting as one story tells it: a fact that stays. A meeting is a set of reports that can all be of
one encounter: a conclusion, drawn again whenever a report comes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from monitor.core.deciding.age import moment_of
from monitor.core.deciding.windows import Window
from monitor.core.records import Meeting, MeetingKind, Mode, Person, Precision, Reason, Status, Story

MeetingStatus = Literal["announced", "underway", "held", "postponed", "cancelled", "unreported"]
"""As docs/record.md, and `unreported`: the date has passed and no story said what became of it."""

AlertType = Literal["meeting.new", "meeting.updated"]
Cause = Literal["report", "correction", "date_passed", "merge", "split", "correct", "undo"]


@dataclass(frozen=True, slots=True, order=True)
class ReportKey:
    """Which report: the story's canonical address and the position among its meetings."""

    story: str
    number: int


@dataclass(frozen=True, slots=True)
class Source:
    """A story as an alert names it."""

    address: str
    """Canonical."""
    link: str
    """Where it can be read."""
    outlet: str | None
    headline: str
    published: str | None
    """As the record has it."""
    language: str
    day: date
    """The story's own day: the oldest that any witness gives."""
    moment: datetime
    """When it was published, UTC, never later than when it came."""
    original: str
    """Canonical address of the story of which this one is a copy; its own where it is none."""
    relevant: bool = True
    quiet: bool = False
    """Old material that came only to be kept; alerts nobody."""

    @property
    def told_at(self) -> datetime:
        """The moment by which stories are ordered: where pages are stamped ahead of our clock, their own stamps."""
        own = moment_of(self.published) if self.day > self.moment.date() else None
        return max(own or self.moment, self.moment)


@dataclass(frozen=True, slots=True)
class Report:
    """One meeting as one story tells it."""

    key: ReportKey
    facts: Meeting
    window: Window
    """The days on which the meeting may have been."""
    words: frozenset[str]
    """Under which its people are looked up, in any script."""
    source: Source
    confirms: tuple[str, ...] = ()
    """Countries whose government says so in this story."""
    moved_from: frozenset[str] | None = None
    """Cities from which the story may say that it was moved; None where it speaks of no move."""
    meeting: str | None = None
    """The meeting it belongs to now; None for a report that has just come."""
    pinned: str | None = None
    """The meeting to which a person assigned it."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What all the reports of a meeting say of it together."""

    title: str
    kind: MeetingKind
    status: MeetingStatus
    mode: Mode
    background: bool
    start: str | None
    end: str | None
    precision: Precision
    city: str | None
    country: str | None
    venue: str | None
    participants: tuple[Person, ...]
    confirmed_by: tuple[str, ...]
    confidence: float
    unsure: bool
    """Kept for a person to look at; alerts nobody."""


@dataclass(frozen=True, slots=True)
class Alerted:
    """What the last alert of a meeting said."""

    story: str
    """Canonical address of the story that the alert named."""
    status: Status
    start: str | None
    end: str | None
    precision: Precision
    city: str | None


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person put right about a meeting (corrections.py)."""

    unit: str
    """Which of the facts that are right or wrong together."""
    told: tuple[str | None, ...]
    """What the stories said together then; the correction holds as long as they do."""
    right: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """A meeting as the archive holds it."""

    id: str
    facts: Facts
    first_reported: datetime
    alerted: Alerted | None = None
    visit: str | None = None
    """The meeting of the same visit under which this one hangs."""
    corrections: tuple[Correction, ...] = ()


@dataclass(frozen=True, slots=True)
class Seen:
    """What the archive knows that bears on a story."""

    reports: tuple[Report, ...] = ()
    """All reports of all meetings that the story's could belong to, and of those that these could belong to."""
    meetings: tuple[Known, ...] = ()
    retired: tuple[Known, ...] = ()
    """Meetings merged into others or left without reports, whose identifiers these reports could bear again."""
    beside: tuple[Known, ...] = ()
    """Meetings of other people near in time, with somebody in common: perhaps of the same visit."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A story that has come, and what is known of it from outside its text."""

    story: Story
    source: Source
    corrects: bool = False
    """The story was read before, and its page has changed since."""


@dataclass(frozen=True, slots=True)
class Assigned:
    """A report's meeting."""

    report: ReportKey
    meeting: str
    score: float
    """How well it fits the others, 0 to 1; 1 where it stands alone."""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing about a meeting that is known from now on."""

    meeting: str
    cause: Cause
    field: str
    before: Any
    after: Any
    """JSON-ready values."""
    story: str | None
    """Canonical address of the story that says so; None where none does."""
    sentence: str | None


@dataclass(frozen=True, slots=True)
class Alert:
    """An alert to write, once for each meeting and change."""

    id: str
    """The webhook-id."""
    meeting: str
    change: str
    """`new`, or what changed in words that never repeat for the same meeting."""
    type: AlertType
    story: str
    """Canonical address."""
    body: dict[str, Any]
    """docs/alert.md."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What a story changes, to be written together or not at all."""

    reports: tuple[Report, ...] = ()
    """The story's own reports; they replace what it reported before."""
    assigned: tuple[Assigned, ...] = ()
    """Every report of the neighbourhood whose meeting is new or another than before."""
    meetings: tuple[Known, ...] = ()
    """New or changed."""
    merged: tuple[tuple[str, str], ...] = ()
    """Meetings that turned out to be another: (identifier, the one it is)."""
    history: tuple[Change, ...] = ()
    alerts: tuple[Alert, ...] = ()
    reasons: tuple[Reason, ...] = ()
