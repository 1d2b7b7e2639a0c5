"""What a story changes in what is known.

    story ──▶ reports ──with the neighbourhood──▶ meetings ──▶ facts ──▶ alerts

Pure: the archive loads `Seen`, carries out `Changes`, and decides nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from itertools import chain
from typing import Any

from monitor.core.deciding import alerts
from monitor.core.deciding.compatibility import conflict, report_of
from monitor.core.deciding.facts import facts_of
from monitor.core.deciding.identity import Identified, identify
from monitor.core.deciding.known import (
    Alert,
    Alerted,
    Arrival,
    Assigned,
    Cause,
    Change,
    Changes,
    Facts,
    Known,
    Report,
    ReportKey,
    Seen,
)
from monitor.core.deciding.resolve import Group, resolve
from monitor.core.deciding.rules import AlertRules
from monitor.core.deciding.visits import visits_of
from monitor.core.records import Meeting, Reason

_HISTORY = tuple(field.name for field in fields(Facts) if field.name != "confidence")

_COMPARED = 3


@dataclass(frozen=True, slots=True)
class _Outcome:
    """One group after deciding."""

    group: Group
    meeting: Known
    before: Known | None
    alert: Alert | None
    why_not: str


def reports_of(arrival: Arrival, rules: AlertRules) -> tuple[Report, ...]:
    """The meetings that a story tells of, as reports; those that identify no meeting are left out (`_left_out`)."""
    story, source = arrival.story, arrival.source
    return tuple(
        report_of(
            ReportKey(source.address, number),
            meeting,
            source,
            confirms=rules.governments.speaking_in(story, meeting, source.link),
        )
        for number, meeting in enumerate(story.meetings)
        if not _left_out(meeting)
    )


def decide(arrival: Arrival, seen: Seen, rules: AlertRules, now: datetime) -> Changes:
    """Everything that `arrival` changes, with the reasons, also for what does not alert.

    `seen` holds all reports of every meeting that these reports could touch; the story's own earlier reports among
    them are replaced.
    """
    address = arrival.source.address
    own = _keep_pins(reports_of(arrival, rules), seen)
    others = [report for report in seen.reports if report.key.story != address]
    cause: Cause = "correction" if arrival.corrects else "report"
    changes = settle(others, own, seen, rules, now, cause=cause)
    reasons = tuple(
        chain(_reasons_for_left_out(arrival), changes.reasons) if arrival.story.meetings else (_no_meeting(arrival),)
    )
    return replace(changes, reports=own, reasons=reasons)


def settle(
    others: Sequence[Report],
    own: Sequence[Report],
    seen: Seen,
    rules: AlertRules,
    now: datetime,
    *,
    cause: Cause,
) -> Changes:
    """Draw the conclusions from a neighbourhood's reports anew: `others` were known, `own` have just come."""
    known = {meeting.id: meeting for meeting in seen.meetings}
    retired = {meeting.id: meeting for meeting in seen.retired}
    groups = resolve((*others, *own))
    identified = identify(groups, known)
    moment = {report.key: report for report in own}
    outcomes = [
        _outcome(
            group, meeting_id, {**retired, **known}, identified, moment, rules, now, corrected=cause == "correction"
        )
        for group, meeting_id in zip(groups, identified.ids, strict=True)
    ]
    outcomes, guests = _with_visits(outcomes, seen.beside)
    gone = [replace(known[old], facts=replace(known[old].facts, unsure=True)) for old in identified.orphaned]
    return Changes(
        assigned=tuple(_assigned(outcomes)),
        meetings=tuple(o.meeting for o in outcomes if o.meeting != o.before or o.meeting.id in retired)
        + tuple(meeting for meeting in gone if meeting != known[meeting.id])
        + tuple(guests),
        merged=identified.merged,
        history=(
            *_history(outcomes, identified, gone, known, moment, cause),
            *(Change(guest.id, cause, "visit", None, guest.visit, None, None) for guest in guests),
        ),
        alerts=tuple(o.alert for o in outcomes if o.alert),
        reasons=tuple(chain.from_iterable(_reasons(o, outcomes, moment, identified) for o in outcomes)),
    )


def _left_out(meeting: Meeting) -> str | None:
    if meeting.kind == "other":
        return "no climate envoy takes part"
    if meeting.background and (meeting.precision == "unknown" or meeting.start is None):
        return "looks back without saying when"
    return None


def _keep_pins(own: Sequence[Report], seen: Seen) -> tuple[Report, ...]:
    """A page that was read again stays where a person put its reports."""
    before = {report.key: report for report in seen.reports}
    return tuple(
        replace(report, meeting=before[report.key].meeting, pinned=before[report.key].pinned)
        if report.key in before
        else report
        for report in own
    )


def _outcome(
    group: Group,
    meeting_id: str,
    known: Mapping[str, Known],
    identified: Identified,
    own: Mapping[ReportKey, Report],
    rules: AlertRules,
    now: datetime,
    *,
    corrected: bool,
) -> _Outcome:
    before = known.get(meeting_id)
    facts = facts_of(group, now.date())
    predecessors = [known[old].alerted for old, new in identified.merged if new == meeting_id]
    told = _last_told([before.alerted if before else None, *predecessors], facts)
    first = min([report.source.moment for report in group.reports] + ([before.first_reported] if before else []))
    meeting = Known(meeting_id, facts, first, told)
    alert, why_not = _alert(meeting, group, own, rules, now, corrected=corrected)
    if alert:
        meeting = replace(meeting, alerted=alerts.alerted(facts, alert.story))
    return _Outcome(group, meeting, before, alert, why_not)


def _last_told(told: Sequence[Alerted | None], facts: Facts) -> Alerted | None:
    """Of what was alerted of meetings now known to be one, what leaves least to tell."""
    found = [alerted for alerted in told if alerted]
    return min(found, key=lambda alerted: len(alerts.real_changes(alerted, facts)), default=None)


def _alert(
    meeting: Known, group: Group, own: Mapping[ReportKey, Report], rules: AlertRules, now: datetime, *, corrected: bool
) -> tuple[Alert | None, str]:
    """The alert that is due, or why none is."""
    why_not = alerts.why_not_new(group, meeting.facts, rules, now)
    if why_not:
        return None, why_not
    candidates = alerts.fresh(group, rules, now)
    arrived = [report for report in candidates if report.key in own]
    if meeting.alerted is None:
        return alerts.new_alert(meeting, group, (arrived or candidates)[-1], now), ""
    changes = alerts.real_changes(meeting.alerted, meeting.facts, corrected=corrected)
    if not changes:
        return None, "already alerted, and nothing that matters has changed"
    if not arrived:
        return None, "already alerted; the change comes from no fresh story"
    return alerts.update_alert(meeting, group, arrived[-1], now, changes, meeting.alerted), ""


def _with_visits(outcomes: Sequence[_Outcome], beside: Sequence[Known]) -> tuple[list[_Outcome], list[Known]]:
    """The outcomes with the visits to which they belong, and the meetings beside them that now belong to one."""
    visits = visits_of([*(outcome.meeting for outcome in outcomes), *beside])
    linked = [replace(o, meeting=replace(o.meeting, visit=visits.get(o.meeting.id))) for o in outcomes]
    guests = [replace(known, visit=visits[known.id]) for known in beside if known.id in visits]
    return linked, [guest for guest in guests if guest not in beside]


def _assigned(outcomes: Sequence[_Outcome]) -> Iterator[Assigned]:
    for outcome in outcomes:
        for report in outcome.group.reports:
            if report.meeting != outcome.meeting.id:
                yield Assigned(report.key, outcome.meeting.id, outcome.group.scores[report.key])


def _history(
    outcomes: Sequence[_Outcome],
    identified: Identified,
    gone: Sequence[Known],
    known: Mapping[str, Known],
    own: Mapping[ReportKey, Report],
    cause: Cause,
) -> Iterator[Change]:
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
    for name in _HISTORY:
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


def _no_meeting(arrival: Arrival) -> Reason:
    return Reason("meeting", "none", "the story reports no meeting of US and Chinese officials")


def _reasons_for_left_out(arrival: Arrival) -> Iterator[Reason]:
    for meeting in arrival.story.meetings:
        if why := _left_out(meeting):
            who = ", ".join(person.name for person in meeting.participants)
            yield Reason("meeting", "left_out", f"{who}: {why}")


def _compared(report: Report, outcome: _Outcome, outcomes: Sequence[_Outcome]) -> Iterator[Reason]:
    """The other meetings that came nearest, and what keeps the report from being of them."""
    others = [other for other in outcomes if other is not outcome]
    others.sort(key=lambda other: min(report.window.gap(r.window) for r in other.group.reports))
    for other in others[:_COMPARED]:
        why = next((why for r in other.group.reports if (why := conflict(report, r))), "another fits better")
        yield Reason("meeting", "apart", f"not {other.meeting.facts.title} [{other.meeting.id}]: {why}")


def _reasons(
    outcome: _Outcome, outcomes: Sequence[_Outcome], own: Mapping[ReportKey, Report], identified: Identified
) -> Iterator[Reason]:
    """The trail of the reports that have just come."""
    meeting, group = outcome.meeting, outcome.group
    arrived = [report for report in group.reports if report.key in own]
    if not arrived and not outcome.alert:
        return
    for report in arrived:
        word = "new" if outcome.before is None else "known"
        others = len({r.key.story for r in group.reports}) - 1
        detail = f"{meeting.facts.title} [{meeting.id}]: " + (
            "first report" if not others else f"one of {others + 1} stories"
        )
        yield Reason("meeting", word, detail, group.scores[report.key])
        yield from _compared(report, outcome, outcomes)
    for old, new in identified.merged:
        if new == meeting.id:
            yield Reason("meeting", "merged", f"{old} turned out to be {new}")
    if outcome.alert:
        changes = outcome.alert.body["data"].get("changes", {})
        detail = ", ".join(f"{name}: {a} → {b}" for name, (a, b) in changes.items()) or "first news of the meeting"
        yield Reason("alert", outcome.alert.type, f"{meeting.facts.title}: {detail}")
    else:
        yield Reason("alert", "none", f"{meeting.facts.title}: {outcome.why_not}")
