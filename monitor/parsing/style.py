"""How a story's paragraphs look on its page: what tells them from what stands around them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from monitor.parsing.lines import Line

_SENTENCE_END = re.compile(r"[.,;:!。，；：！…]['\"”’」）)]*$")
_LONGEST_HEADING = 20


@dataclass(frozen=True, slots=True)
class Style:
    """The box and the look that most of a story's text has."""

    parent: int | None
    """The element around its paragraphs; None where each has a box of its own."""
    look: str

    def stands(self, line: Line) -> bool:
        """Whether a line stands where the story's paragraphs do, in a box like theirs."""
        return line.box[1] == self.look and self.parent in (None, line.box[0])

    def fits(self, line: Line) -> bool:
        """Whether a line stands and is set as the story's paragraphs are."""
        return self.stands(line) and not line.slanted and not line.strong

    def resembles(self, line: Line) -> bool:
        """Whether a line stands among the story's paragraphs, or is called as they are, and is set in their type."""
        if line.level or line.slanted or line.strong:
            return False
        name = self.look.partition(" ")[2].strip()
        return line.box[0] == self.parent or (bool(name) and line.box[1].partition(" ")[2].strip() == name)


def style_of(text: Iterable[Line]) -> Style:
    """The style of the lines that were found to be text."""
    looks: Counter[str] = Counter()
    parents: Counter[int] = Counter()
    for line in text:
        if line.kind == "paragraph":
            looks[line.box[1]] += len(line.letters)
            parents[line.box[0]] += len(line.letters)
    if not looks:
        return Style(None, "")
    parent, held = parents.most_common(1)[0]
    return Style(parent if held * 2 > parents.total() else None, looks.most_common(1)[0][0])


def is_heading(line: Line) -> bool:
    """Whether a line heads a section: by its element, or as a short line in bold without a full stop."""
    if line.level:
        return line.size <= 2 * _LONGEST_HEADING and line.kind == "heading"
    if line.kind != "paragraph" or line.size > _LONGEST_HEADING or line.linked > 0.5:
        return False
    return (line.strong or line.role == "heading") and not _SENTENCE_END.search(line.text)
