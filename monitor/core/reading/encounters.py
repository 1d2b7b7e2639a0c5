"""Who meets whom, sentence by sentence: frames matched over a line, with how far it has come, when and where.

    line → frame (meetings.toml) → members → modality → days → Encounter

One story tells of one meeting in many sentences; meetings.py brings its encounters together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from monitor.core.reading.dates import DateMention
from monitor.core.reading.meeting_words import Frame, MeetingWords
from monitor.core.reading.people import Cast, Character
from monitor.core.reading.scene import Line
from monitor.core.records import Mode

_REACH = 14
"""Symbols on either side of the trigger that may say when or how."""


@dataclass(frozen=True, slots=True)
class Encounter:
    """One sentence's word of one meeting."""

    line: Line
    order: int
    """Position of the line in the story."""
    at: int
    """Symbol of the trigger."""
    frame: str
    members: tuple[int, ...]
    """Characters, in the order of the sentence; empty where it names countries only or nobody."""
    sides: frozenset[str]
    """The sides that the sentence gives without a name: `US`, `CN`."""
    status: str
    """As the modality has it; `held` where none fits."""
    mode: Mode | None
    dates: tuple[DateMention, ...]
    """Days that may be the meeting's, nearest to the trigger first."""
    length: int | None
    """Days, where the sentence gives it."""
    earlier: bool
    """The sentence looks back to another occasion (last met, previously)."""


def find_encounters(lines: Sequence[Line], cast: Cast, words: MeetingWords) -> tuple[Encounter, ...]:
    """Every encounter that the lines tell of, those that never were (status `none`) included."""
    return tuple(encounter for order, line in enumerate(lines) for encounter in _in_line(line, order, cast, words))


def _in_line(line: Line, order: int, cast: Cast, words: MeetingWords) -> Iterator[Encounter]:
    if not any(token.kind in words.triggers for token in line.string.tokens):
        return
    found: dict[int, tuple[Frame, re.Match[str], list[tuple[int, ...]]]] = {}
    for frame in words.frames:
        for match in frame.pattern.finditer(line.string.symbols):
            at = match.start("trigger") if match.groupdict().get("trigger") else match.start("noun")
            if at in found:
                continue
            groups: list[tuple[int, ...]] = [()] if frame.sides else _members(line, match, cast)
            if groups:
                found[at] = (frame, match, groups)
    for at, (frame, _, groups) in sorted(found.items()):
        for members in groups:
            yield _encounter(line, order, at, frame, members, words)


def _members(line: Line, match: re.Match[str], cast: Cast) -> list[tuple[int, ...]]:
    """The characters of each meeting that the match tells of; those of one side only where nobody else is named."""
    parts = {name: line.people(*match.span(name)) for name, text in match.groupdict().items() if text}
    one, two = parts.get("one", ()), parts.get("two", ())
    if "all" in parts:
        return [parts["all"]] if len(_countries(parts["all"], cast)) > 1 else []
    if not two or not one:
        alone = one or two
        return [alone] if alone and _countries(alone, cast) <= {"US", "CN"} else []
    guests = _apart(two, cast) if _countries(one, cast) == {"US"} or _countries(one, cast) == {"CN"} else [two]
    return [
        tuple(dict.fromkeys((*one, *guest))) for guest in guests if {"US", "CN"} <= _countries((*one, *guest), cast)
    ]


def _apart(people: tuple[int, ...], cast: Cast) -> list[tuple[int, ...]]:
    """People met one after the other: each principal with those behind who are none."""
    groups: list[list[int]] = []
    for who in people:
        character = cast.characters[who]
        principal = (character.envoy or character.official or character.leader) and not _is_deputy(character)
        if groups and not principal:
            groups[-1].append(who)
        else:
            groups.append([who])
    return [tuple(group) for group in groups]


def _is_deputy(character: Character) -> bool:
    return bool(character.role and re.search(r"\bdeputy\b|副", character.role, re.IGNORECASE))


def _countries(people: Sequence[int], cast: Cast) -> set[str]:
    return {cast.characters[who].country or "" for who in people}


def _encounter(
    line: Line, order: int, at: int, frame: Frame, members: tuple[int, ...], words: MeetingWords
) -> Encounter:
    status = _status(line, at, words)
    dates, length = _days(line, at, words)
    kinds = [token.kind for token in line.string.tokens]
    return Encounter(
        line=line,
        order=order,
        at=at,
        frame=frame.name,
        members=members,
        sides=frozenset({"US", "CN"} if frame.sides else ()),
        status=status,
        mode=_mode(kinds, at),
        dates=dates,
        length=length,
        earlier="last_time" in kinds[max(0, at - 6) : at + 2],
    )


def _status(line: Line, at: int, words: MeetingWords) -> str:
    trigger = words.alphabet.translate("{trigger}")
    marked = line.string.symbols[:at] + trigger + line.string.symbols[at + 1 :]
    for modality in words.modalities:
        if modality.pattern.search(marked):
            return modality.status
    return "held"


def _mode(kinds: Sequence[str], at: int) -> Mode | None:
    near = kinds[max(0, at - _REACH) : at + _REACH]
    if kinds[at] == "video" or "video_means" in near:
        return "video"
    if kinds[at] == "call" or "phone_means" in near:
        return "call"
    return None


def _days(line: Line, at: int, words: MeetingWords) -> tuple[tuple[DateMention, ...], int | None]:
    """The days of the sentence that may be the meeting's, nearest first, and the length that it gives."""
    symbols = line.string.symbols
    others = {match.start("date") for pattern in words.other_dates for match in pattern.finditer(symbols)}
    near: list[tuple[int, int, DateMention]] = []
    length = None
    for index, token in enumerate(line.string.tokens):
        if token.kind == "length" and abs(index - at) <= 5:
            length = line.dates[token.value].days
        elif token.kind == "date" and index not in others:
            between = line.string.tokens[min(index, at) + 1 : max(index, at)]
            hurdles = sum(t.kind in ("stop", "meet", "host", "say", "talk", "call", "video") for t in between)
            near.append((hurdles * 10 + abs(index - at), index, line.dates[token.value]))
    return tuple(mention for _, _, mention in sorted(near, key=lambda item: item[:2])), length
