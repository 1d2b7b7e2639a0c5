"""From names and descriptions to portraits: who is who, of which country, holding which office."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.core.reading.descriptions import Description, find_descriptions
from monitor.core.reading.document import Document, Passage
from monitor.core.reading.introductions import Introduction, find_introductions
from monitor.core.reading.names_latin import Name, is_chinese
from monitor.core.reading.offices import Offices
from monitor.core.reading.people_words import PeopleWords
from monitor.core.reading.portraits import Place, Portrait, joined
from monitor.core.reading.register import Descriptions, Register
from monitor.core.reading.speech_table import SpeechTable

if TYPE_CHECKING:
    from monitor.core.knowledge import Knowledge

_CLIMATE_STORY = 3
"""Words of the climate of this weight make a story one on it, in which a bare "envoy" is a climate envoy."""
_NEAR = 20
"""Within so many characters of a name its verb of speech is looked for."""
_SIDES = frozenset({"US", "CN"})
_CALLING = 60
"""Characters of what somebody is, before or behind a name."""
_APPOSITION = re.compile(rf", (?:(?P<age>\d\d?),|(?:an?|the) (?P<what>[^,.;:“”\"()]{{3,{_CALLING}}}))")
_QUOTED_FIRST = re.compile("""^["'“‘].*[,?!]["'”’] ?""")
_BEFORE = re.compile(r"\b(?:an?|the|my|our|his|her) (?P<what>[a-z][a-z' -]+), $")


@dataclass
class Portraits:
    """Everybody, and what is left to be resolved."""

    people: list[Portrait]
    """In order of appearance."""
    descriptions: Descriptions
    used: set[Place]
    """The descriptions that introduce somebody."""
    climate: bool
    """The story is on the climate."""


def read_portraits(document: Document, knowledge: Knowledge) -> Portraits:
    """Everybody whom the story names."""
    words = knowledge.language(document.language).people
    descriptions = {p.index: find_descriptions(p, words, knowledge) for p in document.passages}
    found = [description for each in descriptions.values() for description in each]
    says = sum(knowledge.topics.climate(passage.hits) for passage in document.passages)
    # Where one side's envoy is called a climate envoy, a bare "envoy" of the other is one too.
    climate = says >= _CLIMATE_STORY or any(d.climate and not d.local and _SIDES & set(d.countries) for d in found)
    register = Register(document, knowledge, words)
    names = register.read_names(descriptions)
    offices = Offices(document, words, found, climate)
    used: set[Place] = set()
    earlier: list[Name] = []
    for passage in document.passages:
        here = names[passage.index]
        for introduction in find_introductions(passage, here, descriptions[passage.index], words, knowledge, earlier):
            if _introduce(register, introduction) and introduction.description:
                used.add((passage.index, introduction.description.start))
        earlier += here
    _bridge(document, register, descriptions, offices, used, words)
    nouns = knowledge.language(document.language).quotes.table
    people = [portrait for portrait in register.portraits if _is_person(portrait, document, words, nouns)]
    if words.script == "latin":
        people += _beside(people, register.portraits)
    people.sort(key=lambda portrait: portrait.first)
    for portrait in people:
        portrait.gender = portrait.gender or words.given.get(portrait.name.partition(" ")[0])
    offices.judge(people)
    return Portraits(people, descriptions, used, climate)


def _introduce(register: Register, introduction: Introduction) -> bool:
    """Take in what is said of a name; False where it cannot be of this person."""
    portrait = register.at(introduction.name)
    if portrait is None:
        return False
    description = introduction.description
    country = introduction.country or (description.countries[0] if description and description.countries else None)
    known = portrait.official.country if portrait.official else portrait.country
    # Somebody's country does not change between the two sides; a Dutchman may well be the European commissioner,
    # and the list knows former offices abroad.
    abroad = country and known and country != known and {country, known} & _SIDES
    if abroad and not (portrait.official and description and description.former):
        return False
    if description or country or introduction.like:
        portrait.is_person = True
    portrait.country = portrait.country or country
    portrait.introductions.append(introduction)
    if introduction.predecessor:
        _succeed(register, portrait, introduction, introduction.predecessor)
    return True


def _succeed(register: Register, portrait: Portrait, introduction: Introduction, predecessor: Name) -> None:
    """The office of the one before is over; where it has no name of its own, it is what the new one holds."""
    old = register.at(predecessor)
    if old is None:
        return
    portrait.is_person = True
    if not introduction.description:
        portrait.country = portrait.country or old.country
        portrait.introductions += [
            Introduction(introduction.name, past.description) for past in old.introductions if past.description
        ]
    old.introductions.append(Introduction(predecessor, introduction.description, former=True))


# --- a description whose holder stands in the sentence before ---


def _bridge(
    document: Document,
    register: Register,
    descriptions: Descriptions,
    offices: Offices,
    used: set[Place],
    words: PeopleWords,
) -> None:
    """Tie an envoy's description that nobody holds to the one plain person of the sentence before.

    "Tomás Roe was two streets away. The U.S. climate envoy had asked for an hour."
    """
    held = {
        country
        for portrait in register.portraits
        for description in portrait.descriptions
        if offices.standing(description).envoy
        for country in description.countries
    }
    openers = ("", "the", *words.definite)
    for passage in document.passages:
        for description in descriptions[passage.index]:
            place = (passage.index, description.start)
            is_free = place not in used and not held & set(description.countries)
            if is_free and _is_one_envoy(description, offices):
                name = _alone_before(passage, description, register, openers)
                if name and _introduce(register, Introduction(name, description)):
                    held |= set(description.countries)


def _is_one_envoy(description: Description, offices: Offices) -> bool:
    over = description.former or description.several or description.owned
    return bool(description.countries) and not over and offices.standing(description).envoy


def _alone_before(
    passage: Passage, description: Description, register: Register, openers: tuple[str, ...]
) -> Name | None:
    """The name in the sentence before, where the description opens its own and only one person is named there."""
    at = passage.sentences.index(passage.sentence_at(description.start))
    opening = passage.folded[passage.sentences[at].start : description.start].strip().lower()
    opening = _QUOTED_FIRST.sub("", opening)  # “…,” the envoy said
    if at == 0 or opening.rpartition("，")[2] not in openers or len(opening) > _NEAR:
        return None
    before = passage.sentences[at - 1]
    named = [
        (portrait, name)
        for portrait in register.portraits
        for name in portrait.places
        if name.passage == passage.index and before.start <= name.start < before.end
    ]
    if len({id(portrait) for portrait, _ in named}) != 1 or not named[0][0].is_plain:
        return None
    return named[0][1]


# --- persons and other capitals ---


def _is_person(portrait: Portrait, document: Document, words: PeopleWords, nouns: SpeechTable) -> bool:
    """Whether something shows that a name is a person's: office, title, given name, surname, calling, speech."""
    if portrait.is_person or is_chinese(portrait.name, words) or "·" in portrait.places[0].text:
        return True
    if portrait.name.partition(" ")[0] in words.given and " " in portrait.name:
        return not nouns.find(portrait.name).outlets  # "Charlotte Observer" is a paper
    if len(portrait.places) > 1 and any(" " not in name.text for name in portrait.places):
        return True
    told = [(document.passages[name.passage].folded, name) for name in portrait.places]
    return any(
        _speaks(text, name, words) or (" " in name.text and _is_called(text, name, nouns)) for text, name in told
    )


def _is_called(text: str, name: Name, nouns: SpeechTable) -> bool:
    """Whether a calling or an age stands beside a name: "Roe, a beekeeper," "Roe, 81," "the taxi driver, Jo Roe,"."""
    behind = _APPOSITION.match(text, name.end)
    if behind and (behind["age"] or any(noun.kind == "people" for noun in nouns.find(behind["what"]).nouns)):
        return True
    before = _BEFORE.search(text, max(0, name.start - _CALLING), name.start)
    called = nouns.find(before["what"]).nouns if before else []
    return bool(before and called and called[-1].kind == "people" and called[-1].end == len(before["what"]))


def _beside(people: list[Portrait], everybody: list[Portrait]) -> list[Portrait]:
    """Whoever is named side by side with a person is a person too."""
    known = {id(portrait) for portrait in people}
    found: dict[int, Portrait] = {}
    for one, other in joined(everybody):
        if (id(one) in known) != (id(other) in known):
            beside = other if id(one) in known else one
            found[id(beside)] = beside
    return list(found.values())


def _speaks(text: str, name: Name, words: PeopleWords) -> bool:
    """Whether a verb of speech stands next to a name."""
    if words.script == "han":
        return text.startswith(words.speech, name.end)
    if text.startswith(words.after, name.end):
        return True
    following = text[name.end : name.end + _NEAR].split(" ")
    preceding = text[max(0, name.start - _NEAR) : name.start].rstrip().rpartition(" ")[2]
    said_before = preceding in words.speech and preceding not in words.hearing
    return said_before or (len(following) > 1 and following[1].rstrip(",.") in words.speech)
