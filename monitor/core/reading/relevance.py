"""Whether a story is about climate policy or diplomacy of the United States and China: config/topics.toml.

Two questions, both to be answered by yes: do both countries figure in it, and is the climate between or by them a
main subject? The answers come from shares of the text: passages that speak of either country, of the climate, and of
all three at once; headline and standfirst weigh more. Envoys of both sides settle the second.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.core.reading.data import Reader, Table
from monitor.core.reading.document import Document, Passage
from monitor.core.reading.lexicon import Hit, Term
from monitor.core.reading.people import Cast, Character
from monitor.core.records import Relevance

if TYPE_CHECKING:
    from monitor.core.knowledge import Knowledge

SAYS = ("climate", "fiction", "digest", "elsewhere")
CLIMATE = "topic"
"""The lexicon's kind for words of the climate; the others are `topic.fiction` and so on."""

_WEIGHTS = {"headline": 3.0, "standfirst": 2.0, "caption": 0.5}
_LEAD = 1
"""So many paragraphs are a story's opening."""
_RELEVANT = 0.5


@dataclass(frozen=True, slots=True)
class Topics:
    """Words that tell what a story is about. The lexicon's key is the topic's `id`."""

    weights: Mapping[str, int]
    """How much one mention of a climate topic says, 1 to 3."""
    spellings: tuple[Term, ...]

    def terms(self) -> Iterable[Term]:
        """Every word, for the lexicon."""
        return self.spellings

    @classmethod
    def from_data(cls, data: Table, file: str) -> Topics:
        """Read `[[topic]]` tables; raises ConfigurationError with every mistake."""
        reader = Reader(file)
        reader.only(data, "topic")
        weights: dict[str, int] = {}
        spellings: list[Term] = []
        for where, table in reader.tables(data, "topic"):
            reader.only(table, "id says weight words", where)
            topic, says = reader.text(table, "id", where), reader.choice(table, "says", SAYS, where)
            weight = table.get("weight", 1 if says != "climate" else None)
            if weight not in (1, 2, 3):
                reader.wrong(f"{where}.weight", f"is {weight!r}", "1, 2 or 3")
                weight = 1
            if says == "climate":
                weights[topic] = weight
            kind = CLIMATE if says == "climate" else f"{CLIMATE}.{says}"
            spellings += (Term(kind, topic, word) for word in reader.texts(table, "words", where))
        reader.finish()
        return cls(weights, tuple(spellings))

    def climate(self, hits: Iterable[Hit]) -> int:
        """How much some hits say of the climate."""
        return sum(self.weights[hit.key] for hit in hits if hit.kind == CLIMATE)


@dataclass(frozen=True, slots=True)
class _Shares:
    """Parts of the text, 0 to 1, by weight."""

    climate: float
    us: float
    china: float
    together: float
    """Both countries and the climate in one passage."""
    lead: bool
    """They stand together at the top."""


def judge_relevance(document: Document, cast: Cast, knowledge: Knowledge) -> Relevance:
    """Score (0 to 1, relevant from 0.5) and reasons."""
    shares = _shares(document, cast, knowledge)
    envoys = {side: _envoys(cast, knowledge, side) for side in ("US", "CN")}
    figure = _rising(min(shares.us, shares.china), 0.07, 0.2)
    reasons = [f"United States in {shares.us:.0%} of the text, China in {shares.china:.0%}"]
    subject = 0.6 * _rising(shares.climate, 0.15, 0.5) + 0.6 * _rising(shares.together, 0.1, 0.4)
    reasons.append(f"climate in {shares.climate:.0%}, together with both countries in {shares.together:.0%}")
    if shares.lead:
        subject += 0.2
        reasons.append("both countries and the climate at the top")
    if all(envoys.values()) and shares.climate > 0:
        subject = max(subject, 0.9)  # whatever else they speak of, the story is about them
        names = [envoys[side][0].name for side in ("US", "CN")]
        reasons.append(f"climate envoys of both: {' and '.join(names)}")
    score = figure * min(1.0, subject)
    score, changed = _adjusted(document, knowledge, cast, score)
    score = round(score, 2)
    return Relevance(score >= _RELEVANT, score, tuple(reasons + changed))


def _adjusted(document: Document, knowledge: Knowledge, cast: Cast, score: float) -> tuple[float, list[str]]:
    """A digest is judged by its best item; fiction is no news."""
    kinds = [hit.kind for passage in document.passages for hit in passage.hits]
    if kinds.count(f"{CLIMATE}.fiction") >= 3:
        return score * 0.4, ["speaks of a work of fiction"]
    if score < _RELEVANT and _is_digest(document):
        best = max((p for p in document.passages), key=lambda p: _item(p, cast, knowledge))
        if _item(best, cast, knowledge) >= 1:
            return 0.7, ["one item of a digest: " + best.text[:80]]
    return score, []


def _is_digest(document: Document) -> bool:
    heads = [passage for passage in document.passages if passage.kind in ("headline", "standfirst")]
    named = any(hit.kind == f"{CLIMATE}.digest" for passage in heads for hit in passage.hits)
    items = sum(passage.kind == "list_item" for passage in document.passages)
    paragraphs = sum(passage.kind == "paragraph" for passage in document.passages)
    headings = sum(passage.kind == "heading" for passage in document.passages)
    return named or items >= max(3, paragraphs) or headings >= max(4, 0.6 * paragraphs)


def _item(passage: Passage, cast: Cast, knowledge: Knowledge) -> float:
    """Whether one item of a digest counts by itself: 1 or more."""
    countries = _countries(passage, cast, knowledge)
    strong = any(hit.kind == CLIMATE and knowledge.topics.weights[hit.key] == 3 for hit in passage.hits)
    return float({"US", "CN"} <= countries) * (strong + 0.5 * (knowledge.topics.climate(passage.hits) >= 2))


def _shares(document: Document, cast: Cast, knowledge: Knowledge) -> _Shares:
    total = climate = us = china = together = 0.0
    lead, paragraphs = False, 0
    for passage in document.passages:
        weight = _WEIGHTS.get(passage.kind, 1.0)
        says = knowledge.topics.climate(passage.hits)
        countries = _countries(passage, cast, knowledge)
        total += weight
        climate += weight * (says >= 2)
        us += weight * ("US" in countries)
        china += weight * ("CN" in countries)
        together += weight * ({"US", "CN"} <= countries and says >= 1)
        paragraphs += passage.kind == "paragraph"
        top = passage.kind in ("headline", "standfirst") or paragraphs <= _LEAD
        lead = lead or (top and {"US", "CN"} <= countries and says >= 3)
    total = total or 1.0
    return _Shares(climate / total, us / total, china / total, together / total, lead)


def _countries(passage: Passage, cast: Cast, knowledge: Knowledge) -> set[str | None]:
    """The countries that figure in a passage: by name, by place, by their people and bodies."""
    places = knowledge.places
    found: set[str | None] = set()
    for hit in passage.hits:
        if hit.kind in ("country", "demonym", "region"):
            found.add(hit.key)
        elif hit.kind == "city":
            found.add(places.cities[hit.key].country)
        elif hit.kind == "organisation":
            found.add(knowledge.organisations.countries[hit.key])
    for mention in cast.mentions:
        if mention.passage == passage.index and mention.form != "organisation":
            found.update(cast.characters[who].country for who in mention.who)
    return found


def _envoys(cast: Cast, knowledge: Knowledge, side: str) -> list[Character]:
    """The climate envoys of a side, those included who were it once."""
    return [
        character
        for character in cast.characters
        if character.country == side
        and (character.envoy or (character.former and _was_envoy(character, knowledge)))
        and character.kind == "person"
    ]


def _was_envoy(character: Character, knowledge: Knowledge) -> bool:
    official = knowledge.officials.by_id.get(character.listed or "")
    return official is None or any(office.tier == "envoy" for office in official.offices)


def _rising(value: float, low: float, high: float) -> float:
    """0 up to `low`, 1 from `high` on, in between a straight line."""
    return min(1.0, max(0.0, (value - low) / (high - low)))
