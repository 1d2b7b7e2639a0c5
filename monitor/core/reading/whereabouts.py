"""Where a meeting is: by its own sentences, else by a journey or a conference beside them, else by the dateline."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING, TypeVar

from monitor.core.reading.datelines import CAPITALS, dateline_city, dateline_country
from monitor.core.reading.document import Document
from monitor.core.reading.encounters import Encounter
from monitor.core.reading.frames import OTHER, Token
from monitor.core.reading.lexicon import Hit
from monitor.core.reading.line_days import is_moved_to
from monitor.core.reading.meeting_days import is_background
from monitor.core.reading.occasion import Occasion
from monitor.core.reading.places import Places
from monitor.core.reading.scene import Line
from monitor.core.reading.seats import seat_of
from monitor.core.records import Status

if TYPE_CHECKING:
    from monitor.core.knowledge import Knowledge

_T = TypeVar("_T")
_CITIES = frozenset({"city", "us_capital", "cn_capital"})
_INTO = frozenset({"at", "to", "for", "travel", "arrive", "place_is"})
"""Classes before a city that make it the place of what is told."""
_DOINGS = frozenset({"with", "hold", "meet", "host", "talk", "begin", "end", "chair"})
"""Classes behind a city that make it so in Chinese, which may leave the preposition out."""
_STILL_THERE = frozenset({"for", "venue", "venue_noun"})
"""Classes behind a word of leaving of which one makes the city a place: "left for Oslo", "left a villa in Oslo"."""
_REACH = 6
_ARRIVING = frozenset({"arrive", "travel"})
_MEETINGS = frozenset({"meet", "confer", "host", "call", "video"})
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
        city = _first(_unlisted_city(e.line, e.at) for e in occasion.encounters)
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
    known = places.cities.get(city or "")
    country = known.country if known else None
    if country is None and venue and venue.key in places.venues:
        country = places.venues[venue.key].country
    country = country or _first(_region(encounter) for encounter in occasion.encounters)
    if city and known is None and country is None:
        country = dateline_country(document)
    return Whereabouts(city, country, _worded(venue, occasion))


def _first(found: Iterator[_T | None]) -> _T | None:
    return next((item for item in found if item), None)


def _named_near(encounter: Encounter, knowledge: Knowledge) -> str | None:
    """The city that a sentence names, or what is there ("in the Chinese capital"), whichever is nearer."""
    city = _city_near(encounter.line, encounter.at, another=encounter.another)
    seat = seat_of(encounter.line, encounter.at, knowledge)
    found = [place for place in (city, seat) if place]
    return min(found)[1] if found else None


def _city_near(line: Line, at: int, *, another: bool = False) -> tuple[int, str] | None:
    """How far the city is of a sentence that is nearest to the trigger and no part of a name or a journey onward."""
    found = [
        (abs(index - at), line.hits[token.value].key)
        for index, token in _cities(line, at)
        if not (another and line.spaced and index < at)  # "end talks in Oslo and agree to meet again"
        and not ("comma" in (between := line.between(index, at)) and _MEETINGS & set(between))
        and (line.spaced or index > at or "say" not in between or _MEETINGS & set(between))
    ]
    moves = [index for index, token in enumerate(line.string.tokens) if token.kind == "move"]
    if moves:  # the new place, not the one that it was planned for
        places = _bare_cities(line) if not line.spaced else ((i, line.hits[t.value].key) for i, t in _cities(line, at))
        # "Planned for Oslo, they will be held in Lima instead": else the last one named.
        moved = list(places)
        found = [(index, key) for index, key in moved if index > moves[-1] or is_moved_to(line, index)] or (
            [(-index, key) for index, key in moved] if line.spaced else found
        )
    if not found and not line.spaced:
        found = [(at - index, key) for index, key in _bare_cities(line) if 0 < at - index <= _REACH]
    return min(found) if found else None


def _bare_cities(line: Line) -> Iterator[tuple[int, str]]:
    """Cities that Chinese headlines put before the verb without more (成都首次见面)."""
    for index, token in enumerate(line.string.tokens):
        if token.kind in _CITIES and "other_event" not in line.kinds(index + 1, index + 2):
            yield index, line.hits[token.value].key


def _cities(line: Line, at: int | None = None, *, conferences: bool = False) -> Iterator[tuple[int, Token]]:
    """The cities of a sentence that are places of what it tells; those of a conference only where wanted."""
    tokens = line.string.tokens
    for index, token in enumerate(tokens):
        if token.kind not in _CITIES:
            continue
        before = [t.kind for t in tokens[max(0, index - _REACH) : index]]
        if line.spaced and before[-1:] == ["from"] and line.kinds(index + 1, index + 3) == ("comma", "where"):
            yield index, token  # "Good morning from Oslo, where …"
            continue
        if at is None and line.spaced and _opens_item(line, index, token):
            yield index, token
            continue
        if (
            (line.spaced and before[-2:] == ["say", "at"])  # "anything said in Oslo"
            or ("leave" in before and not (line.spaced and _STILL_THERE & set(before[before.index("leave") :])))
            or (line.spaced and "subordinate" in before)
            or (at is None and line.spaced and "was_to" in before)  # "was to have flown on to Lima"
            or ("other_event" in before[-2:] and not conferences)
        ):
            continue
        after = tokens[index + 1].kind if index + 1 < len(tokens) else ""
        # "The minister in Beijing" sits there; "met her counterpart in Beijing on Tuesday" says where they met.
        of_office = before[-2:-1] in (["counterpart"], ["title"]) and after not in ("date", "length")
        apart = at is None or (at > index and "comma" in line.between(index, at))
        relative = line.spaced and _is_relative(before) and apart
        # "Awkward for Washington": a capital that stands for its government.
        stands_for = (
            token.kind != "city" and before[-1:] == ["for"] and not {"travel", "leave", "will"} & set(before[-4:-1])
        )
        if relative or of_office or (line.spaced and (stands_for or before[-1:] == ["from"])):
            continue
        # "Envoys end Oslo talks": in the headline that tells of these talks.
        bare = at is not None and after == "talk" and before[-1:] not in (["the"], ["on"], ["our"])
        titled = bare and line.passage.kind in ("headline", "standfirst")
        chosen = before[-1:] in (["agree"], ["choose"])
        hosts = token.kind == "city" and (after in ("to", "will") or titled or chosen)
        within = after == "poss" and token.kind == "city" and before[-1:] == ["at"]  # "in Zurich's old town"
        if line.spaced and before[-2:] == ["venue_noun", "of"]:  # "the University of Washington"
            continue
        if (after != "poss" or within) and (
            _INTO & set(before)
            or (line.spaced and before[-1:] == ["of"])
            or (not line.spaced and (after in _DOINGS or _holds_preposition(line, token)))
            or hosts
        ):
            yield index, token


def _opens_item(line: Line, index: int, token: Token) -> bool:
    """Whether a city stands before a dash at the head of a list's item ("OTTAWA — The deputies meet …")."""
    tokens = line.string.tokens
    if index == len(tokens) - 1 and line.passage.text.lstrip().startswith(("-", "•", "*")):
        return line.kinds(index - 1, index) == ("comma",)  # "- Friday: climate talks between …, Oslo"
    is_first = not line.passage.text[: token.start].strip(" •·*-")
    return is_first and line.passage.text[token.end :].lstrip().startswith(("—", "–", "- "))


def _holds_preposition(line: Line, token: Token) -> bool:
    """A city's short name, which is never without ("进京")."""
    return any(word.kind == "at" for word in line.words.words.find(line.passage.folded[token.start : token.end]))


def _is_relative(before: list[str]) -> bool:
    """Whether the city belongs to a clause on somebody ("who heads the office in Beijing"), not on the talks."""
    if "rel" not in before:
        return False
    clause = set(before[before.index("rel") :])
    return not ({"begin", "end"} & clause or {"hold", "talk"} <= clause)


def _unlisted_city(line: Line, at: int) -> str | None:
    """A place on no list: capitalised words behind a preposition ("talks in Skagen"), nearest to the trigger."""
    tokens = line.string.tokens
    found = []
    for index, token in enumerate(tokens[:-1]):
        behind = takewhile(lambda t: t.kind == OTHER and line.written(t)[0].isupper(), tokens[index + 1 :])
        if token.kind == "at" and token.value and (name := list(behind)):
            found.append((abs(index - at), line.passage.text[name[0].start : name[-1].end]))
    return min(found)[1] if found else None


def _beside(occasion: Occasion, lines: Sequence[Line]) -> str | None:
    """The city that the passages around its sentences name as a place, else that of a conference there."""
    for conferences in (False, True):
        for encounter in occasion.encounters:
            here = encounter.line.passage.index
            near = (line for line in lines if here - 1 <= line.passage.index <= here and line.passage.kind != "caption")
            moved = "moved" in occasion.states and not encounter.line.spaced
            for line in reversed([line for line in near if not (moved and "was_to" in line.classes)]):
                for _, token in _cities(line, conferences=conferences):
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
    found = [line.hits[token.value].key for line in moving for _, token in _cities(line)]
    return found[-1] if found else None


def _titled(lines: Sequence[Line]) -> str | None:
    """The city of the headline or standfirst."""
    for line in lines:
        if line.passage.kind in ("headline", "standfirst"):
            for _, token in _cities(line):
                return line.hits[token.value].key
            bare = (key for _, key in _bare_cities(line) if not line.spaced and key not in CAPITALS)
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
        for _, token in _cities(line):
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
        if token.kind == "venue" and {t.kind for t in tokens[max(0, index - 4) : index]} & _INTO:
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
