"""Class strings: a sentence in which every recognised span is one symbol, and regular expressions over it.

    "Kerry met Xie in Beijing on Monday"  →  {us}{met}{cn}{in}{city}{date}

Ordinary regular expressions then say how a language puts things ("{us} _{0,3} {met} {cn}"), and every symbol
keeps its way back to the characters. The patterns live in data files: `{name}` is a class, `{a|b}` any of
several, `{^a|b}` any but these, `_` a word that nothing recognised; spaces mean nothing; the rest is Python's `re`.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Container, Iterable, Mapping, Sequence
from typing import NamedTuple

import ahocorasick_rs

from monitor.core.reading.data import Reader, Table
from monitor.core.reading.folding import LETTERS

OTHER = "_"
"""The class of an unrecognised word (in Chinese: character)."""
_FIRST_SYMBOL = 0xE000
_DIGITS = re.compile(r"\d+(st|nd|rd|th)?(?![\d])", re.IGNORECASE)
_PLACEHOLDER = re.compile(r"\{(\^?)([a-z_]+(?:\|[a-z_]+)*)\}")


class Token(NamedTuple):
    """A recognised span: character offsets, its class, and what the word table says of it."""

    start: int
    end: int
    kind: str
    value: int = 0


class UnknownClass(ValueError):
    """A pattern names a class that no word table has."""


class WordTable:
    """Words and phrases with their classes, found in one pass over a folded text: leftmost, then longest.

    An entry with a capital letter matches only as written ("May", not "may"); others in any case. With
    `whole_compounds` no part of a hyphenated word counts ("closed-door" closes nothing).
    """

    def __init__(self, entries: Mapping[str, tuple[str, int]], *, whole_compounds: bool = False) -> None:
        self._whole_compounds = whole_compounds
        self.kinds = frozenset(kind for kind, _ in entries.values()) | {"number", "ordinal", "year"}
        self._spellings: dict[str, list[tuple[str, str, int]]] = {}
        for word, (kind, value) in entries.items():
            exact = word if word != word.lower() else ""
            self._spellings.setdefault(word.lower(), []).append((exact, kind, value))
        self._phrases = tuple(self._spellings)
        self._automaton = ahocorasick_rs.AhoCorasick(self._phrases, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest)

    def find(self, folded: str, taken: Sequence[Token] = ()) -> list[Token]:
        """As `find_within`, for a whole text."""
        return self.find_within(folded, 0, len(folded), taken)

    def find_within(self, folded: str, start: int, end: int, taken: Sequence[Token] = ()) -> list[Token]:
        """The table's words in a stretch of `folded`, and its numbers (`number`, `ordinal`, `year`), without overlaps.

        `taken` (in order, inside the stretch) come back among them; no word reaches into one.
        """
        found = self._words(folded, start, end, taken)
        if self._whole_compounds and folded.find("-", start, end) >= 0:
            found = _without_compounds(folded, found, taken)
        if taken:
            found = sorted([*taken, *found])
        if numbers := [_number(match) for match in _DIGITS.finditer(folded, start, end)]:
            found = sorted([*found, *clear_of(numbers, found)])
        return found

    def _words(self, folded: str, start: int, end: int, taken: Sequence[Token]) -> list[Token]:
        found: list[Token] = []
        stretch = folded[start:end]
        lowered = stretch.lower()
        ends = [token.end for token in taken]
        for index, first, last in self._automaton.find_matches_as_indexes(lowered):
            phrase = self._phrases[index]
            # A phrase that runs into a longer word ("call on" in "call one") leaves its shorter beginning.
            while phrase and (
                phrase not in self._spellings
                or not _is_whole(lowered, first, last)
                or (ends and _reaches(start + first, start + last, taken, ends))
            ):
                phrase = phrase.rpartition(" ")[0]
                last = first + len(phrase)
            for exact, kind, value in self._spellings.get(phrase, ()):
                if not exact or _spelt(stretch[first:last], exact):
                    found.append(Token(start + first, start + last, kind, value))
                    break
        return found

    @property
    def phrases(self) -> tuple[str, ...]:
        """Every word and phrase, in small letters."""
        return self._phrases

    def count(self, kinds: Container[str]) -> int:
        """How many words some classes have."""
        return sum(kind in kinds for spellings in self._spellings.values() for _, kind, _ in spellings)

    def spotter(self, kinds: Container[str]) -> Spotter:
        """Finds where words of some classes may stand, and nothing else: a quick first look at a text."""
        return Spotter(phrase for phrase, spellings in self._spellings.items() if any(s[1] in kinds for s in spellings))


class Spotter:
    """The places of a few words in a text, found without looking closely."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._automaton = ahocorasick_rs.AhoCorasick(list(phrases))

    def spots(self, folded: str) -> list[int]:
        """Where a word may begin, in order; some may be parts of longer words."""
        return [start for _, start, _ in self._automaton.find_matches_as_indexes(folded.lower())]


def any_within(places: Sequence[int], start: int, end: int) -> bool:
    """Whether one of `places`, which are in order, lies in a stretch."""
    at = bisect_left(places, start)
    return at < len(places) and places[at] < end


def _is_whole(text: str, start: int, end: int) -> bool:
    """Whether no letter of a script with spaces goes on beyond either end."""
    if start and text[start] in LETTERS and text[start - 1] in LETTERS:
        return False
    return not (text[end - 1] in LETTERS and text[end : end + 1] in LETTERS)


def _spelt(written: str, exact: str) -> bool:
    return written == exact or (len(exact) > 3 and written.isupper())


def _without_compounds(folded: str, tokens: list[Token], taken: Sequence[Token]) -> list[Token]:
    """The tokens that are no part of a hyphenated word; a hyphen between two `taken` names ("U.S.-China") stays."""
    edges = {edge for token in taken for edge in (token.start, token.end)}
    return [
        token
        for token in tokens
        if "-" not in folded[max(0, token.start - 1) : token.end + 1]
        or not (_within_compound(folded, token) or _is_hyphen(folded, token, edges))
    ]


def _within_compound(folded: str, token: Token) -> bool:
    before, after = folded[max(0, token.start - 2) : token.start], folded[token.end : token.end + 2]
    return (after[:1] == "-" and after[1:].isalpha() and folded[token.end - 1].isalnum()) or (
        before[1:] == "-" and before[:1].isalpha() and folded[token.start].isalnum()
    )


def without_overlaps(tokens: Iterable[Token]) -> list[Token]:
    """The tokens in order, of overlapping ones the leftmost, then the longest."""
    kept: list[Token] = []
    for token in sorted(tokens, key=lambda t: (t.start, -t.end)):
        if not kept or token.start >= kept[-1].end:
            kept.append(token)
    return kept


def _is_hyphen(folded: str, token: Token, edges: set[int]) -> bool:
    """Whether a mark is the hyphen of a compound ("hours-long") and not what joins two names ("U.S.-China")."""
    around = folded[token.start - 1 : token.start] + folded[token.end : token.end + 1]
    return folded[token.start : token.end] == "-" and around.isalnum() and not {token.start, token.end} & edges


def clear_of(tokens: Iterable[Token], others: Sequence[Token]) -> list[Token]:
    """The tokens that share no character with one of `others`, which are in order."""
    ends = [other.end for other in others]
    return [token for token in tokens if not _reaches(token.start, token.end, others, ends)]


def _reaches(start: int, end: int, taken: Sequence[Token], ends: Sequence[int]) -> bool:
    behind = bisect_right(ends, start)
    return behind < len(taken) and taken[behind].start < end


def _number(match: re.Match[str]) -> Token:
    value = int(match[0][: -len(match[1])] if match[1] else match[0])
    kind = "ordinal" if match[1] else "year" if len(match[0]) == 4 and 1900 <= value <= 2100 else "number"
    return Token(match.start(), match.end(), kind, min(value, 10**6))


class ClassString(NamedTuple):
    """One symbol a token or unrecognised word; `tokens[i]` stands behind `symbols[i]`."""

    symbols: str
    tokens: tuple[Token, ...]

    def values(self, match: re.Match[str]) -> dict[str, int]:
        """The value behind each named group that matched one symbol or more (its first symbol's)."""
        return {name: self.tokens[match.start(name)].value for name, text in match.groupdict().items() if text}


class Alphabet:
    """Which symbol stands for which class."""

    def __init__(self, kinds: Iterable[str]) -> None:
        names = [OTHER, *sorted(set(kinds) - {OTHER})]
        self._symbols = {name: chr(_FIRST_SYMBOL + number) for number, name in enumerate(names)}

    def compile(self, pattern: str) -> re.Pattern[str]:
        """A data file's pattern as a regular expression over symbols; raises UnknownClass or re.error."""
        return re.compile(self.translate(pattern))

    def translate(self, pattern: str) -> str:
        """A data file's pattern with its classes replaced by symbols."""
        translated = _PLACEHOLDER.sub(self._any_of, "".join(pattern.split()))
        return re.sub(r"(?<![A-Za-z])_(?![A-Za-z])", self._symbols[OTHER], translated)

    def _any_of(self, match: re.Match[str]) -> str:
        names = match[2].split("|")
        for name in names:
            if name not in self._symbols:
                raise UnknownClass(name)
        symbols = "".join(self._symbols[name] for name in names)
        return symbols if len(names) == 1 and not match[1] else f"[{match[1]}{symbols}]"

    def string(self, text: str, tokens: Sequence[Token], start: int, end: int) -> ClassString:
        """The stretch of `text` from `start` to `end` as a class string; `tokens` lie inside it."""
        spans: list[Token] = []
        known = iter(tokens)
        token = next(known, None)
        for match in _UNKNOWN.finditer(text, start, end):
            first, last = match.span()
            while token and token.start < last:
                spans.append(token)
                start, token = token.end, next(known, None)
            if first >= start:
                spans.append(Token._make((first, last, OTHER, 0)))
        if token:
            spans += [token, *known]
        symbols = self._symbols
        return ClassString("".join([symbols[kind] for _, _, kind, _ in spans]), tuple(spans))


_UNSPACED = "\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff"
# A word of a script with spaces, or one character of a script without.
_UNKNOWN = re.compile(f"[^\\W_{_UNSPACED}]+(?:['-][^\\W_{_UNSPACED}]+)*|[{_UNSPACED}]")


def read_words(
    reader: Reader, data: Table, *, whole_compounds: bool = False, forms: Mapping[str, str] | None = None
) -> WordTable:
    """The `[words]` of a data file: each class a list of words or a table of word and number.

    `forms` gives further words their classes (inflection.py); what stands in the file goes before. Notes on `reader`
    words of two classes and values that are none.
    """
    entries: dict[str, tuple[str, int]] = {}
    words = data.get("words", {})
    for kind, table in words.items():
        where = f"words.{kind}"
        listed = dict.fromkeys(reader.texts(words, kind, "words"), 0) if isinstance(table, list) else table
        if not isinstance(listed, dict):
            reader.wrong(where, f"is {table!r}", "a list of words, or a table of word = number")
            continue
        for word, value in listed.items():
            if not isinstance(value, int):
                reader.wrong(f"{where}.{word}", f"is {value!r}", "a whole number")
            elif word in entries and entries[word][0] != kind:
                reader.wrong(f"{where}", f"{word!r} stands also under {entries[word][0]}", "each word in one class")
            else:
                entries[word] = (kind, value)
    derived = {word: (kind, 0) for word, kind in (forms or {}).items()}
    return WordTable({**derived, **entries}, whole_compounds=whole_compounds)
