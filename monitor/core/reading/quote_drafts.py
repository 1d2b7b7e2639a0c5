"""Quotes while they are read: a quotation with what gives it its speaker, and a quote that may still grow."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.core.reading.marks import Stretch
from monitor.core.reading.quote_shape import is_long_enough
from monitor.core.reading.reports import Report, Setting
from monitor.core.reading.speaker_phrases import Speaker
from monitor.core.records import Place, Quote

_ASIDES = ("relative", "sources")
"""Reports that belong to an attribution and say nothing more ("Roe, who said …", "according to a readout")."""


@dataclass(slots=True)
class Draft:
    """A quote while it may still grow."""

    parts: list[str]
    speaker: Speaker | None
    via: str | None
    where: Place
    passage: int
    unit: int
    end: int
    """Offset behind the last part."""
    trailed: Report | None = None
    """The report behind its last part, where that part opened its unit: more may follow."""
    reports_behind: int = 0
    """How many reports stand between the last part and the next quotation of its unit."""
    open: bool = False
    """Left open at the end of its passage."""

    def finished(self) -> Quote | None:
        """The quote; None for one too short to count."""
        text = " ".join(part for part in self.parts if part)
        if not is_long_enough(text):
            return None
        name, role = (self.speaker.name, self.speaker.role) if self.speaker else (None, None)
        return Quote(text, name, role, self.via, self.where)


@dataclass(frozen=True, slots=True)
class Found:
    """A quotation with the report that it hangs on."""

    setting: Setting
    number: int
    """Of its unit in the passage."""
    stretch: Stretch
    text: str
    reports: list[Report]
    report: Report | None
    behind: bool

    def reports_behind(self) -> int:
        """How many reports stand between this quotation and the next of the unit."""
        starts = [other.outer_start for other in self.setting.unit.stretches if other.outer_start > self.stretch.start]
        stop = min(starts, default=self.setting.unit.end)
        return sum(self.stretch.end < report.start < stop and report.kind not in _ASIDES for report in self.reports)


def is_silent(found: Found) -> bool:
    """Whether a quotation opens its unit and nothing in it says who speaks."""
    unit, painted = found.setting.unit, found.setting.painted
    return found.report is None and not painted.text[unit.start : found.stretch.outer_start].strip()
