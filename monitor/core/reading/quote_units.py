"""A passage cut into units: a sentence with the quotations that stand in or beside it.

    “A,” she said. “B.” The hall was full.  →  [“A,” she said.] [“B.”] [The hall was full.]

A quotation's last mark ends the unit unless its attribution follows ("“Why?” she asked.").
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from monitor.core.reading.document import Passage
from monitor.core.reading.marks import Stretch
from monitor.core.reading.quote_words import OUTLET, QUOTED, QuoteWords

_ENDED = re.compile(r"[.!?…。！？][\"'”’」』)）]*\s*$")
_FULL_STOP = re.compile(r"[.。…][\"'”’」』)）]*\s*$")
_NEXT_END = re.compile(r"[.!?。！？:：" + QUOTED + "]")


@dataclass(frozen=True, slots=True)
class Painted:
    """A passage with its quotations and outlets painted over; offsets are the passage's."""

    passage: Passage
    text: str
    """Folded; every character of a quotation is `QUOTED`, of an outlet's name `OUTLET`."""
    stretches: tuple[Stretch, ...]
    outlets: tuple[tuple[int, int, str], ...]
    """Start, end and usual name of every outlet outside quotations."""

    def outlets_in(self, start: int, end: int) -> tuple[tuple[int, int, str], ...]:
        """The outlets that begin in a stretch."""
        low = bisect_left(self.outlets, (start,))
        return self.outlets[low : bisect_left(self.outlets, (end,), low)]


@dataclass(frozen=True, slots=True)
class Unit:
    """Start and end in the passage, and the quotations inside."""

    start: int
    end: int
    stretches: tuple[Stretch, ...]


def paint(passage: Passage, stretches: Sequence[Stretch], outlets: Sequence[tuple[int, int, str]]) -> Painted:
    """Paint over the quotations of a passage, and the outlets outside them."""
    free = _outside(outlets, stretches)
    covers = [(stretch.outer_start, stretch.outer_end, QUOTED) for stretch in stretches]
    covers += [(start, end, OUTLET) for start, end, _ in free]
    pieces: list[str] = []
    at = 0
    for start, end, colour in sorted(covers):
        pieces += (passage.folded[at:start], colour * (end - start))
        at = end
    return Painted(passage, "".join(pieces) + passage.folded[at:], tuple(stretches), free)


def _outside(outlets: Sequence[tuple[int, int, str]], stretches: Sequence[Stretch]) -> tuple[tuple[int, int, str], ...]:
    """The outlets that no quotation touches, without overlaps."""
    ends = [stretch.outer_end for stretch in stretches]
    free: list[tuple[int, int, str]] = []
    for start, end, name in outlets:
        nearest = bisect_right(ends, start)
        quoted = nearest < len(ends) and stretches[nearest].outer_start < end
        if not quoted and (not free or free[-1][1] <= start):
            free.append((start, end, name))
    return tuple(free)


def units(painted: Painted, words: QuoteWords) -> tuple[Unit, ...]:
    """The units of a passage, in order; together they cover it."""
    size = len(painted.text)
    ends = [sentence.end for sentence in painted.passage.sentences if sentence.end < size]
    edges = [0]
    at = 0
    for stretch in painted.stretches:
        after = _skip_space(painted.text, stretch.outer_end)
        inside = bisect_right(ends, stretch.outer_start, at)
        edges += ends[at:inside]
        at = bisect_right(ends, after, inside)
        if after < size and _ends_unit(painted, stretch, after, words):
            edges.append(after)
    edges += [*ends[at:], size]
    starts = [stretch.outer_start for stretch in painted.stretches]
    found = []
    for start, end in pairwise(edges):
        if start < end:
            found.append(Unit(start, end, painted.stretches[bisect_left(starts, start) : bisect_left(starts, end)]))
    return tuple(found)


def _skip_space(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    return at


def _ends_unit(painted: Painted, stretch: Stretch, after: int, words: QuoteWords) -> bool:
    """Whether the sentence ends with the quotation, although more text follows at `after`."""
    text = painted.text
    inner = painted.passage.text[stretch.start : stretch.end]
    if not _ENDED.search(inner) or text[after].islower() or text[after] in ",，;；、)）—–-":
        return False
    if text[after] == QUOTED or (words.beside and _FULL_STOP.search(inner)):
        return True
    if not words.beside and _introduced(text, stretch):
        return True
    alone = not any(cue.kind == "finite" for cue in words.table.find(text[: stretch.outer_start]).cues)
    return not _attribution_follows(text, after, words, alone=alone and not words.beside)


def _introduced(text: str, stretch: Stretch) -> bool:
    """Whether a colon or comma leads into the quotation."""
    return text[max(0, stretch.outer_start - 3) : stretch.outer_start].rstrip()[-1:] in (":", "：")


def _attribution_follows(text: str, after: int, words: QuoteWords, *, alone: bool) -> bool:
    """Whether the clause at `after` says who spoke; `alone`: nobody in the passage has spoken before.

    "“……。”罗伊说，雪太少": then these are her words, too.
    """
    end = _NEXT_END.search(text, after)
    clause = text[after : end.start() if end else len(text)]
    if (end and end[0] in ":：") or len(clause) > 200:
        return False
    cues = [cue for cue in words.table.find(clause).cues if cue.kind in ("finite", "relaying", "before_mark")]
    rest = clause[cues[0].end :].strip() if cues else ""
    return (
        bool(cues)
        and cues[0].start < 60
        and not rest.startswith("that ")
        and (alone or rest == "，" or not rest.startswith("，"))
    )
