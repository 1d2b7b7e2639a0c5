"""Who takes part, from all the reports: each person once, by the best of the names that stories give."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from monitor.core.deciding.compatibility import side
from monitor.core.deciding.known import Report
from monitor.core.deciding.names import CHINESE_NAMES, compare
from monitor.core.records import Person

_FEW = 2  # with so few independent stories each of them is believed alone


@dataclass
class _Somebody:
    """One person while the reports are gathered."""

    forms: dict[str, int] = field(default_factory=dict)
    """Names with how many reports use them, in order of appearance."""
    country: str | None = None
    roles: list[tuple[str, str]] = field(default_factory=list)
    """Name and role as stories word them, in order of appearance."""
    originals: set[str] = field(default_factory=set)

    def add(self, person: Person, original: str) -> None:
        self.forms[person.name] = self.forms.get(person.name, 0) + 1
        self.country = self.country or person.country
        if person.role:
            self.roles.append((person.name, person.role))
        self.originals.add(original)

    def best(self) -> Person:
        """The name in Latin letters where there is one, the fullest, the most used; the role that goes with it."""
        name = max(self.forms, key=lambda form: (*_readable(form, self.country), self.forms[form]))
        roles = [role for form, role in self.roles if form == name] or [role for _, role in self.roles]
        return Person(name, self.country, roles[0] if roles else None)


def _readable(form: str, country: str | None) -> tuple[int, int]:
    """How good a form of a name is: in Latin letters, with many parts. "Gao" alone is less than 高明哲."""
    latin = form.isascii() or form[0] < "\u0250"
    parts = len(form.split())
    if country in CHINESE_NAMES and latin and parts == 1:
        return 0, parts
    return (2 if latin else 1), parts


def people_of(reports: Sequence[Report]) -> tuple[Person, ...]:
    """The participants, those that most stories name first."""
    found: list[_Somebody] = []
    for report in reports:
        for person in report.facts.participants:
            somebody = _find(person, report, found)
            if somebody is None:
                somebody = _Somebody()
                found.append(somebody)
            somebody.add(person, report.source.original)
    everyone = {report.source.original for report in reports}
    kept = [s for s in found if len(everyone) <= _FEW or len(s.originals) > 1] or found
    kept.sort(key=lambda somebody: -len(somebody.originals))
    return tuple(somebody.best() for somebody in kept)


def _find(person: Person, report: Report, found: Sequence[_Somebody]) -> _Somebody | None:
    there = [somebody for somebody in found if somebody.country == person.country]
    for somebody in there:
        if any(compare(person.name, form, person.country) == "same" for form in somebody.forms):
            return somebody
    # One name that cannot be compared, and one seat: the reports are of one meeting, so it is the same person.
    alone = len(there) == 1 and person.country is not None and len(side(report.facts, person.country)) == 1
    if alone and any(compare(person.name, form, person.country) == "unknown" for form in there[0].forms):
        return there[0]
    return None
