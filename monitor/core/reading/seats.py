"""Cities that a sentence names by what is there: a government's body, a country's capital."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.core.reading.scene import Line

if TYPE_CHECKING:
    from monitor.core.knowledge import Knowledge

_COUNTRIES = frozenset({"country", "us_side", "cn_side"})
_REACH = 3
"""Symbols between a preposition and the place it is for."""


def seat_of(line: Line, at: int, knowledge: Knowledge) -> tuple[int, str] | None:
    """The city that a sentence names by what is there ("at the State Department", "in the Icelandic capital").

    With how far it is from a symbol; None where nothing of the kind is said.
    """
    tokens = line.string.tokens if line.spaced else ()
    for index, token in enumerate(tokens):
        if "at" not in line.kinds(index - _REACH, index):
            continue
        for hit in line.passage.hits_in(token.start, token.end):
            if token.kind == "body" and hit.kind == "organisation" and hit.key in knowledge.organisations.seats:
                return abs(index - at), knowledge.organisations.seats[hit.key]
        if token.kind in _COUNTRIES and "capital_of" in line.kinds(index + 1, index + 2):
            seat = knowledge.places.seats.get(line.hits[token.value].key)
            return (abs(index - at), seat) if seat else None
    return None
