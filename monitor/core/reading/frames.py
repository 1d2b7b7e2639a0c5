"""Class strings: a sentence in which every recognised span is one symbol, and regular expressions over it.

    "Kerry met Xie in Beijing on Monday"  →  {us}{met}{cn}{in}{city}{date}

Ordinary regular expressions then say how a language puts things ("{us} _{0,3} {met} {cn}"), and every symbol
keeps its way back to the characters. The patterns live in data files: `{name}` is a class, `{a|b}` any of
several, `{^a|b}` any but these, `_` a word that nothing recognised; spaces mean nothing; the rest is Python's `re`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from monitor.core.reading.data import Reader, Table
from monitor.core.reading.lexicon import Lexicon, Term

OTHER = "_"
"""The class of an unrecognised word (in Chinese: character)."""
_FIRST_SYMBOL = 0xE000
_DIGITS = re.compile(r"\d+(st|nd|rd|th)?(?![\d])", re.IGNORECASE)
_PLACEHOLDER = re.compile(r"\{(\^?)([a-z_]+(?:\|[a-z_]+)*)\}")


@dataclass(frozen=True, slots=True)
class Token:
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
        self._lexicon = Lexicon(
            Term(kind, str(value), word, exact=word != word.lower()) for word, (kind, value) in entries.items()
        )
        self.kinds = frozenset(kind for kind, _ in entries.values()) | {"number", "ordinal", "year"}

    def find(self, folded: str) -> list[Token]:
        """The table's words in `folded`, and its numbers (`number`, `ordinal`, `year`), without overlaps."""
        found = [Token(start, end, kind, int(key)) for start, end, kind, key in self._lexicon.find(folded)]
        if self._whole_compounds:
            found = [token for token in found if not _within_compound(folded, token)]
        found += map(_number, _DIGITS.finditer(folded))
        return without_overlaps(found)


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


def laid_over(upper: Iterable[Token], lower: Iterable[Token]) -> list[Token]:
    """`upper` without overlaps, and of `lower` what it leaves free."""
    kept = without_overlaps(upper)
    ends = [token.end for token in kept]
    free = [token for token in lower if not _covered(token, kept, ends)]
    return sorted([*kept, *without_overlaps(free)], key=lambda token: token.start)


def _covered(token: Token, kept: Sequence[Token], ends: Sequence[int]) -> bool:
    behind = bisect_right(ends, token.start)
    return behind < len(kept) and kept[behind].start < token.end


def _number(match: re.Match[str]) -> Token:
    value = int(match[0][: -len(match[1])] if match[1] else match[0])
    kind = "ordinal" if match[1] else "year" if len(match[0]) == 4 and 1900 <= value <= 2100 else "number"
    return Token(match.start(), match.end(), kind, min(value, 10**6))


@dataclass(frozen=True, slots=True)
class ClassString:
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
        symbols: list[str] = []
        spans: list[Token] = []
        for token in tokens:
            self._fill(text, start, token.start, symbols, spans)
            symbols.append(self._symbols[token.kind])
            spans.append(token)
            start = token.end
        self._fill(text, start, end, symbols, spans)
        return ClassString("".join(symbols), tuple(spans))

    def _fill(self, text: str, start: int, end: int, symbols: list[str], spans: list[Token]) -> None:
        for match in _UNKNOWN.finditer(text, start, end):
            symbols.append(self._symbols[OTHER])
            spans.append(Token(match.start(), match.end(), OTHER))


_UNSPACED = "\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff"
# A word of a script with spaces, or one character of a script without.
_UNKNOWN = re.compile(f"[^\\W_{_UNSPACED}]+(?:['-][^\\W_{_UNSPACED}]+)*|[{_UNSPACED}]")


def read_words(reader: Reader, data: Table, *, whole_compounds: bool = False) -> WordTable:
    """The `[words]` of a data file: each class a list of words or a table of word and number.

    Notes on `reader` words of two classes and values that are none.
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
    return WordTable(entries, whole_compounds=whole_compounds)
