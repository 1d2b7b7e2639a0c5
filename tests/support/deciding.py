"""Everything known, without an archive: stories are told to it, and what is known changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from monitor.core.deciding.age import moment_of, story_day
from monitor.core.deciding.decide import decide
from monitor.core.deciding.governments import Governments
from monitor.core.deciding.known import Alert, Arrival, Changes, Known, Report, Seen, Source
from monitor.core.deciding.rules import AlertRules
from monitor.core.records import Meeting
from tests.support.meetings import address, story

GOVERNMENTS = {"CN": {"names": ["Xinhua"]}, "words": {"telling": ["said"]}}


RULES = AlertRules(governments=Governments.from_data(GOVERNMENTS, "governments.toml"))


class World:
    """Everything known, kept as plain values: what the archive does with `Changes`, without the archive."""

    def __init__(self, rules: AlertRules = RULES) -> None:
        self.rules = rules
        self.reports: dict[Any, Report] = {}
        self.meetings: dict[str, Known] = {}
        self.retired: dict[str, Known] = {}
        self.alerts: list[Alert] = []
        self.last = Changes()

    def tell(
        self,
        *told: Meeting,
        on: str = "2026-04-20",
        name: str = "",
        now: datetime | None = None,
        moved_from: tuple[str, ...] | None = None,
        **about: Any,
    ) -> Changes:
        name = name or str(len(self.reports) + 1)
        moment = moment_of(on)
        assert moment is not None
        text = story(*told, published=on, name=name, moved_from=moved_from)
        day = story_day(on, moment, moment)
        source = Source(address(name), address(name), "Wire", "Envoys", on, "en", day, moment, address(name))
        corrects = any(key.story == source.address for key in self.reports)
        arrival = Arrival(text, replace(source, **about), corrects=corrects)
        seen = Seen(tuple(self.reports.values()), tuple(self.meetings.values()), tuple(self.retired.values()))
        changes = decide(arrival, seen, self.rules, now or moment + timedelta(hours=1))
        self.reports = {key: r for key, r in self.reports.items() if key.story != source.address}
        self.apply(changes)
        return changes

    def apply(self, changes: Changes) -> None:
        self.reports |= {report.key: report for report in changes.reports}
        for assigned in changes.assigned:
            self.reports[assigned.report] = replace(self.reports[assigned.report], meeting=assigned.meeting)
        for known in changes.meetings:
            self.meetings[known.id] = known
            self.retired.pop(known.id, None)
        for old, _ in changes.merged:
            self.retired[old] = self.meetings.pop(old)
        self.alerts += changes.alerts

    @property
    def told(self) -> list[str]:
        return [alert.type for alert in self.alerts]

    def only(self) -> Known:
        (known,) = self.meetings.values()
        return known


def steps(changes: Changes) -> list[tuple[str, str]]:
    return [(reason.step, reason.outcome) for reason in changes.reasons]
