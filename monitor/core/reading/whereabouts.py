"""Where a meeting is: by its own sentences, else by a journey or a conference beside them, else by the dateline."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from monitor.core.reading.datelines import CAPITALS, dateline_city, dateline_country
from monitor.core.reading.document import Document
from monitor.core.reading.encounters import Encounter
from monitor.core.reading.lexicon import Hit
from monitor.core.reading.line_cities import INTO, bare_cities, cities_told, city_near, unlisted_city
from monitor.core.reading.meeting_days import is_background
from monitor.core.reading.occasion import Occasion
from monitor.core.reading.places import Places
from monitor.core.reading.scene import Line
from monitor.core.reading.seats import seat_of
from monitor.core.records import Status

if TYPE_CHECKING:
    from monitor.core.knowledge import Knowledge

_T = TypeVar("_T")
_ARRIVING = frozenset({"arrive", "travel"})
_PARTIES = frozenset({"us", "cn", "both", "both_people", "he"})


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """A place as far as it is known."""

    city: str | None = None
    country: str | None = None
    venue: str | None = None


def find_place(
    occasion: Occasion, lines: Sequence[Line], document: Document, knowledge: Knowledge, status: Status
) -> Whereabouts:
    """City, country and venue of an occasion that people attend in person."""
    # A new place before the old one; sentences that name people before those that speak of the talks again.
    sentences = sorted(occasion.sentences, key=lambda e: (e.status != "moved", e in occasion.echoes))
    places = knowledge.places
    venue = _first(_venue(encounter) for encounter in sentences)
    named = (_named_near(e, knowledge) for e in sentences)
    city = _first(named) or _city_of_venue(venue, places)
    if city is None:
        city = _first(unlisted_city(e.line, e.at) for e in occasion.encounters)
    if (
        city is None
        and not occasion.is_past
        and not occasion.is_to_follow
        and not is_background(occasion.days, document.today)
    ):
        is_over = status in ("underway", "held")
        city = (
            _before(occasion, lines)
            or _titled(lines)
            or (dateline_city(document, capitals=False) if is_over else None)
            or _journey(lines)
        )
        city = city or _beside(occasion, lines) or dateline_city(document, capitals=is_over) or _only_city(lines)
        city = city if status != "announced" or _is_in_region(city, occasion, places) else None
    known = places.cities.get(city or "")
    country = known.country if known else None
    if country is None and venue and venue.key in places.venues:
        country = places.venues[venue.key].country
    country = country or _first(_region(encounter) for encounter in occasion.encounters)
    if city and known is None and country is None:
        country = dateline_country(document)
    return Whereabouts(city, country, _worded(venue, occasion))


def _is_in_region(city: str | None, occasion: Occasion, places: Places) -> bool:
    """Whether a city from elsewhere in the story lies where a sentence says ("in the United States in November")."""
    region = _first(_region(encounter) for encounter in occasion.encounters)
    return city is None or region is None or city not in places.cities or places.cities[city].country == region


def _first(found: Iterator[_T | None]) -> _T | None:
    return next((item for item in found if item), None)


def _named_near(encounter: Encounter, knowledge: Knowledge) -> str | None:
    """The city that a sentence names, or what is there ("in the Chinese capital"), whichever is nearer."""
    city = city_near(encounter.line, encounter.at, another=encounter.another)
    seat = seat_of(encounter.line, encounter.at, knowledge)
    found = [place for place in (city, seat) if place]
    return min(found)[1] if found else None


def _beside(occasion: Occasion, lines: Sequence[Line]) -> str | None:
    """The city that the passages around its sentences name as a place, else that of a conference there."""
    for conferences in (False, True):
        for encounter in occasion.encounters:
            here = encounter.line.passage.index
            near = (line for line in lines if here - 1 <= line.passage.index <= here and line.passage.kind != "caption")
            moved = "moved" in occasion.states and not encounter.line.spaced
            for line in reversed([line for line in near if not (moved and "was_to" in line.classes)]):
                for _, token in cities_told(line, conferences=conferences):
                    return line.hits[token.value].key
    return _scene(occasion, lines)


def _scene(occasion: Occasion, lines: Sequence[Line]) -> str | None:
    """The only city that the two passages up to it speak of at all, in Chinese (雷克雅未克的雨下了一夜)."""
    here = occasion.encounters[0].line.passage.index
    near = [line for line in lines if here - 1 <= line.passage.index <= here and line.passage.kind != "caption"]
    tokens = ((line, token) for line in near for token in line.string.tokens if token.kind == "city")
    cities = {line.hits[token.value].key for line, token in tokens}
    return cities.pop() if len(cities) == 1 and not occasion.encounters[0].line.spaced else None


def _before(occasion: Occasion, lines: Sequence[Line]) -> str | None:
    """Where the passage of its first sentence has just taken the reader ("will arrive in Hangzhou on March 10")."""
    first = occasion.encounters[0]
    here = [line for line in lines[: first.order] if line.passage is first.line.passage]
    moving = [line for line in here if _ARRIVING & {token.kind for token in line.found}]
    found = [line.hits[token.value].key for line in moving for _, token in cities_told(line)]
    return found[-1] if found else None


def _titled(lines: Sequence[Line]) -> str | None:
    """The city of the headline or standfirst."""
    for line in lines:
        if line.passage.kind in ("headline", "standfirst"):
            for _, token in cities_told(line):
                return line.hits[token.value].key
            bare = (key for _, key in bare_cities(line) if not line.spaced and key not in CAPITALS)
            if key := next(bare, None):
                return key
    return None


def _only_city(lines: Sequence[Line]) -> str | None:
    """The one city that an English story speaks of at all, capitals aside ("I have read the Guiyang text twice")."""
    told = (line for line in lines if line.spaced and line.passage.kind != "caption")
    cities = {line.hits[token.value].key for line in told for token in line.named if token.kind == "city"}
    return cities.pop() if len(cities) == 1 else None


def _journey(lines: Sequence[Line]) -> str | None:
    """Where the story says that one of the parties goes or has gone."""
    for line in lines:
        kinds = [token.kind for token in line.string.tokens]
        if not _PARTIES & set(kinds) or not {"arrive", "travel"} & set(kinds):
            continue
        for _, token in cities_told(line):
            return line.hits[token.value].key
    return None


def _region(encounter: Encounter) -> str | None:
    """The country of a region or country named as a place ("in Hawaii", "in China")."""
    line = encounter.line
    tokens = line.string.tokens
    for index, token in enumerate(tokens):
        if token.kind in ("country", "us_side", "cn_side") and {t.kind for t in tokens[max(0, index - 2) : index]} & {
            "at"
        }:
            hit = line.hits[token.value]
            if hit.kind in ("country", "region"):
                return hit.key
    return None


def _venue(encounter: Encounter) -> Hit | None:
    line = encounter.line
    tokens = line.string.tokens
    for index, token in enumerate(tokens):
        if token.kind == "venue" and {t.kind for t in tokens[max(0, index - 4) : index]} & INTO:
            return line.hits[token.value]
    return None


def _city_of_venue(venue: Hit | None, places: Places) -> str | None:
    known = places.venues.get(venue.key) if venue else None
    return (known.name or None) if known else None


def _worded(venue: Hit | None, occasion: Occasion) -> str | None:
    for encounter in occasion.sentences:
        line = encounter.line
        if venue and venue in line.hits:
            return line.passage.text[venue.start : venue.end]
    return None
