""" "The two replies": whether what looks like a word for two people only counts things."""

from __future__ import annotations

import re

_NUMERAL = " two"
_NEXT_WORD = re.compile(r" [a-z-]+s\b")
_NO_PLURALS = ("ss", "ways", "wards", "times", "haps", "less", "thus", "others")


def counts_things(text: str, start: int, end: int) -> bool:
    """Whether a noun in the plural follows "the two" at an offset; no verb of two people ends with an s."""
    if not text.endswith(_NUMERAL, start, end):
        return False
    word = _NEXT_WORD.match(text, end)
    return bool(word and not word[0].endswith(_NO_PLURALS))
