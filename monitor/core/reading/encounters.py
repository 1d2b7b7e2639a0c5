"""Who meets whom, sentence by sentence: frames matched over a line, with how far it has come, when and where.

    line → frame (meetings.toml) → members → modality → days → Encounter

One story tells of one meeting in many sentences; occasions.py brings its encounters together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from monitor.core.reading.clauses import Clause, clause_around, compose
from monitor.core.reading.dates import DateMention
from monitor.core.reading.line_days import last_day, line_days, listed_spans, moved_to, nth_day
from monitor.core.reading.meeting_words import PEOPLE_KINDS, Frame, MeetingWords
from monitor.core.reading.members import (
    BOTH,
    Members,
    all_name_both,
    apart,
    countries_of,
    is_between,
    is_own_side,
    is_third_partys,
    part_of,
    together,
)
from monitor.core.reading.modes import mode_of
from monitor.core.reading.people import Cast
from monitor.core.reading.scene import Line
from monitor.core.reading.side_by_side import beside_each_other, told_face_to_face, with_each_other
from monitor.core.records import Mode

_COMPOSED = Frame("parts of a clause", re.compile(r"(?!)"), (), sides=False, composed=True)
_COMPOSED_SIDES = replace(_COMPOSED, sides=True)


@dataclass(frozen=True, slots=True)
class Encounter:
    """One sentence's word of one meeting."""

    line: Line
    order: int
    """Position of the line in the story."""
    at: int
    """Symbol of the trigger."""
    frame: Frame
    members: Members
    status: str
    """As the modality has it; `held` where none fits."""
    closing: bool
    """The sentence speaks of its end ("due to end on Friday", "after two days of talks")."""
    mode: Mode | None
    dates: tuple[DateMention, ...]
    """Days that may be the meeting's, nearest to the trigger first."""
    length: int | None
    """Days, where the sentence gives it."""
    nth_day: int
    """The sentence speaks of its second, third, … day; 1 where it does not."""
    last_day: DateMention | None
    """The day on which it is said to end."""
    told_on: DateMention | None
    """The day of the statement that tells of it ("they said on Friday")."""
    earlier: bool
    """The sentence looks back to another occasion (last met, previously)."""
    another: bool
    """The sentence speaks of a further occasion (another round, the next meeting)."""
    agreed: bool
    """It says that both have settled on it (约定, 商定)."""


def find_encounters(
    lines: Sequence[Line], cast: Cast, words: MeetingWords, today: date | None
) -> tuple[Encounter, ...]:
    """Every encounter that the lines tell of, those that never were (status `none`) included."""
    found = (encounter for order, line in enumerate(lines) for encounter in _in_line(line, order, cast, words))
    told = (replace(e, status="announced") if _is_still_to_come(e, today) else e for e in found)
    return tuple(replace(e, status="denied") if _is_taken_back(e, lines, words) else e for e in told)


def _is_taken_back(encounter: Encounter, lines: Sequence[Line], words: MeetingWords) -> bool:
    """Whether the next sentence calls it untrue (有人说两人见面了。这其实是个误会)."""
    behind = next((line for line in lines[encounter.order + 1 : encounter.order + 2]), None)
    near = behind is not None and behind.passage.index - encounter.line.passage.index <= 1
    titled = encounter.line.passage.kind in ("headline", "standfirst")
    if behind is None or not near or titled or encounter.frame.again:
        return False
    return any(pattern.search(behind.string.symbols) for pattern in words.retractions)


def _is_still_to_come(encounter: Encounter, today: date | None) -> bool:
    """ "Leaves this weekend for talks": told in the present, of a journey that has not begun."""
    if today is None or encounter.status != "held" or encounter.dates:
        return False
    before = [t for t in encounter.line.string.tokens[: encounter.at] if t.kind == "date"]
    days = [encounter.line.dates[token.value].first for token in before]
    return any(day > today for day in days if day)


def _in_line(line: Line, order: int, cast: Cast, words: MeetingWords) -> Iterator[Encounter]:
    if not line.tells:
        return
    found = _framed(line, cast, words) if not words.triggers.isdisjoint(line.classes) else {}
    for at, (frame, meetings) in sorted(found.items()):
        spans = listed_spans(line, meetings) if frame.listed else [None] * len(meetings)
        for members, span in zip(meetings, spans, strict=True):
            yield _encounter(line, order, at, frame, members, words, span)
    named = any(all_name_both(meetings, cast) for _, meetings in found.values())
    clauses = [] if named else list(compose(line, cast))
    if not clauses:
        plain = (*beside_each_other(line, cast), *with_each_other(line, cast), *told_face_to_face(line, cast))
        clauses = [clause for clause in plain if not _has_own_word(line, clause, found)]
    for clause in clauses:
        frame = _COMPOSED_SIDES if clause.sides else _COMPOSED
        yield _encounter(line, order, clause.at, frame, clause.members, words, clause.span)


def _has_own_word(line: Line, clause: Clause, found: Mapping[int, object]) -> bool:
    """Whether a word of meeting that a frame knows stands in a clause."""
    start, end = clause_around(line, clause.at)
    return any(start <= at < end for at in found)


def _framed(line: Line, cast: Cast, words: MeetingWords) -> dict[int, tuple[Frame, list[Members]]]:
    """By the symbol of its trigger each frame that fits, those first that name both sides, and who takes part."""
    found: dict[int, tuple[Frame, list[Members]]] = {}
    for frame in words.frame_sieve.fitting(line.classes):
        for match in frame.pattern.finditer(line.string.symbols):
            groups = match.groupdict()
            at = match.start("trigger") if groups.get("trigger") else match.start("noun")
            if line.is_naming(at) and not groups.get("two"):
                continue
            if at in found and all_name_both(found[at][1], cast):
                continue
            several = [] if is_third_partys(line, at) else _members(line, frame, match, cast)
            if several and (at not in found or all_name_both(several, cast)):
                found[at] = (frame, several)
    return found


def _members(line: Line, frame: Frame, match: re.Match[str], cast: Cast) -> list[Members]:
    """Who takes part in each meeting that the match tells of; nothing where it tells of none."""
    if frame.again:
        return [part_of(line, match.span("one"), owners=True)] if match.groupdict().get("one") else [Members()]
    if frame.sides:
        return [Members(sides=BOTH)]
    spans = {name: match.span(name) for name, text in match.groupdict().items() if text}
    if any(line.is_behind_others(start) for start, _ in spans.values()):
        return []
    if "all" in spans:
        return _named_together(line, spans["all"], cast)
    parts: dict[str, Members] = {
        name: part_of(line, spans[name], owners=name == "one") for name in ("one", "two") if name in spans
    }
    return _one_with_two(line, match, spans, parts, cast)


def _named_together(line: Line, span: tuple[int, int], cast: Cast) -> list[Members]:
    """Those whom one stretch names, where the two countries may meet in them."""
    if pair := _pair_before(line, span, cast):
        return [pair]
    members = part_of(line, span, owners=False)
    found = countries_of(members, cast)
    fitting = found >= BOTH or (len(found) > 1 and is_between(members, cast))
    return [members] if members.sides or fitting else []


def _one_with_two(
    line: Line, match: re.Match[str], spans: Mapping[str, tuple[int, int]], parts: Mapping[str, Members], cast: Cast
) -> list[Members]:
    """One side and whom it meets, each of the others by himself."""
    one, two = parts.get("one", Members()), parts.get("two", Members())
    if countries_of(one, cast) >= BOTH and "and" not in line.kinds(*spans["one"]):
        return []  # "After his quarrel with Roe, Xie met the Indian minister": two people side by side are no pair
    if "two" in spans and (set(two.people) <= set(one.people) or is_own_side(line, spans["two"], one, two, cast)):
        # Nobody meets himself, and "the premier received him too" speaks of the guest, not of the last host.
        objects = [i for i in range(*spans["two"]) if line.is_pronoun(i) and line.is_object(i)]
        two = Members(anybody=bool(objects))
    if line.spaced and "separate" in line.classes and not countries_of(one, cast) & BOTH:
        return []  # "the commissioner held separate talks with Roe and Shen"
    if line.spaced and _is_subject(line, spans.get("two", (0, 0))):
        return []  # "said she would take his call"
    if one.people and two.people and countries_of(one, cast) == countries_of(two, cast) in ({"US"}, {"CN"}):
        return []  # two of one side
    if "capital" in spans:
        two = Members(sides=BOTH - countries_of(one, cast))
    two = replace(two, people=tuple(who for who in two.people if who not in one.people and _is_met(line, who, cast)))
    groups = apart(two, cast) if countries_of(one, cast) in ({"US"}, {"CN"}) else [two]
    hosts = [one]
    if {"one", "two"} <= spans.keys() and _one_after_the_other(line, match):
        hosts = apart(one, cast)
    several = (together(host, guest) for host in hosts for guest in groups)
    return [members for members in several if is_between(members, cast)]


def _pair_before(line: Line, span: tuple[int, int], cast: Cast) -> Members | None:
    """The one of either side whom a mere "they" means that the sentence has named ("with Shen, when they talk …")."""
    token = line.string.tokens[span[0]]
    if not line.spaced or token.kind != "both_people" or token.value:
        return None
    before = Members(line.people(0, span[0]))
    return before if len(before.people) == len(BOTH) and countries_of(before, cast) == BOTH else None


def _is_met(line: Line, who: int, cast: Cast) -> bool:
    """ "Separate meetings with Shen and India's minister": a third country's official is met on his own."""
    return not line.spaced or "separate" not in line.classes or cast.characters[who].country in (*BOTH, None)


def _is_subject(line: Line, span: tuple[int, int]) -> bool:
    """Whether a stretch speaks of nobody but by a pronoun to whom nothing is done (she, not her)."""
    people = [i for i in range(*span) if line.string.tokens[i].kind in PEOPLE_KINDS]
    return bool(people) and all(line.is_pronoun(i) and not line.is_object(i) for i in people)


def _one_after_the_other(line: Line, match: re.Match[str]) -> bool:
    """ "The premier and the foreign minister received him": each for himself."""
    if line.spaced:
        at = match.start("trigger")
        return line.kinds(at, at + 1) == ("host",) and "together" not in line.kinds(0, len(line.string.tokens))
    return "again" in line.kinds(match.end("one"), match.start("trigger"))


def _encounter(
    line: Line,
    order: int,
    at: int,
    frame: Frame,
    members: Members,
    words: MeetingWords,
    span: tuple[int, int] | None = None,
) -> Encounter:
    dates, length, told_on = line_days(line, at, words, span)
    status, closing = _status(line, at, words)
    if status == "held" and not closing and dates and dates[0].bound == "from" and not (dates[0].last or length):
        status = "begun"  # "have been talking since Tuesday"
    if status == "held" and line.written(line.string.tokens[at]).lower() in words.ongoing:
        status = "begun"  # "are talking at a hotel by the sea"
    if status == "moved":
        was_to = "was_to" in line.kinds(0, len(line.string.tokens))
        dates = moved_to(line) or (() if was_to else dates)  # elsewhere, but nobody says when
    around = line.kinds(at - 6, at + 3)
    return Encounter(
        line=line,
        order=order,
        at=at,
        frame=frame,
        members=members,
        status=status,
        closing=closing,
        mode=mode_of(line, at, status),
        dates=dates,
        length=length,
        nth_day=nth_day(line, dates),
        last_day=last_day(line),
        told_on=told_on,
        earlier="last_time" in around
        or "times" in line.kinds(at + 1, at + (10 if line.spaced else 3)),  # "have met twice"
        another="another" in line.kinds(at - 4, at + 3),
        agreed=any(
            token.kind == "will" and (token.value or line.written(token).lower() in words.agreed)
            for token in line.string.tokens[:at]
        ),
    )


def _status(line: Line, at: int, words: MeetingWords) -> tuple[str, bool]:
    """The first state that fits, and whether its end is spoken of."""
    trigger = words.alphabet.translate("{trigger}")
    marked = line.string.symbols[:at] + trigger + line.string.symbols[at + 1 :]
    if line.kinds(len(marked) - 1, len(marked)) == ("question",):
        return "none", False
    marked = words.apposition.sub("", marked)
    modalities = words.modality_sieve.fitting((*line.classes, "trigger"))
    fitting = [modality.status for modality in modalities if modality.pattern.search(marked)]
    return (fitting[0] if fitting else "held"), "ended" in fitting
