"""A story as plain text: lines told apart by blank lines and shape alone."""

from __future__ import annotations

import re
from itertools import pairwise

from monitor.core.reading.page_words import PageWords
from monitor.parsing.lines import Line, tidy
from monitor.parsing.moments import moment
from monitor.parsing.picture import bare_credit

_TAG_REMAINS = re.compile(r"^\s*(?:<?!?--|</?\w|\S*-->)|-->\s*$|^\s*[<>{}]")
_SENTENCE_END = re.compile(r"[.,;:!?。，；：！？…]['\"”’」）)]*$")
_LONGEST_HEADING = 14
_LONGEST_STAMP = 10
_LONGEST_TITLE = 40
_SHORTEST_STANDFIRST = 5
# How many lines from the top the headline, its standfirst and the stamp may take.
_HEADER = 10
_LOOKS_LIKE_HTML = re.compile(
    r"<(?:!doctype|html|head|body|div|p|article|span|table|meta|section|h1|br|a|center|font)\b[^>]*>", re.IGNORECASE
)


def is_html(text: str) -> bool:
    """Whether `text` is marked up; a stray remnant of a tag does not make it so."""
    return len(_LOOKS_LIKE_HTML.findall(text, 0, 20_000)) >= 2 or bool(_LOOKS_LIKE_HTML.match(text.lstrip()[:200]))


def plain_lines(text: str, words: PageWords) -> tuple[list[Line], int]:
    """The lines of a plain text, and the index of its headline (-1 where it has no lines)."""
    rows = [tidy(row) for row in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    rows = ["" if _TAG_REMAINS.search(row) else row for row in rows]
    lines = _wrapped(rows) if _is_wrapped(rows) else _one_a_row(rows)
    top = _mark_header(lines, words)
    _mark_headings(lines[top + 1 :])
    return lines, top


def _one_a_row(rows: list[str]) -> list[Line]:
    """A line a row; rows without a blank one between them share a box."""
    lines, box = [], 0
    for row in rows:
        if row:
            lines.append(Line(row, box=(box, "p")))
        else:
            box += 1
    return lines


def _mark_header(lines: list[Line], words: PageWords) -> int:
    """Find the headline and give the lines around it their roles: stamp, standfirst, credit and caption."""
    head = lines[:_HEADER]
    seen = [line.letters for line in head]
    titles = [
        index
        for index, line in enumerate(head)
        if line.size <= _LONGEST_TITLE and not words.is_boilerplate(line.text) and not _is_stamp(line, words)
    ]
    twice = [index for index in titles if seen.count(seen[index]) > 1]
    top = next(iter(twice or titles), -1)
    stamps = []
    for index, line in enumerate(head[top + 1 :], start=top + 1):
        if _is_stamp(line, words):
            line.role = "date" if moment(line.text, words) else "byline"
        elif bare_credit(line.text, words):
            line.role = "credit"
            _mark_caption(lines, index)
        elif line.letters != seen[top]:
            continue
        stamps.append(index)
    if stamps:
        for line in lines[top + 1 : stamps[0]]:
            if line.size >= _SHORTEST_STANDFIRST and line.role == "":
                line.role = "standfirst"
    return top


def _mark_caption(lines: list[Line], credit: int) -> None:
    """The caption stands right below or above its credit, with no blank line between."""
    for index in (credit + 1, credit - 1):
        if 0 < index < len(lines) and lines[index].box == lines[credit].box and not lines[index].role:
            lines[index].role = "caption"
            return


def _is_stamp(line: Line, words: PageWords) -> bool:
    """Whether a line gives nothing but a date or an author."""
    if line.size > _LONGEST_STAMP:
        return False
    first, _, rest = line.text.partition(" ")
    return moment(line.text, words) is not None or (first.lower() in words.byline_labels and rest[:1].isupper())


def _is_wrapped(rows: list[str]) -> bool:
    """Whether lines were broken at a column: most long ones are about as long as the longest."""
    lengths = [len(row) for row in rows if row]
    longest = max(lengths, default=0)
    full = sum(length >= longest * 0.75 for length in lengths)
    return 40 <= longest <= 100 and full * 2 > len(lengths)


def _wrapped(rows: list[str]) -> list[Line]:
    paragraphs: list[list[str]] = [[]]
    for row in rows:
        if row:
            paragraphs[-1].append(row)
        elif paragraphs[-1]:
            paragraphs.append([])
    return [Line(" ".join(rows), box=(box, "p")) for box, rows in enumerate(paragraphs) if rows]


def _mark_headings(lines: list[Line]) -> None:
    """Mark short lines without a full stop that stand before a paragraph."""
    for line, after in pairwise(lines):
        short = line.size <= _LONGEST_HEADING and not _SENTENCE_END.search(line.text)
        if short and after.size > line.size and line.text[:1] not in "“\"'‘「『-•*·(（":
            line.strong = True
