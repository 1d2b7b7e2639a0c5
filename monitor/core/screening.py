"""Whether an entry is worth fetching, by its title and summary alone.

Generous: what is fetched in vain costs a request, what is screened out is lost. Every story that may be about the
climate between the United States and China passes; sport, markets and the two countries' other business do not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.core.reading.folding import fold
from monitor.core.reading.lexicon import Hit
from monitor.core.reading.relevance import CLIMATE
from monitor.core.records import Entry, Reason

if TYPE_CHECKING:
    from monitor.core.knowledge import Knowledge

PASSED, REJECTED = "passed", "rejected"
STEP = "screen"
_ENOUGH = 0.5


def screen(entry: Entry, knowledge: Knowledge, *, bypass: bool = False) -> Reason:
    """`passed` or `rejected`, with a score from 0 to 1 and what decided; `bypass` lets everything through."""
    if bypass:
        return Reason(STEP, PASSED, "this feed is not screened", 1.0)
    folded = fold(f"{entry.title}\n{entry.summary}")
    if not folded.strip():
        return Reason(STEP, PASSED, "neither title nor summary to judge by", _ENOUGH)
    score, detail = _weigh(knowledge.lexicon.find(folded), knowledge)
    return Reason(STEP, PASSED if score >= _ENOUGH else REJECTED, detail, score)


def _weigh(hits: tuple[Hit, ...], knowledge: Knowledge) -> tuple[float, str]:
    sides = {side for hit in hits if (side := _side(hit, knowledge))} & {"US", "CN"}
    climate = max((knowledge.topics.weights[hit.key] for hit in hits if hit.kind == CLIMATE), default=0)
    envoys = [hit.key for hit in hits if hit.kind == "person" and _was_envoy(hit.key, knowledge)]
    negotiator = any(hit.kind.startswith("role") and _is_envoy_noun(hit, knowledge) for hit in hits)
    elsewhere = any(hit.kind == f"{CLIMATE}.elsewhere" for hit in hits)
    if envoys:
        names = " and ".join(dict.fromkeys(knowledge.officials.by_id[key].name for key in envoys))
        return 0.9, f"names {names}"
    if climate == 3:
        return (1.0 if sides else 0.6), "speaks of climate diplomacy"
    if climate == 2 and sides:
        return (0.9 if len(sides) == 2 else 0.6), "speaks of the climate and of " + " and ".join(sorted(sides))
    if negotiator and sides:
        return 0.6, "speaks of an envoy and of " + " and ".join(sorted(sides))
    if len(sides) == 2 and (climate or not elsewhere):
        return 0.5, "speaks of both countries"
    if climate:
        return 0.3, "speaks of the climate, but of neither country"
    return 0.0, "speaks of other things"


def _side(hit: Hit, knowledge: Knowledge) -> str | None:
    """The country that a hit brings in."""
    if hit.kind in ("country", "demonym", "region"):
        return hit.key
    if hit.kind == "city":
        return knowledge.places.cities[hit.key].country
    if hit.kind == "organisation":
        return knowledge.organisations.countries[hit.key]
    if hit.kind == "person":
        return knowledge.officials.by_id[hit.key].country
    return None


def _was_envoy(person: str, knowledge: Knowledge) -> bool:
    return any(office.tier == "envoy" for office in knowledge.officials.by_id[person].offices)


def _is_envoy_noun(hit: Hit, knowledge: Knowledge) -> bool:
    return knowledge.roles.by_id[hit.key].bare if hit.kind in ("role", "role.several") else False
