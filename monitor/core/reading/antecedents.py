"""Whom a later word means: the person spoken of last who fits it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial

from monitor.core.reading.casting import Portraits
from monitor.core.reading.descriptions import Description
from monitor.core.reading.document import Document, Passage, Sentence
from monitor.core.reading.lexicon import Hit
from monitor.core.reading.marks import in_quotation
from monitor.core.reading.offices import standing_of
from monitor.core.reading.people_words import Gender, PeopleWords
from monitor.core.reading.portraits import Portrait

Who = tuple[int, ...]
"""Indices of people; empty where nobody fits."""

_SIDES = ("US", "CN")
_COMMA = re.compile(", ")
_HONORIFIC = 5
"""Letters that an honorific has at most ("Mrs. ")."""
_MEMORY = 12
"""So many mentions back somebody is still present to the reader."""
_REACH = 200
"""So many mentions back an office-holder is looked for; it keeps the work linear on pages without end."""


@dataclass(frozen=True, slots=True)
class _Spoken:
    passage: int
    start: int
    person: int
    acts: bool = False
    """By a pronoun that is a subject."""


@dataclass
class Memory:
    """Who has been spoken of so far, in one story read from top to bottom."""

    document: Document
    portraits: Portraits
    words: PeopleWords
    spoken: list[_Spoken] = field(default_factory=list)
    gender: dict[int, Gender] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.people = self.portraits.people
        self._holders = [i for i, p in enumerate(self.people) if p.envoy or p.serves or p.leader or p.former]
        self._named = {
            (name.passage, name.start): (index, name.end)
            for index, portrait in enumerate(self.people)
            for name in portrait.places
        }
        self.gender = {index: p.gender for index, p in enumerate(self.people) if p.gender}

    def note(self, passage: int, start: int, who: Who, word: str = "") -> None:
        """Remember a mention by a word."""
        acts = word.lower() in self.words.acting
        self.spoken += (_Spoken(passage, start, person, acts) for person in who if person < len(self.people))

    def recall(self, fits: Callable[[Portrait], bool]) -> int | None:
        """Whoever fits and was spoken of last; where nobody was yet, the first office-holder still to come."""
        asked = set()
        for item in reversed(self.spoken[-_REACH:]):
            if item.person not in asked and fits(self.people[item.person]):
                return item.person
            asked.add(item.person)
        return next((i for i in self._holders[:_REACH] if fits(self.people[i])), None)

    # --- a description without a name: "the envoy", "his Chinese counterpart", 美方特使 ---

    def described(self, passage: Passage, description: Description) -> Who:
        """The holder of an office that the story has named."""
        if description.former and not description.role.bare:
            return ()
        if description.several:
            deputies = bool(self.words.deputy.search(passage.folded, description.start, description.end))
            envoys = description.role.bare and standing_of(description, climate=self.portraits.climate).envoy
            return self.pair(description.countries, envoys=True, deputies=deputies) if envoys else ()
        if not self._is_definite(passage.folded, description):
            return ()
        title = passage.folded[description.start : description.end].lower()
        fits = partial(self._fits, description=description, title=title)
        found = self._subject_before(passage, description.start, fits) if not description.countries else None
        found = self.recall(fits) if found is None else found
        return () if found is None else (found,)

    def _subject_before(self, passage: Passage, start: int, fits: Callable[[Portrait], bool]) -> int | None:
        """Whom the sentence before is about, where a description opens its own ("The Special Envoy underscored")."""
        sentence = passage.sentence_at(start)
        if passage.folded[sentence.start : start].strip().lower() not in ("", "the"):
            return None
        here = (passage.index, sentence.start)
        before = [s for s in self.spoken[-_MEMORY:] if (s.passage, s.start) < here and passage.index - s.passage <= 1]
        if not before:
            return None
        text = self.document.passages[before[-1].passage]
        first = text.sentence_at(before[-1].start).start
        subject = next(s for s in before if s.passage == text.index and s.start >= first)
        governed = text.folded[: subject.start].lower().endswith(self.words.not_subject)
        return subject.person if fits(self.people[subject.person]) and not governed else None

    def _is_definite(self, text: str, description: Description) -> bool:
        before = " " + text[: description.start].lower()
        if before.endswith(self.words.definite):
            return True
        # "Will host": a word for somebody's opposite without anything before it may be another word altogether.
        is_bare = description.role.like == "counterpart" and not description.countries
        return not before.endswith(self.words.indefinite) and not (is_bare and self.words.script == "latin")

    def _fits(self, portrait: Portrait, description: Description, title: str) -> bool:
        role = description.role
        if description.countries and portrait.country not in description.countries:
            return False
        if description.former:
            return portrait.former
        if role.like == "counterpart":
            return portrait.envoy or portrait.serves
        if standing_of(description, climate=self.portraits.climate).envoy:
            return portrait.envoy or (portrait.former and portrait.official is not None)
        if role.like or role.climate_with or role.tier == "none":
            return False
        return any(mine.endswith(title) or title.endswith(mine) for mine in self._titles(portrait))

    def _titles(self, portrait: Portrait) -> Iterator[str]:
        """What somebody is called, by the story and by the list."""
        for introduction in portrait.introductions:
            if description := introduction.description:
                text = self.document.passages[introduction.name.passage].folded
                yield text[description.start : description.end].lower()
        if portrait.official and (portrait.serves or portrait.leader):
            yield from (office.title.lower() for office in portrait.official.offices)

    # --- nationality alone: "the American" ---

    def national(self, passage: Passage, hit: Hit) -> Who:
        """The person of a country spoken of last; the Chinese are several people as often as one, and mean nobody."""
        text = passage.folded
        following = text[hit.end : hit.end + 20]
        word = following.strip().split(" ")[0].strip(",.;:'\"")
        acts = word in self.words.after_nationality or word.endswith(self.words.past)
        is_noun = not following.startswith(" ") or acts
        several = text[hit.start : hit.end].endswith("s") and not text[hit.start : hit.end].endswith("ss")
        if hit.key == "CN" or several or not is_noun or not f" {text[: hit.start]}".lower().endswith(" the "):
            return ()
        for item in reversed(self.spoken):
            person = self.people[item.person]
            if person.country == hit.key and not person.leader:
                return (item.person,)
        return ()

    # --- two of them: "the two envoys", 两人 ---

    def pair(self, countries: tuple[str, ...] = (), *, envoys: bool, deputies: bool = False) -> Who:
        """One person of either side: of those just spoken of, else of the story's envoys, or of their deputies only."""
        pair = []
        for side in countries if len(countries) == len(_SIDES) else _SIDES:
            if deputies:
                second = self._one_of(side, lambda portrait: portrait.envoy and portrait.deputy)
                pair += [second] if second is not None else []
                continue
            found = self._one_of(side, lambda portrait: portrait.envoy) if envoys else None
            if found is None:
                found = self._one_of(side, lambda portrait: _counts(portrait, envoys))
            if found is not None:
                pair.append(found)
        if len(pair) == len(_SIDES):
            return tuple(pair)
        if deputies:
            return ()
        two = list(dict.fromkeys(item.person for item in reversed(self.spoken[-_MEMORY:])))[:2]
        return tuple(reversed(two)) if len(two) == len(_SIDES) and not envoys else ()

    def latter(self) -> Who:
        """Of two people the one spoken of last; nobody where the story has spoken of one alone."""
        recent = [item.person for item in self.spoken[-_MEMORY:]]
        return (recent[-1],) if len(set(recent)) > 1 else ()

    def _one_of(self, side: str, fits: Callable[[Portrait], bool]) -> int | None:
        return self.recall(lambda portrait: portrait.country == side and fits(portrait))

    # --- he, she ---

    def pronoun(self, passage: Passage, hit: Hit) -> Who:
        """Of the sentence's people the first; else of a sentence before the subject, else the first one fitting.

        Him is not the one who acts: then the second, or whoever the sentence before gives. In somebody's words he or
        she is whoever they speak of, which nothing here tells.
        """
        if in_quotation(passage.folded, hit.start):
            return ()
        gender: Gender = "woman" if hit.key == "she" else "man"
        sentence = passage.sentence_at(hit.start)
        recent = self.spoken[-_MEMORY:]
        here = [s for s in recent if s.passage == passage.index and sentence.start <= s.start < hit.start]
        # Whom somebody speaks of is not the one who speaks (“I told Shen,” she said).
        here = [s for s in here if not in_quotation(passage.folded, s.start)]
        people = list(dict.fromkeys(s.person for s in here if self._may_be(s.person, gender)))
        acting: set[int] = set()
        if passage.folded[hit.start : hit.end].lower() in self.words.object:
            acting, people = set(people[:1]), people[1:]
        if passage.folded[: hit.start].lower().endswith(self.words.not_last):
            acting, people = set(people[-1:]), people[:-1]
        if (beside := self._named_beside(passage, hit)) is not None:
            acting, people = {beside}, [person for person in people if person != beside]
        if passage.folded[hit.start : hit.end].lower() in self.words.possessive:
            people.sort(
                key=lambda person: person not in self.gender
            )  # "Fang met Grace Roe on the last day of her visit"
        ahead = None if here else self._named_ahead(passage, hit, sentence)
        if ahead is not None and self._may_be(ahead, gender):
            return self._meant(ahead, gender)
        if people:
            return self._meant(people[0], gender, alone=len(people) == 1)
        here_or_before = (passage.index, sentence.start)
        earlier = [s for s in recent if (s.passage, s.start) < here_or_before and passage.index - s.passage <= 1]
        while earlier:
            text = self.document.passages[earlier[-1].passage]
            whole = text.sentence_at(earlier[-1].start)
            inside = [s for s in earlier if s.passage == text.index and whole.start <= s.start < whole.end]
            fitting = [s for s in inside if self._may_be(s.person, gender) and s.person not in acting]
            main = self._main_clause(text, whole)
            subjects = [s for s in fitting if self._is_subject(text, s)]
            subjects = [s for s in subjects if s.start >= main] or subjects
            if fitting:
                acting_so = [s for s in subjects if s.acts]  # "Shen, he says, is a fox. He laughs."
                return self._meant((acting_so or subjects or fitting)[0].person, gender)
            earlier = earlier[: -len(inside)]
        return ()

    def _is_subject(self, passage: Passage, spoken: _Spoken) -> bool:
        """Whether somebody is named where a subject can stand: no object, nor an owner ("Shen's son")."""
        _, end = self._named.get((passage.index, spoken.start), (None, 0))
        owns = bool(end) and passage.folded.startswith("'s ", end)
        return not owns and not passage.folded[: spoken.start].lower().endswith(self.words.not_subject)

    def _main_clause(self, passage: Passage, sentence: Sentence) -> int:
        """Where the clause begins that a sentence is about, behind one that opens with "when" or "after"."""
        text = passage.folded
        comma = _COMMA.search(text, sentence.start, sentence.end)
        opens = text[sentence.start : sentence.start + _HONORIFIC * 2].lower().startswith(self.words.subordinate)
        return comma.end() if comma and opens else sentence.start

    def _named_beside(self, passage: Passage, hit: Hit) -> int | None:
        """ "Shen, he says, is a fox": whoever is named right before a pronoun's clause is not whom it means."""
        ended = hit.start - len(", ")
        named = next((s for s in reversed(self.spoken[-_MEMORY:]) if s.passage == passage.index), None)
        if named is None or passage.folded[ended : hit.start] != ", ":
            return None
        _, end = self._named.get((named.passage, named.start), (None, 0))
        return named.person if end == ended else None

    def _named_ahead(self, passage: Passage, hit: Hit, sentence: Sentence) -> int | None:
        """ "In her talks with Roe, Shen said …": an opening phrase is of the subject behind it, no apposition."""
        text = passage.folded
        if text[sentence.start : hit.start].strip().lower() not in self.words.opening:
            return None
        for comma in _COMMA.finditer(text, hit.end, sentence.end):
            behind = range(comma.end(), comma.end() + _HONORIFIC + 1)
            person, end = next(filter(None, (self._named.get((passage.index, at)) for at in behind)), (None, 0))
            if person is not None and text[end : end + 1] != ",":
                return person
        return None

    def _may_be(self, person: int, gender: Gender) -> bool:
        return self.gender.get(person, gender) == gender

    def _meant(self, person: int, gender: Gender, *, alone: bool = True) -> Who:
        """Somebody; `alone`: nobody else could be meant, so that the pronoun tells of him or her."""
        if alone:
            self.gender.setdefault(person, gender)
        return (person,)


def _counts(portrait: Portrait, envoys: bool) -> bool:
    """Whether somebody can be one of "the two envoys", or of two officials."""
    return portrait.envoy or portrait.former or (not envoys and (portrait.serves or portrait.leader))


Resolve = Callable[[], Who]
