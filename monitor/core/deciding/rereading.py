"""A page that was read again: which of its reports are those that it gave before.

A page that drops one of its meetings numbers the others anew, so reports are found again by what they say. By its
number alone one is found again where only this page told of the meeting: then the page has changed its mind about it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from monitor.core.deciding.compatibility import could_be_same_people, fit
from monitor.core.deciding.known import Report
from monitor.core.records import Meeting

_SAME_NUMBER = 0.1  # what the same place in a story adds to the likeness of two readings of it


def found_again(own: Sequence[Report], known: Sequence[Report]) -> tuple[Report | None, ...]:
    """For each of a story's reports the one among `known` that it was when the story was read before, or None."""
    if not own:
        return ()
    before = [report for report in known if report.key.story == own[0].key.story]
    shared = {report.meeting for report in known if report.key.story != own[0].key.story}
    likely = [
        (likeness, i, j)
        for i, report in enumerate(own)
        for j, old in enumerate(before)
        if (likeness := _likeness(report, old, shared)) is not None
    ]
    former: dict[int, int] = {}
    for _, i, j in sorted(likely, key=lambda found: (-found[0], found[1], found[2])):
        if i not in former and j not in former.values():
            former[i] = j
    return tuple(before[former[i]] if i in former else None for i in range(len(own)))


def says_otherwise(report: Report, before: Report | None) -> bool:
    """Whether a report tells of its meeting something else than before; other words alone are nothing."""
    return before is not None and _told(report.facts) != _told(before.facts)


def _likeness(report: Report, old: Report, shared: set[str | None]) -> float | None:
    if could_be_same_people(report.facts.participants, old.facts.participants):
        return fit(report, old) + _SAME_NUMBER * (report.key == old.key)
    return -math.inf if report.key == old.key and old.meeting not in shared else None


def _told(facts: Meeting) -> tuple[object, ...]:
    return facts.status, facts.mode, facts.start, facts.end, facts.precision, facts.city
