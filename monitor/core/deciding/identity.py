"""Identifiers that stay: which old meeting each group of reports is, and which meetings are merged into another."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from monitor.core.deciding.compatibility import DAYS_APART, could_be_same_people
from monitor.core.deciding.known import Known, ReportKey
from monitor.core.deciding.resolve import Group
from monitor.core.deciding.windows import days_around

_SALTS = 4


class Identified(NamedTuple):
    """Groups with their identifiers, and what happened to identifiers that no group bears."""

    ids: tuple[str, ...]
    """One for each group, in their order."""
    merged: tuple[tuple[str, str], ...]
    """(identifier, the one into which it was merged)."""
    orphaned: tuple[str, ...]
    """Meetings that no report tells of any longer."""


def short_hash(*parts: object) -> str:
    """Twelve letters and digits that stand for `parts`, the same on every run."""
    digest = hashlib.blake2b("\x1f".join(map(str, parts)).encode(), digest_size=8).digest()
    return base64.b32encode(digest).decode("ascii").lower()[:12]


def identify(groups: Sequence[Group], known: Mapping[str, Known]) -> Identified:
    """Give each group the identifier that most of its reports had, the alerted one first.

    Where a meeting falls apart, the part with the story that its alert named stays it: the alert was about that part.
    """
    claims = sorted(
        (_strength(known[old], group, count), old, index)
        for index, group in enumerate(groups)
        for old, count in _former(group).items()
        if old in known
    )
    ids: dict[int, str] = {}
    taken: set[str] = set()
    for _, old, index in claims:
        if index not in ids and old not in taken:
            ids[index] = old
            taken.add(old)
    for index, group in enumerate(groups):
        if index not in ids and (dropped := _dropped(group, known, groups, taken)):
            ids[index] = dropped
            taken.add(dropped)
    for index, group in enumerate(groups):
        if index not in ids:
            ids[index] = _new_id(group, known.keys() | taken)
            taken.add(ids[index])
    left = [old for old in known if old not in taken]
    merged = tuple((old, ids[home]) for old in left if (home := _home(old, groups)) is not None)
    orphaned = tuple(old for old in left if _home(old, groups) is None)
    return Identified(tuple(ids[index] for index in range(len(groups))), merged, orphaned)


def _new_id(group: Group, used: set[str]) -> str:
    """An identifier that no meeting bears: the usual one of its first report, else one of another of its reports.

    A story read again and again may use up all of them; then what is known makes one of its own.
    """
    natural = (identifier for report in group.reports for identifier in natural_ids(report.key))
    free = (identifier for identifier in natural if identifier not in used)
    return next(free, None) or short_hash("meeting", group.reports[0].key, *sorted(used))


def _former(group: Group) -> dict[str, int]:
    counts: dict[str, int] = {}
    for report in group.reports:
        old = report.pinned or report.meeting
        if old:
            counts[old] = counts.get(old, 0) + 1
    return counts


def _strength(meeting: Known, group: Group, count: int) -> tuple[object, ...]:
    """Sorts the best claim first."""
    pinned = any(report.pinned == meeting.id for report in group.reports)
    alerted = meeting.alerted is not None
    names_it = alerted and any(report.key.story == meeting.alerted.story for report in group.reports)  # type: ignore[union-attr]
    return not pinned, not names_it, not alerted, -count, meeting.first_reported, meeting.id


def _dropped(group: Group, known: Mapping[str, Known], groups: Sequence[Group], taken: set[str]) -> str | None:
    """The meeting that every page had dropped and that `group` tells of again; None where there is none.

    Whoever was alerted of it then is not alerted again.
    """
    found = [
        meeting
        for meeting in known.values()
        if meeting.id not in taken and _home(meeting.id, groups) is None and _could_be(meeting, group)
    ]
    found.sort(key=lambda meeting: (meeting.alerted is None, meeting.first_reported, meeting.id))
    return found[0].id if found else None


def _could_be(meeting: Known, group: Group) -> bool:
    """Whether a meeting without reports may be what `group` tells of: the same people, the same way, days near."""
    facts = meeting.facts
    days = days_around(facts.start, facts.end, facts.precision, facts.status, meeting.first_reported.date())
    return all(
        could_be_same_people(facts.participants, report.facts.participants)
        and (facts.mode == "in_person") == (report.facts.mode == "in_person")
        and days.gap(report.window) <= DAYS_APART
        for report in group.reports
    )


@lru_cache(maxsize=4096)  # asked for every report of a neighbourhood whenever another comes
def natural_ids(founder: ReportKey) -> tuple[str, ...]:
    """Identifiers for a meeting first told of by `founder`, the usual one first; more where a meeting fell apart."""
    return tuple(short_hash("meeting", founder.story, founder.number, salt) for salt in range(_SALTS))


def _home(old: str, groups: Sequence[Group]) -> int | None:
    """The group that holds most of a meeting's reports; None where none is left."""
    counts = [(sum(report.meeting == old for report in group.reports), -index) for index, group in enumerate(groups)]
    best = max(counts, default=(0, 0))
    return -best[1] if best[0] else None
