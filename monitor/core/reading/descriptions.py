"""The phrases that say what people are: "President Biden's new special envoy for climate change", 美国总统气候问题特使.

noun of roles.toml ──▶ grown over its ranks, fields, owners and complements ──▶ what it makes of its holder
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.core.reading.descriptions_han import grow_han
from monitor.core.reading.descriptions_latin import grow_latin
from monitor.core.reading.document import Passage
from monitor.core.reading.lexicon import Hit
from monitor.core.reading.people_words import PeopleWords
from monitor.core.reading.phrases import Description

if TYPE_CHECKING:
    from monitor.core.knowledge import Knowledge

__all__ = ["Description", "find_descriptions"]

_OWNERS = frozenset({"country", "demonym", "city", "region", "organisation", "person"})
_NOUNS = frozenset({"role", "role.several"})


def find_descriptions(passage: Passage, words: PeopleWords, knowledge: Knowledge) -> list[Description]:
    """The phrases of a passage, in order; they do not overlap: a later one takes in what it grows over."""
    nouns = [hit for hit in passage.hits if hit.kind in _NOUNS]
    if not nouns:
        return []
    grow = grow_latin if words.script == "latin" else grow_han
    owners = [hit for hit in passage.hits if hit.kind in _OWNERS]
    ends: dict[int, Hit] = {}  # of those that end together the longest, which comes first
    for hit in passage.hits:
        if hit.kind in _OWNERS or hit.kind.startswith("role"):
            ends.setdefault(hit.end, hit)
    found: list[Description] = []
    for noun, following in zip(nouns, [*nouns[1:], None], strict=True):
        if found and noun.start < found[-1].end:
            continue
        description = grow(passage, noun, following, ends, owners, words, knowledge)
        if found and description.start < found[-1].end:
            found.pop()
        found.append(description)
    return found
