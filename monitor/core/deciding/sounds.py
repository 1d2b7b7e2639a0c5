"""How alike two names sound: a transliteration keeps the order of the consonants and little else.

    likeness_of_sounds("kerry", "ke li") == 1.0        K L = K L
    likeness_of_sounds("podesta", "bo de si ta") == 1.0

The classes are wide because Chinese has neither b against p in spelling foreign names, nor r, v or th.
"""

from __future__ import annotations

import re
from functools import cache

# In order: the first that fits at a place is taken. Vowels and h say nothing.
_CLASSES = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"\ber\b", "L"),  # 尔: a foreign l or r at the end of a syllable
        (r"tsch|sch|tch|zh|ch|sh|th|tz", "S"),
        (r"ph", "W"),
        (r"gh", ""),
        (r"[rw](?=[^aeiouy]|$)", ""),  # heard as part of the vowel before it: Carter, Brown
        (r"ck", "K"),
        (r"ng", "N"),
        (r"c(?=[eiy])", "S"),
        (r"[bp]", "P"),
        (r"[dt]", "T"),
        (r"[gkc]", "K"),
        (r"[jxszq]", "S"),
        (r"[fvw]", "W"),
        (r"m", "M"),
        (r"n", "N"),
        (r"[lr]", "L"),
    )
)
_SYLLABLE_Q = re.compile(r"\bq(?=[iu])")  # pinyin q is a ch


@cache
def consonants(name: str) -> str:
    """The classes of a name's consonants in order, doubles once: `podesta` is PTST."""
    text = _SYLLABLE_Q.sub("s", name.lower()) if " " in name else name.lower()
    found: list[str] = []
    place = 0
    while place < len(text):
        for pattern, sound in _CLASSES:
            match = pattern.match(text, place)
            if match:
                if sound and (not found or found[-1] != sound or text[place - 1] not in "bcdfgklmnprst"):
                    found.append(sound)
                place = match.end()
                break
        else:
            place += 1
    return "".join(found)


def likeness_of_sounds(one: str, other: str) -> float:
    """From 0 (nothing in common) to 1 (the same consonants in the same order)."""
    a, b = consonants(one), consonants(other)
    longest = max(len(a), len(b))
    return 1 - _distance(a, b) / longest if longest else 0.0


def _distance(one: str, other: str) -> int:
    """Levenshtein's: how many letters to put in, take out or change."""
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        previous, row[0] = row[0], i
        for j, b in enumerate(other, start=1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (a != b))
    return row[-1]
