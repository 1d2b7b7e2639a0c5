"""What a story changes in what is known.

    story ──▶ reports ──with the neighbourhood──▶ meetings ──▶ facts ──▶ alerts

Pure: the archive loads `Seen`, carries out `Changes`, and decides nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from monitor.core.deciding import alerts
from monitor.core.deciding.compatibility import report_of
from monitor.core.deciding.corrections import with_corrections
from monitor.core.deciding.facts import facts_of
from monitor.core.deciding.history import history_of
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
from monitor.core.deciding.outcomes import Outcome
from monitor.core.deciding.rereading import found_again, says_otherwise
from monitor.core.deciding.resolve import Group, resolve
from monitor.core.deciding.rules import AlertRules
from monitor.core.deciding.trail import about_meetings, about_story, left_out
from monitor.core.deciding.visits import visits_of


def reports_of(arrival: Arrival, rules: AlertRules) -> tuple[Report, ...]:
    """The meetings that a story tells of, as reports; those that identify no meeting are left out (trail.py)."""
    story, source = arrival.story, arrival.source
    return tuple(
        report_of(
            ReportKey(source.address, number),
            meeting,
            source,
            confirms=rules.governments.speaking_in(story, meeting, source.link),
            moved_from=None if story.moved_from is None else frozenset(story.moved_from),
        )
        for number, meeting in enumerate(story.meetings)
        if not left_out(meeting)
    )


def decide(arrival: Arrival, seen: Seen, rules: AlertRules, now: datetime) -> Changes:
    """Everything that `arrival` changes, with the reasons, also for what does not alert.

    `seen` holds all reports of every meeting that these reports could touch; the story's own earlier reports among
    them are replaced.
    """
    address = arrival.source.address
    own = reports_of(arrival, rules)
    before = found_again(own, seen.reports)
    corrected = any(says_otherwise(report, old) for report, old in zip(own, before, strict=True))
    # A page that was read again stays where it was, and where a person put its reports.
    own = tuple(
        replace(report, meeting=old.meeting, pinned=old.pinned) if old else report
        for report, old in zip(own, before, strict=True)
    )
    others = [report for report in seen.reports if report.key.story != address]
    cause: Cause = "correction" if arrival.corrects else "report"
    changes = settle(others, own, seen, rules, now, cause=cause, corrected=corrected)
    return replace(changes, reports=own, reasons=(*about_story(arrival), *changes.reasons))


def settle(
    others: Sequence[Report],
    own: Sequence[Report],
    seen: Seen,
    rules: AlertRules,
    now: datetime,
    *,
    cause: Cause,
    corrected: bool = False,
) -> Changes:
    """Draw the conclusions from a neighbourhood's reports anew: `others` were known, `own` have just come.

    With `corrected` the story that reports `own` told otherwise before.
    """
    known = {meeting.id: meeting for meeting in seen.meetings}
    retired = {meeting.id: meeting for meeting in seen.retired}
    groups = resolve((*others, *own))
    identified = identify(groups, known)
    moment = {report.key: report for report in own}
    outcomes = [
        _outcome(group, meeting_id, {**retired, **known}, identified, moment, rules, now, corrected=corrected)
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
            *history_of(outcomes, identified, gone, known, moment, cause),
            *(Change(guest.id, cause, "visit", None, guest.visit, None, None) for guest in guests),
        ),
        alerts=tuple(o.alert for o in outcomes if o.alert),
        reasons=about_meetings(outcomes, moment, identified),
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
) -> Outcome:
    before = known.get(meeting_id)
    corrections = before.corrections if before else ()
    facts = with_corrections(facts_of(group, now.date()), corrections, now.date())
    predecessors = [known[old].alerted for old, new in identified.merged if new == meeting_id]
    told = _last_told([before.alerted if before else None, *predecessors], facts, group)
    first = min([report.source.moment for report in group.reports] + ([before.first_reported] if before else []))
    meeting = Known(meeting_id, facts, first, told, corrections=corrections)
    alert, why_not = _alert(meeting, group, own, rules, now, corrected=corrected)
    if alert:
        meeting = replace(meeting, alerted=alerts.alerted(facts, alert.story))
    return Outcome(group, meeting, before, alert, why_not)


def _last_told(told: Sequence[Alerted | None], facts: Facts, group: Group) -> Alerted | None:
    """Of what was alerted of meetings now known to be one, what leaves least to tell."""
    found = [alerted for alerted in told if alerted]
    return min(found, key=lambda alerted: len(alerts.real_changes(alerted, facts, group)), default=None)


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
        if own and all(report.source.quiet for report in own.values()):
            return None, "old material alerts nobody, whatever it adds to a meeting of today"
        return alerts.new_alert(meeting, group, (arrived or candidates)[-1], now), ""
    changes = alerts.real_changes(meeting.alerted, meeting.facts, group, corrected=corrected)
    if not changes:
        return None, "already alerted, and nothing that matters has changed"
    if not arrived:
        return None, "already alerted; the change comes from no fresh story"
    return alerts.update_alert(meeting, group, arrived[-1], now, changes, meeting.alerted), ""


def _with_visits(outcomes: Sequence[Outcome], beside: Sequence[Known]) -> tuple[list[Outcome], list[Known]]:
    """The outcomes with the visits to which they belong, and the meetings beside them that now belong to one."""
    visits = visits_of([*(outcome.meeting for outcome in outcomes), *beside])
    linked = [replace(o, meeting=replace(o.meeting, visit=visits.get(o.meeting.id))) for o in outcomes]
    guests = [replace(known, visit=visits[known.id]) for known in beside if known.id in visits]
    return linked, [guest for guest in guests if guest not in beside]


def _assigned(outcomes: Sequence[Outcome]) -> Iterator[Assigned]:
    for outcome in outcomes:
        for report in outcome.group.reports:
            if report.meeting != outcome.meeting.id:
                yield Assigned(report.key, outcome.meeting.id, outcome.group.scores[report.key])
