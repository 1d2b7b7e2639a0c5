"""Where a meeting is: from its own clause, else from its story's other words of it, else from the dateline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.core.reading.document import Document
from monitor.core.reading.occasions import Occasion
from monitor.core.reading.people import Cast
from monitor.core.reading.scene import Line
from monitor.core.records import Status

if TYPE_CHECKING:
    from monitor.core.knowledge import Knowledge

_CITIES = ("city", "us_capital", "cn_capital")


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """A place as far as it is known."""

    city: str | None = None
    country: str | None = None
    venue: str | None = None


def find_place(
    occasion: Occasion, lines: Sequence[Line], document: Document, cast: Cast, knowledge: Knowledge, status: Status
) -> Whereabouts:
    """City, country and venue of an occasion that people attend in person."""
    city = venue = None
    for encounter in occasion.encounters:
        city = city or _city_near(encounter.line, encounter.at)
    if city is None and document.dateline and status in ("underway", "held"):
        city = _dateline_city(document)
    known = knowledge.places.cities.get(city or "")
    return Whereabouts(city, known.country if known else None, venue)


def _city_near(line: Line, at: int) -> str | None:
    tokens = line.string.tokens
    found = [
        (abs(index - at), line.hits[token.value].key)
        for index, token in enumerate(tokens)
        if token.kind in _CITIES and any(t.kind in ("at", "to", "for") for t in tokens[max(0, index - 4) : index])
    ]
    return min(found)[1] if found else None


def _dateline_city(document: Document) -> str | None:
    for passage in document.passages:
        if passage.body:
            cities = [hit.key for hit in passage.hits if hit.kind == "city" and hit.end <= passage.body]
            return cities[-1] if cities else None
    return None
