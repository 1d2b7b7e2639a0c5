"""Regular expressions made of a language's words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from monitor.core.reading.folding import fold


def folded(words: Sequence[str]) -> frozenset[str]:
    """Folded, in small letters."""
    return frozenset(fold(word).lower() for word in words)


def any_of(words: Sequence[str]) -> str:
    """An expression for any of `words`, the longest first, Latin ones as whole words; for none, one that fails."""
    if not words:
        return "(?!)"
    return "(?:" + "|".join(map(_word, sorted(map(fold, words), key=len, reverse=True))) + ")"


def _word(word: str) -> str:
    opens = r"\b" if word[0].isascii() and word[0].isalnum() else ""
    closes = r"\b" if word[-1].isascii() and word[-1].isalnum() else ""
    return opens + re.escape(word) + closes


def before_capital(words: Sequence[str]) -> re.Pattern[str]:
    """An expression for any of `words` before a name, as written; the caller looks whether a word begins there.

    It begins with letters, so that the search for it skips all others.
    """
    return re.compile("(?:" + "|".join(map(re.escape, words)) + r") (?=(?:the )?[^\W\d_a-z])" if words else "(?!)")


def compiled(expression: str) -> re.Pattern[str]:
    """In any case."""
    return re.compile(expression, re.IGNORECASE)
