"""Which of a page's lines are its story's.

trafilatura finds the text. Its result is laid over the page's own lines, which know what trafilatura
does not tell (levels, captions, quotations) and keep what it drops from the middle of a story (short
headings, lists); what both the markup and config/pages.toml call boilerplate goes.
"""

from __future__ import annotations

import logging
from collections import Counter
from typing import Any

from lxml import html
from trafilatura import bare_extraction
from trafilatura.settings import Document

from monitor.parsing.lines import Line, letters

# Shorter lines are only trafilatura's where it has the same line: their letters may stand inside a word.
_LONG = 25
_WINDOW = 4000
_LINK_LIST, _MIXED = 0.6, 0.5
_PROSE = 12
_SHORTEST = 5
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # its complaints say less than our errors


def extracted(tree: html.HtmlElement) -> list[str]:
    """The pieces of text that trafilatura takes for the story, in order; none where it finds or bears nothing."""
    try:
        document = bare_extraction(tree, fast=True, include_comments=False)
    except Exception:  # a library's defect on a hostile page must not be ours
        return []
    if not isinstance(document, Document) or document.body is None:
        return []
    return [text for block in document.body for text in _pieces(block)]


def _pieces(block: Any) -> list[str]:
    """The text of a block: by row for a table, by item for a list, else as one."""
    parts = block.findall(".//row") or block.findall("item")
    return ["".join(part.itertext()) for part in parts or [block]]


def mark(lines: list[Line], blocks: list[str]) -> list[bool]:
    """For each of `lines`, whether trafilatura's `blocks` hold it; linear in both lengths."""
    spelled = [letters(block) for block in blocks]
    whole = set(spelled)
    text = "".join(spelled)
    position = 0
    marks = []
    for line in lines:
        found = False
        if line.image is None and line.letters:
            if len(line.letters) < _LONG:
                found = line.letters in whole
            here = -1
            if len(line.letters) >= _LONG or found:
                here = text.find(line.letters, position, position + len(line.letters) + _WINDOW)
            if here >= 0:
                found, position = True, here + len(line.letters)
            elif not found and len(line.letters) >= _LONG:
                found = line.letters in whole or _ends_within(line.letters, text, position)
        marks.append(found)
    return marks


def rescue(lines: list[Line], marks: list[bool]) -> list[bool]:
    """`marks`, or where they miss most of the prose (text set with `<br>` in nested tables): the fullest box."""
    boxes: Counter[tuple[int, str]] = Counter()
    for line in lines:
        if line.image is None and not line.noise and line.linked < _LINK_LIST and line.size >= _PROSE:
            boxes[line.box] += len(line.letters)
    if not boxes:
        return marks if any(marks) else [line.image is None and not line.noise and _is_text(line) for line in lines]
    (fullest, held), marked = (
        boxes.most_common(1)[0],
        sum(len(line.letters) for line, found in zip(lines, marks, strict=True) if found and line.size >= _PROSE),
    )
    if held <= 2 * marked:
        return marks
    return [
        found or (line.box == fullest and line.linked < _LINK_LIST) for line, found in zip(lines, marks, strict=True)
    ]


def with_kindred(lines: list[Line], marks: list[bool], top: int) -> list[bool]:
    """`marks` and the lines in boxes of the same class as the story's: the later entries of a live page, columns.

    Another heading of the first level below line `top`, the headline, begins another story.
    """
    held: Counter[tuple[str, str]] = Counter()
    for line, found in zip(lines, marks, strict=True):
        if found and line.size >= _PROSE and " " in line.kin.strip():
            held[line.kin, line.box[1]] += len(line.letters)
    marks = _with_alike(lines, marks, top)
    if not held:
        return marks
    kin = held.most_common(1)[0][0]
    end = next((i for i, line in enumerate(lines) if i > top and line.level == 1), len(lines))
    boxes = {line.box[0] for line in lines[top + 1 : end] if (line.kin, line.box[1]) == kin}
    return [
        found or (top < i < end and line.box[0] in boxes and line.linked < _MIXED and line.image is None)
        for i, (line, found) in enumerate(zip(lines, marks, strict=True))
    ]


def _with_alike(lines: list[Line], marks: list[bool], top: int) -> list[bool]:
    """`marks` and the prose below the headline that bears the class of most paragraphs found, in boxes like theirs.

    With it the headings right above text, in boxes of their own: those of a live page's entries.
    """
    looks: Counter[str] = Counter()
    for line, found in zip(lines, marks, strict=True):
        if found and line.size >= _PROSE and " " in line.box[1].strip():
            looks[line.box[1]] += len(line.letters)
    if not looks:
        return marks
    look = looks.most_common(1)[0][0]
    marked = [i for i, found in enumerate(marks) if found and lines[i].box[1] == look]
    kin = {lines[i].kin for i in marked}
    alike = [
        found or (top < i and _is_prose(line) and line.box[1] == look and (line.kin in kin or i < marked[0]))
        for i, (line, found) in enumerate(zip(lines, marks, strict=True))
    ]
    return [found or _heads_text(lines, alike, i, marked[0]) for i, found in enumerate(alike)]


def _is_prose(line: Line) -> bool:
    return line.image is None and line.size >= _PROSE and line.linked < _MIXED and not line.noise


def _heads_text(lines: list[Line], marks: list[bool], index: int, first: int) -> bool:
    """Whether a heading among the text stands right above some of it, but for a date or a name."""
    line = lines[index]
    if line.level < 2 or index < first or line.noise or line.linked >= _MIXED:
        return False
    below = next((i for i in range(index + 1, len(lines)) if lines[i].role not in ("date", "byline")), None)
    return below is not None and marks[below] and lines[below].size >= _PROSE


def _is_text(line: Line) -> bool:
    return line.size >= _SHORTEST and line.linked < _LINK_LIST


def _ends_within(spelled: str, text: str, position: int) -> bool:
    """Whether both ends of a line are in `text`: trafilatura may drop something from its middle."""
    end = position + len(spelled) + _WINDOW
    return text.find(spelled[:_LONG], position, end) >= 0 and text.find(spelled[-_LONG:], position, end) >= 0
