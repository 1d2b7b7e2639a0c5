"""What all the reports of one meeting say together: the facts of the meeting.

Only news reports count where there are any; a look back years later tells nothing new of its dates.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from monitor.core.deciding.compatibility import SIDES, same_city, side
from monitor.core.deciding.known import Facts, Report
from monitor.core.deciding.lifecycle import as_of, believed, status_of
from monitor.core.deciding.moves import says_moved_from
from monitor.core.deciding.participants import people_of
from monitor.core.deciding.resolve import Group
from monitor.core.deciding.titles import title
from monitor.core.deciding.votes import most_say, originals
from monitor.core.deciding.windows import CALLED_OFF, HAPPENED, as_date
from monitor.core.records import Mode, Precision, Status

_FINENESS = {"day": 3, "week": 2, "month": 1, "unknown": 0}


class When(NamedTuple):
    """A meeting's dates."""

    start: str | None
    end: str | None
    precision: Precision


class Where(NamedTuple):
    """A meeting's place."""

    city: str | None
    country: str | None
    venue: str | None


def facts_of(group: Group, today: date) -> Facts:
    """The facts of the meeting that `group` tells of, as of `today`."""
    news = [report for report in group.reports if not report.facts.background]
    told = believed(news or list(group.reports))
    status = status_of(told)
    relevant = [report for report in told if report.facts.status in HAPPENED] if status in HAPPENED else told
    dates = _dates_of_what_happened(relevant, told) if status in HAPPENED else _dates_to_come(told)
    place = _place(relevant, told, status)
    mode: Mode = most_say(told, lambda r: r.facts.mode) or "in_person"
    people = people_of(told)
    confidence = max(report.facts.confidence for report in told)
    return Facts(
        title=title(people, mode, place.city or place.venue, *dates),
        kind=most_say(told, lambda r: r.facts.kind, prefer=lambda kind: kind == "envoy") or "envoy",
        status=as_of(status, _last_day(dates, told), today),
        mode=mode,
        background=not news,
        start=dates.start,
        end=dates.end,
        precision=dates.precision,
        city=place.city,
        country=place.country,
        venue=place.venue,
        participants=people,
        confirmed_by=tuple(country for country in SIDES if any(country in r.confirms for r in told)),
        confidence=confidence,
        unsure=doubt_about(group) is not None,
    )


def doubt_about(group: Group) -> str | None:
    """Why a person should look at this meeting before anybody is alerted; None where it is sure."""
    told = [report for report in group.reports if not report.facts.background] or list(group.reports)
    complete = [report for report in told if all(side(report.facts, country) for country in SIDES)]
    if not complete or (group.doubt and originals(told) == 1):
        return group.doubt or "no story names both sides"
    if not any(report.source.relevant for report in told):
        return "no story that reports it is about climate"
    return None


def _dates_of_what_happened(happened: Sequence[Report], told: Sequence[Report]) -> When:
    """What most stories give that tell of it as happening; an exact announcement beats a vague look back."""
    for reports in (happened, told):
        exact = [report for report in reports if report.facts.precision == "day"]
        dates = most_say(exact, _dates, prefer=_days_covered)
        if dates:
            return dates if any(report.facts.status == "held" for report in happened) else _to_its_end(dates, told)
    finest = max(told, key=lambda report: _FINENESS[report.facts.precision])
    return _dates(finest)


def _to_its_end(dates: When, told: Sequence[Report]) -> When:
    """The dates of talks that have begun: how long they will last was told when they were announced."""
    if _days_covered(dates) > 0:
        return dates
    same_start = (when for report in told if (when := _dates(report)).precision == "day" and when.start == dates.start)
    return max((dates, *same_start), key=_days_covered)


def _dates_to_come(told: Sequence[Report]) -> When:
    """The date announced until the meeting is moved. Better detail refines it; a date given up does not come back.

    One story that gives another date, and does not say that the meeting was moved, is at odds with the others.
    """
    current = When(None, None, "unknown")
    given_up: set[str | None] = set()
    put_off = False
    for report in told:
        put_off = put_off or report.facts.status in CALLED_OFF
        new = _dates(report)
        if new.start is None or new.start in given_up:
            continue
        if current.start is None or _FINENESS[new.precision] > _FINENESS[current.precision]:
            current = new
        elif moved(current, new):
            if put_off or report.moved_from is not None or _seconded(told, new.start, lambda r: _dates(r).start):
                given_up.add(current.start)
                current = new
        elif new.start == current.start and _days_covered(new) > _days_covered(current):
            current = new
    return current


def moved(old: When, new: When) -> bool:
    """Whether `new` is another date than `old`, not the same one told more or less closely."""
    if old.precision != "day" or new.precision != "day" or old.start == new.start:
        return False
    a, b = _span(old), _span(new)
    one_holds_the_other = (a[0] <= b[0] and b[1] <= a[1]) or (b[0] <= a[0] and a[1] <= b[1])
    return not one_holds_the_other or a[0] == a[1] or b[0] == b[1]


def _place(relevant: Sequence[Report], told: Sequence[Report], status: Status) -> Where:
    city = most_say(relevant, lambda r: r.facts.city) if status in HAPPENED else _city_to_come(told)
    city = city or most_say(told, lambda r: r.facts.city)
    there = [report for report in told if city is None or same_city(report.facts.city, city)]
    country = most_say(there, lambda r: r.facts.country) or most_say(told, lambda r: r.facts.country)
    venue = most_say(there, lambda r: r.facts.venue) or (None if city else most_say(told, lambda r: r.facts.venue))
    return Where(city, country, venue)


def _city_to_come(told: Sequence[Report]) -> str | None:
    """The city announced until the meeting is said to move from there, or others agree on another."""
    current: str | None = None
    given_up: list[str] = []
    for report in told:
        city = report.facts.city
        if city is None or same_city(city, current) or any(same_city(city, old) for old in given_up):
            continue
        if current:
            if not says_moved_from(report, current) and not _seconded(told, city, lambda r: r.facts.city):
                continue
            given_up.append(current)
        current = city
    return current


def _seconded(told: Sequence[Report], value: str | None, of: Callable[[Report], str | None]) -> bool:
    """Whether more than one independent story gives `value`."""
    return originals(report for report in told if of(report) == value) > 1


def said_to_have_moved(group: Group, start: str | None, city: str | None) -> bool:
    """Whether a story of the meeting on `start` in `city` says that it was moved there."""
    return any(
        report.moved_from is not None
        and (report.facts.start == start if start else True)
        and (same_city(report.facts.city, city) if city else True)
        for report in group.reports
    )


def _dates(report: Report) -> When:
    facts = report.facts
    if as_date(facts.start) is None or facts.precision == "unknown":
        return When(None, None, "unknown")
    return When(facts.start, facts.end, facts.precision)


def _span(dates: When) -> tuple[str, str]:
    start = dates.start or ""
    return start, max(start, dates.end or start)


def _days_covered(dates: When) -> int:
    start, end = as_date(dates.start), as_date(dates.end)
    return (end - start).days if start and end else -1


def _last_day(dates: When, told: Sequence[Report]) -> date:
    """The last day on which the meeting may still have been."""
    start = as_date(dates.start)
    if start is None:
        return max(report.window.last for report in told)
    end = as_date(dates.end) or start
    return max(end, start + timedelta(days={"week": 6, "month": 30}.get(dates.precision, 0)))
