"""From names and introductions to portraits: who is who, of which country, holding which office.

The list of officials gives the English name and the offices of the day; the story's own words make an envoy of
anybody, and end an office that the list leaves open.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from monitor.core.reading.descriptions import Description, find_descriptions
from monitor.core.reading.document import Document, Passage
from monitor.core.reading.introductions import Introduction, find_introductions
from monitor.core.reading.names_han import HanNames
from monitor.core.reading.names_latin import Name, find_names, is_chinese, is_title_case, long_surname_of, surname_of
from monitor.core.reading.officials import Official
from monitor.core.reading.people_words import Gender, PeopleWords

if TYPE_CHECKING:
    from monitor.core.knowledge import Knowledge

_NOT_NAMES = frozenset({"country", "demonym", "city", "region", "venue", "organisation", "outlet"})
_HEADS = frozenset({"headline", "heading", "standfirst", "caption"})
_CLIMATE_STORY = 2
_JOINED = 5
"""Characters between two names that a story joins (" and ")."""


@dataclass
class Portrait:
    """One person while the story is being read."""

    key: str
    name: str
    official: Official | None
    places: list[Name] = field(default_factory=list)
    introductions: list[Introduction] = field(default_factory=list)
    gender: Gender | None = None
    is_person: bool = False
    envoy: bool = False
    official_now: bool = False
    leader: bool = False
    former: bool = False
    country: str | None = None
    role: str | None = None


@dataclass
class Portraits:
    """Everybody, and what is left to be resolved."""

    people: list[Portrait]
    descriptions: dict[int, list[Description]]
    used: set[tuple[int, int]]
    """Passage and start of the descriptions that introduce somebody."""
    climate: bool
    """The story speaks of the climate at all."""


def read_portraits(document: Document, knowledge: Knowledge) -> Portraits:
    """Everybody whom the story names."""
    words = knowledge.language(document.language).people
    descriptions = {p.index: find_descriptions(p, words, knowledge) for p in document.passages}
    climate = sum(hit.kind == "topic" for p in document.passages for hit in p.hits) >= _CLIMATE_STORY
    gallery = _Gallery(document, knowledge, words, climate, descriptions)
    if words.script == "latin":
        names = gallery.latin_names(descriptions)
    else:
        names = gallery.han_names(descriptions)
    used = set()
    earlier: list[Name] = []
    for passage in document.passages:
        here = names[passage.index]
        for introduction in find_introductions(passage, here, descriptions[passage.index], words, knowledge, earlier):
            if gallery.introduce(introduction) and introduction.description:
                used.add((passage.index, introduction.description.start))
        earlier += here
    gallery.bridge(used)
    people = gallery.finished()
    return Portraits(people, descriptions, used, climate)


class _Gallery:
    """Collects the portraits of one story."""

    def __init__(
        self,
        document: Document,
        knowledge: Knowledge,
        words: PeopleWords,
        climate: bool,
        descriptions: dict[int, list[Description]],
    ) -> None:
        self._document = document
        self._knowledge = knowledge
        self._words = words
        self._climate = climate
        self._descriptions = descriptions
        self._portraits: dict[str, Portrait] = {}
        self._by_place: dict[tuple[int, int], Portrait] = {}
        self._surnames: dict[str, list[Portrait]] = {}
        self._speech = frozenset(words.speech)
        self._tails: set[str] = set()

    # --- names to portraits ---

    def latin_names(self, descriptions: dict[int, list[Description]]) -> dict[int, list[Name]]:
        """Every name of the story, by passage, each with its portrait."""
        found: dict[int, list[Name]] = {}
        for passage in self._document.passages:
            listed = [name for name in _listed(passage) if " " in name.text]
            taken = [(hit.start, hit.end) for hit in passage.hits if hit.kind in _NOT_NAMES]
            taken += [(name.start, name.end) for name in listed]
            taken += [(d.start, d.end) for d in descriptions[passage.index]]
            names = [self._known(name) for name in find_names(passage, self._words, sorted(taken))]
            found[passage.index] = sorted([*names, *listed], key=lambda name: name.start)
        self._add_ordinary_surnames(found)
        self._tails = {
            tail for names in found.values() for n in names if (tail := long_surname_of(n.text, self._words))
        }
        for passage in self._document.passages:
            if not (passage.kind in _HEADS and is_title_case(passage.text)):
                for name in found[passage.index]:
                    if name.listed or (" " in name.text and name.text not in self._tails):
                        self._place(name)
        return {
            passage.index: [
                name
                for candidate in found[passage.index]
                for name in self._short(passage, candidate, descriptions[passage.index])
            ]
            for passage in self._document.passages
        }

    def _add_ordinary_surnames(self, found: dict[int, list[Name]]) -> None:
        """He, An or Song alone, once somebody has that surname: where the word cannot be the ordinary one."""
        full = {name.text for names in found.values() for name in names if is_chinese(name.text, self._words)}
        ordinary = {name.split(" ")[0] for name in full} & self._words.not_names
        if not ordinary:
            return
        pattern = re.compile(
            rf"(?:(?<=[a-z,;] )\b(?:{'|'.join(ordinary)})\b|\b(?:{'|'.join(ordinary)})(?=,? who\b|'s\b))"
        )
        for passage in self._document.passages:
            names = found[passage.index]
            for match in pattern.finditer(passage.folded):
                if not any(name.start <= match.start() < name.end for name in names):
                    names.append(Name(passage.index, match.start(), match.end(), match[0]))
            names.sort(key=lambda name: name.start)

    def _known(self, name: Name) -> Name:
        """The name with its entry on the list, where it is there as a whole or without middle initials."""
        listed = self._knowledge.officials.by_name.get(name.text) or self._knowledge.officials.by_name.get(
            _key(name.text)
        )
        return replace(name, listed=listed) if listed else name

    def _short(self, passage: Passage, name: Name, descriptions: list[Description]) -> list[Name]:
        """A name with its portrait; one word alone must be somebody's surname, or be introduced as a name."""
        if (name.passage, name.start) in self._by_place:
            return [name]
        if _key(name.text) in self._portraits:
            self._place(name)
            return [name]
        if self._seen(name):
            return [name]
        if " " in name.text or "-" in name.text:
            return [part for part in map(self._known, _words_of(name)) if self._seen(part)]
        introduced = any(d.end == name.start - 1 and not d.owned for d in descriptions)
        introduced = introduced or any(d.end in (name.start - 2,) and not d.owned for d in descriptions)
        if name.honorific or introduced:
            self._place(self._as_listed(name, descriptions))
            return [name]
        return []

    def _seen(self, name: Name) -> bool:
        if self._by_surname(name):
            return True
        if name.listed:
            self._place(name)
        return bool(name.listed)

    def _as_listed(self, name: Name, descriptions: list[Description]) -> Name:
        """A bare surname behind an office ("China's special envoy Xie") as the listed holder, if there is one."""
        before = [d for d in descriptions if d.end < name.start]
        countries = before[-1].countries if before and before[-1].end >= name.start - 2 else ()
        day = self._document.today
        fitting = [
            official
            for official in self._knowledge.officials.by_id.values()
            if surname_of(official.name, self._words) == name.text
            and (not countries or official.country in countries)
            and day
            and (office := official.office_on(day))
            and office.tier in ("envoy", "official", "leader")
        ]
        if len(fitting) != 1 or not (countries or name.honorific):
            return name
        return Name(name.passage, name.start, name.end, name.text, name.honorific, fitting[0].id)

    def _by_surname(self, name: Name) -> Portrait | None:
        """The person introduced last with that surname, or the first one who will be."""
        bearers = self._surnames.get(name.text)
        if not bearers:
            return None
        place = (name.passage, name.start)
        before = [(bearer.places[0].passage, bearer.places[0].start) <= place for bearer in bearers]
        bearer = bearers[max((i for i, earlier in enumerate(before) if earlier), default=0)]
        self._seat(name, bearer)
        return bearer

    def _place(self, name: Name) -> None:
        official = self._knowledge.officials.by_id.get(name.listed or "")
        key = official.id if official else _key(name.text)
        portrait = self._portraits.get(key)
        if portrait is None:
            portrait = Portrait(key, official.name if official else name.text, official, is_person=bool(official))
            self._portraits[key] = portrait
            for short in (surname_of(portrait.name, self._words), long_surname_of(portrait.name, self._words)):
                if short:
                    self._surnames.setdefault(short, []).append(portrait)
        self._seat(name, portrait)

    def _seat(self, name: Name, portrait: Portrait) -> None:
        self._by_place[(name.passage, name.start)] = portrait
        portrait.places.append(name)
        if name.honorific:
            portrait.is_person = True
            portrait.gender = portrait.gender or self._words.honorifics.get(name.honorific)

    def han_names(self, descriptions: dict[int, list[Description]]) -> dict[int, list[Name]]:
        """Every name of the story, by passage, each with its portrait."""
        reader = HanNames(self._document, self._words)
        names = reader.find(descriptions)
        found: dict[int, list[Name]] = {p.index: _listed(p) for p in self._document.passages}
        for name in names:
            found[name.passage].append(name)
        full = {name.text.rpartition("·")[2]: name.text for name in names if "·" in name.text}
        for passage in self._document.passages:
            found[passage.index].sort(key=lambda name: name.start)
            for name in found[passage.index]:
                text = full.get(name.text, name.text)
                self._place(Name(name.passage, name.start, name.end, text, None, name.listed))
        for portrait in self._portraits.values():
            for place in portrait.places:
                folded = self._document.passages[place.passage].folded[place.start : place.end]
                if not portrait.official and folded in reader.latin:
                    portrait.name = reader.latin[folded]
        return found

    # --- what the story says of them ---

    def introduce(self, introduction: Introduction) -> bool:
        """Take in what is said of a name; False where it cannot be of this person."""
        portrait = self._by_place.get((introduction.name.passage, introduction.name.start))
        description = introduction.description
        if portrait is None:
            return False
        country = introduction.country or (description.countries[0] if description and description.countries else None)
        if (
            portrait.official
            and country
            and country != portrait.official.country
            and not (description and description.former)
        ):
            international = {country, portrait.official.country} & {"EU"} or not {
                country,
                portrait.official.country,
            } & {"US", "CN"}
            if not international:
                return False
        if not portrait.official and country and portrait.country and country != portrait.country:
            return False
        if description or country:
            portrait.is_person = True
        portrait.country = portrait.country or (None if portrait.official else country)
        portrait.introductions.append(introduction)
        if introduction.predecessor:
            self._succeed(portrait, introduction)
        return True

    def _succeed(self, portrait: Portrait, introduction: Introduction) -> None:
        assert introduction.predecessor is not None
        old = self._by_place.get((introduction.predecessor.passage, introduction.predecessor.start))
        if old is None:
            return
        portrait.is_person = True
        old.introductions.append(Introduction(introduction.predecessor, introduction.description, None, former=True))
        if not introduction.description:
            portrait.country = portrait.country or old.country
            portrait.introductions += [
                Introduction(introduction.name, past.description, past.country)
                for past in old.introductions
                if past.description and not past.former
            ]

    def bridge(self, used: set[tuple[int, int]]) -> None:
        """Tie a definite description that nobody holds yet to the one plain person of the sentence before.

        "Tomás Roe was two streets away. The U.S. climate envoy had asked for an hour."
        """
        held = {
            country
            for portrait in self._portraits.values()
            for i in portrait.introductions
            if i.description and self._makes(i.description)[0]
            for country in i.description.countries
        }
        for passage in self._document.passages:
            for description in self._descriptions[passage.index]:
                place = (passage.index, description.start)
                if place in used or not description.countries or not self._makes(description)[0]:
                    continue
                if description.former or description.several or description.owned or held & set(description.countries):
                    continue
                if name := self._plain_name_before(passage, description):
                    self.introduce(Introduction(name, description))
                    held |= set(description.countries)
                    used.add(place)

    def _plain_name_before(self, passage: Passage, description: Description) -> Name | None:
        at = passage.sentences.index(passage.sentence_at(description.start))
        if at == 0 or passage.folded[passage.sentences[at].start : description.start].strip().lower() not in (
            "the",
            "",
        ):
            return None
        before = passage.sentences[at - 1]
        named = {
            id(portrait): name
            for portrait in self._portraits.values()
            for name in portrait.places
            if name.passage == passage.index and before.start <= name.start < before.end
        }
        plain = [
            named[id(p)] for p in self._portraits.values() if id(p) in named and not p.official and not p.introductions
        ]
        return plain[0] if len(plain) == 1 and len(named) == 1 else None

    # --- the offices they hold ---

    def finished(self) -> list[Portrait]:
        """The people, in order of appearance, with country and offices decided."""
        people = [portrait for portrait in self._portraits.values() if self._is_person(portrait)]
        people.sort(key=lambda portrait: min((name.passage, name.start) for name in portrait.places))
        for portrait in people:
            self._judge(portrait)
        for portrait in people:
            self._liken(portrait, people)
        self._fill_countries(people)
        self._share(people)
        self._pair_up(people)
        self._retire(people)
        return people

    def _is_person(self, portrait: Portrait) -> bool:
        if portrait.is_person or is_chinese(portrait.name, self._words):
            return True
        if any(" " not in name.text for name in portrait.places) and len(portrait.places) > 1:
            return True
        return any(self._speaks(name) for name in portrait.places)

    def _speaks(self, name: Name) -> bool:
        text = self._document.passages[name.passage].folded
        if self._words.script == "han":
            return text.startswith(self._words.speech, name.end)
        if text.startswith(self._words.after, name.end):
            return True
        following = text[name.end : name.end + 20].split(" ")
        preceding = text[max(0, name.start - 20) : name.start].rstrip().rpartition(" ")[2]
        return (len(following) > 1 and following[1].strip(",.") in self._speech) or preceding in self._speech

    def _judge(self, portrait: Portrait) -> None:
        said_former = said_envoy = said_official = said_leader = False
        best: tuple[int, str] | None = None
        for introduction in portrait.introductions:
            description = introduction.description
            former = introduction.former or bool(description and description.former)
            said_official = said_official or introduction.official
            if description is None:
                said_former = said_former or former
                continue
            envoy, official, leader = self._makes(description)
            weight = 0 if envoy and not former else 1 if (official or leader) and not former else 2 if not former else 3
            if best is None or weight < best[0]:
                text = self._document.passages[introduction.name.passage].text
                best = (weight, text[description.start : description.end])
            if former:
                said_former = said_former or envoy or (official and not portrait.official) or description.role.bare
            else:
                said_envoy, said_official, said_leader = (
                    said_envoy or envoy,
                    said_official or official,
                    said_leader or leader,
                )
        portrait.envoy, portrait.official_now, portrait.leader = said_envoy, said_official, said_leader
        portrait.role = best[1] if best else None
        if portrait.official:
            self._judge_listed(portrait, portrait.official, said_former)
        elif said_former and not (portrait.official_now or portrait.leader):
            portrait.envoy, portrait.former = False, True

    def _makes(self, description: Description) -> tuple[bool, bool, bool]:
        """What a description makes of its holder: envoy, official, leader."""
        if description.local:
            return False, False, False
        role = description.role
        if description.climate or (description.bare and role.bare and self._climate):
            return True, False, False
        # Without a country a president is a university's or a company's as likely as a nation's.
        return False, role.tier == "official", role.tier == "leader" and bool(description.countries)

    def _judge_listed(self, portrait: Portrait, official: Official, said_former: bool) -> None:
        day = self._document.today
        office = official.office_on(day) if day else min(official.offices, key=lambda o: _WEIGHT[o.tier])
        tier = office.tier if office else "none"
        portrait.country = official.country
        portrait.envoy = (portrait.envoy or tier == "envoy") and not said_former
        portrait.leader = tier == "leader"
        portrait.official_now = not portrait.envoy and (
            tier == "official" or (portrait.official_now and not said_former and not portrait.leader)
        )
        portrait.former = not (portrait.envoy or portrait.leader or portrait.official_now) and (
            said_former or bool(day and official.held_before(day))
        )
        if portrait.role is None and office:
            portrait.role = office.title

    def _liken(self, portrait: Portrait, people: list[Portrait]) -> None:
        """A counterpart is what the other one is, a successor what the one before was."""
        if portrait.official and (portrait.envoy or portrait.official_now or portrait.leader):
            return
        for introduction in portrait.introductions:
            description = introduction.description
            like = introduction.like or (description.role.like if description else "")
            if not like or (description and description.former) or portrait.former:
                continue
            place = (introduction.name.passage, introduction.name.start)
            others = [other for other in people if other is not portrait and other.country != (portrait.country or "-")]
            if like == "counterpart":
                model = _nearest(others, place, lambda p: p.envoy or p.official_now or p.leader)
                if model:
                    portrait.envoy = portrait.envoy or model.envoy
                    portrait.official_now = portrait.official_now or (model.official_now and not model.envoy)
                    portrait.leader = portrait.leader or (model.leader and not model.envoy)
                    portrait.country = portrait.country or _OPPOSITE.get(model.country or "")
            elif like == "successor":
                rest = [other for other in people if other is not portrait]
                model = _nearest(rest, place, lambda p: p.envoy or p.former)
                if model and (model.envoy or _was_envoy(model, self._makes)):
                    portrait.envoy = True
                    portrait.country = portrait.country or model.country

    def _fill_countries(self, people: list[Portrait]) -> None:
        """Where nothing says whose office it is: the noun itself, the form of the name, the other side."""
        lost = [p for p in people if not p.country and (p.envoy or p.official_now)]
        for portrait in lost:
            nouns = [i.description.role.country for i in portrait.introductions if i.description]
            portrait.country = next((country for country in nouns if country), None)
        lost = [p for p in lost if p.envoy and not p.country]
        for portrait in lost:
            if is_chinese(portrait.name, self._words) and not self._has_envoy(people, portrait, "CN"):
                portrait.country = "CN"
        for portrait in lost:
            has = {side: self._has_envoy(people, portrait, side) for side in _OPPOSITE}
            if not portrait.country and has["US"] != has["CN"]:
                portrait.country = "CN" if has["US"] else "US"

    def _has_envoy(self, people: list[Portrait], but: Portrait, side: str) -> bool:
        return any(other.envoy and other is not but and other.country == side for other in people)

    def _share(self, people: list[Portrait]) -> None:
        """ "The climate envoys of the United States and China" are whoever the story names for each, if none is yet."""
        if not any(
            d.several and d.role.bare and not d.former and not d.local for ds in self._descriptions.values() for d in ds
        ):
            return
        for side in _OPPOSITE:
            ours = [portrait for portrait in people if portrait.country == side]
            if any(portrait.envoy for portrait in ours):
                continue
            nameless = [
                p
                for p in ours
                if p.introductions
                and not any(i.description for i in p.introductions)
                and not p.former
                and not p.official
            ]
            if len(nameless) == 1:
                nameless[0].envoy = True

    def _pair_up(self, people: list[Portrait]) -> None:
        """Two names that a story on "the climate envoys" joins without a word on them are those two."""
        if any(p.envoy for p in people) or not any(
            (d.several or d.climate) and d.role.bare and not (d.former or d.local)
            for found in self._descriptions.values()
            for d in found
        ):
            return
        plain = [p for p in people if not p.introductions and not p.official]
        chinese = [p for p in plain if is_chinese(p.name, self._words)]
        others = [p for p in plain if p not in chinese]
        for one in chinese:
            for other in others:
                if self._joined(one, other):
                    one.envoy = other.envoy = True
                    one.country, other.country = "CN", "US"
                    return

    def _joined(self, one: Portrait, other: Portrait) -> bool:
        for a in one.places:
            for b in other.places:
                first, second = sorted((a, b), key=lambda name: name.start)
                if a.passage == b.passage and second.start - first.end <= _JOINED:
                    return True
        return False

    def _retire(self, people: list[Portrait]) -> None:
        """An office that the list leaves open has ended where the story gives it to somebody else."""
        for portrait in people:
            official, day = portrait.official, self._document.today
            if not (official and portrait.envoy and day):
                continue
            office = official.office_on(day)
            described = any(
                i.description and not i.former and not i.description.former and self._makes(i.description)[0]
                for i in portrait.introductions
            )
            rivals = [
                other
                for other in people
                if other is not portrait and other.envoy and other.country == portrait.country and not other.official
            ]
            if rivals and not described and office and office.end is None:
                portrait.envoy, portrait.former = False, True


_WEIGHT = {"envoy": 0, "official": 1, "leader": 2, "none": 3}
_OPPOSITE = {"US": "CN", "CN": "US"}


def _was_envoy(portrait: Portrait, makes: object) -> bool:
    if portrait.official:
        return any(office.tier == "envoy" for office in portrait.official.offices)
    return callable(makes) and any(makes(i.description)[0] for i in portrait.introductions if i.description)


def _nearest(people: list[Portrait], place: tuple[int, int], fits: object) -> Portrait | None:
    """The fitting person named last before a place, or first after it."""
    assert callable(fits)
    before: list[tuple[tuple[int, int], int]] = []
    after: list[tuple[tuple[int, int], int]] = []
    for index, portrait in enumerate(people):
        if fits(portrait):
            for name in portrait.places:
                at = (name.passage, name.start)
                (before if at < place else after).append((at, index))
    if before:
        return people[max(before)[1]]
    return people[min(after)[1]] if after else None


def _listed(passage: Passage) -> list[Name]:
    return [
        Name(passage.index, hit.start, hit.end, passage.text[hit.start : hit.end], None, hit.key)
        for hit in passage.hits
        if hit.kind == "person"
    ]


def _key(name: str) -> str:
    """The same for "Daniel K. Holloway" and "Daniel Holloway"."""
    return " ".join(part for part in name.split(" ") if not part.endswith(".") or len(part) > 2).lower()


def _words_of(name: Name) -> list[Name]:
    """The words of a run that is no name as a whole ("Kerry Meets Xie", "Roe-Shen")."""
    parts, position = [], name.start
    for word in name.text.replace("-", " ").split(" "):
        parts.append(Name(name.passage, position, position + len(word), word))
        position += len(word) + 1
    return parts
