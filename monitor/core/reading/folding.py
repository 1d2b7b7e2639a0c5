"""One form for what readers take as the same character; every text keeps its length.

Traditional characters become simplified ones, full-width letters and digits ASCII, and the many
apostrophes, hyphens and middle dots one each, so that vocabulary is written once and found in any spelling.
"""

from __future__ import annotations

import re
from functools import cache

import opencc

_APOSTROPHES = dict.fromkeys("‘’ʼ＇`´", "'")
_DOTS = dict.fromkeys("•・‧∙･．", "·")
_HYPHENS = dict.fromkeys("‐‑﹣－", "-")
_SPACES = dict.fromkeys("\u00a0\u2002\u2003\u2009\u202f\u3000", " ")
_FULL_WIDTH = {chr(code + 0xFEE0): chr(code) for code in (*range(0x30, 0x3A), *range(0x41, 0x5B), *range(0x61, 0x7B))}
# Lower case of this one letter is two characters long, which would move every offset behind it.
_CASE = {"İ": "I"}
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
LETTERS = frozenset(character for character in map(chr, range(0x250)) if character.isalnum())
"""Of scripts with spaces between words, folded: no word ends between two of them."""


@cache
def _table() -> dict[int, str]:
    characters = [chr(code) for code in range(0x3400, 0xA000)]
    simplified = opencc.OpenCC("t2s").convert("\n".join(characters)).split("\n")
    pairs = {old: new for old, new in zip(characters, simplified, strict=True) if old != new}
    return str.maketrans({**pairs, **_APOSTROPHES, **_DOTS, **_HYPHENS, **_SPACES, **_FULL_WIDTH, **_CASE})


def fold(text: str) -> str:
    """`text` in the one form used for matching, exactly as long as before."""
    return text if text.isascii() else _NOT_ASCII.sub(_folded, text)


def _folded(match: re.Match[str]) -> str:
    return match[0].translate(_table())
