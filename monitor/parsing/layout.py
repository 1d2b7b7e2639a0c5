"""Where the parts of a story stand on its page: headline, standfirst, stamp, picture, text."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from monitor.core.reading.page_words import PageWords
from monitor.core.records import Block
from monitor.parsing.captions import find_captions, lead_picture
from monitor.parsing.lines import Line, letters, size
from monitor.parsing.opening import find_opening
from monitor.parsing.stamp import is_byline, is_date
from monitor.parsing.style import Style, is_heading, style_of

# Boxes called noise that hold more than this share of the story are no noise.
_MOSTLY = 0.35
# A line of this many words is prose, not a label.
_PROSE = 12
# A line of which this share is links is a list of links.
_LINKS = 0.8
_SHORTEST_LINKS = 4
# Lines above the headline, and below the text's first and around its last one, that may give date and author.
_ABOVE, _BELOW, _AROUND_END = 8, 2, 3
_ROLES_OUTSIDE = ("caption", "credit", "byline", "date")
_LONGEST_OUTSIDE = 30
_LONGEST_INTRODUCTION = 40
_SHORTEST_REPEAT = 20
_MOST, _LARGEST_INSET = 0.6, 80
# The rule that agencies draw under a story, before a note on it.
_CLOSING_RULE = re.compile(r"_{3,}")
_LONGEST_NOTE = 60
# An e-mail address, a gallery's counter.
_NO_WORDS = re.compile(r"\S+@\S+\.\w+|\d+\s?(?:of|/)\s?\d+")
_QUOTING = ("“", '"', "‘", "「")


@dataclass(frozen=True, slots=True)
class Layout:
    """The parts of a page."""

    standfirst: str | None
    stamp: tuple[Line, ...]
    """Short lines around the headline: dates, names, the outlet."""
    picture: str | None
    """The lead picture's address."""
    caption: str | None
    credit: str | None
    blocks: tuple[Block, ...]


def lay_out(
    lines: list[Line],
    marks: list[bool],
    headline: tuple[str, int],
    descriptions: tuple[str, ...],
    words: PageWords,
) -> Layout:
    """Tell the parts of a page apart.

    `marks` says of each line whether it was found to be text of the story; `headline` is its text and
    the index of the line that shows it (-1: none).
    """
    title, top = headline
    marks = _without_noise(lines, marks)
    if top >= 0 and _spelled(lines[:top], marks) > _spelled(lines[top:], marks[top:]):
        top = -1  # the heading stands below the story
    style = style_of(line for line, mark in zip(lines[top + 1 :], marks[top + 1 :], strict=True) if mark)
    captions = find_captions(lines, style, words)
    told = letters(title)
    insets = _insets(lines, marks, style)
    labelled = _labelled_lists(lines, words)
    plain = [
        index
        for index, line in enumerate(lines)
        if index > top
        and index not in captions
        and index not in insets
        and index not in labelled
        and line.image is None
        and not _is_aside(line, told, style, words)
    ]
    text, standfirst = find_opening(lines, marks, plain, style, top, descriptions)
    text = _without_closing_note(lines, text)
    standfirst = _without_label(standfirst, words)
    picture, caption, credit = lead_picture(lines, captions, top, text, words)
    blocks = _blocks(_without_repeats([(lines[index], marks[index]) for index in text], style), style, words)
    return Layout(standfirst, _stamp(lines, captions, top, text), picture, caption, credit, blocks)


def _stamp(lines: list[Line], captions: set[int], top: int, text: list[int]) -> tuple[Line, ...]:
    """The lines around the headline, then those around the text's end."""
    start, end = (text[0], text[-1]) if text else (len(lines), len(lines))
    near = range(max(0, top - _ABOVE), min(len(lines), start + _BELOW))
    far = range(max(start + _BELOW, end - _AROUND_END + 1), min(len(lines), end + _AROUND_END + 1))
    return tuple(lines[i] for i in (*near, *far) if i not in captions and lines[i].image is None)


def _without_label(standfirst: str | None, words: PageWords) -> str | None:
    """A standfirst without the "Summary:" in front of it."""
    for label in words.standfirst_labels:
        if standfirst and standfirst.lower().startswith(label) and standfirst[len(label) :][:1] in tuple(":：|｜】 "):
            return standfirst[len(label) :].lstrip(":：|｜】 ") or None
    return standfirst


def _spelled(lines: list[Line], marks: list[bool]) -> int:
    """How many letters the marked lines hold."""
    return sum(len(line.letters) for line, mark in zip(lines, marks, strict=False) if mark)


def _without_noise(lines: list[Line], marks: list[bool]) -> list[bool]:
    """`marks` without the boxes that the markup calls noise, unless that would be much of the story."""
    quiet = [mark and not line.noise for line, mark in zip(lines, marks, strict=True)]
    if _spelled(lines, quiet) < _spelled(lines, marks) * (1 - _MOSTLY):
        for line in lines:
            line.noise = False
        return marks
    return quiet


def _insets(lines: list[Line], marks: list[bool], style: Style) -> set[int]:
    """The lines of boxes with a heading of their own that stand among a story's paragraphs and link elsewhere.

    Only where most of the story stands in one box: else a section may have a box of its own.
    """
    home = [i for i, line in enumerate(lines) if marks[i] and line.kind == "paragraph" and _at_home(line, style)]
    held = _spelled([lines[i] for i in home], [True] * len(home))
    if not home or held < _spelled(lines, marks) * _MOST:
        return set()
    found: set[int] = set()
    for start, end in pairwise(home):
        inside = [i for i in range(start + 1, end) if lines[i].image is None and lines[i].box[0] != style.parent]
        if (
            inside
            and lines[inside[0]].level
            and any(lines[i].linked and lines[i].box[0] == lines[inside[0]].box[0] for i in inside[1:])
            and sum(lines[i].size for i in inside) <= _LARGEST_INSET
        ):
            own = [i for i in inside if lines[i].box[0] == lines[inside[0]].box[0]]
            found.update(i for i in inside if i <= own[-1])
    return found


def _labelled_lists(lines: list[Line], words: PageWords) -> set[int]:
    """The items of lists whose first item is a page's label: "Filed under:", "China", "Climate"."""
    found: set[int] = set()
    label = (-1, "")
    for index, line in enumerate(lines):
        if line.kind != "list_item":
            continue
        if line.box != label and words.is_boilerplate(line.text) and line.text.endswith((":", "：")):
            label = line.box
        if line.box == label:
            found.add(index)
    return found


def _without_closing_note(lines: list[Line], text: list[int]) -> list[int]:
    """`text` up to the rule under a story, where little stands below it."""
    rule = next((i for i in range(text[-1] if text else -1, -1, -1) if _CLOSING_RULE.fullmatch(lines[i].text)), None)
    if rule is None or sum(lines[i].size for i in text if i > rule) > _LONGEST_NOTE:
        return text
    return [i for i in text if i < rule] or text


def _at_home(line: Line, style: Style) -> bool:
    return style.parent is not None and style.stands(line)


def _is_aside(line: Line, told: str, style: Style, words: PageWords) -> bool:
    """Whether a line below the headline is not of the story: noise, a label, a date, the headline again."""
    if line.noise or not line.letters or line.letters == told or _NO_WORDS.fullmatch(line.text):
        return True
    if words.is_boilerplate(line.text) and not words.ends_story(line.text):
        return True
    if words.is_offer(line.text):
        return True
    if (not style.stands(line) or line.linked > _LINKS) and words.is_promotion(line.text):
        return True
    return not line.level and (is_date(line, words) or is_byline(line, words))


def _without_repeats(text: list[tuple[Line, bool]], style: Style) -> list[tuple[Line, bool]]:
    """`text` without its pull quotes: lines unlike its paragraphs that repeat words of one of them."""
    spelled = " ".join(line.letters for line, _ in text if style.stands(line))
    return [
        (line, mark)
        for line, mark in text
        if style.stands(line) or line.level or len(line.letters) < _SHORTEST_REPEAT or line.letters not in spelled
    ]


def _blocks(text: list[tuple[Line, bool]], style: Style, words: PageWords) -> tuple[Block, ...]:
    """The text's lines as blocks."""
    kept: list[Block] = []
    over = inside = False
    last = max((i for i, (line, mark) in enumerate(text) if mark and not line.slanted), default=len(text))
    for number, (line, mark) in enumerate(text):
        prose = mark and style.fits(line) and line.size >= _PROSE
        at_home = style.parent == line.box[0]
        if words.ends_story(line.text) and not prose:
            over, inside = True, not at_home and style.parent is not None
        elif over and style.parent is not None and ((inside and at_home) or (prose and line.linked < 0.5)):
            over = False  # the box stood within the story
        if number > last and _is_afterword(line):
            continue
        if over or not _belongs(line, mark, style):
            if line.linked > 0.5 and kept and kept[-1].kind == "heading":
                kept.pop()  # it headed a list of links
            continue
        block = _block(line)
        if kept and _introduces(kept[-1], block, words):
            block = replace(block, kind="quotation")
        kept.append(block)
    while kept and kept[-1].kind == "heading":
        kept.pop()
    return tuple(kept)


def _is_afterword(line: Line) -> bool:
    """Whether a line in italics, after the last that is not, is a note on the story: corrections, contributors."""
    return line.slanted and line.kind == "paragraph" and not line.text.startswith(_QUOTING)


def _block(line: Line) -> Block:
    if is_heading(line):
        return Block("heading", line.text)
    return Block("paragraph" if line.kind == "heading" else line.kind, line.text)


def _belongs(line: Line, mark: bool, style: Style) -> bool:
    """Whether a line below the text's beginning is of the text."""
    if line.role in _ROLES_OUTSIDE and line.size <= _LONGEST_OUTSIDE:
        return False
    if line.kind == "paragraph" and line.linked > _LINKS and line.size >= _SHORTEST_LINKS:
        return False
    if line.linked > 0.5 and line.kind != "list_item" and not style.stands(line) and line.box[0] != style.parent:
        return False
    if mark:
        return True
    if line.linked > 0.5:
        return False
    return style.stands(line) or (is_heading(line) and style.parent in (None, line.box[0]))


def _introduces(before: Block, block: Block, words: PageWords) -> bool:
    """Whether `before` ends as "She added:" does and `block` is what she added, without marks of its own."""
    if block.kind != "paragraph" or before.kind == "heading" or before.text[-1:] not in (":", "："):
        return False
    lead = before.text.rstrip(":： ").lower()
    return (
        lead.endswith(words.introductions)
        and block.text[0] not in "“\"'‘「『《"
        and size(before.text) <= _LONGEST_INTRODUCTION
    )
