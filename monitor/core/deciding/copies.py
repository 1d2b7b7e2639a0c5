"""Copies of one text, however shortened, re-headlined or padded.

    text ──▶ shingles ──64 smallest──▶ sketch, indexed ──3 in common──▶ candidates ──a tenth contained──▶ copy

A shingle is some words in a row (characters in Chinese). What two outlets share without copying is left out: names and
offices ("中国气候变化事务特使解振华与美国总统气候问题特使克里" stands in every story of an event) count as one word
that says nothing, and so does what somebody is quoted as saying. A sketch keeps the smallest of a text's hashes: of
whatever part of another text it shares, it shares the smallest hashes too. That finds a story cut to a third, which
a fingerprint of the whole does not. A sketch finds candidates; the whole texts decide.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from xxhash import xxh3_64_intdigest

from monitor.core.reading.folding import fold

WORDS = 4
CHARACTERS = 5
AT_LEAST, AT_MOST = 8, 64
IN_COMMON = 3
_CONTAINED = {"zh": 1 / 10}
_CONTAINED_ELSEWHERE = 1 / 12
"""Of the shorter text. Stories that two people wrote of one event share less (docs/accuracy.md)."""
REPUBLISHED = 1 / 2
"""Of the shorter text: it was printed again, whatever its date says."""

_LEFT_OUT = "\0"
_WORD = re.compile(r"\w+|\0")
_CHARACTER = re.compile(r"[a-z0-9]+|[^\W_a-z0-9]|\0")
"""Chinese by characters; a foreign word or number within it counts as one."""
_QUOTED = re.compile(r'“[^”\n]*”|"[^"\n]*"|「[^」\n]*」|『[^』\n]*』')
_IN_A_ROW = re.compile(r"\0(?:[^\w\0]*\0)+")
_SIGNED = 1 << 63


def shingles(paragraphs: Iterable[str], language: str, wordings: Iterable[str] = ()) -> frozenset[str]:
    """A text's shingles; `wordings` are its names and offices."""
    text = fold(_QUOTED.sub(_LEFT_OUT, "\n".join(paragraphs))).lower()
    for wording in wordings:
        text = text.replace(fold(wording).lower(), _LEFT_OUT)
    token, length, between = (_CHARACTER, CHARACTERS, "") if language == "zh" else (_WORD, WORDS, " ")
    tokens = token.findall(_IN_A_ROW.sub(_LEFT_OUT, text))
    found = set(map(between.join, zip(*(tokens[place:] for place in range(length)), strict=False)))
    return frozenset([shingle for shingle in found if shingle.count(_LEFT_OUT) <= 1])


def sketch(shingles: frozenset[str]) -> frozenset[int]:
    """The smallest hashes of a text's shingles, at most `AT_MOST`, as signed 64-bit numbers.

    Empty where there is hardly a text.
    """
    if len(shingles) < AT_LEAST:
        return frozenset()
    return frozenset(sorted([xxh3_64_intdigest(shingle.encode()) - _SIGNED for shingle in shingles])[:AT_MOST])


def contained(one: frozenset[str], other: frozenset[str]) -> float:
    """The share of the shorter text that the longer one holds, 0 to 1, from the shingles of both."""
    shorter = min(len(one), len(other))
    return len(one & other) / shorter if shorter else 0.0


def enough(share: float, language: str) -> bool:
    """Whether a text of which `share` stands in another is a copy."""
    return share >= _CONTAINED.get(language, _CONTAINED_ELSEWHERE)
