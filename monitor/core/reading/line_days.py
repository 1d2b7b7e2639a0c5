"""Which days of a sentence are a meeting's, and what part one of its words gives them (the last, the one moved to)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import takewhile

from monitor.core.reading.dates import DateMention
from monitor.core.reading.meeting_words import PEOPLE_KINDS, MeetingWords
from monitor.core.reading.members import Members
from monitor.core.reading.scene import Line

_LENGTH_REACH = {True: 5, False: 30}
"""Symbols between a length and what it measures, by whether words are spaced."""
_NEXT = 5
"""Symbols before a count of days in which its day stands."""
_STARTS = 40
"""What a day from which on something lasts is worth against one without."""
_HURDLES = frozenset({"stop", "meet", "confer", "host", "say", "talk", "call", "video"})
"""Classes between a day and a trigger that make it likelier another's."""
_NAMED = frozenset({*PEOPLE_KINDS, "city", "venue", "us_capital", "cn_capital"})
_ANOTHERS = frozenset({"other_event", "body", "third", "country"})
"""Classes that make a day of something the conference's or somebody else's."""
_LONGER = {"week": timedelta(days=6), "month": timedelta(days=30)}
"""Days from the first to the last of what is longer than a day."""
_TRIGGERS = frozenset({"meet", "confer", "host", "talk", "call", "video"})


def moved_to(line: Line) -> tuple[DateMention, ...]:
    """The day behind a word of moving ("put off from Tuesday to Friday")."""
    tokens = line.string.tokens
    moves = [i for i, token in enumerate(tokens) if token.kind == "move"]
    days = ([line.dates[token.value] for token in tokens[i:] if token.kind == "date"] for i in reversed(moves))
    found = next(filter(None, days), [])[:1]
    # "Pushed back from May 17 to May 31" is no range.
    return tuple(m._replace(first=m.last, last=None, bound=None) if m.last and m.bound == "from" else m for m in found)


def is_moved_to(line: Line, index: int) -> bool:
    """Chinese: whether a city stands behind a word of moving in its own clause (改往巴黎，时间也推后到29日)."""
    before = line.kinds(0, index)
    clause = list(takewhile(lambda kind: kind not in ("comma", "stop"), reversed(before)))
    return not line.spaced and "move" in clause


def is_of_a_visit(line: Line, index: int) -> bool:
    """Whether a month or week is a journey's ("visits Washington in October"): its talks are then within it."""
    mention = line.dates[line.string.tokens[index].value]
    return mention.precision in ("month", "week") and bool({"arrive", "travel"} & set(line.kinds(index + 1, index + 4)))


def nth_day(line: Line, dates: Sequence[DateMention] = ()) -> int:
    """Of which day of a meeting a sentence speaks, whose days are `dates`; 1 where it does not say."""
    for index, token in enumerate(line.string.tokens):
        if token.kind == "nth_day" and (line.spaced or not _ANOTHERS & set(_clause_before(line, index))):
            return 1 if _is_of_another_day(line, index, dates) else token.value
        if token.kind == "first" and line.kinds(index + 1, index + 3) == ("of", "length"):  # "the second of three days"
            return max(token.value, 1)
    return 1


def _is_of_another_day(line: Line, index: int, dates: Sequence[DateMention]) -> bool:
    """ "Began on Monday and resume on Tuesday for a second day": the count belongs to the day right before it."""
    before = [t for t in line.string.tokens[max(0, index - _NEXT) : index] if t.kind == "date"]
    return line.spaced and bool(before and dates) and line.dates[before[-1].value] is not dates[0]


def _clause_before(line: Line, index: int) -> Iterator[str]:
    """The classes before a symbol, back to the last comma or stop."""
    return takewhile(lambda kind: kind not in ("comma", "stop"), reversed(line.kinds(0, index)))


def last_day(line: Line) -> DateMention | None:
    """A day right behind a verb of ending ("are due to end on Wednesday"), in Chinese before it (7日落幕)."""
    for index, token in enumerate(line.string.tokens):
        behind = line.kinds(index + 1, index + 3) if not line.spaced else ()
        if token.kind == "date" and {"end", "until"} & {*line.kinds(index - 2, index), *behind[:1]}:
            return line.dates[token.value]
    return None


def is_first(line: Line, index: int) -> bool:
    """Whether something begins on a day ("that opened on Saturday"); Chinese puts the day first (周六开始)."""
    return line.spaced and "begin" in line.kinds(index - 2, index)


def line_days(
    line: Line, at: int, words: MeetingWords, span: tuple[int, int] | None
) -> tuple[tuple[DateMention, ...], int | None, DateMention | None]:
    """The days that may be the meeting's, nearest first, its length, and the day of the statement that tells of it.

    Where the sentence tells of several meetings only the days in the `span` of this one count, if there are any.
    """
    inside = [t for t in line.string.tokens[slice(*span)] if t.kind == "date"] if span else []
    if inside:
        return tuple(line.dates[token.value] for token in inside[:1]), None, None
    symbols = line.string.symbols
    others = {match.start("date") for pattern in words.other_dates for match in pattern.finditer(symbols)}
    others = {index for index in others if line.spaced or not is_of_a_visit(line, index)}
    near: list[tuple[int, int, DateMention]] = []
    length = told_on = None
    for index, token in enumerate(line.string.tokens):
        far = abs(index - at) > _LENGTH_REACH[words.spaced] or line.between(index, at).count("comma") > 1
        if token.kind == "length" and (far or _measures_another(line, index, at)):
            continue
        if token.kind == "length":
            length = line.dates[token.value].days
        elif token.kind == "date" and (own := _own_day(line, index, at)):
            near.append((0, 0, own))
        elif token.kind == "date" and (index in others or _is_statements(line, index, at)):
            told_on = told_on or line.dates[token.value]
        elif token.kind == "date" and _is_elsewhere(line, index, at):
            if "after" in line.between(index, at):  # "On Friday, after three days of talks"
                told_on = told_on or line.dates[token.value]
        elif token.kind == "date":
            hurdles = _hurdles(line, index, at)
            near.append((hurdles + abs(index - at), hurdles, line.dates[token.value]))
    near.sort(key=lambda item: item[:2])
    near = _finer(near)
    # Days of the same clause only may be days of one meeting ("on Tuesday and again on Wednesday").
    dates = tuple(mention for _, hurdles, mention in near if hurdles == near[0][1])
    return dates, length, told_on


def _finer(near: list[tuple[int, int, DateMention]]) -> list[tuple[int, int, DateMention]]:
    """ "Flies out next week for talks on May 23": a day inside the week or month that stands nearer goes first."""
    if not near or near[0][2].precision not in _LONGER or not (first := near[0][2].first):
        return near
    last = first + _LONGER[near[0][2].precision]
    inside = [item for item in near if item[2].precision == "day" and item[2].first and first <= item[2].first <= last]
    return inside or near


def _own_day(line: Line, index: int, at: int) -> DateMention | None:
    """The meeting's day where a date at `index` gives it beyond doubt: "a day after", "…, when"; None where not."""
    mention = line.dates[line.string.tokens[index].value]
    if days := _days_after(line, index, at):
        return _earlier(mention, days)
    return mention if _is_when(line, index, at) else None


def _is_when(line: Line, index: int, at: int) -> bool:
    """ "Goes on to Lima on Friday, when she will be received": a day whose own clause the meeting stands in."""
    behind = line.kinds(index + 1, at)
    return line.spaced and behind[:2] == ("comma", "when") and not {"stop", "say", "date"} & set(behind)


def _hurdles(line: Line, index: int, at: int) -> int:
    """How much stands between a day and a trigger: verbs, joints, commas; a first day behind has a claim of its own."""
    between = line.between(index, at)
    links = ("comma", "rel", "and") if index < at else ("comma", "rel")
    hurdles = sum(10 for kind in between if kind in _HURDLES) + 4 * sum(map(between.count, links))
    if index < at:
        return hurdles
    # "travels on Sunday for two days of talks, starting Monday"
    if line.dates[line.string.tokens[index].value].bound == "from" or is_first(line, index):
        hurdles -= _STARTS
    return hurdles + (_STARTS if not line.spaced and "comma" in between else 0)  # Chinese dates lead


def _measures_another(line: Line, index: int, at: int) -> bool:
    """甲会见乙，中美三天会谈结束: a length beyond a comma that is the next meeting's of its own clause."""
    if line.spaced or index < at or "comma" not in line.between(index, at):
        return False
    clause = takewhile(lambda kind: kind not in ("comma", "stop"), line.kinds(index + 1, len(line.string.tokens)))
    return bool(_TRIGGERS & set(clause))


def _days_after(line: Line, index: int, at: int) -> int:
    """How many days a meeting was before the day told first: "saw her on Thursday, a day after talks with Shen"."""
    found = (token.value for token in line.string.tokens[index + 1 : at] if token.kind == "days_after")
    return next(found, 0)


def _earlier(mention: DateMention, days: int) -> DateMention:
    return mention._replace(first=mention.first - timedelta(days=days) if mention.first else None, last=None)


def _is_statements(line: Line, index: int, at: int) -> bool:
    """ "On Friday the ministry said that the talks …": a day before the verb of saying, the meeting behind it."""
    return index < at and bool({"say", "saying"} & set(line.between(index, at)))


def _is_elsewhere(line: Line, index: int, at: int) -> bool:
    """Whether a day stands in another clause: another meeting's, a relative one, "on Monday, before the talks"."""
    between = line.between(index, at)
    # "Hosted him, … for dinner on Friday" is one meeting; "its delegation to the U.N. climate talks" is none.
    others = (
        i
        for i, kind in enumerate(between)
        if kind in _TRIGGERS and not {"for", "body"} & set(between[max(0, i - 2) : i])
    )
    if "comma" in between and any(True for _ in others):
        return True
    if index > at:
        if not line.spaced and "comma" in between:  # 特使通话，确认下月会面: Chinese days lead
            behind = line.kinds(index + 1, len(line.string.tokens))
            return bool(_TRIGGERS & set(takewhile(lambda kind: kind not in ("comma", "stop"), behind)))
        return line.spaced and ("stop" in between or _is_in_relative(line, between) or _is_next_item(between))
    if line.spaced and {"subordinate", "after"} & set(between):
        return True
    # "Spoke on Wednesday with Roe, who is in Tianjin for talks": the day is of what is told, not of who it is told of.
    aside = max((i for i, kind in enumerate(between) if kind == "rel"), default=0)
    if (
        line.spaced
        and aside > 1
        and between[aside - 1] == "comma"
        and between[aside - 2] in PEOPLE_KINDS
        and "comma" not in between[aside:]
    ):
        return True
    tokens = line.string.tokens
    segment = takewhile(lambda i: tokens[i].kind != "comma", range(index - 1, -1, -1))
    return "comma" in between and any(tokens[i].kind == "rel" for i in segment)


def _is_next_item(between: tuple[str, ...]) -> bool:
    """ "Met Roe on Monday and Treasury Secretary Hull on Tuesday": a second day behind a second name."""
    first = between.index("date") if "date" in between else len(between)
    return "and" in between[first:] and bool(set(PEOPLE_KINDS) & set(between[first:]))


def _is_in_relative(line: Line, between: tuple[str, ...]) -> bool:
    """ "Met Shen, who flew home on Friday": a clause on somebody or some place, not yet closed before the day."""
    open_at = max((i for i, kind in enumerate(between) if kind in ("rel", "where")), default=0)
    if open_at < 2 or between[open_at - 1] != "comma" or "comma" in between[open_at:]:
        return False
    return between[open_at - 2] in _NAMED and not {"begin", "end", "took_place"} & set(between[open_at:])


def listed_spans(line: Line, meetings: Sequence[Members]) -> list[tuple[int, int]]:
    """Where each meeting's day stands in a list (王毅在1日，韩正及杨洁篪在2日): behind its people, or the next ones."""
    tokens = line.string.tokens
    places: dict[int, int] = {}
    for index, token in enumerate(tokens):
        if token.kind in PEOPLE_KINDS:
            places |= dict.fromkeys(line.mentions[token.value].who, index)
    ends = [len(tokens)]
    spans: list[tuple[int, int]] = []
    for members in reversed(meetings):
        start = max(places.get(who, 0) for who in members.people)
        end = next((end for end in reversed(ends) if "date" in line.kinds(start, end)), len(tokens))
        spans.append((start, end))
        ends.append(start)
    return spans[::-1]
