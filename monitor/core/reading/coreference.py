"""Every place where a story speaks of somebody: names, surnames, "the envoy", "the American", he, "the two men"."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from monitor.core.reading.antecedents import Memory, Resolve, Who
from monitor.core.reading.casting import Portraits
from monitor.core.reading.counted_things import counts_things
from monitor.core.reading.descriptions import Description
from monitor.core.reading.document import Document, Passage
from monitor.core.reading.han_patterns import any_of
from monitor.core.reading.lexicon import Hit
from monitor.core.reading.names_latin import Name
from monitor.core.reading.offices import standing_of
from monitor.core.reading.people import Cast, Character, Mention, MentionForm
from monitor.core.reading.portraits import Portrait

if TYPE_CHECKING:
    from monitor.core.knowledge import Knowledge

# What may stand between a body and the country whose it is.
_LOOK_BACK = 8
"""Passages in which the full name of a body may stand."""
_BELONGS = frozenset({"", " ", "'s ", "的"})


class _Event(NamedTuple):
    """Something in a passage that may speak of somebody; whom, is asked in reading order."""

    start: int
    end: int
    form: MentionForm
    who: Resolve
    title: int | None = None


class _Mentions:
    """Walks through a story from top to bottom."""

    def __init__(self, document: Document, portraits: Portraits, knowledge: Knowledge) -> None:
        self._document = document
        self._portraits = portraits
        self._knowledge = knowledge
        self._words = knowledge.language(document.language).people
        self._memory = Memory(document, portraits, self._words)
        self._nameless: dict[Character, int] = {}
        self._named: dict[int, list[_Event]] = {passage.index: [] for passage in document.passages}
        for index, portrait in enumerate(portraits.people):
            for name in portrait.places:
                is_full = self._words.script == "han" or " " in name.text
                title = self._title_before(name) if self._words.script == "han" else None
                form: MentionForm = "name" if is_full else "surname"
                event = _Event(name.start, name.end, form, partial(_itself, index), title)
                self._named[name.passage].append(event)
        self._surnames = dict(self._read_surnames())

    def read(self) -> Cast:
        """The cast of the whole story."""
        mentions = tuple(mention for passage in self._document.passages for mention in self._passage(passage))
        people = (_character(portrait) for portrait in self._portraits.people)
        return Cast((*people, *self._nameless), mentions)

    def _passage(self, passage: Passage) -> Iterator[Mention]:
        position = 0
        for event in sorted(self._events(passage), key=lambda event: (event.start, -event.end)):
            if event.start >= position and (who := event.who()):
                position = event.end
                yield Mention(passage.index, event.start, event.end, who, event.form, event.title)
                self._memory.note(passage.index, event.start, who, passage.folded[event.start : event.end])

    def _title_before(self, name: Name) -> int | None:
        """Where the description begins that introduces a name and ends where it begins."""
        for description in self._portraits.descriptions[name.passage]:
            if description.end == name.start and (name.passage, description.start) in self._portraits.used:
                return None if description.several else description.start
        return None

    def _events(self, passage: Passage) -> Iterator[_Event]:
        yield from self._named[passage.index]
        for description in self._portraits.descriptions[passage.index]:
            if (passage.index, description.start) not in self._portraits.used:
                form: MentionForm = "group" if description.several else "role"
                yield _Event(description.start, description.end, form, partial(self._holder, passage, description))
        for hit in passage.hits:
            event = self._hit(passage, hit)
            if event:
                yield event
        if self._surnames:
            yield from self._called_by_title(passage.folded)

    def _hit(self, passage: Passage, hit: Hit) -> _Event | None:
        if hit.kind == "again.pronoun":
            return _Event(hit.start, hit.end, "pronoun", partial(self._memory.pronoun, passage, hit))
        if hit.kind == "again.latter":
            return _Event(hit.start, hit.end, "role", self._memory.latter)
        if hit.kind == "again.both":
            if hit.key == "people" and counts_things(passage.folded, hit.start, hit.end):
                return None
            deputies = bool(self._words.deputy.search(passage.folded, hit.start, hit.end))
            pair = partial(self._memory.pair, envoys=hit.key == "envoys", deputies=deputies)
            return _Event(hit.start, hit.end, "group", pair)
        if hit.kind == "organisation" and not self._is_part_of_office(passage, hit):
            return _Event(hit.start, hit.end, "organisation", partial(self._body, passage, hit))
        if hit.kind == "demonym":
            return _Event(hit.start, hit.end, "role", partial(self._memory.national, passage, hit))
        return None

    def _is_part_of_office(self, passage: Passage, hit: Hit) -> bool:
        """Chinese: whether a body's name only begins somebody's office (七国环境部|长)."""
        runs_on = (d for d in self._portraits.descriptions[passage.index] if d.start < hit.end < d.end)
        return hit.end - hit.start < len("生态环境部") and any(d.end == hit.end + 1 for d in runs_on)

    def _holder(self, passage: Passage, description: Description) -> Who:
        """Who holds an office; an envoy whom the story never names becomes a character without a name."""
        who = self._memory.described(passage, description)
        is_envoy = standing_of(description, climate=self._portraits.climate).envoy and not description.former
        if who or description.several or not is_envoy or not description.countries:
            return who
        words = passage.text[description.start : description.end]
        return self._without_name(Character(words, description.countries[0], words, "unnamed", envoy=True))

    def _body(self, passage: Passage, hit: Hit) -> Who:
        """A body, unless the story says that it is another country's ("Germany's foreign ministry")."""
        if key := self._named_in_full(passage, hit):
            hit = hit._replace(key=key)
        country = self._knowledge.organisations.countries[hit.key]
        if " in " in hit.key and _stands_elsewhere(passage, hit):
            return ()  # the Chinese embassy in another city
        owners = [h for h in passage.hits if h.end <= hit.start and h.kind in ("country", "demonym")]
        foreign = bool(owners and country) and owners[-1].key != country
        if foreign and passage.folded[owners[-1].end : hit.start] in _BELONGS:
            return ()
        return self._without_name(Character(hit.key, country, None, "organisation"))

    def _named_in_full(self, passage: Passage, hit: Hit) -> str | None:
        """Another body whose longer name, ending so, the story gave last (国务院 behind 美国国务院)."""
        word = passage.folded[hit.start : hit.end]
        owned = any(other.end == hit.start and other.kind in ("country", "demonym") for other in passage.hits)
        if self._words.script != "han" or owned:
            return None
        for other in reversed(self._document.passages[max(0, passage.index - _LOOK_BACK) : passage.index + 1]):
            for earlier in reversed(other.hits):
                if earlier.kind != "organisation" or (other is passage and earlier.start >= hit.start):
                    continue
                name = other.folded[earlier.start : earlier.end]
                if name.endswith(word) and len(name) > len(word):
                    return earlier.key if earlier.key != hit.key else None
        return None

    def _without_name(self, character: Character) -> Who:
        return (self._nameless.setdefault(character, len(self._portraits.people) + len(self._nameless)),)

    def _read_surnames(self) -> Iterator[tuple[str, int]]:
        """Chinese: the family names by which somebody may be called with a title."""
        if self._words.script != "han":
            return
        for index, portrait in enumerate(self._portraits.people):
            name = portrait.places[0]
            folded = self._document.passages[name.passage].folded[name.start : name.end]
            surname = folded[:2] if folded[:2] in self._words.surnames and len(folded) > 2 else folded[:1]
            if "·" not in folded and len(folded) <= len(surname) + 2 and surname in self._words.surnames:
                yield surname, index

    def _called_by_title(self, text: str) -> Iterator[_Event]:
        """Chinese: a family name with its bearer's title behind it (沈特使)."""
        for title in any_of(tuple(self._words.honorifics)).finditer(text):
            for size in (2, 1):
                start = title.start() - size
                if start >= 0 and (who := self._surnames.get(text[start : title.start()])) is not None:
                    yield _Event(start, title.end(), "surname", partial(_itself, who))
                    break


def find_mentions(document: Document, portraits: Portraits, knowledge: Knowledge) -> Cast:
    """All characters of a story, and all mentions in reading order."""
    return _Mentions(document, portraits, knowledge).read()


def _stands_elsewhere(passage: Passage, hit: Hit) -> bool:
    """Whether a body's name is followed by a city that its full name does not hold."""
    at = hit.end + len(" in ")
    cities = (h.key for h in passage.hits if h.kind == "city" and h.start == at)
    return passage.folded.startswith(" in ", hit.end) and any(not hit.key.endswith(f" in {c}") for c in cities)


def _itself(index: int) -> Who:
    return (index,)


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
        deputy=portrait.deputy,
        gender=portrait.gender,
        listed=portrait.official.id if portrait.official else None,
    )
