"""What ties a name to what the story says of it: the `[[introduction]]` patterns of people.toml, compiled."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

from monitor.core.reading.data import Reader, Table

# What stands for a name, a description, … in the class string over which the patterns run.
NAME, ROLE, SEVERAL, COUNTRY, BODY = "\ue000", "\ue001", "\ue002", "\ue003", "\ue004"
SYMBOLS = (NAME, ROLE, SEVERAL, COUNTRY, BODY)
_SLOTS = {
    "name": NAME,
    "other": NAME,
    "old": NAME,
    "role": ROLE,
    "several": SEVERAL,
    "country": COUNTRY,
    "country2": COUNTRY,
    "body": BODY,
}


# A group of a pattern, up to three deep, with what repeats it.
_GROUP = re.compile(r"\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)[?*]?")


@dataclass(frozen=True, slots=True)
class IntroductionPattern:
    """One way to tie a name to a description."""

    pattern: re.Pattern[str]
    """Over a class string; its groups are named as the slots in the data file."""
    needs: frozenset[str]
    """Symbols without which it cannot match."""
    cues: tuple[str, ...]
    """It is only tried where one of these stands; empty: everywhere."""
    former: bool
    like: str
    official: bool
    """Shows an official by itself ("who heads China's energy administration")."""
    envoy: bool
    """Makes a climate envoy by itself ("who speaks for China at the climate talks")."""
    country: str | None
    """Whose official it shows, where the pattern names no country."""
    pair: bool
    """Speaks of the two people named last ("both women hold the title of …")."""
    alone: bool
    """Speaks of the one person named so far in its passage ("since May she has been …")."""


def by_symbols(
    patterns: tuple[IntroductionPattern, ...],
) -> Mapping[frozenset[str], tuple[IntroductionPattern, ...]]:
    """For every set of symbols the patterns that it is enough for."""
    sets = (frozenset(kinds) for size in range(len(SYMBOLS) + 1) for kinds in combinations(SYMBOLS, size))
    return {kinds: tuple(pattern for pattern in patterns if pattern.needs <= kinds) for kinds in sets}


def read_introduction(reader: Reader, where: str, table: Table) -> IntroductionPattern:
    """One `[[introduction]]` table; its mistakes are left with the reader."""
    reader.only(table, "pattern cues former like official envoy country pair alone right wrong", where)
    expression = reader.text(table, "pattern", where)
    for slot, mask in _SLOTS.items():
        expression = expression.replace(f"{{{slot}}}", f"(?P<{slot}>{mask})")
    return IntroductionPattern(
        pattern=reader.pattern(expression, f"{where}.pattern"),
        needs=_needed(expression),
        cues=reader.texts(table, "cues", where),
        former=table.get("former") is True,
        like=reader.text(table, "like", where, ""),
        official=table.get("official") is True,
        envoy=table.get("envoy") is True,
        country=reader.text(table, "country", where) if "country" in table else None,
        pair=table.get("pair") is True,
        alone=table.get("alone") is True,
    )


def _needed(expression: str) -> frozenset[str]:
    """The symbols of the slots that are neither optional nor one of several choices."""
    outside = re.sub(r"\(\?P<\w+>(.)\)", r"\1", expression)
    outside = _GROUP.sub("", outside)
    return frozenset(symbol for symbol in outside if symbol in _SLOTS.values())
