"""Text as the full-text index keeps it, and the way back to the text as it was.

SQLite's tokenizer cuts at spaces, and Chinese writes none. A run of Chinese characters is therefore kept as its pairs
and its last character: 气候变化 as `气候 候变 变化 化`. A search for two characters is then one word, for more of them
a phrase, for one of them a beginning. Traditional and simplified characters, full and half width are one.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from monitor.core.reading.folding import fold

HIT, END = "\x01", "\x02"
"""What the index puts around a hit."""

_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
_EPOCH = date(1970, 1, 1).toordinal()
_MOST_DAYS = 250_000
"""About seven centuries before and after 1970; what lies beyond is sorted as if it were there."""
_NUMBERS = 12
_STORIES = 32


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text, and whether the search found it."""

    text: str
    hit: bool = False


Marked = tuple[Piece, ...]
"""A text in pieces, so that a page and a terminal can each show the hits in their way."""


def search_words(text: str | None) -> str:
    """`text` as the index keeps it."""
    return _layout(text or "")[0]


def search_row(day: str | None, story_id: int, number: int = 0) -> int:
    """The row of a story (or of its quote `number`) in the index: the order of rows is that of days."""
    days = date.fromisoformat(day).toordinal() - _EPOCH if day else 0
    days = max(-_MOST_DAYS, min(days, _MOST_DAYS))
    return ((days << _STORIES) + story_id << _NUMBERS) + number


def story_of(row: int) -> tuple[int, int]:
    """The story's id and the quote's number of a row."""
    return row >> _NUMBERS & (1 << _STORIES) - 1, row & MOST_QUOTES - 1


MOST_QUOTES = 1 << _NUMBERS
"""Quotes of one story that can be found; the rest stand in its text."""


def search_body(record: Mapping[str, Any]) -> str:
    """What of a record is searched besides the headline, a paragraph a line."""
    lines = [record.get("standfirst")]
    for section in record.get("sections") or ():
        lines.append(section.get("heading"))
        lines.extend(block["text"] for block in section["paragraphs"])
    lines += [(record.get("image") or {}).get("caption"), *(record.get("authors") or ())]
    return "\n".join(line for line in lines if line)


def marked(text: str, highlighted: str) -> Marked:
    """`text` with the hits that the index marked in its own form of it; without, where it was indexed differently."""
    words, stretches = _layout(text)
    if highlighted.replace(HIT, "").replace(END, "") != words:
        return (Piece(text),) if text else ()
    spans = _merged((_origin(stretches, start), _origin(stretches, end - 1) + 1) for start, end in _spans(highlighted))
    pieces, at = [], 0
    for start, end in spans:
        pieces += [Piece(text[at:start]), Piece(text[start:end], hit=True)]
        at = end
    pieces.append(Piece(text[at:]))
    return tuple(piece for piece in pieces if piece.text)


def passage(whole: Marked, room: int = 240) -> Marked:
    """The part of a text around its first hit, about `room` characters; its beginning where nothing was hit."""
    text = "".join(piece.text for piece in whole)
    hits, at = [], 0
    for piece in whole:
        if piece.hit:
            hits.append((at, at + len(piece.text)))
        at += len(piece.text)
    first = hits[0][0] if hits else 0
    line = text.rfind("\n", 0, first) + 1
    line_end = text.find("\n", first)
    stop = len(text) if line_end < 0 else line_end
    start = max(line, _at_word(text, first - room // 3)) if stop - line > room else line
    stop = min(stop, start + room)
    pieces = [Piece("…")] if start > line else []
    at = start
    for begin, end in hits:
        if begin >= stop:
            break
        if end > start:
            pieces += [Piece(text[at : max(begin, at)]), Piece(text[max(begin, at) : min(end, stop)], hit=True)]
            at = min(end, stop)
    pieces.append(Piece(text[at:stop]))
    if stop < (len(text) if line_end < 0 else line_end):
        pieces.append(Piece("…"))
    return tuple(piece for piece in pieces if piece.text)


def match_expression(query: str) -> str | None:
    """What a user types, as an FTS5 expression; None where it asks for nothing.

    Words must all occur; "…" is a phrase, -word must not occur, word* is a beginning, OR stands between alternatives.
    """
    wanted: list[str] = []
    unwanted: list[str] = []
    alternative = False
    for sign, phrase, word, star in _TERMS.findall(fold(query).replace("\x00", " ")):
        if word == "OR" and not sign:
            alternative = bool(wanted)
            continue
        term = _term(phrase or word, bool(star))
        if term is None:
            continue
        if sign:
            unwanted.append(term)
        elif alternative:
            wanted[-1] = f"{wanted[-1]} OR {term}"
        else:
            wanted.append(term)
        alternative = False
    if not wanted:
        return None
    found = " AND ".join(f"({term})" for term in wanted)
    return f"({found}) NOT ({' OR '.join(unwanted)})" if unwanted else found


_TERMS = re.compile(r'(?<!\S)(-?)(?:"([^"]*)"?|([^\s"*]+)(\*?))')


def column_phrase(column: str, text: str) -> str | None:
    """An FTS5 condition: `text` stands in `column`."""
    term = _term(fold(text), False)
    return f"{column} : ({term})" if term else None


def _term(text: str, beginning: bool) -> str | None:
    """One phrase; a last lone Chinese character also finds the pairs that it begins."""
    words = _ends_open(text)
    if not any(character.isalnum() for character in words):
        return None
    last = words.rstrip().rpartition(" ")[2]
    star = beginning or (len(last) == 1 and bool(_HAN.fullmatch(last)))
    return '"' + words.replace('"', " ").strip() + '"' + (" *" if star else "")


def _ends_open(text: str) -> str:
    """The words of a query: a Chinese run at its end is its pairs alone, for it may go on in the text."""
    words = search_words(text).rstrip()
    *pairs, last = words.split(" ")
    return " ".join(pairs) if pairs and _HAN.fullmatch(last) and _HAN.fullmatch(pairs[-1]) else words


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A part of the index's form: where it begins there and in the text, and whether it is Chinese in pairs."""

    at: int
    origin: int
    pairs: bool


def _layout(text: str) -> tuple[str, list[_Stretch]]:
    """The index's form of `text`, and its stretches."""
    folded = fold(text).replace(HIT, " ").replace(END, " ")
    parts: list[str] = []
    stretches: list[_Stretch] = []
    origin = at = 0
    for run in _HAN.finditer(folded):
        han = run[0]
        pairs = " ".join([han[place : place + 2] for place in range(len(han))])
        stretches += (_Stretch(at, origin, False), _Stretch(at + run.start() - origin, run.start(), True))
        parts += (folded[origin : run.start()], " ", pairs, " ")
        at += run.start() - origin + len(pairs) + 2
        origin = run.end()
    parts.append(folded[origin:])
    stretches.append(_Stretch(at, origin, False))
    return "".join(parts), stretches


def _origin(stretches: list[_Stretch], place: int) -> int:
    """Where in the text the character stands that the index's form has at `place`, which is no space between pairs."""
    stretch = stretches[bisect_right(stretches, place, key=lambda one: one.at) - 1]
    within = place - stretch.at
    if not stretch.pairs:
        return stretch.origin + within
    pair, second = divmod(within - 1, 3)  # after its first space, a pair and a space are three characters
    return stretch.origin + pair + second


def _spans(highlighted: str) -> Iterator[tuple[int, int]]:
    """Where the hits stand, counted without their marks."""
    at = start = 0
    for part in re.split(f"([{HIT}{END}])", highlighted):
        if part == HIT:
            start = at
        elif part == END:
            yield start, at
        else:
            at += len(part)


def _merged(spans: Iterator[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _at_word(text: str, at: int) -> int:
    """`at`, or the beginning of the next word if one begins soon."""
    space = text.find(" ", max(0, at), max(0, at) + 20)
    return space + 1 if at > 0 and space >= 0 else max(0, at)
