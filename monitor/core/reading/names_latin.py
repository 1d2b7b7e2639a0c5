"""Names in Latin script: runs of capitalised words that are no place, office, body or sentence's opening."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from monitor.core.reading.document import Passage
from monitor.core.reading.people_words import PeopleWords

_WORD = re.compile(r"[A-ZÀ-ÖØ-Þ](?:\.(?:-?[A-Z]\.)*|[\w-]*(?:'(?!s\b)\w[\w-]*)*)")
_TITLE_CASE = 0.6
_LONG_NAME = 30


class Name(NamedTuple):
    """A name where it stands."""

    passage: int
    start: int
    end: int
    text: str
    honorific: str | None = None
    """As written in front of it."""
    listed: str | None = None


class _Token(NamedTuple):
    """A capitalised word; an honorific keeps its full stop."""

    start: int
    end: int
    word: str


@cache
def _between(particles: tuple[str, ...]) -> re.Pattern[str]:
    """What may stand between two words of a name."""
    return re.compile(rf" (?:(?:{'|'.join(particles)}) ){{0,2}}(?:(?:al|el|d)[-']?)?")


def _tokens(text: str, words: PeopleWords) -> Iterator[_Token]:
    for match in _WORD.finditer(text):
        start, end = match.span()
        word = match[0]
        if text.startswith(".", end) and (f"{word}." in words.honorifics or f"{word}." in words.name_parts):
            word, end = f"{word}.", end + 1
        yield _Token(start, end, word)


def is_title_case(text: str) -> bool:
    """Whether a headline capitalises its words, so that capitals tell nothing."""
    words = [word for word in text.split() if len(word) > 3 and word[0].isalpha()]
    return len(words) > 3 and sum(word[0].isupper() for word in words) > _TITLE_CASE * len(words)


def find_names(passage: Passage, words: PeopleWords, taken: list[tuple[int, int]]) -> Iterator[Name]:
    """Candidates of a passage, in order: two words or more, or one behind an honorific or where it stands alone.

    `taken` are stretches that are something else (places, bodies, descriptions), sorted. Nothing here says that
    a candidate is a person; that takes an introduction.
    """
    text = passage.folded
    between = _between(words.particles)
    piece: list[_Token] = []
    honorific: str | None = None
    position = end = 0
    for token in _tokens(text, words):
        if end and text[end : token.start] != " " and not between.fullmatch(text, end, token.start):
            if piece:
                yield from _name(passage, piece, honorific, words)
                piece = []
            honorific = None
        while position < len(taken) and taken[position][1] <= token.start:
            position += 1
        is_taken = position < len(taken) and taken[position][0] < token.end
        if is_taken or token.word in words.honorifics or _is_no_name(text, token, piece, honorific, words):
            if piece:
                yield from _name(passage, piece, honorific, words)
                piece = []
            honorific = token.word if token.word in words.honorifics else None
        else:
            piece.append(token)
        end = token.end
    if piece:
        yield from _name(passage, piece, honorific, words)


def _is_no_name(text: str, token: _Token, piece: list[_Token], honorific: str | None, words: PeopleWords) -> bool:
    """Whether a word is an ordinary one. Behind an honorific (Mr. May) or before a given name (An Wei) it is a name."""
    if token.word not in words.not_names:
        return False
    if piece or not honorific:
        following = text[token.start : token.start + _LONG_NAME].split(" ")
        return bool(piece) or len(following) < 2 or not is_chinese(f"{following[0]} {_bare(following[1])}", words)
    return False


def _bare(word: str) -> str:
    """A word without the marks that follow it."""
    return word.rstrip('.,;:!?)"').removesuffix("'s")


def _name(passage: Passage, piece: list[_Token], honorific: str | None, words: PeopleWords) -> Iterator[Name]:
    if any(token.word in words.not_people for token in piece):
        return
    start, end = piece[0].start, piece[-1].end
    while end > start and passage.folded[end - 1] in "-'":
        end -= 1
    yield Name(passage.index, start, end, _spelt(passage.text[start:end]), honorific)


def _spelt(name: str) -> str:
    """XIE Zhenhua as Xie Zhenhua; otherwise as written."""
    parts = name.split(" ")
    if len(parts) == 1 or not any(part.isupper() and len(part) > 2 and "." not in part for part in parts):
        return name
    return " ".join(part.capitalize() if part.isupper() and len(part) > 2 else part for part in parts)


def surname_of(name: str, words: PeopleWords) -> str:
    """The word by which a story calls somebody again: Chinese names begin with it, others end with it."""
    parts = [part for part in name.split(" ") if part.rstrip(".,") not in ("Jr", "Sr", "II", "III")]
    if len(parts) > 1 and is_chinese(" ".join(parts), words):
        return parts[0]
    return parts[-1]


def long_surname_of(name: str, words: PeopleWords) -> str | None:
    """The surname with what belongs to it (Van Doren, de la Garza, St. Clair); None where it is one word."""
    parts = name.split(" ")
    for start in range(1, len(parts) - 1):
        if parts[start].lower() in words.particles or parts[start] in words.name_parts:
            return " ".join(parts[start:])
    return None


def is_chinese(name: str, words: PeopleWords) -> bool:
    """Whether a name is built as Chinese names are: a Chinese family name, then one or two syllables."""
    surname, _, given = name.partition(" ")
    return surname in words.surnames and bool(given) and bool(_given(words.syllable).fullmatch(given.lower()))


def is_chinese_han(name: str, words: PeopleWords) -> bool:
    """Whether a name is Chinese for certain: a family name and one or two characters, not all of them mere sounds."""
    surname = name[:2] if name[:2] in words.surnames else name[:1]
    given = name[len(surname) :]
    spelt = surname == name[:1] and all(character in words.sounds for character in name)
    return surname in words.surnames and 1 <= len(given) <= 2 and "·" not in name and not spelt


@cache
def _given(syllable: str) -> re.Pattern[str]:
    return re.compile(rf"{syllable}(?:['\- ]?{syllable})?")
