"""Headings that are days: the sections of a week's calendar, the entries of a live page."""

from __future__ import annotations

import re

from monitor.core.reading.document import Passage

_CLOCK = re.compile(
    r"(?:[\W\d]|\b[ap]\.?m\b\.?|\b(?:noon|midnight|GMT|BST|ET|EST|EDT|CET|local time)\b)*", re.IGNORECASE
)
"""Hours and marks, which may stand before the day."""
_SHORT = 30
"""Characters of a heading that no page marks as one."""
_FULL_STOPS = (".", "!", "?", "。", "！", "？", "”", '"', "…")
_HOUR = re.compile(r"\d{1,2}[.:h]\d\d\b")


def is_heading(passage: Passage) -> bool:
    """Whether a passage heads what follows: marked so, or a few words without a full stop ("THURSDAY")."""
    short = passage.kind == "paragraph" and len(passage.text) <= _SHORT
    return passage.kind == "heading" or (short and not passage.text.rstrip().endswith(_FULL_STOPS))


def names_its_day(passage: Passage, start: int) -> bool:
    """Whether a passage is a heading that a date at `start` opens ("Wednesday, May 8", "9 a.m. Monday: Day three")."""
    return is_heading(passage) and bool(_CLOCK.fullmatch(passage.text, 0, start))


def opens_with_hour(passage: Passage) -> bool:
    """Whether a passage begins with a time of day ("17.40 Still no sign of them")."""
    return bool(_HOUR.match(passage.text))
