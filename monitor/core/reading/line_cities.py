"""The cities of one sentence, and which of them are places of what it tells."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile

from monitor.core.reading.frames import OTHER, Token
from monitor.core.reading.line_days import is_moved_to
from monitor.core.reading.scene import Line

_CITIES = frozenset({"city", "us_capital", "cn_capital"})
INTO = frozenset({"at", "to", "for", "travel", "arrive", "place_is"})
"""Classes before a city that make it the place of what is told."""
_DOINGS = frozenset({"with", "hold", "meet", "host", "talk", "begin", "end", "chair"})
"""Classes behind a city that make it so in Chinese, which may leave the preposition out."""
_STILL_THERE = frozenset({"for", "venue", "venue_noun"})
"""Classes behind a word of leaving of which one makes the city a place: "left for Oslo", "left a villa in Oslo"."""
_REACH = 6
_MEETINGS = frozenset({"meet", "confer", "host", "call", "video"})


def city_near(line: Line, at: int, *, another: bool = False) -> tuple[int, str] | None:
    """How far the city is of a sentence that is nearest to the trigger and no part of a name or a journey onward."""
    found = [
        (abs(index - at), line.hits[token.value].key)
        for index, token in cities_told(line, at)
        if not (another and line.spaced and index < at)  # "end talks in Oslo and agree to meet again"
        and not ("comma" in (between := line.between(index, at)) and _MEETINGS & set(between))
        and (line.spaced or index > at or "say" not in between or _MEETINGS & set(between))
    ]
    moves = [index for index, token in enumerate(line.string.tokens) if token.kind == "move"]
    if moves:  # the new place, not the one that it was planned for
        told = ((index, line.hits[token.value].key) for index, token in cities_told(line, at))
        moved = list(told if line.spaced else bare_cities(line))
        behind = [(index, key) for index, key in moved if index > moves[-1] or is_moved_to(line, index)]
        if behind or not line.spaced:
            found = behind or found
        elif "was_to" in line.classes:  # "had been planned for Oslo but were moved"
            found = []
        else:  # "planned for Oslo, they will be held in Lima instead"
            found = [(-index, key) for index, key in moved]
    if not found and not line.spaced:
        found = [(at - index, key) for index, key in bare_cities(line) if 0 < at - index <= _REACH]
    return min(found) if found else None


def bare_cities(line: Line) -> Iterator[tuple[int, str]]:
    """Cities that Chinese headlines put before the verb without more (成都首次见面)."""
    for index, token in enumerate(line.string.tokens):
        if token.kind in _CITIES and "other_event" not in line.kinds(index + 1, index + 2):
            yield index, line.hits[token.value].key


def cities_told(line: Line, at: int | None = None, *, conferences: bool = False) -> Iterator[tuple[int, Token]]:
    """The cities of a sentence that are places of what it tells; those of a conference only where wanted."""
    tokens = line.string.tokens
    for index, token in enumerate(tokens):
        if token.kind not in _CITIES:
            continue
        before = [t.kind for t in tokens[max(0, index - _REACH) : index]]
        if line.spaced and before[-1:] == ["from"] and line.kinds(index + 1, index + 3) == ("comma", "where"):
            yield index, token  # "Good morning from Oslo, where …"
            continue
        if at is None and line.spaced and _opens_item(line, index, token):
            yield index, token
            continue
        if (
            (line.spaced and before[-2:] == ["say", "at"])  # "anything said in Oslo"
            or ("leave" in before and not (line.spaced and _STILL_THERE & set(before[before.index("leave") :])))
            or (line.spaced and "subordinate" in before)
            or (at is None and line.spaced and "was_to" in before)  # "was to have flown on to Lima"
            or ("other_event" in before[-2:] and not conferences)
        ):
            continue
        after = tokens[index + 1].kind if index + 1 < len(tokens) else ""
        # "The minister in Beijing" sits there; "met her counterpart in Beijing on Tuesday" says where they met.
        of_office = before[-2:-1] in (["counterpart"], ["title"]) and after not in ("date", "length")
        apart = at is None or (at > index and "comma" in line.between(index, at))
        relative = line.spaced and _is_relative(before) and apart
        # "Awkward for Washington": a capital that stands for its government.
        stands_for = (
            token.kind != "city" and before[-1:] == ["for"] and not {"travel", "leave", "will"} & set(before[-4:-1])
        )
        if relative or of_office or (line.spaced and (stands_for or before[-1:] == ["from"])):
            continue
        # "Envoys end Oslo talks": in the headline that tells of these talks.
        bare = at is not None and after == "talk" and before[-1:] not in (["the"], ["on"], ["our"])
        titled = bare and line.passage.kind in ("headline", "standfirst")
        chosen = before[-1:] in (["agree"], ["choose"])
        hosts = token.kind == "city" and (after in ("to", "will") or titled or chosen)
        within = after == "poss" and token.kind == "city" and before[-1:] == ["at"]  # "in Zurich's old town"
        if line.spaced and before[-2:] == ["venue_noun", "of"]:  # "the University of Washington"
            continue
        if (after != "poss" or within) and (
            INTO & set(before)
            or (line.spaced and before[-1:] == ["of"])
            or (not line.spaced and (after in _DOINGS or _holds_preposition(line, token)))
            or hosts
        ):
            yield index, token


def _opens_item(line: Line, index: int, token: Token) -> bool:
    """Whether a city stands before a dash at the head of a list's item ("OTTAWA — The deputies meet …")."""
    tokens = line.string.tokens
    if index == len(tokens) - 1 and line.passage.text.lstrip().startswith(("-", "•", "*")):
        return line.kinds(index - 1, index) == ("comma",)  # "- Friday: climate talks between …, Oslo"
    is_first = not line.passage.text[: token.start].strip(" •·*-")
    return is_first and line.passage.text[token.end :].lstrip().startswith(("—", "–", "- "))


def _holds_preposition(line: Line, token: Token) -> bool:
    """A city's short name, which is never without ("进京")."""
    return any(word.kind == "at" for word in line.words.words.find(line.passage.folded[token.start : token.end]))


def _is_relative(before: list[str]) -> bool:
    """Whether the city belongs to a clause on somebody ("who heads the office in Beijing"), not on the talks."""
    if "rel" not in before:
        return False
    clause = set(before[before.index("rel") :])
    return not ({"begin", "end"} & clause or {"hold", "talk"} <= clause)


def unlisted_city(line: Line, at: int) -> str | None:
    """A place on no list: capitalised words behind a preposition ("talks in Skagen"), nearest to the trigger."""
    tokens = line.string.tokens
    found = []
    for index, token in enumerate(tokens[:-1]):
        behind = takewhile(lambda t: t.kind == OTHER and line.written(t)[0].isupper(), tokens[index + 1 :])
        if token.kind == "at" and token.value and (name := list(behind)):
            found.append((abs(index - at), line.passage.text[name[0].start : name[-1].end]))
    return min(found)[1] if found else None
