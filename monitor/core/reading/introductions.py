"""Who is introduced as what: names and descriptions tied by the patterns of people.toml.

Every name, description, country and body of a passage becomes one symbol, the rest stays: an ordinary regular
expression sees "N, the R," where the story says "Jane Roe, the U.S. special envoy for climate,".
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.core.reading.descriptions import Description
from monitor.core.reading.document import Passage
from monitor.core.reading.introduction_patterns import (
    BODY,
    COUNTRY,
    NAME,
    ROLE,
    SEVERAL,
    SYMBOLS,
    IntroductionPattern,
)
from monitor.core.reading.lexicon import Hit
from monitor.core.reading.names_latin import Name
from monitor.core.reading.people_words import PeopleWords

if TYPE_CHECKING:
    from monitor.core.knowledge import Knowledge


@dataclass(frozen=True, slots=True)
class Introduction:
    """One thing that the story says of one name."""

    name: Name
    description: Description | None
    country: str | None = None
    """A country that the pattern itself gives ("of China")."""
    former: bool = False
    like: str = ""
    predecessor: Name | None = None
    """Whose office it was before."""
    official: bool = False
    """Shown to be an official by the pattern itself."""
    envoy: bool = False
    """Shown to be a climate envoy by the pattern itself, in a story on the climate."""


def find_introductions(
    passage: Passage,
    names: list[Name],
    descriptions: list[Description],
    words: PeopleWords,
    knowledge: Knowledge,
    earlier: list[Name],
) -> Iterator[Introduction]:
    """What a passage says of its names; each description serves once, with the pattern that comes first.

    `earlier`: the names before this passage, for patterns that speak of the two named last.
    """
    if not names and not earlier:
        return
    by_name = {name.start: name for name in names}
    by_description = {description.start: description for description in descriptions}
    owners = [(hit, country) for hit in passage.hits if (country := _country(hit, knowledge))]
    countries = {hit.start: country for hit, country in owners}
    symbols, origins = _class_string(passage, names, descriptions, [hit for hit, _ in owners])
    kinds = frozenset(symbol for symbol in SYMBOLS if symbol in symbols)
    used: set[int] = set()
    for pattern in words.usable[kinds]:
        if pattern.cues and not _has_cue(symbols, pattern.cues):
            continue
        for match in pattern.pattern.finditer(symbols):
            groups = {slot: origins[match.start(slot)] for slot, symbol in match.groupdict().items() if symbol}
            at = groups.get("role", groups.get("several", -1))
            description = by_description.get(at)
            if at in used or (description and description.owned):
                continue
            if description:
                used.add(at)
            if pattern.pair:
                two = _last_two([*earlier, *_before(names, origins, match.start())])
                yield from (Introduction(name, description) for name in two)
            if pattern.alone:
                yield from (Introduction(name, description) for name in _only(_before(names, origins, match.start())))
            yield from _read(groups, description, pattern, by_name, countries)


def _has_cue(symbols: str, cues: tuple[str, ...]) -> bool:
    for cue in cues:  # noqa: SIM110 (a generator costs more than the search)
        if cue in symbols:
            return True
    return False


def _country(hit: Hit, knowledge: Knowledge) -> str | None:
    """The country that a country's, capital's or national body's name brings in."""
    if hit.kind in ("country", "demonym"):
        return hit.key
    if hit.kind == "city":
        return knowledge.places.capitals.get(hit.key)
    return knowledge.organisations.countries[hit.key] if hit.kind == "organisation" else None


def _only(names: list[Name]) -> list[Name]:
    """The one person of whom all the names may be; nobody where there are several."""
    first = names[:1]
    return first if all(name.text.split()[-1] == first[0].text.split()[-1] for name in names) else []


def _last_two(names: list[Name]) -> list[Name]:
    """The last two names that differ, in order."""
    two: dict[str, Name] = {}
    for name in reversed(names):
        two.setdefault(name.text.rpartition(" ")[2], name)
        if len(two) == 2:
            break
    return list(two.values())[::-1]


def _read(
    groups: dict[str, int],
    description: Description | None,
    pattern: IntroductionPattern,
    names: dict[int, Name],
    countries: dict[int, str],
) -> Iterator[Introduction]:
    several = description.countries if description and len(description.countries) > 1 else ()
    for position, (slot, place) in enumerate((("name", "country"), ("other", "country2"))):
        name = names.get(groups.get(slot, -1))
        if not name:
            continue
        given = countries.get(groups.get(place, -1)) or countries.get(groups.get("body", -1) if slot == "name" else -1)
        country = given or (several[position] if position < len(several) else pattern.country)
        yield Introduction(
            name=name,
            description=description,
            country=country,
            former=pattern.former,
            like=pattern.like,
            official=pattern.official and country is not None,
            envoy=pattern.envoy,
            predecessor=names.get(groups.get("old", -1)),
        )


def _before(names: list[Name], origins: dict[int, int], position: int) -> list[Name]:
    """The names that stand before a position of the class string."""
    starts = {origin for at, origin in origins.items() if at < position}
    return [name for name in names if name.start in starts]


def _class_string(
    passage: Passage, names: list[Name], descriptions: list[Description], owners: list[Hit]
) -> tuple[str, dict[int, int]]:
    """The passage with one symbol for each span, and where each symbol's span starts in the passage.

    Where spans overlap, names and descriptions come first, then the earlier one.
    """
    spans = [(name.start, name.end, NAME) for name in names]
    spans += [(d.start, d.end, SEVERAL if d.several else ROLE) for d in descriptions]
    taken = sorted((start, end) for start, end, _ in spans)
    for hit in owners:
        at = bisect(taken, (hit.start, hit.end))
        if not any(start < hit.end and hit.start < end for start, end in taken[max(0, at - 1) : at + 1]):
            spans.append((hit.start, hit.end, BODY if hit.kind == "organisation" else COUNTRY))
    spans.sort(key=lambda span: (span[0], -span[1]))
    pieces: list[str] = []
    origins: dict[int, int] = {}
    position = length = 0
    for start, end, symbol in spans:
        if start >= position:
            length += start - position
            origins[length] = start
            pieces += (passage.folded[position:start], symbol)
            length += 1
            position = end
    pieces.append(passage.folded[position:])
    return "".join(pieces), origins
