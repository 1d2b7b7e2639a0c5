"""What is known of meetings from now on, change by change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from typing import Any

from monitor.core.deciding.identity import Identified
from monitor.core.deciding.known import Cause, Change, Facts, Known, Report, ReportKey
from monitor.core.deciding.outcomes import Outcome

_KEPT = tuple(field.name for field in fields(Facts) if field.name != "confidence")


def history_of(
    outcomes: Sequence[Outcome],
    identified: Identified,
    gone: Sequence[Known],
    known: Mapping[str, Known],
    own: Mapping[ReportKey, Report],
    cause: Cause,
) -> Iterator[Change]:
    """Every difference that the outcomes make, with the story and sentence that tell of it."""
    for outcome in outcomes:
        arrived = [report for report in outcome.group.reports if report.key in own]
        teller = arrived[0] if arrived else None
        story = teller.key.story if teller else None
        sentence = teller.facts.evidence[0] if teller and teller.facts.evidence else None
        for name, before, after in differences(outcome.before, outcome.meeting):
            passed = after == "unreported" and not arrived
            yield Change(outcome.meeting.id, "date_passed" if passed else cause, name, before, after, story, sentence)
    for old, new in identified.merged:
        yield Change(old, "merge", "merged_into", None, new, None, None)
    for meeting in gone:
        for name, before, after in differences(known[meeting.id], meeting):
            yield Change(meeting.id, cause, name, before, after, None, "no story reports it any longer")


def differences(before: Known | None, after: Known) -> Iterator[tuple[str, Any, Any]]:
    """What differs between two states of a meeting, as (field, before, after), JSON-ready."""
    for name in _KEPT:
        old, new = (getattr(before.facts, name) if before else None), getattr(after.facts, name)
        if old != new:
            yield name, plain(old), plain(new)
    if (before.visit if before else None) != after.visit:
        yield "visit", before.visit if before else None, after.visit


def plain(value: Any) -> Any:
    """JSON-ready."""
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    if hasattr(value, "__dataclass_fields__"):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    return value
