"""Which outlet a story credits with somebody's words ("told CNN", 接受路透社采访时)."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.core.reading.document import Passage
from monitor.core.reading.outlets import key
from monitor.core.reading.quote_units import Painted
from monitor.core.reading.quote_words import QuoteWords


@dataclass(frozen=True, slots=True)
class Credit:
    """One place that names the ears or the messenger of somebody's words."""

    start: int
    end: int
    outlet: str | None
    """None for the story's own outlet, and for an audience that is no outlet (a news conference)."""


def named_outlets(passage: Passage, words: QuoteWords) -> list[tuple[int, int, str]]:
    """The outlets that a passage names: the listed ones, and names with the shape of an outlet's."""
    found = list(dict.fromkeys((hit.start, hit.end, hit.key) for hit in passage.hits if hit.kind == "outlet"))
    for shape in words.shapes:
        for match in shape.finditer(passage.folded):
            start, end = match.span()
            if not any(start < stop and at < end for at, stop, _ in found):
                found.append((start, end, passage.text[start:end].strip("《》")))
    return sorted(found)


def credits_in(painted: Painted, start: int, end: int, own: str | None, words: QuoteWords) -> list[Credit]:
    """The credits between two offsets of a passage, in order."""
    found: list[Credit] = []
    mine = key(own) if own else ""
    for match in words.credits.finditer(painted.text, start, end):
        for at, stop, name in painted.outlets:
            if match.start() <= at and stop <= match.end():
                outlet = None if key(name) == mine or words.own.search(name) else name
                found.append(Credit(match.start(), match.end(), outlet))
    if not found:
        found = [Credit(*match.span(), None) for match in words.audiences.finditer(painted.text, start, end)]
    return found
