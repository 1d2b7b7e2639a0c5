"""Where a story's text begins, and the standfirst above it."""

from __future__ import annotations

import re

from monitor.parsing.lines import Line, letters
from monitor.parsing.style import Style, ends_sentence, is_heading

_STAMPS = ("date", "byline")
_DATELINE = re.compile(
    r"^(?:[A-Z][A-Z .,'’/-]{2,40}(?:\([^)]{2,30}\))?|[A-Z][\w .,'’/-]{2,40}\([^)]{2,30}\))\s*[—–-]+\s"
    r"|^[（(【]?.{2,28}?[日月社]\s?[电電讯訊]|^.{0,12}[讯訊]\s"
)
_YEAR_OR_CLOCK = re.compile(r"\b(?:19|20)\d\d\b|\d{1,2}:\d\d")
_LONG = 12
_LONGEST_STAMP = 12
_SHORTEST_STANDFIRST, _LONGEST_STANDFIRST = 5, 90
# An unmarked line in the paragraphs' own type must be this long: shorter ones are controls ("Listen, 3 minutes").
_SHORTEST_PLAIN = 8
_LONGEST_BEFORE_DATELINE = 45
# Elements that may open between a headline and its standfirst.
_NEAR = 8


def find_opening(
    lines: list[Line],
    marks: list[bool],
    plain: list[int],
    style: Style,
    top: int,
    descriptions: tuple[str, ...],
) -> tuple[list[int], str | None]:
    """(indices of the text's lines, standfirst) of the lines `plain` below the headline, which is line `top`.

    `descriptions` are what the page's data say of the story: a standfirst often, the first paragraph as often.
    """
    usual = [
        i
        for i in plain
        if lines[i].role not in (*_STAMPS, "headline", "standfirst") and _is_text(lines[i], marks[i], style)
    ]
    first = next((i for i in usual if style.fits(lines[i])), usual[0] if usual else len(lines))
    above = [i for i in plain if i < first]
    opening = _opening(lines, marks, above, first, style) | _first_heading(
        lines, marks, above, first, top, descriptions
    )
    free = [i for i in above if i not in opening and not _begins_text(lines, marks, i, top, style)]
    chosen = _named(lines, free) or _by_place(lines, marks, free, style, top, descriptions)
    if not chosen and not opening and _before_dateline(lines, plain, first):
        chosen = [first]
    start = next((i for i in above if i not in chosen and (i in opening or _is_left_over(lines[i], marks[i]))), first)
    text = [i for i in plain if i not in chosen and (i >= first or (i >= start and lines[i].role not in _STAMPS))]
    return text, " ".join(lines[i].text for i in chosen) or None


def _is_text(line: Line, mark: bool, style: Style) -> bool:
    return mark or (style.fits(line) and line.size >= _LONG and line.linked < 0.5)


def _is_left_over(line: Line, mark: bool) -> bool:
    """Whether a line above the usual paragraphs was found to be text and is no stamp."""
    told = bool(line.level) or line.size >= _SHORTEST_PLAIN or ends_sentence(line.text)
    return mark and told and line.role not in _STAMPS and not _is_stamp(line)


def _opening(lines: list[Line], marks: list[bool], above: list[int], first: int, style: Style) -> set[int]:
    """The headings and short paragraphs right above the first usual paragraph, in its box."""
    found: set[int] = set()
    if first >= len(lines):
        return found
    box = lines[first].box[0]
    for index in reversed(above):
        line = lines[index]
        if line.box[0] != box or line.role in (*_STAMPS, "standfirst", "headline"):
            break
        if not is_heading(line) and not (style.fits(line) and not _is_stamp(line) and line.linked < 0.5):
            break
        if line.strong and not line.level and line.size >= _SHORTEST_STANDFIRST:
            break  # a bold sentence above all text sums it up
        found.add(index)
    stamped = any(_is_stamp(lines[i]) or lines[i].role in _STAMPS for i in above if i not in found)
    with_headline = any(line.box[0] == box and (line.role == "headline" or line.level == 1) for line in lines[:first])
    return found if stamped or not with_headline else set()


def _first_heading(
    lines: list[Line], marks: list[bool], above: list[int], first: int, top: int, descriptions: tuple[str, ...]
) -> set[int]:
    """The heading right above the first paragraph that heads the first section, whatever box it has.

    A standfirst that is set as a heading stands above the date and the author, in their box or in the headline's.
    """
    index = first - 1
    if top < 0 or index not in above or lines[index].level < 2 or not marks[index] or not is_heading(lines[index]):
        return set()
    stamped = any(_is_stamped(line) for line in lines[top + 1 : index])
    beside = lines[index].kin == lines[top].kin or lines[index].letters in map(letters, descriptions)
    return {index} if stamped and not beside and not ends_sentence(lines[index].text) else set()


def _begins_text(lines: list[Line], marks: list[bool], index: int, top: int, style: Style) -> bool:
    """Whether a line is the story's first paragraph, though bold or called an introduction.

    It stands among the paragraphs and below the date or the author: a standfirst stands above them.
    """
    line = lines[index]
    if (
        not marks[index]
        or not (style.stands(line) or line.box[0] == style.parent)
        or line.kind != "paragraph"
        or line.slanted
    ):
        return False
    if line.strong and not ends_sentence(line.text):
        return False
    between = lines[top + 1 : index] if top >= 0 else []
    return any(_is_stamped(before) for before in between)


def _is_stamped(line: Line) -> bool:
    return line.image is None and (line.role in _STAMPS or bool(line.moment))


def _named(lines: list[Line], above: list[int]) -> list[int]:
    """The lines of the first part that the markup calls a standfirst."""
    named = [i for i in above if lines[i].role == "standfirst" and lines[i].linked < 0.5]
    return [i for i in named if lines[i].part == lines[named[0]].part]


def _by_place(
    lines: list[Line],
    marks: list[bool],
    above: list[int],
    style: Style,
    top: int,
    descriptions: tuple[str, ...],
) -> list[int]:
    """The line between headline and text that the page's data repeat, or that looks unlike the text."""
    told = [letters(text) for text in descriptions]
    for index in above:
        line = lines[index]
        if line.role in _STAMPS or _is_stamp(line) or style.resembles(line) or line.linked >= 0.5:
            continue
        if line.letters in told:
            return [index]
        set_apart = marks[index] or line.level > 0 or line.slanted or line.strong
        near = top >= 0 and abs(line.box[0] - lines[top].box[0]) <= _NEAR
        shortest = _SHORTEST_STANDFIRST if set_apart else _SHORTEST_PLAIN
        if (marks[index] or near) and shortest <= line.size <= _LONGEST_STANDFIRST:
            return [index]
    return []


def _before_dateline(lines: list[Line], plain: list[int], first: int) -> bool:
    """Whether the first paragraph is a standfirst because only the second one begins with a dateline."""
    after = next((i for i in plain if i > first), None)
    if after is None or lines[first].kind != "paragraph" or lines[first].size > _LONGEST_BEFORE_DATELINE:
        return False
    return bool(_DATELINE.match(lines[after].text)) and not _DATELINE.match(lines[first].text)


def _is_stamp(line: Line) -> bool:
    """Whether an unnamed short line is a date, a name or a label rather than words of the story."""
    if line.moment or line.size < _SHORTEST_STANDFIRST:
        return True
    told = len(_YEAR_OR_CLOCK.findall(line.text))
    return (line.size <= _LONGEST_STAMP and told > 0) or (line.size <= 2 * _LONGEST_STAMP and told > 1)
