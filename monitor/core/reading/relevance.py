"""Whether a story is about climate policy or diplomacy of the United States and China: config/topics.toml.

Two questions, both to be answered by yes: do both countries figure in it, and is the climate between or by them a
main subject? The answers come from shares of the text: passages that speak of either country, of the climate, and of
all three at once; headline and standfirst weigh more. Envoys of both sides settle the second, news of their meeting
settles both.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.core.reading.data import Reader, Table
from monitor.core.reading.document import Document, Passage
from monitor.core.reading.lexicon import Hit, Term
from monitor.core.reading.people import Cast, Character
from monitor.core.records import Meeting, Relevance

if TYPE_CHECKING:
    from monitor.core.knowledge import Knowledge

SAYS = ("climate", "both", "fiction", "digest", "anything", "elsewhere")
CLIMATE = "topic"
"""The lexicon's kind for words of the climate; the others are `topic.fiction` and so on."""

BOTH = "topic.both"
"""The kind of words that mean both countries (中美)."""

_WEIGHTS = {"headline": 3.0, "standfirst": 2.0, "caption": 0.5}
_LEAD = 1
"""So many paragraphs are a story's opening."""
_RELEVANT = 0.5
_FICTION = 3
"""So many words of fiction make a story one about a book or a film."""
_SIDES = ("US", "CN")


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
    elsewhere: float
    """Other business between the two."""
    lead: bool
    """They stand together at the top."""
    local_lead: bool
    """At the top, officials of states, provinces or cities of both."""


def judge_relevance(
    document: Document, cast: Cast, knowledge: Knowledge, meetings: Sequence[Meeting] = ()
) -> Relevance:
    """Score (0 to 1, relevant from 0.5) and reasons; `meetings` are those that the story tells of."""
    people = _people_of_passages(cast)
    passages = [_Passage(passage, people[passage.index], cast, knowledge) for passage in document.passages]
    shares = _shares(passages)
    reasons = [
        f"United States in {shares.us:.0%} of the text, China in {shares.china:.0%}",
        f"climate in {shares.climate:.0%}, together with both countries in {shares.together:.0%}",
    ]
    figure = _rising(min(shares.us, shares.china), 0.07, 0.2)
    subject = 0.6 * _rising(shares.climate, 0.15, 0.5) + 0.6 * _rising(shares.together, 0.1, 0.4)
    if shares.elsewhere > shares.climate:
        subject *= 0.6
        reasons.append(f"other business in {shares.elsewhere:.0%}")
    if shares.lead:
        subject += 0.2
        reasons.append("both countries and the climate at the top")
    envoys = [_envoys(cast, knowledge, side) for side in _SIDES]
    if all(envoys) and shares.climate > 0:
        subject = max(subject, 0.9)  # whatever else they speak of, the story is about them
        reasons.append("climate envoys of both: " + " and ".join(side[0].name for side in envoys))
        figure = max(figure, 0.7 if any(passage.names_all(envoys) for passage in passages) else 0.6)
    elif subject and any(passage.is_local for passage in passages) and shares.local_lead:
        subject = max(subject, 0.7)
        reasons.append("their states, provinces or cities work together")
    if meeting := next((m for m in meetings if m.kind != "other" and not m.background), None):
        figure, subject = max(figure, 0.7), max(subject, 0.9)  # however few of its words are on it
        reasons.append("news of a meeting: " + ", ".join(person.name for person in meeting.participants))
    score = figure * min(1.0, subject)
    if _fiction(document) >= _FICTION:
        score *= 0.4
        reasons.append("speaks of a work of fiction")
    elif score < _RELEVANT and _is_digest(document) and (item := next((p for p in passages if p.is_item), None)):
        score = 0.7
        reasons.append("one item of a digest: " + item.passage.text[:80])
    score = round(score, 2)
    return Relevance(score >= _RELEVANT, score, tuple(reasons))


def _people_of_passages(cast: Cast) -> Mapping[int, set[int]]:
    """The characters whom each passage speaks of, bodies left out."""
    people: defaultdict[int, set[int]] = defaultdict(set)
    for mention in cast.mentions:
        if mention.form != "organisation":
            people[mention.passage].update(mention.who)
    return people


class _Passage:
    """What one passage speaks of."""

    def __init__(self, passage: Passage, people: set[int], cast: Cast, knowledge: Knowledge) -> None:
        self.passage = passage
        self.says = knowledge.topics.climate(passage.hits)
        self.strong = any(hit.kind == CLIMATE and knowledge.topics.weights[hit.key] == 3 for hit in passage.hits)
        self.elsewhere = any(hit.kind == f"{CLIMATE}.elsewhere" for hit in passage.hits)
        self.is_local = any(hit.kind.startswith("role") and hit.key == "local" for hit in passage.hits)
        self.people = people
        countries = {side for hit in passage.hits if (side := country_of(hit, knowledge))}
        countries |= {country for who in self.people if (country := cast.characters[who].country)}
        if any(hit.kind == BOTH for hit in passage.hits):
            countries |= set(_SIDES)
        self.us, self.china = "US" in countries, "CN" in countries
        self._cast = cast

    @property
    def is_item(self) -> bool:
        """Enough for a digest by itself."""
        return self.us and self.china and (self.strong or self.says >= 4)

    def names_all(self, sides: list[list[Character]]) -> bool:
        """Whether somebody of every side is spoken of here, the caption left out."""
        here = [self._cast.characters[who] for who in self.people]
        return self.passage.kind != "caption" and all(any(person in here for person in side) for side in sides)


def country_of(hit: Hit, knowledge: Knowledge) -> str | None:
    """The country that a name brings in; None where it brings none."""
    if hit.kind in ("country", "demonym", "region"):
        return hit.key
    if hit.kind == "city":
        return knowledge.places.cities[hit.key].country
    if hit.kind == "venue":
        return knowledge.places.venues[hit.key].country
    if hit.kind == "organisation":
        return knowledge.organisations.countries[hit.key]
    if hit.kind == "person":
        return knowledge.officials.by_id[hit.key].country
    return None


def _fiction(document: Document) -> int:
    """How many words of fiction a story has; one in its headline or standfirst is worth two."""
    found = {(p.index, hit.start) for p in document.passages for hit in p.hits if hit.kind == f"{CLIMATE}.fiction"}
    heads = {passage.index for passage in document.passages if passage.kind in ("headline", "standfirst")}
    return sum(1 + (index in heads) for index, _ in found)


def _is_digest(document: Document) -> bool:
    heads = [passage for passage in document.passages if passage.kind in ("headline", "standfirst")]
    named = any(hit.kind == f"{CLIMATE}.digest" for passage in heads for hit in passage.hits)
    items = sum(passage.kind == "list_item" for passage in document.passages)
    paragraphs = sum(passage.kind == "paragraph" for passage in document.passages)
    headings = sum(passage.kind == "heading" for passage in document.passages)
    return named or items >= max(3, paragraphs) or headings >= max(4, 0.6 * paragraphs)


def _shares(passages: list[_Passage]) -> _Shares:
    total = climate = us = china = together = elsewhere = 0.0
    lead, local_lead, paragraphs = False, False, 0
    for each in passages:
        kind = each.passage.kind
        weight = _WEIGHTS.get(kind, 1.0)
        total += weight
        climate += weight * (1.0 if each.says >= 2 else 0.5 * (each.says == 1))
        us += weight * each.us
        china += weight * each.china
        together += weight * (each.us and each.china and each.says >= 1)
        elsewhere += weight * each.elsewhere
        paragraphs += kind == "paragraph"
        if kind in ("headline", "standfirst") or paragraphs <= _LEAD:
            lead = lead or (each.us and each.china and each.says >= 3)
            local_lead = local_lead or (each.is_local and each.us and each.china)
    total = total or 1.0
    return _Shares(climate / total, us / total, china / total, together / total, elsewhere / total, lead, local_lead)


def _envoys(cast: Cast, knowledge: Knowledge, side: str) -> list[Character]:
    """The climate envoys of a side, those included who were it once."""
    return [
        character
        for character in cast.characters
        if character.country == side
        and (character.envoy or (character.former and _was_envoy(character, knowledge)))
        and character.kind in ("person", "unnamed")
    ]


def _was_envoy(character: Character, knowledge: Knowledge) -> bool:
    official = knowledge.officials.by_id.get(character.listed or "")
    return official is None or any(office.tier == "envoy" for office in official.offices)


def _rising(value: float, low: float, high: float) -> float:
    """0 up to `low`, 1 from `high` on, in between a straight line."""
    return min(1.0, max(0.0, (value - low) / (high - low)))
