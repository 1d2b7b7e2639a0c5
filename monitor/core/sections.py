"""A text's blocks as sections: a heading and what stands under it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from monitor.core.records import Block


@dataclass(frozen=True, slots=True)
class Section:
    """A heading (None for the text before the first one) and its blocks."""

    heading: str | None
    paragraphs: tuple[Block, ...]


def sections(blocks: Iterable[Block]) -> tuple[Section, ...]:
    """Group `blocks` under their headings; the first section has no heading unless one opens the text."""
    grouped: list[tuple[str | None, list[Block]]] = [(None, [])]
    for block in blocks:
        if block.kind == "heading":
            grouped.append((block.text, []))
        else:
            grouped[-1][1].append(block)
    return tuple(Section(heading, tuple(below)) for heading, below in grouped if heading or below)
