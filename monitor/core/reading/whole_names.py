"""Names of the list that are part of another in Chinese script: 戈尔 in 戈尔巴乔夫, 谢尔曼 in 维克多·谢尔曼."""

from __future__ import annotations

from collections.abc import Iterable

from monitor.core.reading.lexicon import Hit
from monitor.core.reading.people_words import PeopleWords

_MORE = 2
"""Characters that spell foreign sounds and must follow; a single one often begins the next word (克里达成)."""


def whole_names(folded: str, hits: Iterable[Hit], words: PeopleWords) -> tuple[Hit, ...]:
    """The hits without people whose foreign name begins before the hit or goes on behind it."""
    return tuple(hit for hit in hits if hit.kind != "person" or not _is_part(folded, hit, words))


def _is_part(folded: str, hit: Hit, words: PeopleWords) -> bool:
    begun = hit.start > 1 and folded[hit.start - 1] == "·" and folded[hit.start - 2] in words.sounds
    return begun or _goes_on(folded, hit, words)


def _goes_on(folded: str, hit: Hit, words: PeopleWords) -> bool:
    name, rest = folded[hit.start : hit.end], folded[hit.end : hit.end + _MORE]
    if len(rest) < _MORE or not words.sounds.issuperset(name + rest):
        return False
    return not folded.startswith((*words.name_ends, *words.soft_ends), hit.end)
