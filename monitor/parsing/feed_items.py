"""A changed feed's items that were there before: known by a mark of their bytes, and left unread.

A feed of twenty items changes by one at a time, and reading an item costs a hundred times what its mark does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import blake2b
from itertools import pairwise

_START = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?(?:item|entry)(?=[\s>])")
_END = re.compile(rb"</(?:[A-Za-z_][\w.-]*:)?(?:item|entry)\s*>")
_MARK = 8
"""Bytes of a mark."""
_KEPT = 200
"""Marks that are kept of a feed, those of its first items."""


@dataclass(frozen=True, slots=True)
class Unread:
    """What of a feed's body is still to be read."""

    body: bytes
    """Without the items that are known."""
    marks: bytes | None = None
    """Of all items, in their order; None where the items' bounds are in doubt."""
    known: int = 0
    """How many items were left out."""


def unread(body: bytes, marks: bytes | None) -> Unread:
    """`body` (XML) without the items whose marks are among `marks`, the ones that were returned for an earlier body."""
    spans = _spans(body)
    if spans is None:
        return Unread(body)
    found = [blake2b(body[start:end], digest_size=_MARK).digest() for start, end in spans]
    kept = b"".join(found[:_KEPT])
    before = _apart(marks or b"")
    left_out = [span for span, mark in zip(spans, found, strict=True) if mark in before]
    return Unread(_without(body, left_out), kept, len(left_out))


def _spans(body: bytes) -> list[tuple[int, int]] | None:
    """Where each item begins and ends; None where one lies in another, is quoted in one, or does not end."""
    starts = [match.start() for match in _START.finditer(body)]
    ends = [match.end() for match in _END.finditer(body)]
    if len(starts) != len(ends):
        return None
    spans = list(zip(starts, ends, strict=True))
    apart = all(end <= start for (_, end), (start, _) in pairwise(spans))
    return spans if apart and all(start < end for start, end in spans) else None


def _apart(marks: bytes) -> set[bytes]:
    return {marks[at : at + _MARK] for at in range(0, len(marks), _MARK)}


def _without(body: bytes, spans: list[tuple[int, int]]) -> bytes:
    pieces, at = [], 0
    for start, end in spans:
        pieces.append(body[at:start])
        at = end
    pieces.append(body[at:])
    return b"".join(pieces)
