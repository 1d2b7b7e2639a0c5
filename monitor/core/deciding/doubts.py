"""Why what one source alone tells may be no meeting of its own.

A story that was misunderstood often looks like one more meeting: a look back taken for news, another city for the
same days, people who are only meant. Independent stories do not make the same mistake, so a doubt ends with the second
one. Doubts are about what tells a meeting from another known one, never about details.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta

from monitor.core.deciding.compatibility import SIDES, could_be_same_people, same_city, same_days, same_people, side
from monitor.core.deciding.known import Report
from monitor.core.deciding.votes import originals
from monitor.core.deciding.windows import CALLED_OFF, HAPPENED

SURE = 0.7  # below it the story's words do not name who met; both sides were inferred

_NEAR = timedelta(days=120)


def of_founder(report: Report, dated_beside: Iterable[Report]) -> str | None:
    """Why a report that founds a meeting may be of none; `dated_beside` are its story's reports with days."""
    facts = report.facts
    missing = [country for country in SIDES if not side(facts, country)]
    if missing:
        return f"nobody is named for {' and '.join(missing)}"
    if report.window.stated or report.pinned or (facts.city and facts.status not in HAPPENED):
        return None
    if any(_same_people(report, other) for other in dated_beside):
        return "no day, in a story that tells of another meeting of the same people"
    return None


def of_single_source(meeting: Sequence[Report], others: Iterable[Sequence[Report]]) -> str | None:
    """Why `meeting`, told by one source, may be none, or one of the `others`; None where it is sure, or seconded.

    Every meeting is given by its reports, the oldest first.
    """
    news = [report for report in meeting if not report.facts.background]
    if originals(news) != 1 or any(report.pinned for report in news):
        return None
    report = max(news, key=lambda told: (told.window.stated, told.facts.confidence))
    known = tuple(others)
    return _in_itself(report, known) or next((why for other in known for why in _beside(report, other)), None)


def _in_itself(report: Report, others: Iterable[Sequence[Report]]) -> str | None:
    facts = report.facts
    if report.window.stated:
        return None
    if facts.confidence < SURE:
        return "the story gives no day, and nobody's name where it tells of the meeting"
    if facts.status not in HAPPENED:
        return None
    if facts.mode == "in_person" and not facts.city:
        return "the story says neither when nor where they met"
    along = (told for other in others for told in other if told.key.story == report.key.story)
    if not any(told.window.stated for told in along):
        return "over, and the story gives no day of any meeting: news says when"
    return None


def _beside(report: Report, other: Sequence[Report]) -> Iterator[str]:
    """What makes `report` look like a misunderstood report of `other`."""
    news = [told for told in other if not told.facts.background]
    alike = [told for told in news if _same_people(report, told)]
    if any(_undated_echo(report, told) for told in alike):
        yield f"no day, and the same people meet in {report.facts.city} on others"
    if any(_unnamed_beside(report, told) for told in alike):
        yield "nobody is named, in a story that names the same people at another meeting"
    before = [told for told in alike if told.source.told_at < report.source.told_at]
    if all(_may_be(report, told) for told in before):
        if there := next((told for told in before if _elsewhere(report, told)), None):
            yield f"another city than {there.facts.city}, where they are told to meet on those days"
        if any(_otherwise(report, told) for told in before):
            yield "no city, for days on which others tell of a call; or a call, where others give no city"
    if any(_unknown_office(report, told) for told in news):
        yield "on the day and in the way of another meeting, with a name that cannot be compared"


def _undated_echo(report: Report, told: Report) -> bool:
    return (
        not report.window.stated
        and told.window.stated
        and same_city(report.facts.city, told.facts.city)
        and abs(report.source.day - told.window.first) <= _NEAR
    )


def _unnamed_beside(report: Report, told: Report) -> bool:
    return (
        told.key.story == report.key.story
        and {report.facts.status, told.facts.status} <= HAPPENED
        and report.facts.confidence < SURE <= told.facts.confidence
    )


def _may_be(report: Report, told: Report) -> bool:
    """Whether `report` may tell what came of what an earlier story told: no meeting is announced when it is over."""
    if report.facts.status in HAPPENED:
        return told.facts.status not in CALLED_OFF
    return report.facts.status == told.facts.status == "announced"


def _elsewhere(report: Report, told: Report) -> bool:
    """Whether both give the same days and two cities, and the later story speaks of no move."""
    one, other = report.facts, told.facts
    return (
        one.mode == other.mode == "in_person"
        and _at_the_same_time(report, told)
        and report.moved_from is None
        and bool(one.city and other.city)
        and not same_city(one.city, other.city)
    )


def _otherwise(report: Report, told: Report) -> bool:
    """Whether one tells of a call to come, and the other of no place for a meeting in person on the same days."""
    one, other = report.facts, told.facts
    return (
        (one.mode == "in_person") != (other.mode == "in_person")
        and one.status == "announced"
        and _at_the_same_time(report, told)
        and not (one.city or other.city)
    )


def _unknown_office(report: Report, told: Report) -> bool:
    """Whether both have somebody in common and somebody who may be the same, and only the office speaks against it."""
    one, other = report.facts, told.facts
    return (
        one.kind != other.kind
        and one.mode == other.mode
        and told.source.told_at < report.source.told_at
        and told.key.story != report.key.story
        and same_days(report, told)
        and _same_people(report, told)
        and "unknown" in (same_people(side(one, country), side(other, country), country) for country in SIDES)
    )


def _at_the_same_time(report: Report, told: Report) -> bool:
    return (
        told.key.story != report.key.story
        and report.window.stated
        and told.window.stated
        and report.window.gap(told.window) <= 1
    )


def _same_people(one: Report, other: Report) -> bool:
    return could_be_same_people(one.facts.participants, other.facts.participants)
