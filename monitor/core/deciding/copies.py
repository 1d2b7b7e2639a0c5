"""Copies of one text, however shortened, re-headlined or padded: known by the smallest hashes of their shingles.

    sketch(text, language)     what the archive indexes: at most 48 numbers a story
    contained(one, other)      how much of the shorter of two is in the longer, 0 to 1

A shingle is some words in a row (characters in Chinese). A text keeps its smallest hashes, one for every eight
shingles: whatever part of another text it shares, it shares that part's smallest hashes too. So a wire story that
was cut to a third is still known, which a fingerprint of the whole text cannot do.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import xxhash

from monitor.core.reading.folding import fold

WORDS = 5
CHARACTERS = 7
ONE_IN = 8
AT_LEAST, AT_MOST = 12, 48
IN_COMMON = 3
CONTAINED = 0.25

_LETTERS = re.compile(r"\w+")
_NO_LETTERS = re.compile(r"[\W_]+")
_SIGNED = 1 << 63


def sketch(paragraphs: Iterable[str], language: str) -> frozenset[int]:
    """The smallest hashes of a story's text, as signed 64-bit numbers. Empty where there is hardly a text."""
    hashes = sorted({xxhash.xxh3_64_intdigest(shingle.encode()) for shingle in _shingles(paragraphs, language)})
    if len(hashes) < AT_LEAST:
        return frozenset()
    size = min(max(len(hashes) // ONE_IN, AT_LEAST), AT_MOST)
    return frozenset(number - _SIGNED for number in hashes[:size])


def contained(one: frozenset[int], other: frozenset[int]) -> float:
    """An estimate of the share of the shorter text that the longer one holds; 0 where too little is common."""
    common = len(one & other)
    if common < IN_COMMON:
        return 0.0
    # Only below both sketches' largest hash do both know everything that their texts have.
    limit = min(max(one), max(other))
    return common / min(sum(number <= limit for number in one), sum(number <= limit for number in other))


def is_copy(one: frozenset[int], other: frozenset[int]) -> bool:
    """Whether one of two texts was made from the other, or both from a third."""
    return contained(one, other) >= CONTAINED


def _shingles(paragraphs: Iterable[str], language: str) -> Iterable[str]:
    text = fold("\n".join(paragraphs)).lower()
    if language == "zh":
        run = _NO_LETTERS.sub("", text)
        return (run[place : place + CHARACTERS] for place in range(len(run) - CHARACTERS + 1))
    words = _LETTERS.findall(text)
    return (" ".join(words[place : place + WORDS]) for place in range(len(words) - WORDS + 1))
