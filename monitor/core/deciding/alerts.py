"""Whether a meeting is news to whoever waits for it: once when it is first reported, then at each real change.

Better detail is none: a fuller list of participants, a venue, an exact day for "next week". An alert's identifier
follows from the meeting and the change, so nothing can send the same alert under two.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from monitor.core.deciding.age import too_old
from monitor.core.deciding.compatibility import same_city
from monitor.core.deciding.facts import When, doubt_about, moved, said_to_have_moved
from monitor.core.deciding.identity import short_hash
from monitor.core.deciding.known import Alert, Alerted, AlertType, Facts, Known, Report
from monitor.core.deciding.resolve import Group
from monitor.core.deciding.rules import AlertRules
from monitor.core.deciding.votes import originals
from monitor.core.deciding.windows import HAPPENED, LATELY
from monitor.core.records import Status


def why_not_new(group: Group, facts: Facts, rules: AlertRules, now: datetime) -> str | None:
    """Why a meeting of which nobody was alerted yet is no news; None where it is."""
    if facts.kind not in rules.kinds:
        return f"meetings of kind {facts.kind} are not among alerts.kinds"
    if facts.background:
        return "the story only looks back"
    if doubt := doubt_about(group):
        return f"unsure: {doubt}"
    if not fresh(group, rules, now):
        return "old material: every story of it looks back, is older than alerts.max_age, or came only to be kept"
    return None


def fresh(group: Group, rules: AlertRules, now: datetime) -> tuple[Report, ...]:
    """The reports that may alert, by moment: news, not too old by the story's own date, not come only to be kept.

    What began more than two weeks before its story is no news, whatever the reading made of it.
    """
    return tuple(
        report
        for report in group.reports
        if not report.facts.background
        and report.source.day - report.window.last_start <= LATELY
        and not report.source.quiet
        and not too_old(report.source.day, now, rules.max_age)
    )


def real_changes(before: Alerted, facts: Facts, group: Group, *, corrected: bool = False) -> dict[str, list[Any]]:
    """What of an alerted meeting really changed, field by field as [before, after]; empty where nothing did.

    Another day or city is a change where a story of `group` says that the meeting was moved: else the alert was only
    wrong about it. With `corrected` (a story's page was changed) the alerted facts themselves may turn out otherwise.
    """
    status = settled(facts)
    over = before.status in HAPPENED
    if over and not corrected:
        return {}
    found: dict[str, list[Any]] = {}
    if status != before.status and not (over and status in HAPPENED):
        found["status"] = [before.status, status]
    if status in HAPPENED and not corrected:
        return found
    was, is_now = When(before.start, before.end, before.precision), When(facts.start, facts.end, facts.precision)
    if moved(was, is_now) and (found or corrected or said_to_have_moved(group, facts.start, None)):
        found["start"] = [before.start, facts.start]
        if before.end != facts.end:
            found["end"] = [before.end, facts.end]
    elsewhere = before.city and facts.city and not same_city(before.city, facts.city)
    if elsewhere and (found or corrected or said_to_have_moved(group, None, facts.city)):
        found["city"] = [before.city, facts.city]
    return found


def settled(facts: Facts) -> Status:
    """The status in the vocabulary of records: what nobody reported on was last announced."""
    return "announced" if facts.status == "unreported" else facts.status


def alerted(facts: Facts, story: str) -> Alerted:
    """What an alert about `facts` will have said."""
    return Alerted(story, settled(facts), facts.start, facts.end, facts.precision, facts.city)


def new_alert(meeting: Known, group: Group, report: Report, now: datetime) -> Alert:
    """The one alert that a meeting is reported."""
    return _alert("meeting.new", "new", meeting, group, report, now, {})


def update_alert(
    meeting: Known, group: Group, report: Report, now: datetime, changes: dict[str, list[Any]], before: Alerted
) -> Alert:
    """The one alert of these `changes`; a second postponement, of the new date, is another change."""
    words = " ".join(f"{name}={pair[1]}" for name, pair in sorted(changes.items()))
    return _alert(
        "meeting.updated", f"{words} after {before.status} {before.start}", meeting, group, report, now, changes
    )


def _alert(
    kind: AlertType,
    change: str,
    meeting: Known,
    group: Group,
    report: Report,
    now: datetime,
    changes: dict[str, list[Any]],
) -> Alert:
    data: dict[str, Any] = {
        "meeting": meeting_form(meeting, group),
        "story": {
            "url": report.source.link,
            "outlet": report.source.outlet,
            "headline": report.source.headline,
            "published": report.source.published,
            "language": report.source.language,
        },
        "evidence": list(report.facts.evidence),
    }
    if changes:
        data["changes"] = changes
    body = {"type": kind, "timestamp": _utc(now), "data": data}
    return Alert(f"msg_{short_hash('alert', meeting.id, change)}", meeting.id, change, kind, report.key.story, body)


def meeting_form(meeting: Known, group: Group) -> dict[str, Any]:
    """A meeting as alerts show it (docs/alert.md)."""
    facts = meeting.facts
    reports = group.reports
    return {
        "id": meeting.id,
        "title": facts.title,
        "kind": facts.kind,
        "status": settled(facts),
        "mode": facts.mode,
        "start": facts.start,
        "end": facts.end,
        "precision": facts.precision,
        "city": facts.city,
        "country": facts.country,
        "venue": facts.venue,
        "participants": [asdict(person) for person in facts.participants],
        "first_reported": _utc(meeting.first_reported),
        "stories": len({report.key.story for report in reports}),
        "outlets": len({report.source.outlet for report in reports}),
        "independent": originals(reports),
        "confirmed_by": list(facts.confirmed_by),
    }


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
