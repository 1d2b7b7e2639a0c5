"""Meetings that were moved: announced for one day or city, then for another.

Two announced dates of one pair in one city are far likelier one meeting moved than two meetings; in two cities they
are so only where the later story names the earlier city, and never where one story announces both.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from monitor.core.deciding.compatibility import different_parties, same_city
from monitor.core.deciding.known import Report
from monitor.core.deciding.windows import CALLED_OFF, HAPPENED

_MOVED_BY_AT_MOST = timedelta(days=31)
_AT_ODDS_BY_AT_MOST = 14  # days; what outlets make of the date that a meeting was to have
REARRANGED_WITHIN = timedelta(days=120)


def joined_by_moves(occasions: Sequence[tuple[Report, ...]]) -> list[list[int]]:
    """Indices of `occasions` that are one meeting, together; an occasion that was not moved stands alone."""
    root = list(range(len(occasions)))
    news = [
        tuple(sorted((r for r in o if not r.facts.background), key=lambda r: (r.source.told_at, r.key)))
        for o in occasions
    ]
    in_order = sorted((index for index, reports in enumerate(news) if reports), key=lambda i: _first_key(news[i]))
    for place, earlier in enumerate(in_order):
        later = next((i for i in in_order[place + 1 :] if _moved(news[earlier], news[i])), None)
        if later is not None:
            old, new = root[earlier], root[later]
            root = [new if index == old else index for index in root]
    groups: dict[int, list[int]] = {}
    for index, owner in enumerate(root):
        groups.setdefault(owner, []).append(index)
    return list(groups.values())


def _first_key(reports: tuple[Report, ...]) -> tuple[object, ...]:
    return reports[0].source.told_at, reports[0].key


def _moved(old: tuple[Report, ...], new: tuple[Report, ...]) -> bool:
    """Whether the meeting that `old` announced is the one that `new` tells of."""
    first, told = old[0], new[0]
    if any(report.facts.status in HAPPENED for report in old) or any(r.pinned for r in (*old, *new)):
        return False
    if _one_story_tells_both(old, new) and not same_city(_city(old), _city(new)):
        return False
    if different_parties(first.facts, told.facts) or (first.facts.mode == "in_person") != (
        told.facts.mode == "in_person"
    ):
        return False
    return _in_time(old, told, _dated(new)) and _in_place(old, new)


def _one_story_tells_both(old: tuple[Report, ...], new: tuple[Report, ...]) -> bool:
    return bool({report.key.story for report in old} & {report.key.story for report in new})


def _dated(reports: tuple[Report, ...]) -> Report:
    """The first that gives the closest date; the new city is often told before the new day."""
    return min(reports, key=lambda report: (not report.window.stated, report.window.days))


def _in_time(old: tuple[Report, ...], told: Report, dated: Report) -> bool:
    """Whether the new date was told of before the old one came, or the old one had been postponed."""
    was, is_now = _dated(old).window, dated.window
    if told.facts.status in CALLED_OFF and same_city(_city(old), _city((told,))):
        return was.stated and is_now.stated and was.gap(is_now) <= _AT_ODDS_BY_AT_MOST
    if was.stated and not is_now.stated and _put_off_before(old, told):
        return says_moved_from(told, _city(old) or "")  # the new city is told, the new day is not yet
    if not (was.stated and is_now.stated) or "month" in (_dated(old).facts.precision, dated.facts.precision):
        return False
    later = timedelta() < is_now.first - was.first <= REARRANGED_WITHIN
    if _put_off_before(old, told):
        return later
    if any(report.facts.status == "cancelled" for report in old):
        return False
    if later and told.moved_from is not None and same_city(_city(old), _city((told,))):
        return True  # that it was put off may have come to nobody's notice, or only when its day was over
    return told.source.day <= was.last and abs(is_now.first - was.first) <= _MOVED_BY_AT_MOST


def _put_off_before(old: tuple[Report, ...], told: Report) -> bool:
    return any(report.facts.status == "postponed" and report.source.told_at < told.source.told_at for report in old)


def _in_place(old: tuple[Report, ...], new: tuple[Report, ...]) -> bool:
    """Whether the city is the same, or a story of the later meeting says that it was moved from the earlier."""
    was, is_now = _city(old), _city(new)
    if was and is_now and not same_city(was, is_now):
        return any(says_moved_from(report, was) for report in new)
    return True


def says_moved_from(report: Report, city: str) -> bool:
    """Whether a report's story speaks of a move and names `city`."""
    return any(same_city(city, named) for named in report.moved_from or ())


def _city(reports: tuple[Report, ...]) -> str | None:
    """The first city that they name."""
    return next((report.facts.city for report in reports if report.facts.city), None)
