"""Lines for a terminal, where a Chinese character takes two columns and stands beside the next without a blank."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

_NEVER_FIRST = frozenset("。，、；：？！”’）》」』】…,.;:?!)]}%")
_NEVER_LAST = frozenset("“‘（《「『【([{")


def wrap(text: str, width: int, between: str = "\n") -> str:
    """`text` in lines of at most `width` columns, joined by `between`; a longer word has a line of its own."""
    lines, line = [], ""
    for piece in _pieces(text):
        if line and columns(line + piece.rstrip()) > width:
            lines.append(line.rstrip())
            line = ""
        line += piece
    return between.join([*lines, line.rstrip()])


def columns(text: str) -> int:
    """How many columns of a terminal `text` takes."""
    return sum(map(_width, text))


def _pieces(text: str) -> Iterator[str]:
    """What must stay together: a word with its marks and the blank behind it, a wide character with its marks."""
    start = 0
    for index in range(1, len(text)):
        if _may_part(text[index - 1], text[index]):
            yield text[start:index]
            start = index
    yield text[start:]


def _may_part(before: str, after: str) -> bool:
    if before == " " or after == " ":
        return before == " " and after != " "
    if after in _NEVER_FIRST or before in _NEVER_LAST:
        return False
    return _width(before) == 2 or _width(after) == 2


def _width(character: str) -> int:
    if unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1
