"""Which reports are of one meeting: drawn from the whole neighbourhood, so that the order of arrival cannot matter.

    reports ──surest first──▶ occasions (every pair compatible) ──moved dates joined──▶ meetings

The surest reports (exact days, both sides named) found the meetings, vaguer ones join the meeting that they fit best.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from monitor.core.deciding.compatibility import SIDES, conflict, could_be_same_people, fit, side
from monitor.core.deciding.known import Report, ReportKey
from monitor.core.deciding.moves import joined_by_moves

_AS_GOOD = 0.015  # two meetings that fit a report about as well: nobody can tell which is meant
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
        _place(report, occasions, _doubt(report, dated.get(report.key.story, ())))
    merged = joined_by_moves([tuple(occasion.reports) for occasion in occasions])
    return tuple(_group([occasions[index] for index in together]) for together in merged)


class _Occasion:
    """A meeting while its reports are gathered."""

    def __init__(self, report: Report, doubt: str | None = None) -> None:
        self.reports: list[Report] = []
        self.scores: dict[ReportKey, float] = {}
        self._kinds: dict[tuple[object, ...], Report] = {}
        self.pinned: str | None = None
        self.doubt = doubt
        self.add(report, 1.0)

    def add(self, report: Report, score: float) -> None:
        """Take `report` in, which fits by `score`."""
        self.reports.append(report)
        self.scores[report.key] = score
        self.pinned = self.pinned or report.pinned
        self._kinds.setdefault(_told(report), report)

    def fit(self, report: Report) -> float | None:
        """How well `report` fits, None where it cannot belong."""
        if self.pinned and report.pinned:
            return 1.0 if self.pinned == report.pinned else None
        # Fifty outlets tell five different things: whoever tells the same is compared once.
        same_story = [member for member in self.reports if member.key.story == report.key.story]
        members = [*self._kinds.values(), *same_story]
        against = [conflict(report, member) for member in members]
        # A person may have joined what the rules hold apart: then fitting one of them is enough.
        if all(against) if self.pinned else any(against):
            return None
        return max(fit(report, m) for m, why in zip(members, against, strict=True) if not why)


def _told(report: Report) -> tuple[object, ...]:
    """What decides about compatibility: two reports that agree in it agree with the same others."""
    facts = report.facts
    what = (facts.kind, facts.status, facts.mode, facts.start, facts.end, facts.precision, facts.city, facts.country)
    return (*what, facts.participants, report.source.day)


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


def _doubt(report: Report, dated_beside: Sequence[Report]) -> str | None:
    """Why a report that founds a meeting may be of none; `dated_beside` are its story's reports with days."""
    facts = report.facts
    missing = [country for country in SIDES if not side(facts, country)]
    if missing:
        return f"nobody is named for {' and '.join(missing)}"
    if report.window.stated or report.pinned:
        return None
    if any(could_be_same_people(facts.participants, other.facts.participants) for other in dated_beside):
        return "no day, in a story that tells of another meeting of the same people"
    return None


def _surest_first(report: Report) -> tuple[object, ...]:
    facts = report.facts
    return (
        report.pinned is None,
        facts.background,
        _PRECISION[facts.precision],
        sum(not side(facts, country) for country in SIDES),
        facts.city is None,
        report.window.first,
        report.source.moment,
        report.key,
    )


def _group(occasions: Sequence[_Occasion]) -> Group:
    reports = sorted((r for occasion in occasions for r in occasion.reports), key=lambda r: (r.source.moment, r.key))
    scores = {key: score for occasion in occasions for key, score in occasion.scores.items()}
    doubts = [occasion.doubt for occasion in occasions]
    return Group(tuple(reports), scores, doubts[0] if all(doubts) else None)
