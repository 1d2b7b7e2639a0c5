"""Why it was decided so: the trail of a story's reports, also for what does not alert."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from monitor.core.deciding.compatibility import agreement, conflict, fit
from monitor.core.deciding.identity import Identified
from monitor.core.deciding.known import Arrival, Report, ReportKey
from monitor.core.deciding.outcomes import Outcome
from monitor.core.records import Meeting, Reason

_CHANGED = Reason("page", "changed", "read again: what it tells differs from what it told before")
_COMPARED = 3  # of the meetings nearest in time


def about_meetings(
    outcomes: Sequence[Outcome], own: Mapping[ReportKey, Report], identified: Identified
) -> tuple[Reason, ...]:
    """What was decided about the reports that have just come, meeting by meeting."""
    return tuple(chain.from_iterable(_about(outcome, outcomes, own, identified) for outcome in outcomes))


def about_story(arrival: Arrival) -> tuple[Reason, ...]:
    """What a story tells that is no report: no meeting at all, or none that counts."""
    found = tuple(_about_left_out(arrival)) if arrival.story.meetings else (_no_meeting(),)
    return (_CHANGED, *found) if arrival.corrects else found


def left_out(meeting: Meeting) -> str | None:
    """Why what a story tells is not taken for a report of a meeting; None where it is."""
    if meeting.kind == "other":
        return "no climate envoy takes part"
    if meeting.background and (meeting.precision == "unknown" or meeting.start is None):
        return "looks back without saying when"
    return None


def _no_meeting() -> Reason:
    return Reason("meeting", "none", "the story reports no meeting of US and Chinese officials")


def _about_left_out(arrival: Arrival) -> Iterator[Reason]:
    for meeting in arrival.story.meetings:
        if why := left_out(meeting):
            who = ", ".join(person.name for person in meeting.participants)
            yield Reason("meeting", "left_out", f"{who}: {why}")


def _joined(report: Report, outcome: Outcome) -> Reason:
    """To which meeting a report came, what it was compared with there, and in what they agree."""
    meeting, group = outcome.meeting, outcome.group
    word = "new" if outcome.before is None else "known"
    name = f"{meeting.facts.title} [{meeting.id}]"
    stories = {r.key.story for r in group.reports}
    others = [r for r in group.reports if r.key.story != report.key.story]
    if not others:
        return Reason("meeting", word, f"{name}: the first story that reports it", _rounded(group.scores[report.key]))
    nearest = max(others, key=lambda other: (conflict(report, other) is None, fit(report, other), other.key))
    if report.pinned:
        why = "a person put it there"
    elif conflict(report, nearest):
        why = "the meeting was moved"
    else:
        why = agreement(report, nearest)
    told = f"{name}: one of {len(stories)} stories that report it; like {nearest.key.story}: {why}"
    return Reason("meeting", word, told, _rounded(group.scores[report.key]))


def _rounded(score: float) -> float:
    return round(score, 2)


def _compared(report: Report, outcome: Outcome, outcomes: Sequence[Outcome]) -> Iterator[Reason]:
    """The other meetings that came nearest, and what keeps the report from being of them."""
    others = [other for other in outcomes if other is not outcome]
    others.sort(key=lambda other: min(report.window.gap(r.window) for r in other.group.reports))
    for other in others[:_COMPARED]:
        why = next((why for r in other.group.reports if (why := conflict(report, r))), "the one above fits better")
        yield Reason("meeting", "apart", f"another than {other.meeting.facts.title} [{other.meeting.id}]: {why}")


def _about(
    outcome: Outcome, outcomes: Sequence[Outcome], own: Mapping[ReportKey, Report], identified: Identified
) -> Iterator[Reason]:
    """The trail of the reports that have just come."""
    meeting, group = outcome.meeting, outcome.group
    arrived = [report for report in group.reports if report.key in own]
    if not arrived and not outcome.alert:
        return
    for report in arrived:
        yield _joined(report, outcome)
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
