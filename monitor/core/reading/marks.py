"""Where quotation marks open and close: a text's outermost quoted stretches.

Knows the marks of both languages (“ ”, ‘ ’, 「 」, 『 』, « », " and '), tells an apostrophe from a closing
single mark, and follows a quotation that is closed only paragraphs later, re-opened at each or not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

_CLOSER = {"“": "”", "‘": "’", "「": "」", "『": "』", "«": "»", '"': '"', "'": "'"}
_OPENER = {closer: opener for opener, closer in _CLOSER.items()}
_STRAIGHT_TWIN = {"＂": '"'}
_MARK = re.compile("[“”‘’「」『』«»\"＂']")
_OPENS_AFTER = re.compile(r"[\s(\[（【—–\-/：:，,。、；;“‘「『«\"]")
_LATIN = re.compile(r"[A-Za-z0-9À-ɏ]")
_DECADE = re.compile(r"\d0s\b")


class Stretch(NamedTuple):
    """One outermost quoted stretch of one passage; offsets into its text."""

    passage: int
    outer_start: int
    """With the opening mark, where there is one."""
    start: int
    end: int
    outer_end: int
    """With the closing mark, where there is one."""
    continues: bool = False
    """Goes on from the stretch that the passage before left open."""
    closed: bool = True


@dataclass(slots=True)
class _Open:
    mark: str
    at: int
    """Offset of the mark; -1 for one that an earlier passage left open."""


def quoted_stretches(texts: Sequence[tuple[int, str]]) -> tuple[Stretch, ...]:
    """The outermost quoted stretches of `texts` (index and text of each passage, in reading order)."""
    found: list[Stretch] = []
    left_open: str | None = None
    for position, (index, text) in enumerate(texts):
        following = texts[position + 1][1] if position + 1 < len(texts) else ""
        stretches, left_open = _read(index, text, left_open, following)
        found.extend(stretches)
    return tuple(found)


def _read(index: int, text: str, carried: str | None, following: str) -> tuple[list[Stretch], str | None]:
    """One passage's stretches, and the mark that it leaves open for the next; `carried` came open from the last."""
    marks = [match.start() for match in _MARK.finditer(text)]
    found: list[Stretch] = []
    continues, open_marks = _taken_over(text, marks, carried)
    for order, at in enumerate(marks):
        if kind := _closes(text, marks, order, open_marks):
            while open_marks[-1].mark != kind:
                open_marks.pop()
            opened = open_marks.pop()
            if not open_marks:
                start = max(opened.at, 0)
                found.append(Stretch(index, start, opened.at + 1, at, at + 1, continues and not found))
        elif _opens(text, at, open_marks):
            _open(text, marks, order, open_marks)
    while open_marks and open_marks[0].mark in "'‘" and not _goes_on(open_marks[0], following):
        open_marks.pop(0)  # an apostrophe after all
    if not open_marks:
        return found, None
    at, end = open_marks[0].at, len(text)
    found.append(Stretch(index, max(at, 0), at + 1, end, end, continues and not found, closed=False))
    return found, open_marks[0].mark if _goes_on(open_marks[0], following) else None


def _taken_over(text: str, marks: list[int], carried: str | None) -> tuple[bool, list[_Open]]:
    """Whether a passage goes on with the quotation left open before it, and that one if it is not re-opened."""
    if carried and marks and marks[0] <= 1 and _kind(text, marks[0]) == carried:
        return True, []
    if carried and _first_is_closer(text, marks, carried):
        return True, [_Open(carried, -1)]
    return False, []


def _open(text: str, marks: list[int], order: int, open_marks: list[_Open]) -> None:
    kind = _kind(text, marks[order])
    depth = [opened.mark for opened in open_marks]
    if kind in depth and not _nests(text, marks, order, kind):
        del open_marks[depth.index(kind) :]
    open_marks.append(_Open(kind, marks[order]))


def _kind(text: str, at: int) -> str:
    mark = text[at]
    return _STRAIGHT_TWIN.get(mark, "“" if mark == "”" else mark)


def _goes_on(opened: _Open, following: str) -> bool:
    """Whether the next passage takes up a quotation left open: re-opened, or simply closed there."""
    start = following[:2].lstrip()[:1]
    if _STRAIGHT_TWIN.get(start, start) == opened.mark:
        return True
    if opened.mark in "'‘":
        return False
    marks = [match.start() for match in _MARK.finditer(following)]
    return bool(marks) and _first_is_closer(following, marks, opened.mark)


def _first_is_closer(text: str, marks: list[int], opener: str) -> bool:
    """Whether the first mark of that kind in `text` closes rather than opens."""
    for at in marks:
        mark = _STRAIGHT_TWIN.get(text[at], text[at])
        if mark == opener != _CLOSER[opener]:
            return False
        if mark == _CLOSER[opener]:
            return mark != opener or not (at == 0 or text[at - 1].isspace())
    return False


def _closes(text: str, marks: list[int], order: int, open_marks: list[_Open]) -> str | None:
    """The kind of quotation (its opening mark) that the mark closes here, if it closes any."""
    at = marks[order]
    mark = _STRAIGHT_TWIN.get(text[at], text[at])
    turned = mark == "“" and bool(open_marks) and open_marks[-1].at >= 0 and text[open_marks[-1].at] == "”"
    kind = "“" if turned or _misprinted_closer(text, marks, order) else _OPENER.get(mark)
    if kind is None or all(opened.mark != kind for opened in open_marks):
        return None
    if mark in "’'" and _is_apostrophe(text, marks, order):
        return None
    return None if mark == '"' and _reopens(text, at) else kind


def _reopens(text: str, at: int) -> bool:
    """A straight mark that can only open, although one is open already (its closing mark was forgotten)."""
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    return before.isspace() and bool(_LATIN.match(after))


def _misprinted_closer(text: str, marks: list[int], order: int) -> bool:
    """“A“: an opening mark printed where only a closing one can stand."""
    at = marks[order]
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if text[at] != "“" or not before or before.isspace() or not (not after or after.isspace() or after in "，。,.;；"):
        return False
    return next(_doubles(text, marks, order + 1), "") != "”"


def _doubles(text: str, marks: list[int], order: int) -> Iterator[str]:
    return (text[at] for at in islice(marks, order, None) if text[at] in "“”")


def _is_apostrophe(text: str, marks: list[int], order: int) -> bool:
    """Whether a ’ or ' is part of a word: within one, or the possessive of a plural (the leaders’ plane)."""
    at = marks[order]
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if at == 0 or before.isspace():
        return True
    if _LATIN.match(before) and _LATIN.match(after):
        return True
    plural = before in ("s", "S") and after == " " and text[at + 2 : at + 3].islower()
    return plural and _another_closes(text, marks, order)


def _another_closes(text: str, marks: list[int], order: int) -> bool:
    """Whether a later mark closes what a possessive apostrophe must then have left open."""
    mark = text[marks[order]]
    for at in marks[order + 1 :]:
        before, after = text[at - 1 : at], text[at + 1 : at + 2]
        if text[at] == "‘" or (mark == "'" == text[at] and before.isspace()):
            return False
        if text[at] == mark and not (_LATIN.match(before) and _LATIN.match(after)):
            return True
    return False


def _opens(text: str, at: int, open_marks: list[_Open]) -> bool:
    mark = _STRAIGHT_TWIN.get(text[at], text[at])
    before, after = text[at - 1 : at] if at else "", text[at + 1 : at + 2]
    free = not before or bool(_OPENS_AFTER.match(before))
    if mark in "“「『«":
        return True
    if mark == "‘":
        return not _DECADE.match(text, at + 1)
    if mark == "'":
        return free and bool(after) and not after.isspace() and not _DECADE.match(text, at + 1)
    if mark == '"':
        return bool(after) and (free or not _LATIN.match(before))
    if mark == "”":  # printed for “, where nothing is open that it could close
        return not open_marks and free and bool(after) and not after.isspace()
    return False


def _nests(text: str, marks: list[int], order: int, kind: str) -> bool:
    """Whether a second opening mark of one kind is a quotation within (two closing marks follow), not a slip."""
    closer = _CLOSER[kind]
    if kind == closer:
        return False
    later = (text[at] for at in islice(marks, order + 1, None) if text[at] in (kind, closer))
    return list(islice(later, 2)) == [closer, closer]


def in_quotation(text: str, at: int) -> bool:
    """Whether a quotation mark that opened before a place is still open."""
    if any(text.rfind(opener, 0, at) > text.rfind(closer, 0, at) for opener, closer in ("“”", "「」")):
        return True
    return text.count('"', 0, at) % 2 == 1
