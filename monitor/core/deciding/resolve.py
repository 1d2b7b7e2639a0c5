"""Which reports are of one meeting: drawn from the whole neighbourhood, so that the order of arrival cannot matter.

    reports ──surest first──▶ occasions (every pair compatible) ──moved dates joined──▶ meetings

The surest reports (exact days, both sides named) found the meetings, vaguer ones join the meeting that they fit best.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from monitor.core.deciding import doubts
from monitor.core.deciding.compatibility import (
    SIDES,
    conflict,
    elsewhere,
    fit,
    other_people_or_days,
    same_city,
    same_days,
    side,
    told_apart,
)
from monitor.core.deciding.known import Report, ReportKey
from monitor.core.deciding.moves import joined_by_moves
from monitor.core.deciding.votes import Votes
from monitor.core.records import MeetingKind, Mode

_AS_GOOD = 0.015  # two meetings that fit a report about as well: nobody can tell which is meant
_Told = tuple[object, ...]
_PRECISION = {"day": 0, "week": 1, "month": 2, "unknown": 3}


@dataclass(frozen=True, slots=True)
class Group:
    """The reports of one meeting, by moment."""

    reports: tuple[Report, ...]
    scores: dict[ReportKey, float]
    """How well each report fitted when it joined."""
    doubt: str | None = None
    """Why it is not sure that this is a meeting of its own."""


def resolve(reports: Iterable[Report]) -> tuple[Group, ...]:
    """Partition `reports` into meetings. The result depends on the set alone, not on its order."""
    occasions: list[_Occasion] = []
    in_order = sorted(reports, key=_surest_first)
    dated: dict[str, list[Report]] = {}
    for report in in_order:
        if report.window.stated:
            dated.setdefault(report.key.story, []).append(report)
        _place(report, occasions, doubts.of_founder(report, dated.get(report.key.story, ())))
    merged = joined_by_moves([tuple(occasion.reports) for occasion in occasions])
    return tuple(_with_doubts([_group([occasions[index] for index in together]) for together in merged]))


class _Occasion:
    """A meeting while its reports are gathered."""

    def __init__(self, report: Report, doubt: str | None = None) -> None:
        self.reports: list[Report] = []
        self.scores: dict[ReportKey, float] = {}
        self._kinds: dict[_Told, Report] = {}
        self._compared: dict[tuple[_Told, MeetingKind], tuple[int, float | None]] = {}
        """For what a report tells: with how many of the kinds it was compared, and how well it fits them."""
        self._of_story: dict[str, list[Report]] = {}
        self._office, self._mode = Votes[MeetingKind](), Votes[Mode]()
        self._place, self._country = Votes[tuple[str, str | None]](), Votes[str]()
        self.pinned: str | None = None
        self.doubt = doubt
        self.add(report, 1.0)

    def add(self, report: Report, score: float) -> None:
        """Take `report` in, which fits by `score`."""
        self.reports.append(report)
        self.scores[report.key] = score
        self.pinned = self.pinned or report.pinned
        self._kinds.setdefault(_told(report), report)
        self._of_story.setdefault(report.key.story, []).append(report)
        facts, voter = report.facts, report.source.original
        self._office.add(facts.kind, voter)
        self._mode.add(facts.mode, voter)
        self._place.add(_place_told(report), voter)
        self._country.add(facts.country, voter)

    def fit(self, report: Report) -> float | None:
        """How well `report` fits, None where it cannot belong."""
        same_story = self._of_story.get(report.key.story, [])
        if self.pinned:
            return self._fit_beside_pins(report, [*self._kinds.values(), *same_story])
        score = self._fit_among_kinds(report)
        if score is None or any(told_apart(report, member) for member in same_story):
            return None
        # Where and how, as the office before, is what most stories say: one story's mistake keeps nobody out.
        if elsewhere(report, self._in_common(report.facts.city)) and not any(
            same_days(report, one) for one in self._kinds.values()
        ):
            return None
        return score

    def _fit_among_kinds(self, report: Report) -> float | None:
        """The best fit with what is told of it, None where something speaks of others.

        Fifty outlets tell five different things: whoever tells the same is compared once, with what is new since.
        """
        kind: MeetingKind = self._office.leading() or report.facts.kind
        told = _told(report)
        compared, best = self._compared.get((told, kind), (0, 0.0))
        for member in islice(self._kinds.values(), compared, None):
            if best is None or other_people_or_days(report, _of_kind(member, kind)):
                best = None
                break
            best = max(best, fit(report, member))
        self._compared[told, kind] = len(self._kinds), best
        return best

    def _fit_beside_pins(self, report: Report, members: Sequence[Report]) -> float | None:
        """A person may have joined what the rules hold apart: fitting one of them is enough."""
        if report.pinned:
            return 1.0 if self.pinned == report.pinned else None
        return max((fit(report, member) for member in members if not conflict(report, member)), default=None)

    def _in_common(self, preferred: str | None) -> Report:
        """The surest report, with the mode and the place that most stories give; of equals the city `preferred`."""
        place = self._place.leading(lambda place: same_city(place[0], preferred))
        city, country = place or (None, self._country.leading())
        mode: Mode = self._mode.leading() or "in_person"
        first = self.reports[0]
        return replace(first, facts=replace(first.facts, mode=mode, city=city, country=country))


def _of_kind(member: Report, kind: MeetingKind) -> Report:
    return member if member.facts.kind == kind else replace(member, facts=replace(member.facts, kind=kind))


def _place_told(report: Report) -> tuple[str, str | None] | None:
    return (report.facts.city, report.facts.country) if report.facts.city else None


def _told(report: Report) -> _Told:
    """What decides about compatibility: two reports that agree in it agree with the same others."""
    facts = report.facts
    # When a story appeared matters to what it announces, and where its own words give no day.
    day = report.source.day if report.window.witness or facts.status == "announced" else None
    what = (facts.kind, facts.status, facts.mode, facts.start, facts.end, facts.precision, facts.city, facts.country)
    return (*what, facts.participants, day)


def _place(report: Report, occasions: list[_Occasion], doubt: str | None) -> None:
    fits = [(score, -index) for index, occasion in enumerate(occasions) if (score := occasion.fit(report)) is not None]
    fits.sort(reverse=True)
    if not fits:
        occasions.append(_Occasion(report, doubt))
    elif len(fits) > 1 and fits[0][0] - fits[1][0] < _AS_GOOD and not report.facts.background and not report.pinned:
        occasions.append(_Occasion(report, "fits two meetings equally well"))
    else:
        score, minus_index = fits[0]
        occasions[-minus_index].add(report, score)


def _surest_first(report: Report) -> tuple[object, ...]:
    facts = report.facts
    return (
        report.pinned is None,
        facts.background,
        _PRECISION[facts.precision],
        sum(not side(facts, country) for country in SIDES),
        facts.city is None,
        report.window.first,
        report.source.told_at,
        report.key,
    )


def _group(occasions: Sequence[_Occasion]) -> Group:
    reports = sorted((r for occasion in occasions for r in occasion.reports), key=lambda r: (r.source.told_at, r.key))
    scores = {key: score for occasion in occasions for key, score in occasion.scores.items()}
    found = [occasion.doubt for occasion in occasions]
    return Group(tuple(reports), scores, found[0] if all(found) else None)


def _with_doubts(groups: Sequence[Group]) -> Iterator[Group]:
    """The groups with what speaks against their being meetings of their own, which shows beside the others only."""
    for group in groups:
        others = (other.reports for other in groups if other is not group)
        yield group if group.doubt else replace(group, doubt=doubts.of_single_source(group.reports, others))
