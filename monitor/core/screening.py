"""Whether an entry is worth fetching, by its title and summary alone.

Generous: what is fetched in vain costs a request, what is screened out is lost. Every story that may be about the
climate between the United States and China passes; sport, markets and the two countries' other business do not.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import TYPE_CHECKING

from monitor.core.reading.folding import fold
from monitor.core.reading.lexicon import Hit
from monitor.core.reading.relevance import BOTH, CLIMATE, country_of
from monitor.core.records import Entry, Reason

if TYPE_CHECKING:
    from monitor.core.knowledge import Knowledge

PASSED, REJECTED = "passed", "rejected"
STEP = "screen"
_ENOUGH = 0.5
_TELLING = 5
"""Letters from which on a surname in Latin script tells more than that some word occurs."""
_NOUNS = frozenset({"role", "role.several"})
_FOREIGN = frozenset({"country", "demonym", "city", "region"})
_TWO_ENVOYS = ("again.both", "envoys")
"""How the lexicon knows "both countries' envoys"."""


def screen(entry: Entry, knowledge: Knowledge, *, bypass: bool = False, acquainted: Collection[str] = ()) -> Reason:
    """`passed` or `rejected`, with a score from 0 to 1 and what decided; `bypass` lets everything through.

    `acquainted` are people on no list whom the archive knows from the meetings of late, as stories name them.
    """
    if bypass:
        return Reason(STEP, PASSED, "this feed is not screened", 1.0)
    folded = fold(f"{entry.title}\n{entry.summary}")
    if not folded.strip():
        return Reason(STEP, PASSED, "neither title nor summary to judge by", _ENOUGH)
    score, detail = _weigh(knowledge.lexicon.find(folded), knowledge)
    if score < _ENOUGH and (named := _named(folded, acquainted)):
        return Reason(STEP, PASSED, f"names {named}, known from a meeting", 0.6)
    return Reason(STEP, PASSED if score >= _ENOUGH else REJECTED, detail, score)


def _named(folded: str, acquainted: Collection[str]) -> str | None:
    """Somebody of `acquainted` in the text: a Chinese name whole, another by its last part too, as headlines do."""
    words = frozenset(re.findall(r"[\w'’-]+", folded.lower()))
    for name in sorted(acquainted):
        plain = fold(name).lower()
        last = plain.rpartition(" ")[2]
        if plain in folded.lower() if not plain.isascii() else len(last) >= _TELLING and last in words:
            return name
    return None


def _weigh(hits: tuple[Hit, ...], knowledge: Knowledge) -> tuple[float, str]:
    kinds = {hit.kind for hit in hits}
    named = {side for hit in hits if (side := country_of(hit, knowledge))}
    sides = ["CN", "US"] if BOTH in kinds else sorted(named & {"CN", "US"})
    climate = max((knowledge.topics.weights[hit.key] for hit in hits if hit.kind == CLIMATE), default=0)
    envoys = dict.fromkeys(hit.key for hit in hits if hit.kind == "person" and _was_envoy(hit.key, knowledge))
    negotiators = {hit.kind for hit in hits if hit.kind in _NOUNS and knowledge.roles.by_id[hit.key].bare}
    elsewhere = f"{CLIMATE}.elsewhere" in kinds
    both = " and of ".join(sides)
    if envoys:
        return 0.9, "names " + " and ".join(knowledge.officials.by_id[key].name for key in envoys)
    if climate == 3:
        return (1.0 if sides else 0.6), "speaks of climate diplomacy"
    if climate == 2 and sides:
        return 0.6 + 0.15 * len(sides), f"speaks of the climate and of {both}"
    if negotiators and sides:
        return 0.6, f"speaks of an envoy and of {both}"
    if len(sides) == 2 and (climate or not elsewhere):
        return 0.5, f"speaks of {both}"
    two = any((hit.kind, hit.key) == _TWO_ENVOYS for hit in hits)
    ours = two or ("role" in negotiators and not _FOREIGN & kinds)
    if "role.several" in negotiators or (ours and not elsewhere):
        return 0.5, "speaks of envoys"
    if f"{CLIMATE}.digest" in kinds:
        return 0.5, "is a digest"
    if f"{CLIMATE}.anything" in kinds and not elsewhere:
        return 0.5, "may be about anything"
    if climate:
        return 0.3, "speaks of the climate, but of neither country"
    return 0.0, "speaks of other things"


def _was_envoy(person: str, knowledge: Knowledge) -> bool:
    return any(office.tier == "envoy" for office in knowledge.officials.by_id[person].offices)
