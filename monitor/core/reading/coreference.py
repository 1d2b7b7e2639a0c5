"""Every later place where a story speaks of somebody: surnames, "the envoy", "the American", he, "the two men", 两人."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from monitor.core.reading.casting import Portraits
from monitor.core.reading.descriptions import Description
from monitor.core.reading.document import Document, Passage
from monitor.core.reading.lexicon import Hit
from monitor.core.reading.people import Cast, Character, Mention, MentionForm
from monitor.core.reading.people_words import Gender, PeopleWords
from monitor.core.reading.portraits import Portrait

if TYPE_CHECKING:
    from monitor.core.knowledge import Knowledge

_SIDES = ("US", "CN")
_MEMORY = 12
_DEFINITE = ("the ", "his ", "her ", "their ", "this ", "that ", "its ")
_NOT_SUBJECT = ("with ", "by ", "to ", "of ", "for ", "from ", "under ", "against ", "and ", "told ", "asked ", "met ")


@dataclass
class _Event:
    """Something in a passage that may speak of a person."""

    start: int
    end: int
    resolve: Callable[[int, int], tuple[int, ...]]
    form: MentionForm


@dataclass
class _Reader:
    """Walks through the story once, remembering who was spoken of."""

    document: Document
    portraits: Portraits
    knowledge: Knowledge
    words: PeopleWords
    spoken: list[tuple[int, int, int]] = field(default_factory=list)
    """Passage, start and person of every mention so far."""
    extra: list[Character] = field(default_factory=list)
    extra_index: dict[tuple[str, str | None], int] = field(default_factory=dict)
    gender: dict[int, Gender] = field(default_factory=dict)


def find_mentions(document: Document, portraits: Portraits, knowledge: Knowledge) -> Cast:
    """The cast: all characters, and all mentions in reading order."""
    words = knowledge.language(document.language).people
    reader = _Reader(document, portraits, knowledge, words)
    for index, portrait in enumerate(portraits.people):
        if portrait.gender:
            reader.gender[index] = portrait.gender
    mentions = [mention for passage in document.passages for mention in _mentions(reader, passage)]
    characters = (*(_character(portrait) for portrait in portraits.people), *reader.extra)
    return Cast(characters, tuple(mentions))


def _character(portrait: Portrait) -> Character:
    return Character(
        name=portrait.name,
        country=portrait.country,
        role=portrait.role,
        kind="person",
        envoy=portrait.envoy,
        official=portrait.serves,
        leader=portrait.leader,
        former=portrait.former,
        listed=portrait.official.id if portrait.official else None,
    )


def _mentions(reader: _Reader, passage: Passage) -> Iterator[Mention]:
    position = -1
    for event in sorted(_events(reader, passage), key=lambda event: (event.start, -event.end)):
        if event.start < position:
            continue
        who = event.resolve(event.start, event.end)
        if not who:
            continue
        position = event.end
        yield Mention(passage.index, event.start, event.end, who, event.form)
        if event.form != "organisation":
            for person in who:
                if person < len(reader.portraits.people):
                    reader.spoken.append((passage.index, event.start, person))


def _events(reader: _Reader, passage: Passage) -> Iterator[_Event]:
    for index, portrait in enumerate(reader.portraits.people):
        for name in portrait.places:
            if name.passage == passage.index:
                full = " " in name.text or "·" in name.text or reader.words.script == "han"
                yield _Event(name.start, name.end, _always(index), "name" if full else "surname")
    for description in reader.portraits.descriptions[passage.index]:
        if (passage.index, description.start) not in reader.portraits.used:
            yield _Event(
                description.start,
                description.end,
                _described(reader, passage, description),
                "group" if description.several else "role",
            )
    for hit in passage.hits:
        if hit.kind == "again.both":
            yield _Event(hit.start, hit.end, _both(reader, passage, hit), "group")
        elif hit.kind == "again.pronoun":
            yield _Event(hit.start, hit.end, _pronoun(reader, passage, hit), "pronoun")
        elif hit.kind == "organisation":
            yield _Event(hit.start, hit.end, _body(reader, passage, hit), "organisation")
        elif hit.kind == "demonym":
            yield _Event(hit.start, hit.end, _national(reader, passage, hit), "role")
    if reader.words.script == "han":
        yield from _titled(reader, passage)


def _always(index: int) -> Callable[[int, int], tuple[int, ...]]:
    return lambda start, end: (index,)


# --- descriptions without a name: "the envoy", "his Chinese counterpart", 美方特使 ---


def _described(reader: _Reader, passage: Passage, description: Description) -> Callable[[int, int], tuple[int, ...]]:
    def resolve(start: int, end: int) -> tuple[int, ...]:
        if description.former and not description.role.bare:
            return ()
        if description.several:
            return _pair(reader, passage, start, description.countries) if description.role.bare else ()
        if not _is_definite(reader, passage, description):
            return ()
        fitting = [
            i
            for i, portrait in enumerate(reader.portraits.people)
            if _fits(reader, portrait, description, passage.index)
        ]
        found = _latest(reader, fitting, passage.index, start)
        if found is not None:
            return (found,)
        return _unnamed(reader, passage, description)

    return resolve


def _is_definite(reader: _Reader, passage: Passage, description: Description) -> bool:
    text = passage.folded
    if reader.words.script == "han":
        return True
    if text.lower().endswith(_DEFINITE, 0, description.start):
        return True
    inside = text[description.start : description.end]
    return (
        "'s " in inside
        or description.start == 0
        or not text[: description.start].rstrip().endswith((" a", " an", "A", "An"))
    )


def _fits(reader: _Reader, portrait: Portrait, description: Description, passage: int) -> bool:
    if description.countries and portrait.country not in description.countries:
        return False
    if description.former:
        return portrait.former
    role = description.role
    if role.like == "counterpart":
        return portrait.envoy or portrait.serves
    if description.climate or (description.bare and role.bare):
        return portrait.envoy or (portrait.former and bool(portrait.official) and role.bare)
    if role.like or role.id in ("spokesperson",):
        return False
    return (
        any(i.description and i.description.role.id == role.id for i in portrait.introductions) and role.tier != "none"
    )


def _titles(reader: _Reader, portrait: Portrait) -> Iterator[str]:
    """The titles of somebody, as the story words them and as the list does."""
    for introduction in portrait.introductions:
        if introduction.description:
            passage = reader.document.passages[introduction.name.passage]
            yield passage.folded[introduction.description.start : introduction.description.end].lower()
    if portrait.official and (portrait.serves or portrait.leader):
        yield from (office.title.lower() for office in portrait.official.offices)


def _latest(reader: _Reader, fitting: list[int], passage: int, start: int) -> int | None:
    """Whoever of them was spoken of last; where nobody was yet, the only or first one still to come."""
    for _, _, person in reversed(reader.spoken):
        if person in fitting:
            return person
    return fitting[0] if fitting else None


def _unnamed(reader: _Reader, passage: Passage, description: Description) -> tuple[int, ...]:
    if not (description.climate or (description.bare and description.role.bare and reader.portraits.climate)):
        return ()
    if description.local or description.former or not description.countries:
        return ()
    name = passage.text[description.start : description.end]
    return (_extra(reader, Character(name, description.countries[0], name, "unnamed", envoy=True)),)


def _extra(reader: _Reader, character: Character) -> int:
    key = (character.name, character.country)
    if key not in reader.extra_index:
        reader.extra_index[key] = len(reader.portraits.people) + len(reader.extra)
        reader.extra.append(character)
    return reader.extra_index[key]


# --- bodies ---


def _body(reader: _Reader, passage: Passage, hit: Hit) -> Callable[[int, int], tuple[int, ...]]:
    def resolve(start: int, end: int) -> tuple[int, ...]:
        country = reader.knowledge.organisations.countries[hit.key]
        owner = next((h for h in reversed(passage.hits) if h.end <= start and h.kind in ("country", "demonym")), None)
        if owner and country and owner.key != country:
            between = passage.folded[owner.end : start]
            if between in ("", " ", "'s ", "的"):
                return ()
        return (_extra(reader, Character(hit.key, country, None, "organisation")),)

    return resolve


# --- nationality alone: "the American" ---


def _national(reader: _Reader, passage: Passage, hit: Hit) -> Callable[[int, int], tuple[int, ...]]:
    def resolve(start: int, end: int) -> tuple[int, ...]:
        text = passage.folded
        if not text.lower().endswith("the ", 0, start) or text.startswith("s", end):
            return ()
        following = text[end : end + 20]
        word = following.lstrip().split(" ")[0].strip(",.;:'\"")
        if following[:1] == " " and word not in reader.words.after_nationality:
            return ()
        if hit.key == "CN":
            # "the Chinese" alone are several people at least as often as one.
            return ()
        fitting = [i for i, p in enumerate(reader.portraits.people) if p.country == hit.key and not p.leader]
        if not any(person in fitting for _, _, person in reader.spoken):
            return ()
        found = _latest(reader, fitting, passage.index, start)
        return () if found is None else (found,)

    return resolve


# --- two of them ---


def _both(reader: _Reader, passage: Passage, hit: Hit) -> Callable[[int, int], tuple[int, ...]]:
    return lambda start, end: _pair(reader, passage, start, (), "envoy" in hit.key or "特使" in hit.key)


def _pair(
    reader: _Reader, passage: Passage, start: int, countries: tuple[str, ...], envoys: bool = True
) -> tuple[int, ...]:
    """One person of either side: of those just spoken of, else the story's envoys."""
    people = reader.portraits.people
    sides = countries if len(countries) == 2 else _SIDES
    pair = []
    recent = [person for _, _, person in reader.spoken[-_MEMORY:]]
    for side in sides:
        fitting = [
            i
            for i, p in enumerate(people)
            if p.country == side
            and (p.envoy or (not envoys and (p.serves or p.former or p.leader)) or (p.former and envoys))
        ]
        best = [i for i in fitting if people[i].envoy] if envoys else fitting
        best = best or fitting
        last = next((person for person in reversed(recent) if person in best), None)
        if last is None:
            last = _latest(reader, best, passage.index, start)
        if last is not None:
            pair.append(last)
    if len(pair) == 2:
        return tuple(pair)
    last_two = list(dict.fromkeys(reversed(recent)))[:2]
    return tuple(reversed(last_two)) if len(last_two) == 2 and not envoys else ()


# --- pronouns ---


def _pronoun(reader: _Reader, passage: Passage, hit: Hit) -> Callable[[int, int], tuple[int, ...]]:
    def resolve(start: int, end: int) -> tuple[int, ...]:
        gender: Gender = "woman" if hit.key == "she" else "man"
        word = passage.folded[start:end].lower()
        sentence = passage.sentence_at(start)
        here = [
            (at, person)
            for number, at, person in reader.spoken[-_MEMORY:]
            if number == passage.index and sentence.start <= at < start
        ]
        people = list(dict.fromkeys(person for _, person in here if _may_be(reader, person, gender)))
        if word in reader.words.object and len(people) > 1:
            people = people[1:]
        if people:
            return _meant(reader, people[0], gender)
        earlier = [
            (number, at, person)
            for number, at, person in reader.spoken[-_MEMORY:]
            if (number, at) < (passage.index, sentence.start) and passage.index - number <= 1
        ]
        while earlier:
            number, at, _ = earlier[-1]
            before = reader.document.passages[number]
            whole = before.sentence_at(at)
            inside = [item for item in earlier if item[0] == number and whole.start <= item[1] < whole.end]
            fitting = [item for item in inside if _may_be(reader, item[2], gender)]
            subjects = [item for item in fitting if not before.folded[: item[1]].lower().endswith(_NOT_SUBJECT)]
            if subjects or fitting:
                return _meant(reader, (subjects or fitting)[0][2], gender)
            earlier = [item for item in earlier if item not in inside]
        return ()

    return resolve


def _may_be(reader: _Reader, person: int, gender: Gender) -> bool:
    return reader.gender.get(person, gender) == gender


def _meant(reader: _Reader, person: int, gender: Gender) -> tuple[int, ...]:
    reader.gender.setdefault(person, gender)
    return (person,)


# --- Chinese: a surname with its office (沈特使) ---


def _titled(reader: _Reader, passage: Passage) -> Iterator[_Event]:
    for index, portrait in enumerate(reader.portraits.people):
        name = next((n for n in portrait.places), None)
        if name is None:
            continue
        folded = reader.document.passages[name.passage].folded[name.start : name.end]
        if "·" in folded or not 2 <= len(folded) <= 4:
            continue
        surname = folded[:2] if folded[:2] in reader.words.surnames and len(folded) > 2 else folded[:1]
        if surname not in reader.words.surnames:
            continue
        for title in reader.words.honorifics:
            at = passage.folded.find(surname + title)
            while at >= 0:
                yield _Event(at, at + len(surname + title), _always(index), "surname")
                at = passage.folded.find(surname + title, at + 1)
