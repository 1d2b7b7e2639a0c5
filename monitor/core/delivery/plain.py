"""Foreign text made fit to stand in a message: one line, no controls, nothing that acts.

Headlines come from strangers. A line break in one would start a new mail header, `=?utf-8?q?…?=` becomes one on the
reader's side, U+202E turns the rest of the line around.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import urlsplit

_JOINERS = frozenset("\u200c\u200d")
"""The only format characters that carry something: Persian is spelt with one, emoji are put together by the other."""

_BLANK_LETTERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")
"""Fillers: letters and marks by their category, and nothing to see."""

_BREAKING = {"Cc", "Zl", "Zp", "Zs"}
"""Categories that become a space: controls, line and paragraph separators, spaces of any width."""

_DROPPED = {"Cf", "Cs", "Cn", "Co"}
"""Bidirectional controls, invisible spaces, tags, soft hyphens: they carry no text, and can disguise it; and lone
surrogates and code points without a character, which cannot be encoded or shown."""

_MARKS = "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
_HEAP = re.compile(f"({_MARKS}{{4}}){_MARKS}+")
"""Marks that stand over and under any letter, piled up until they cover the lines around; no language needs five."""

_LONGEST_ADDRESS = 2048
"""Characters; what a feed's link may have."""


def one_line(text: str, limit: int = 300) -> str:
    """`text` as one clean line of at most `limit` characters, cut at a word with `…`."""
    shown = _HEAP.sub(r"\1", "".join(map(_safe, text)))
    return _cut(re.sub(" +", " ", shown).strip(), limit)


def header_line(text: str, limit: int = 150) -> str:
    """`text` for a mail header: one line, and no encoded word hides in it."""
    line = one_line(text, limit)
    while "=?" in line or "?=" in line:
        line = line.replace("=?", "= ?").replace("?=", "? =")
    return _cut(line, limit)


def web_address(url: object) -> str | None:
    """`url` if a reader may safely click on it (http or https, with a host and no user before it), otherwise None."""
    if not isinstance(url, str) or len(url) > _LONGEST_ADDRESS or not all(map(_fits_address, url)):
        return None
    try:
        parts = urlsplit(url)
        plain = parts.scheme in {"http", "https"} and parts.hostname and "@" not in parts.netloc
        return url if plain else None
    except ValueError:
        return None


def _fits_address(character: str) -> bool:
    return _safe(character) == character and character not in ' "<>'


def _safe(character: str) -> str:
    if character in _JOINERS:
        return character
    category = unicodedata.category(character)
    if category in _BREAKING:
        return " "
    return "" if category in _DROPPED or character in _BLANK_LETTERS else character


def _cut(line: str, limit: int) -> str:
    if len(line) <= limit:
        return line
    head = line[: limit - 1]
    at_word = head.rpartition(" ")[0]
    return (at_word if len(at_word) > limit * 2 // 3 else head).rstrip() + "…"
