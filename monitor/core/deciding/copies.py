"""Copies of one text, however shortened, re-headlined or padded.

    text ──▶ shingles ──smallest──▶ sketch, indexed ──3 in common──▶ candidates ──1/7 contained──▶ copy

A shingle is some words in a row (characters in Chinese). Names and offices part the text instead of being in shingles:
"中国气候变化事务特使解振华与美国总统气候问题特使克里" stands in every story of an event, whoever wrote it. A
sketch keeps the smallest of a text's hashes: whatever part of another text it shares, it shares that part's smallest
hashes too, so a wire story cut to a third is still found, which a fingerprint of the whole cannot do. A sketch finds
candidates; the whole texts decide.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import xxhash

from monitor.core.reading.folding import fold

WORDS = 4
CHARACTERS = 4
ONE_IN = 4
AT_LEAST, AT_MOST = 24, 64
IN_COMMON = 3
CONTAINED = 1 / 7
"""Of the shorter text. Stories that two people wrote of one event share less, quotations and all (docs/accuracy.md)."""

_WORD = re.compile(r"\w+")
_CHARACTER = re.compile(r"[a-z0-9]+|[^\W_a-z0-9]")
"""Chinese by characters; a foreign word or number within it counts as one."""
_PART = "\0"
_SIGNED = 1 << 63


def shingles(paragraphs: Iterable[str], language: str, wordings: Iterable[str] = ()) -> frozenset[int]:
    """The hashes of a text's shingles, as signed 64-bit numbers; `wordings` (names, offices) are in none."""
    text = fold("\n".join(paragraphs)).lower()
    for wording in wordings:
        text = text.replace(fold(wording).lower(), _PART)
    token, length, between = (_CHARACTER, CHARACTERS, "") if language == "zh" else (_WORD, WORDS, " ")
    found: set[str] = set()
    for part in text.split(_PART):
        tokens = token.findall(part)
        found.update(between.join(tokens[place : place + length]) for place in range(len(tokens) - length + 1))
    return frozenset(xxhash.xxh3_64_intdigest(shingle.encode()) - _SIGNED for shingle in found)


def sketch(hashes: frozenset[int]) -> frozenset[int]:
    """The smallest of a text's hashes, at most `AT_MOST`. Empty where there is hardly a text."""
    if len(hashes) < AT_LEAST:
        return frozenset()
    return frozenset(sorted(hashes)[: min(max(len(hashes) // ONE_IN, AT_LEAST), AT_MOST)])


def contained(one: frozenset[int], other: frozenset[int]) -> float:
    """The share of the shorter text that the longer one holds, 0 to 1, from the shingles of both."""
    shorter = min(len(one), len(other))
    return len(one & other) / shorter if shorter else 0.0
