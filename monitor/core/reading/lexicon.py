"""Everything the program knows by name, found in one pass over a text.

    terms ──build──▶ automaton ──find──▶ hits, sorted by place

One Aho–Corasick automaton holds the names, roles and trigger words of every language. Latin words match
whole words only; of overlapping hits of one layer the leftmost, then longest, is kept ("China Daily" is no
China). Names share a layer; any other kind is a layer of its own, shared with the kinds that continue its
name (`role` and `role.several`), and hides nothing outside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import ahocorasick_rs

from monitor.core.reading.folding import LETTERS, fold

NAME_KINDS = frozenset({"no_name", "person", "country", "demonym", "city", "region", "venue", "organisation", "outlet"})


class Term(NamedTuple):
    """One phrase and what it stands for."""

    kind: str
    """`person`, `country`, `city`, …; the owner of a data file chooses the names of its own kinds."""
    key: str
    """What it stands for: an identifier that its owner understands."""
    phrase: str
    exact: bool = False
    """Capitals matter (names): matches as written, or in capitals throughout where longer than three letters."""


class Hit(NamedTuple):
    """A term found, with offsets into the text searched."""

    start: int
    end: int
    kind: str
    key: str


class _Pattern(NamedTuple):
    opens_word: bool
    closes_word: bool
    terms: tuple[tuple[Term, str, str], ...]
    """Each with its layer and the folded phrase that must stand there (empty: in any case)."""


def _layer(kind: str) -> str:
    return "name" if kind in NAME_KINDS else kind.partition(".")[0]


class Lexicon:
    """Finds terms; built once, then only read."""

    def __init__(self, terms: Iterable[Term]) -> None:
        by_phrase: dict[str, dict[Term, None]] = {}
        for term in terms:
            by_phrase.setdefault(fold(term.phrase).lower(), {})[term] = None
        self._patterns = tuple(
            _Pattern(
                phrase[0] in LETTERS,
                phrase[-1] in LETTERS,
                tuple((term, _layer(term.kind), fold(term.phrase) if term.exact else "") for term in same),
            )
            for phrase, same in by_phrase.items()
        )
        self._automaton = ahocorasick_rs.AhoCorasick(list(by_phrase))

    def find(self, folded: str) -> tuple[Hit, ...]:
        """The terms in a folded text, by start; hits of one layer never overlap unless they are the same span."""
        layers: dict[str, list[tuple[int, int, Term]]] = {}
        size = len(folded)
        for index, start, end in self._automaton.find_matches_as_indexes(folded.lower(), overlapping=True):
            opens, closes, terms = self._patterns[index]
            if (opens and start and folded[start - 1] in LETTERS) or (closes and end < size and folded[end] in LETTERS):
                continue
            for term, layer, spelling in terms:
                if not spelling or _spelt(folded[start:end], spelling):
                    layers.setdefault(layer, []).append((start, -end, term))
        return tuple(sorted([hit for found in layers.values() for hit in _longest(found)]))


def _spelt(written: str, spelling: str) -> bool:
    return written == spelling or (len(spelling) > 3 and written.isupper())


def _longest(found: list[tuple[int, int, Term]]) -> Iterator[Hit]:
    """Of one layer's hits those that no earlier or longer one covers."""
    found.sort()
    kept_start, kept_end = -1, 0
    for start, minus_end, term in found:
        if start >= kept_end or (start, -minus_end) == (kept_start, kept_end):
            kept_start, kept_end = start, -minus_end
            yield Hit(start, kept_end, term.kind, term.key)
