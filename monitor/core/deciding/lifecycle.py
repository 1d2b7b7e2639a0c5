"""What became of a meeting, told by its reports in the order of their publication.

announced ──▶ underway ──▶ held          never backwards: an old story that arrives late changes nothing
    │  ▲
    ▼  │ (with another date)
postponed, cancelled                     announced and its date passed: unreported, a state that alerts nobody
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby

from monitor.core.deciding.known import MeetingStatus, Report
from monitor.core.deciding.votes import originals
from monitor.core.deciding.windows import CALLED_OFF, HAPPENED
from monitor.core.records import Status

_STALE_FOR = timedelta(hours=24)  # how long after a cancellation some outlet may still print yesterday's announcement
_WAITS = timedelta(days=3)  # for a first report of what happened
_BEHIND = timedelta(days=1)  # by which an outlet's day may be behind the place's


def believed(told: Sequence[Report]) -> Sequence[Report]:
    """`told` without what one source alone calls over before the day for which others announced it."""
    early = {report.key: report for report in _told_too_early(told)}
    return [report for report in told if report.key not in early] if originals(early.values()) == 1 else told


def _told_too_early(told: Sequence[Report]) -> Iterator[Report]:
    """Those that call it over though all that older stories knew was a day yet to come when their own was written."""
    first: date | None = None
    for _, at_once in groupby(sorted(told, key=_told_at), key=_told_at):
        reports = list(at_once)
        for report in reports:
            if first and report.facts.status in HAPPENED and first - report.source.day > _BEHIND:
                yield report
        if any(report.facts.status in HAPPENED or not report.window.stated for report in reports):
            return
        first = min([report.window.first for report in reports] + ([first] if first else []))


def _told_at(report: Report) -> datetime:
    return report.source.told_at


def status_of(reports: Sequence[Report]) -> Status:
    """The status that `reports`, in order of publication, lead to."""
    status = reports[0].facts.status
    called_off_at: datetime | None = None
    dates = {reports[0].facts.start}
    for report in reports:
        said = report.facts.status
        if status in CALLED_OFF and not _may_follow(report, status, reports, dates, called_off_at):
            continue
        if status in HAPPENED and said != "held":
            continue
        if said in CALLED_OFF and status not in CALLED_OFF:
            called_off_at = report.source.told_at
        dates.add(report.facts.start)
        status = said
    return status


def _may_follow(
    report: Report, status: Status, reports: Sequence[Report], dates: set[str | None], called_off_at: datetime | None
) -> bool:
    """Whether what `report` says of a meeting that was called off can be so."""
    said = report.facts.status
    if said == "announced":
        return _on_again(report, dates, called_off_at)
    if said in HAPPENED and report.facts.start in dates:
        return originals(r for r in reports if r.facts.status in HAPPENED) >= originals(
            r for r in reports if r.facts.status in CALLED_OFF
        )
    return (status, said) != ("cancelled", "postponed")  # to whoever puts it off with no new date, both are one


def _on_again(report: Report, dates: set[str | None], called_off_at: datetime | None) -> bool:
    """Whether an announcement after a cancellation is news: another date, or the old one again a day later."""
    if report.facts.start is None:
        return False
    late = called_off_at is not None and report.source.told_at - called_off_at > _STALE_FOR
    return report.facts.start not in dates or late


def as_of(status: Status, last_day: date, today: date) -> MeetingStatus:
    """`status`, or `unreported` where a meeting should long have begun and nobody has told of it."""
    if status == "announced" and today - last_day > _WAITS:
        return "unreported"
    return status
