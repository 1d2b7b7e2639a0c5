"""Whether a story says that a meeting was moved, and from where it may have been.

Two outlets at odds over a meeting's city are no news; one that says "moved", and names the city of which others told,
is. So the reading leaves what deciding needs to tell the two apart.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from monitor.core.reading.document import Document
from monitor.core.reading.folding import fold
from monitor.core.records import Meeting

if TYPE_CHECKING:
    from monitor.core.knowledge import Knowledge

_MOVING = frozenset({"move", "postpone"})
_OPENING = frozenset({"headline", "standfirst"})


def moved_from(document: Document, meetings: Iterable[Meeting], knowledge: Knowledge) -> tuple[str, ...] | None:
    """English names of the cities that a story names, where its words speak of a move; None where they do not.

    Words count in the headline, in the standfirst and where the story tells of one of `meetings` that is news.
    """
    words = knowledge.language(document.language).meetings.words
    opening = (passage.folded for passage in document.passages if passage.kind in _OPENING)
    told = (fold(sentence) for meeting in meetings if not meeting.background for sentence in meeting.evidence)
    if not any(token.kind in _MOVING for text in (*opening, *told) for token in words.find(text)):
        return None
    named = (hit for passage in document.passages for hit in passage.hits if hit.kind in {"city", "venue"})
    cities = {hit.key if hit.kind == "city" else _city_of(hit.key, knowledge) for hit in named}
    return tuple(sorted(cities - {""}))


def _city_of(venue: str, knowledge: Knowledge) -> str:
    """The city that holds a venue; empty where none is known."""
    place = knowledge.places.venues.get(venue)
    return place.name if place else ""
