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
    """How far from a symbol a sentence names a city by what is there, and the city: "at the State Department" or "in the Icelandic capital"; None where nothing of the kind is said."""
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
