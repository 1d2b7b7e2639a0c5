"""Identifiers that stay: which old meeting each group of reports is, and which meetings are merged into another."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from monitor.core.deciding.known import Known, ReportKey
from monitor.core.deciding.resolve import Group

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
        if index not in ids:
            ids[index] = next(i for i in natural_ids(group.reports[0].key) if i not in taken and i not in known)
            taken.add(ids[index])
    left = [old for old in known if old not in taken]
    merged = tuple((old, ids[home]) for old in left if (home := _home(old, groups)) is not None)
    orphaned = tuple(old for old in left if _home(old, groups) is None)
    return Identified(tuple(ids[index] for index in range(len(groups))), merged, orphaned)


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


def natural_ids(founder: ReportKey) -> tuple[str, ...]:
    """Identifiers for a meeting first told of by `founder`, the usual one first; more where a meeting fell apart."""
    return tuple(short_hash("meeting", founder.story, founder.number, salt) for salt in range(_SALTS))


def _home(old: str, groups: Sequence[Group]) -> int | None:
    """The group that holds most of a meeting's reports; None where none is left."""
    counts = [(sum(report.meeting == old for report in group.reports), -index) for index, group in enumerate(groups)]
    best = max(counts, default=(0, 0))
    return -best[1] if best[0] else None
