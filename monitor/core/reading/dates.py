"""When things happen: the dates that a story's words give, resolved against its own day.

    sentence → class string (frames.py) → expression (dates.toml) → rule (date_rules.py) → DateMention

A month and day without a year mean the nearest one; a bare weekday lies behind, unless the clause looks ahead.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import takewhile
from typing import Literal, NamedTuple

from monitor.core.reading.date_cues import find_cue
from monitor.core.reading.date_rules import Moment, Reading
from monitor.core.reading.date_words import CUES, DateWords, Expression
from monitor.core.reading.document import Document, Passage, Sentence
from monitor.core.reading.frames import OTHER, ClassString, Token, any_within
from monitor.core.reading.marks import in_quotation
from monitor.core.reading.section_days import is_heading, names_its_day
from monitor.core.records import Precision

Bound = Literal["from", "until"]
_NUMBERS = re.compile(r"(?:19|20)\d\d|\d(?:st|nd|rd|th)\b")
_EAST = timedelta(hours=9)
"""Where it may already be tomorrow: Beijing's clock and an hour to spare."""
_TITLES = 2
"""Passages that may be the story's titles."""


class DateMention(NamedTuple):
    """One expression of time, resolved."""

    passage: int
    start: int
    end: int
    first: date | None
    """First day; None where the words give a length or nothing that can be fixed."""
    last: date | None
    """Last day of a range that the words give; None otherwise."""
    precision: Precision
    days: int | None = None
    """Length in days where the words give one ("three days of talks")."""
    bound: Bound | None = None
    """`from`: it begins then ("since Tuesday"); `until`: it ends then."""
    by: date | None = None
    """The last day that is possible, where `first` is None and the words still say so much ("in 2021")."""


def read_dates(document: Document, words: DateWords) -> tuple[DateMention, ...]:
    """Every expression of time in reading order; none where the story has no day of its own."""
    if document.today is None:
        return ()
    last: date | None = None
    found: list[DateMention] = []
    horizon = _horizon(document.text.published, document.today)
    section: date | None = None
    is_agenda = any(_is_agenda(passage, words) for passage in document.passages[:_TITLES])
    for passage in document.passages:
        week = next((mention.first for mention in _near(found, passage) if _is_to_come(mention, document)), None)
        if is_heading(passage):
            section = None
        day = document.today if is_agenda and passage.kind != "headline" and is_heading(passage) else section
        moment = Moment(
            document.today,
            horizon,
            ahead=False,
            doubtful=False,
            last=last,
            week=day or week,
            calendar=bool(day),
        )
        for mention in _in_passage(passage, words, moment):
            found.append(mention)
            if mention.first and mention.first > document.today and names_its_day(passage, mention.start):
                section = mention.first
            if mention.first and mention.precision == "day" and not in_quotation(passage.folded, mention.start):
                last = mention.last or mention.first
    return tuple(found)


def _is_agenda(passage: Passage, words: DateWords) -> bool:
    """Whether a title says that the story lists what is to come ("The week ahead")."""
    titles = passage.kind in ("headline", "standfirst")
    return titles and any(token.kind == "agenda" for token in words.words.find(passage.folded))


def _near(found: Sequence[DateMention], passage: Passage) -> Iterator[DateMention]:
    """The dates of the passage before and of this one, the last first."""
    return takewhile(lambda mention: mention.passage >= passage.index - 1, reversed(found))


def _is_to_come(mention: DateMention, document: Document) -> bool:
    return bool(mention.precision == "week" and mention.first and document.today and mention.first > document.today)


def _horizon(published: str | None, today: date) -> date:
    """The day in the east when the story came out, where that is already the next one."""
    try:
        written = datetime.fromisoformat(published or "")
    except ValueError:
        return today
    if written.utcoffset() is None:
        return today
    east = (written - (written.utcoffset() or timedelta()) + _EAST).date()
    return east if today < east <= today + timedelta(days=1) else today


def _in_passage(passage: Passage, words: DateWords, moment: Moment) -> Iterator[DateMention]:
    spots = words.telling.spots(passage.folded)
    spots = sorted([*spots, *(match.start() for match in _NUMBERS.finditer(passage.folded))])
    for sentence in passage.sentences:
        if not any_within(spots, sentence.start, sentence.end):
            continue
        tokens = words.words.find_within(passage.folded, sentence.start, sentence.end)
        expressions = words.sieve.fitting({token.kind for token in tokens})
        if not expressions:
            continue
        for mention in _in_sentence(passage, sentence, tokens, expressions, words, moment):
            if mention.end <= passage.body:
                continue
            moment = _after(mention, passage, moment)
            if mention.first and mention.precision == "week" and mention.first > moment.today:
                moment = replace(moment, week=mention.first)
            yield mention


def _in_sentence(
    passage: Passage,
    sentence: Sentence,
    tokens: list[Token],
    expressions: Sequence[Expression],
    words: DateWords,
    moment: Moment,
) -> Iterator[DateMention]:
    line = words.alphabet.string(passage.folded, tokens, sentence.start, sentence.end)
    cues = [
        (index, token.kind)
        for index, token in enumerate(line.tokens)
        if token.kind in CUES or (token.kind == OTHER and _is_past(passage.folded, token, words))
    ]
    # "Is to be received on Friday": a participle behind "be" looks nowhere.
    # "Talks planned for Friday", not "a planned meeting".
    cues = [(i, _as_plan(line, i) if kind == "planned" else kind) for i, kind in cues]
    if passage.kind in ("headline", "standfirst", "caption"):  # their present is the story's past
        cues = [cue for cue in cues if cue[1] != "present"]
    cues = [
        cue for cue in cues if cue[1] != "behind" or not cue[0] or line.tokens[cue[0] - 1].kind not in ("be", "undone")
    ]
    commas = [index for index, token in enumerate(line.tokens) if token.kind == "comma"]
    held: DateMention | None = None
    held_end = 0
    at = 0
    while place := words.anywhere.search(line.symbols, at):
        start = place.start()
        # A Chinese date may have a comma of its own (12日，两人将…): the clause ends with the next.
        behind = [i for i in commas if i > start]
        if words.cues_follow and behind and not words.started.match(line.symbols, place.end()):
            behind = behind[behind[0] <= place.end() + 1 :]
        clause_end = behind[0] if behind else len(line.tokens)
        cue, place_of_cue = _cue_at(passage, line, start, clause_end, cues, words)
        now = replace(
            moment,
            ahead=cue in ("ahead", "once_ahead", "undone", "to_do", "present"),
            doubtful=cue in ("once_ahead", "undone", ""),
            either=cue == "undone",
            behind=cue == "behind",
            carried=words.cues_follow and any(place_of_cue < comma < start for comma in commas),
        )
        reading, end = _read(line, start, expressions, now)
        at = max(end, start + 1)
        if reading is None:
            continue
        mention = _mention(passage, line, (start, end), reading, words)
        moment = _after(mention, passage, moment)
        if held and (joined := _joined(held, mention, line.symbols[held_end:start], words)):
            held, held_end = joined, end
            continue
        if held:
            yield held
        held, held_end = mention, end
    if held:
        yield held


def _cue_at(
    passage: Passage, line: ClassString, start: int, clause_end: int, cues: list[tuple[int, str]], words: DateWords
) -> tuple[str, int]:
    """The cue that governs the date at a symbol, and its place."""
    cue, place = find_cue(cues, start, clause_end, follow=words.cues_follow)
    if start and line.tokens[start - 1].kind == "since":
        cue = "behind"
    elif cue == "dropped":
        cue = "to_do" if _owns(passage, line, start) else "behind"
    elif not cues and not words.cues_follow and passage.kind in ("headline", "standfirst"):
        cue = ""  # "Deputies clear ground for round in November" looks neither way
    return cue, place


def _owns(passage: Passage, line: ClassString, start: int) -> bool:
    """Whether a day owns what is named behind it ("Friday's talks")."""
    return passage.folded.startswith("'s", line.tokens[start].end)


def _as_plan(line: ClassString, index: int) -> str:
    return "planned" if index and line.tokens[index - 1].kind in ("a", "the") else "to_do"


def _is_past(folded: str, token: Token, words: DateWords) -> bool:
    """Whether a word looks like a verb of the past; a name ("United", "Ahmed") is none."""
    ends = bool(words.past_ending) and folded.endswith(words.past_ending, token.start, token.end)
    return ends and not folded[token.start].isupper()


def _after(mention: DateMention, passage: Passage, moment: Moment) -> Moment:
    """The moment once a day or month has been spoken of; what somebody says in quotation marks is another's time."""
    told = mention.first and mention.precision in ("day", "month")
    if not told or in_quotation(passage.folded, mention.start):
        return moment
    return replace(moment, last=mention.last or mention.first)


def _read(
    line: ClassString, start: int, expressions: Sequence[Expression], moment: Moment
) -> tuple[Reading | None, int]:
    for expression in expressions:
        match = expression.pattern.match(line.symbols, start)
        if match and (reading := expression.rule({**expression.fixed, **line.values(match)}, moment)):
            return reading, match.end()
    return None, start


def _mention(
    passage: Passage, line: ClassString, span: tuple[int, int], reading: Reading, words: DateWords
) -> DateMention:
    start, end = span
    before = line.symbols[:start]
    bound: Bound | None = None
    if words.starts.search(before) or words.started.match(line.symbols, end):
        bound = "from"
    elif words.ends.search(before):
        bound = "until"
    return DateMention(
        passage=passage.index,
        start=line.tokens[start].start,
        end=line.tokens[end - 1].end,
        first=reading.first,
        last=reading.last,
        precision=reading.precision,
        days=reading.days,
        bound=bound,
        by=reading.by,
    )


def _joined(one: DateMention, other: DateMention, between: str, words: DateWords) -> DateMention | None:
    """Two days with nothing but "to" or "and" between them, as one range."""
    if not (one.first and other.first and one.precision == other.precision == "day" and not one.last):
        return None
    if not words.joins.fullmatch(between) or not one.first < (other.last or other.first):
        return None
    if (other.last or other.first) - one.first > timedelta(days=14):
        return None
    return one._replace(end=other.end, last=other.last or other.first)
