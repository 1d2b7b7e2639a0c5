"""Names that no list explains, by their capitals alone."""

from __future__ import annotations

import re
from collections.abc import Iterator

Span = tuple[int, int]

_PARTICLES = "de|van|von|der|al|bin|la|di|da|el|y"
_AT_END = re.compile(rf"[A-Z][\w.'’-]*(?: (?:[A-Z][\w.'’-]*|{_PARTICLES})){{0,4}} [A-Z][\w'’-]+$")
_AHEAD = re.compile(rf"[A-Z][\w.'’-]*(?: (?:[A-Z][\w.'’-]*|{_PARTICLES})){{1,5}}(?= [a-z]|[.,;:]|$)")
_AS_SUBJECT = re.compile(
    r"(?:^|[.!?;,”’—–] |\b(?:[Ww]hen|[Aa]s|[Ii]f|[Bb]ut|[Aa]nd|[Ww]hile|[Aa]fter) )"
    r"(?P<name>[A-Z][\w'’-]+(?: (?:[A-Z][\w.'’-]*|de|van|von|der|al|bin))* [A-Z][\w'’-]+)(?=,| [a-z—–])"
)
_TITLE = re.compile(r"[A-Z][\w'’-]*,? (?:(?:[A-Z][\w'’-]*,?|and|of|for|the|to) )*")


def is_title(text: str) -> bool:
    """Whether all of a text is a title in capitals, up to the name ("Minister for Fisheries and Coasts ")."""
    return _TITLE.fullmatch(text) is not None


def joins_capitals(before: str, behind: str) -> bool:
    """Whether words with a capital stand on both sides of an "and"."""
    words = (before.split()[-1:], behind.split()[:1])
    return all(word and word[0][0].isupper() for word in words)


def ends_with_name(text: str) -> bool:
    """Whether a text ends with a name of two words or more."""
    return _AT_END.search(text) is not None


def name_ahead(text: str, at: int) -> Span | None:
    """A name that begins at an offset, known or not."""
    match = _AHEAD.match(text, at)
    return (at, match.end() - match[0].endswith(".")) if match else None


def subjects(text: str, start: int, end: int) -> Iterator[Span]:
    """The names of a stretch that stand where a subject can."""
    for match in _AS_SUBJECT.finditer(text, start, end):
        yield match.span("name")
