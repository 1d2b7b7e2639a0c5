"""How a story's paragraphs look on its page: what tells them from what stands around them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from monitor.parsing.lines import Line

_SENTENCE_END = re.compile(r"[.,;:!。，；：！…]['\"”’」）)]*$")
_LONGEST_HEADING = 20
# Boxes named like the fullest one that hold this share of its text hold the story with it.
_LITTLE_APART = 0.1


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
        return line.box[0] == self.parent or self.resembles_by_name(line)

    def resembles_by_name(self, line: Line) -> bool:
        """Whether a line's element has all the classes that the story's paragraphs have."""
        names = set(self.look.split()[1:])
        return bool(names) and names <= set(line.box[1].split()[1:])


def style_of(text: Iterable[Line]) -> Style:
    """The style of the lines that were found to be text."""
    looks: Counter[str] = Counter()
    parents: Counter[int] = Counter()
    kin: dict[int, str] = {}
    for line in text:
        if line.kind == "paragraph":
            looks[line.box[1]] += len(line.letters)
            parents[line.box[0]] += len(line.letters)
            kin[line.box[0]] = line.kin
    if not looks:
        return Style(None, "")
    parent, held = parents.most_common(1)[0]
    apart = sum(parents[box] for box, name in kin.items() if box != parent and name == kin[parent] and " " in name)
    alone = held * 2 > parents.total() and apart < held * _LITTLE_APART
    return Style(parent if alone else None, looks.most_common(1)[0][0])


def ends_sentence(text: str) -> bool:
    """Whether `text` ends as sentences do, unlike a heading or a title."""
    return bool(_SENTENCE_END.search(text))


def is_heading(line: Line) -> bool:
    """Whether a line heads a section: by its element, or as a short line in bold without a full stop."""
    if line.level:
        return line.size <= 2 * _LONGEST_HEADING and line.kind == "heading"
    if line.kind != "paragraph" or line.size > _LONGEST_HEADING or line.linked > 0.5:
        return False
    return (line.strong or line.role == "heading") and not ends_sentence(line.text)
