"""Why what one source alone tells may be no meeting of its own.

A story that was misunderstood often looks like one more meeting: a look back taken for news, another city for the
same days, people who are only meant. Independent stories do not make the same mistake, so a doubt ends with the second
one. Doubts are about what tells a meeting from another known one, never about details.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta

from monitor.core.deciding.compatibility import SIDES, could_be_same_people, same_city, side
from monitor.core.deciding.known import Report
from monitor.core.deciding.votes import originals
from monitor.core.deciding.windows import HAPPENED

SURE = 0.7  # below it the story's words do not name who met; both sides were inferred

_LATELY = timedelta(days=60)


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
    return _in_itself(report) or next((why for other in others for why in _beside(report, other)), None)


def _in_itself(report: Report) -> str | None:
    facts = report.facts
    if report.window.stated:
        return None
    if facts.confidence < SURE:
        return "the story gives no day, and nobody's name where it tells of the meeting"
    if facts.status in HAPPENED and facts.mode == "in_person" and not facts.city:
        return "the story says neither when nor where they met"
    return None


def _beside(report: Report, other: Sequence[Report]) -> Iterator[str]:
    """What makes `report` look like a misunderstood report of `other`."""
    alike = [told for told in other if not told.facts.background and _same_people(report, told)]
    if any(_undated_echo(report, told) for told in alike):
        yield f"no day, and the same people meet in {report.facts.city} on others"
    if any(_unnamed_beside(report, told) for told in alike):
        yield "nobody is named, in a story that names the same people at another meeting"
    before = [told for told in alike if told.source.told_at < report.source.told_at]
    announced = all(told.facts.status == "announced" for told in before)
    if announced and (there := next((told for told in before if _elsewhere(report, told)), None)):
        yield f"another city than {there.facts.city}, where they are to meet on those days"


def _undated_echo(report: Report, told: Report) -> bool:
    return (
        not report.window.stated
        and told.window.stated
        and same_city(report.facts.city, told.facts.city)
        and abs(report.source.day - told.window.first) <= _LATELY
    )


def _unnamed_beside(report: Report, told: Report) -> bool:
    return (
        told.key.story == report.key.story
        and {report.facts.status, told.facts.status} <= HAPPENED
        and report.facts.confidence < SURE <= told.facts.confidence
    )


def _elsewhere(report: Report, told: Report) -> bool:
    """Whether both announce the same people for overlapping days in two cities, neither speaking of a move."""
    one, other = report.facts, told.facts
    return (
        one.status == "announced"
        and one.mode == other.mode == "in_person"
        and told.key.story != report.key.story
        and report.moved_from is None
        and report.window.stated
        and told.window.stated
        and not report.window.gap(told.window)
        and bool(one.city and other.city)
        and not same_city(one.city, other.city)
    )


def _same_people(one: Report, other: Report) -> bool:
    return could_be_same_people(one.facts.participants, other.facts.participants)
