"""The day of a meeting that its own sentences leave open: from the sentences around them.

"The most useful hour of Thursday was on no screen. Roe and Shen sat down behind the cafeteria …"
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from monitor.core.reading.dates import DateMention
from monitor.core.reading.encounters import Encounter
from monitor.core.reading.meeting_days import Days
from monitor.core.reading.meeting_words import MeetingWords
from monitor.core.reading.occasion import Occasion
from monitor.core.reading.scene import Line
from monitor.core.reading.section_days import names_its_day

_NEWS = timedelta(days=14)
_DAY = timedelta(days=1)
_RECEIVING = frozenset({"meet", "host", "call", "video"})
_LOOK_BACK = 1
"""Passages before the meeting's own in which its day may stand."""


def date_by_context(occasion: Occasion, lines: Sequence[Line], words: MeetingWords, today: date | None) -> None:
    """Give an undated occasion that has taken place the day that was spoken of before it, or of its statement."""
    if today is None or occasion.days.start or occasion.days.by:
        return
    if any(encounter.dates for encounter in occasion.encounters):  # "recently" leaves it open on purpose
        return
    headed = next((day for e in occasion.encounters if (day := _of_section(e, lines))), None)
    if headed:
        occasion.days = occasion.days.joined(Days(headed.first, headed.last or headed.first, "day"))
        return
    nth = max(e.nth_day for e in occasion.encounters)
    if nth > 1 and "begun" in occasion.states:  # "are on the second of three days of talks"
        occasion.days = occasion.days.joined(Days(today - (nth - 1) * _DAY, None, "day"))
        return
    if not _has_taken_place(occasion):
        return
    told = next((e.told_on for e in occasion.encounters if e.closing and e.told_on), None)
    if told and told.first and _is_news(told, today):
        length = occasion.days.length or 1
        occasion.days = Days(told.first - (length - 1) * _DAY, told.first, "day")
        return
    found = next((mention for mention in _before(occasion, lines, words) if _is_news(mention, today)), None)
    if found and found.first:
        goes_on = "begun" in occasion.states and "ended" not in occasion.states
        last = found.last or (None if goes_on else found.first)
        occasion.days = Days(found.first, last, "day", length=occasion.days.length)


def _of_section(encounter: Encounter, lines: Sequence[Line]) -> DateMention | None:
    """The day that heads the section of a sentence."""
    before = (line for line in reversed(lines[: encounter.order]) if line.passage.kind == "heading")
    heading = next(before, None)
    for token in heading.named if heading else ():
        if heading and token.kind == "date" and names_its_day(heading.passage, token.start):
            mention = heading.dates[token.value]
            return mention if mention.precision == "day" and mention.first else None
    return None


def _has_taken_place(occasion: Occasion) -> bool:
    return any(state in ("held", "ended", "begun") for state in occasion.states)


def _is_news(mention: DateMention, today: date) -> bool:
    return mention.precision == "day" and mention.first is not None and today - _NEWS <= mention.first <= today + _DAY


def _shared(encounter: Encounter) -> Iterator[DateMention]:
    """The day of another meeting in the same sentence ("on Tuesday Wang received him; later Li did, too")."""
    tokens = encounter.line.string.tokens
    for index in range(encounter.at - 1, -1, -1):
        between = encounter.line.between(index, encounter.at)
        if tokens[index].kind == "date" and _RECEIVING & set(between) and "stop" in between:
            yield encounter.line.dates[tokens[index].value]


def _before(occasion: Occasion, lines: Sequence[Line], words: MeetingWords) -> Iterator[DateMention]:
    """The days of the sentences before each of the occasion's own, nearest first, statements' days left out."""
    for encounter in occasion.encounters:
        yield from _shared(encounter)
        here = encounter.line.passage.index
        for line in reversed(lines[: encounter.order + 1]):
            if line.passage.index < here - _LOOK_BACK or line.passage.kind in ("headline", "standfirst"):
                break
            others = {m.start("date") for pattern in words.other_dates for m in pattern.finditer(line.string.symbols)}
            for index, token in reversed(list(enumerate(line.string.tokens))):
                behind = line is encounter.line and index > encounter.at
                if token.kind == "date" and index not in others and not behind:
                    yield line.dates[token.value]
