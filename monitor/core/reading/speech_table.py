"""Words for speech found in one pass: verbs and nouns with their classes.

One automaton for all, leftmost and longest; Latin words only as whole words, in any case.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import ahocorasick_rs

from monitor.core.reading.folding import LETTERS, fold
from monitor.core.reading.frames import Token


class _Entry(NamedTuple):
    size: int
    latin: bool
    cue: str
    noun: str
    outlet: bool


class SpeechWords(NamedTuple):
    """What a text holds, each by start."""

    cues: list[Token]
    nouns: list[Token]
    outlets: list[Token]
    """Nouns that end an outlet's name ("Times", 日报)."""


class SpeechTable:
    """Built once, then only read."""

    def __init__(self, cues: Mapping[str, str], nouns: Mapping[str, str], outlets: frozenset[str]) -> None:
        words = sorted({*cues, *nouns, *outlets})
        self._entries = [
            _Entry(len(word), word[0].isascii(), cues.get(word, ""), nouns.get(word, ""), word in outlets)
            for word in words
        ]
        self._cues = tuple(cues)
        kind = ahocorasick_rs.MatchKind.LeftmostLongest
        self._automaton = ahocorasick_rs.AhoCorasick(words, matchkind=kind) if words else None

    @property
    def cues(self) -> tuple[str, ...]:
        """Every word that announces speech."""
        return self._cues

    def find(self, folded: str) -> SpeechWords:
        """The words of a folded text."""
        found = SpeechWords([], [], [])
        if self._automaton is None:
            return found
        size = len(folded)
        for index, start, end in self._automaton.find_matches_as_indexes(folded.lower()):
            entry = self._entries[index]
            if entry.latin and ((start and folded[start - 1] in LETTERS) or (end < size and folded[end] in LETTERS)):
                continue
            if entry.cue:
                found.cues.append(Token(start, end, entry.cue))
            if entry.noun:
                found.nouns.append(Token(start, end, entry.noun))
            if entry.outlet:
                found.outlets.append(Token(start, end, "outlet"))
        return found


def by_class(lists: Mapping[str, tuple[str, ...]], classes: tuple[str, ...]) -> dict[str, str]:
    """Each word, folded, with its class; a word of several belongs to the first of `classes` that has it."""
    words: dict[str, str] = {}
    for name in classes:
        for word in lists[name]:
            words.setdefault(fold(word).lower(), name)
    return words
