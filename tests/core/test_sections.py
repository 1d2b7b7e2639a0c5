"""Blocks under their headings."""

from monitor.core.records import Block
from monitor.core.sections import sections


def test_text_before_the_first_heading_is_a_section_without_one() -> None:
    blocks = (Block("paragraph", "a"), Block("heading", "H"), Block("quotation", "b"))
    first, second = sections(blocks)
    assert (first.heading, [b.text for b in first.paragraphs]) == (None, ["a"])
    assert (second.heading, [b.text for b in second.paragraphs]) == ("H", ["b"])


def test_no_blocks_no_sections() -> None:
    assert sections(()) == ()
