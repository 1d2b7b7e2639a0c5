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
from monitor.core.reading.section_days import is_heading, names_its_day, opens_with_hour

_NEWS = timedelta(days=14)
_DAY = timedelta(days=1)
_RECEIVING = frozenset({"meet", "host", "call", "video"})
_FRAGMENT = 6
"""Symbols of a sentence without a verb."""
_LOOK_BACK = 1
"""Passages before the meeting's own in which its day may stand."""
_OVER = frozenset({"held", "ended"})


def date_by_context(occasion: Occasion, lines: Sequence[Line], words: MeetingWords, today: date | None) -> None:
    """Give an undated occasion the day that heads its section or that was spoken of before it, or of its statement."""
    if today is None or occasion.days.by:
        return
    if occasion.days.start:
        _begin_today(occasion, today)
        _begin_before(occasion, today)
        _count_back(occasion, today)
    elif not any(encounter.dates for encounter in occasion.encounters):  # "recently" leaves it open on purpose
        said = _as_said(occasion, lines, today)
        if said := said or _during(occasion, lines):
            occasion.days = occasion.days.joined(said)
        elif _has_taken_place(occasion):
            told = _of_statement(occasion, today) or _spoken_of(occasion, lines, words, today)
            occasion.days = told or occasion.days


def _begin_today(occasion: Occasion, today: date) -> None:
    """ "Run through Friday": of talks that are under way only the last day is known, and perhaps which one today is."""
    end = occasion.days.end
    has_begun = "begun" in occasion.states or (end and end > today and "held" in occasion.states)
    if end and occasion.days.only_end and has_begun and occasion.days.length is None:
        nth = max(encounter.nth_day for encounter in occasion.sentences)
        occasion.days = Days(min(today - (max(nth, 1) - 1) * _DAY, end), end, "day")


def _begin_before(occasion: Occasion, today: date) -> None:
    """Chinese: a title that speaks of the second day, over a text that tells of today only (会谈进入第二天)."""
    days = occasion.days
    titles = [e for e in occasion.sentences if e.nth_day > 1 and not e.dates and not e.line.spaced]
    goes_on = days.end is None or days.end > today or "begun" in occasion.states
    if titles and days.precision == "day" and days.start == today and goes_on and "begun" in occasion.states:
        first = today - (titles[0].nth_day - 1) * _DAY
        occasion.days = Days(first, days.end if days.end != today else None, "day")


def _count_back(occasion: Occasion, today: date) -> None:
    """ "Agreed on Wednesday at the end of two days of talks": what is over did not last beyond the days named."""
    days = occasion.days
    if not days.end or days.end <= today or days.precision != "day" or not _is_over(occasion):
        return
    named = [
        mention for e in occasion.encounters for mention in e.dates if mention.precision == "day" and mention.first
    ]
    last = max((mention.last or mention.first for mention in named if mention.first), default=None)
    if last is None or last > today:
        return
    length = max((encounter.length or 1 for encounter in occasion.encounters), default=1)
    first = min((mention.first for mention in named if mention.first), default=last)
    occasion.days = Days(min(first, last - (length - 1) * _DAY), last, "day")


def _is_over(occasion: Occasion) -> bool:
    return "ended" in occasion.states and _OVER.issuperset(occasion.states)


def _as_said(occasion: Occasion, lines: Sequence[Line], today: date) -> Days | None:
    """The day that a heading, a few words before, or the count of days gives, of what is to come as well."""
    given = (_of_section(e, lines) or _of_fragment(e, lines) for e in occasion.encounters)
    mention = next(filter(None, given), None)
    if mention and mention.first:
        return Days(mention.first, mention.last or mention.first, "day")
    if "begun" not in occasion.states:
        return None
    nth = max(max(encounter.nth_day, _counted(encounter, lines)) for encounter in occasion.encounters)
    is_now = nth > 1 or _is_live(lines)  # "are on the second of three days of talks"
    return Days(today - (nth - 1) * _DAY, None, "day") if is_now else None


def _during(occasion: Occasion, lines: Sequence[Line]) -> Days | None:
    """The days of the visit in the course of which people meet (21日至25日访华，其间副总理将会见她)."""
    for encounter in occasion.encounters:
        here = encounter.line
        if "meanwhile" not in here.kinds(0, encounter.at):
            continue
        for line in reversed(lines[: encounter.order + 1]):
            stop = here.string.tokens[encounter.at].start if line is here else line.sentence.end
            days = [line.dates[t.value] for t in line.named if t.kind == "date" and t.start < stop]
            visit = next((d for d in reversed(days) if d.precision == "day" and d.last), None)
            if line.passage.index < here.passage.index - _LOOK_BACK:
                break
            if visit:
                return Days(visit.first, visit.last, "day")
    return None


def _counted(encounter: Encounter, lines: Sequence[Line]) -> int:
    """Of which day the passage speaks at its head ("Day two, and nobody has walked out."); 1 where of none."""
    passage = encounter.line.passage
    heads = (line for line in lines[: encounter.order] if line.passage is passage)
    first = next(heads, None)
    opening = first.string.tokens[:1] if first else ()
    return next((token.value for token in opening if token.kind == "nth_day"), 1)


def _of_statement(occasion: Occasion, today: date) -> Days | None:
    """Of talks whose end is spoken of: the day of the statement that does so is their last."""
    told = next((e.told_on for e in occasion.encounters if e.closing and e.told_on), None)
    if told is None or told.first is None or not _is_news(told, today):
        return None
    return Days(told.first - ((occasion.days.length or 1) - 1) * _DAY, told.first, "day")


def _spoken_of(occasion: Occasion, lines: Sequence[Line], words: MeetingWords, today: date) -> Days | None:
    """The day that the sentences before have brought up."""
    brought_up = list(_before(occasion, lines, words))
    found = next((mention for mention in brought_up if _is_news(mention, today)), None)
    if found is None or found.first is None:
        week = next((mention for mention in brought_up if _is_this_week(mention, today)), None)
        return Days(week.first, None, "week") if week else None
    goes_on = "begun" in occasion.states and "ended" not in occasion.states
    last = found.last or (None if goes_on else found.first)
    length = occasion.days.length
    if length and "ended" in occasion.states and not found.last:  # "agreed on Friday … it capped two days of talks"
        return Days(found.first - (length - 1) * _DAY, found.first, "day", length=length)
    return Days(found.first, last, "day", length=length)


def _is_live(lines: Sequence[Line]) -> bool:
    """Whether hours head the story's sections: a page that is written while things happen."""
    return sum(line.passage.kind == "heading" and opens_with_hour(line.passage) for line in lines) > 1


def _of_fragment(encounter: Encounter, lines: Sequence[Line]) -> DateMention | None:
    """The day of the few words right before a sentence ("Next Friday, in Oslo.")."""
    before = lines[encounter.order - 1] if encounter.order else None
    if before is None or before.passage is not encounter.line.passage or not encounter.line.spaced:
        return None
    tokens = before.string.tokens
    days = [before.dates[token.value] for token in tokens if token.kind == "date"]
    return days[0] if len(tokens) <= _FRAGMENT and len(days) == 1 and days[0].precision == "day" else None


def _of_section(encounter: Encounter, lines: Sequence[Line]) -> DateMention | None:
    """The day that heads the section of a sentence."""
    before = (line for line in reversed(lines[: encounter.order]) if is_heading(line.passage))
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


def _is_this_week(mention: DateMention, today: date) -> bool:
    monday = today - today.weekday() * _DAY
    return mention.precision == "week" and mention.first == monday


def _shared(encounter: Encounter) -> Iterator[DateMention]:
    """The day of another meeting in the same sentence ("on Tuesday Wang received him; later Li did, too")."""
    tokens = encounter.line.string.tokens
    for index in range(encounter.at - 1, -1, -1):
        between = encounter.line.between(index, encounter.at)
        if tokens[index].kind == "date" and _RECEIVING & set(between) and "stop" in between:
            yield encounter.line.dates[tokens[index].value]


def _before(occasion: Occasion, lines: Sequence[Line], words: MeetingWords) -> Iterator[DateMention]:
    """The days of the sentences before each of the occasion's own, nearest first, statements' days left out."""
    for encounter in (*occasion.encounters, *(e for e in occasion.echoes if len(e.members.people) > 1)):
        yield from _shared(encounter)
        here = encounter.line.passage.index
        for line in reversed(lines[: encounter.order + 1]):
            if line.passage.index < here - _LOOK_BACK or line.passage.kind in ("headline", "standfirst"):
                break
            others = {m.start("date") for pattern in words.other_dates for m in pattern.finditer(line.string.symbols)}
            # The day of a journey or of its end serves where nothing better does.
            others = {i for i in others if not line.spaced or "say" in line.kinds(i - 9, i + 4)}
            for index, token in reversed(list(enumerate(line.string.tokens))):
                behind = line is encounter.line and index > encounter.at
                if token.kind == "date" and index not in others and not behind:
                    yield line.dates[token.value]
