"""Foreign text made fit to stand in a message: one line, no controls, nothing that acts.

Headlines come from strangers. A line break in one would start a new mail header, `=?utf-8?q?…?=` becomes one on the
reader's side, U+202E turns the rest of the line around.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import urlsplit

_ACTING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff\u200b\u2060")
"""Bidirectional controls and invisible spaces: they carry no text, and can disguise it."""

_BREAKING = {"Cc", "Zl", "Zp", "Zs"}
"""Categories that become a space: controls, line and paragraph separators, spaces of any width."""

_UNWRITABLE = {"Cs", "Cn", "Co"}
"""Lone surrogates and code points without a character: they cannot be encoded or shown."""


def one_line(text: str, limit: int = 300) -> str:
    """`text` as one clean line of at most `limit` characters, cut at a word with `…`."""
    return _cut(re.sub(" +", " ", "".join(map(_safe, text))).strip(), limit)


def header_line(text: str, limit: int = 150) -> str:
    """`text` for a mail header: one line, and no encoded word hides in it."""
    line = one_line(text, limit)
    while "=?" in line or "?=" in line:
        line = line.replace("=?", "= ?").replace("?=", "? =")
    return _cut(line, limit)


def web_address(url: object) -> str | None:
    """`url` if a reader may safely click on it (http or https, with a host), otherwise None."""
    if not isinstance(url, str) or any(_safe(character) != character or character in ' "<>' for character in url):
        return None
    try:
        parts = urlsplit(url)
        return url if parts.scheme in {"http", "https"} and parts.hostname else None
    except ValueError:
        return None


def _safe(character: str) -> str:
    if character in _ACTING:
        return ""
    category = unicodedata.category(character)
    if category in _BREAKING:
        return " "
    return "" if category in _UNWRITABLE else character


def _cut(line: str, limit: int) -> str:
    if len(line) <= limit:
        return line
    head = line[: limit - 1]
    at_word = head.rpartition(" ")[0]
    return (at_word if len(at_word) > limit * 2 // 3 else head).rstrip() + "…"
