"""Which names are one person's: full names, surnames alone, listed people in every spelling.

A bare surname is the person introduced last with it. Middle initials make no other person, nor does the part of a
name that a story leaves out (Van Doren for Pieter Van Doren, 霍洛韦 for 丹尼尔·霍洛韦).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from monitor.core.reading.descriptions import Description
from monitor.core.reading.document import Document, Passage
from monitor.core.reading.lexicon import Hit
from monitor.core.reading.names_han import HanNames
from monitor.core.reading.names_latin import Name, find_names, is_chinese, is_title_case, long_surname_of, surname_of
from monitor.core.reading.people_words import PeopleWords
from monitor.core.reading.portraits import Place, Portrait

if TYPE_CHECKING:
    from monitor.core.knowledge import Knowledge

_NOT_NAMES = frozenset({"country", "demonym", "city", "region", "venue", "organisation", "outlet"})
_SIDES = frozenset({"US", "CN"})
_GIVEN = re.compile(r"\b([A-Z][a-z]+) $")
_CAPITAL = re.compile(r" [A-Z]")
_HEADS = frozenset({"headline", "heading", "standfirst", "caption"})

Descriptions = dict[int, list[Description]]
"""The descriptions of every passage."""


class Register:
    """The portraits of one story, by name and by place."""

    def __init__(self, document: Document, knowledge: Knowledge, words: PeopleWords) -> None:
        self._document = document
        self._officials = knowledge.officials
        self._places = knowledge.places
        self._words = words
        self._by_key: dict[str, Portrait] = {}
        self._by_surname: dict[str, list[Portrait]] = {}
        self._by_first: dict[str, list[Portrait]] = {}
        self._by_place: dict[Place, Portrait] = {}
        self._lent: set[str] = set()
        """Cities whose names are somebody's surname in this story."""

    @property
    def portraits(self) -> list[Portrait]:
        """Everybody registered so far."""
        return list(self._by_key.values())

    def at(self, name: Name) -> Portrait | None:
        """Whose name stands at that place."""
        return self._by_place.get((name.passage, name.start))

    def read_names(self, descriptions: Descriptions) -> dict[int, list[Name]]:
        """Register every name of the story; returns them by passage, in order."""
        if self._words.script == "latin":
            return self._read_latin(descriptions)
        return self._read_han(descriptions)

    # --- Latin script ---

    def _read_latin(self, descriptions: Descriptions) -> dict[int, list[Name]]:
        found = {p.index: self._candidates(p, descriptions[p.index]) for p in self._document.passages}
        self._add_ordinary_surnames(found)
        tails = {tail for names in found.values() for n in names if (tail := long_surname_of(n.text, self._words))}
        # Full names first, wherever they stand: a headline's surname is whoever the text introduces.
        for passage in self._document.passages:
            if not (passage.kind in _HEADS and is_title_case(passage.text)):
                for name in found[passage.index]:
                    if name.listed or (" " in name.text and name.text not in tails):
                        self._place(name)
        return {
            index: [name for candidate in names for name in self._settled(candidate, descriptions[index])]
            for index, names in found.items()
        }

    def _candidates(self, passage: Passage, descriptions: list[Description]) -> list[Name]:
        listed = [name for name in _listed(passage) if " " in name.text]
        taken = [
            (hit.start, hit.end)
            for hit in passage.hits
            if hit.kind in _NOT_NAMES and not (hit.kind == "city" and self._lends_a_name(passage, hit))
        ]
        taken += [(name.start, name.end) for name in listed]
        taken += [(d.start, d.end) for d in descriptions]
        names = [self._known(name) for name in find_names(passage, self._words, sorted(taken))]
        return sorted([*names, *listed], key=lambda name: name.start)

    def _lends_a_name(self, passage: Passage, hit: Hit) -> bool:
        """Whether a city's name is a surname here: behind a given name, or again beside a verb of speech."""
        if self._is_surname(passage, hit):
            self._lent.add(hit.key)
            return True
        before, behind = passage.folded[: hit.start].rstrip(), passage.folded[hit.end + 1 :]
        said = before.endswith(self._words.speech) or behind.startswith(self._words.speech)
        return said and hit.key in self._lent

    def _is_surname(self, passage: Passage, hit: Hit) -> bool:
        """Whether a city abroad only lends a surname its name ("Ana Rosario said")."""
        before = _GIVEN.search(passage.folded, 0, hit.start)
        if not before or before[1] in self._words.not_names or before[1] in self._words.honorifics:
            return False
        alone = not _CAPITAL.match(passage.folded, hit.end) and not is_title_case(passage.text)
        own = any(other.start <= before.start(1) < other.end for other in passage.hits if other.kind in _NOT_NAMES)
        return (
            alone
            and not own
            and hit.key not in self._places.capitals
            and self._places.cities[hit.key].country not in _SIDES
        )

    def _add_ordinary_surnames(self, found: dict[int, list[Name]]) -> None:
        """He, An or Song alone, once somebody has that surname: where the word cannot be the ordinary one."""
        full = {name.text for names in found.values() for name in names if is_chinese(name.text, self._words)}
        ordinary = "|".join(sorted({name.split(" ")[0] for name in full} & self._words.not_names))
        if not ordinary:
            return
        pattern = re.compile(rf"(?<=[a-z,;] )\b(?:{ordinary})\b|\b(?:{ordinary})(?=,? who\b|'s\b)")
        for passage in self._document.passages:
            names = found[passage.index]
            for match in pattern.finditer(passage.folded):
                if not any(name.start <= match.start() < name.end for name in names):
                    names.append(Name(passage.index, match.start(), match.end(), match[0]))
            names.sort(key=lambda name: name.start)

    def _known(self, name: Name) -> Name:
        """The name with its entry on the list, where it is there as a whole or without middle initials."""
        by_name = self._officials.by_name
        listed = by_name.get(name.text) or by_name.get(_key(name.text))
        return name._replace(listed=listed) if listed else name

    def _settled(self, name: Name, descriptions: list[Description]) -> list[Name]:
        """A candidate once it has a portrait; one word alone must be a surname, or be introduced as a name."""
        if self.at(name):
            return [name]
        if _key(name.text) in self._by_key:
            self._place(name)
            return [name]
        if self._is_seen(name):
            return [name]
        if " " in name.text or "-" in name.text:
            return [word for word in map(self._known, _words_of(name)) if self._is_seen(word)]
        if name.honorific and len(bearers := self._by_first.get(name.text, [])) == 1:
            self._seat(name, bearers[0])  # Ms. Yoon for Yoon Ji-hye: family names come first in many languages
            return [name]
        title = next((d for d in descriptions if 0 < name.start - d.end <= len(", ") and not d.owned), None)
        if name.honorific or title:
            self._place(self._as_listed(name, title))
            return [name]
        return []

    def _is_seen(self, name: Name) -> bool:
        """Whether a word is somebody's surname, or a listed name that serves alone."""
        bearers = self._by_surname.get(name.text)
        if bearers:
            place = (name.passage, name.start)
            introduced = [bearer for bearer in bearers if (bearer.places[0].passage, bearer.places[0].start) <= place]
            self._seat(name, (introduced or bearers[:1])[-1])
        elif name.listed:
            self._place(name)
        return bool(bearers or name.listed)

    def _as_listed(self, name: Name, title: Description | None) -> Name:
        """A bare surname behind an office ("China's special envoy Xie") as the listed holder, if there is just one."""
        day = self._document.today
        countries = title.countries if title else ()
        if not day or not (countries or name.honorific):
            return name
        holders = {
            official.id: office.tier
            for official in self._officials.by_id.values()
            if (not countries or official.country in countries)
            and surname_of(official.name, self._words) == name.text
            and (office := official.office_on(day))
            and office.tier != "none"
        }
        envoys = [holder for holder, tier in holders.items() if tier == "envoy"]
        # "Mr. Ma" alone may be anybody; a titled envoy is an envoy.
        only_envoys = not countries or (title and (title.climate or (title.bare and title.role.bare)))
        fitting = envoys if only_envoys else list(holders)
        return name._replace(listed=fitting[0]) if len(fitting) == 1 else name

    # --- Han script ---

    def _read_han(self, descriptions: Descriptions) -> dict[int, list[Name]]:
        reader = HanNames(self._document, self._words)
        found = {passage.index: _listed(passage) for passage in self._document.passages}
        for name in reader.find(descriptions):
            found[name.passage].append(name)
        whole = {n.text.rpartition("·")[2]: n for names in found.values() for n in names if "·" in n.text}
        for names in found.values():
            names.sort(key=lambda name: name.start)
            for name in names:
                full = whole.get(name.text, name)
                listed = name.listed or full.listed or self._envoy_spelt(name, descriptions[name.passage])
                listed = listed or self._officials.by_name.get(reader.latin.get(self._folded(name), ""))
                self._place(name._replace(text=full.text, listed=listed))
        for portrait in self._by_key.values():
            if not portrait.official:
                spelt = (reader.latin.get(self._folded(name)) for name in portrait.places)
                portrait.name = next((latin for latin in spelt if latin), portrait.name)
        return found

    def _envoy_spelt(self, name: Name, descriptions: list[Description]) -> str | None:
        """The listed envoy of the day whose foreign name ends so (斯特恩 for 托德·斯特恩), if there is just one.

        Behind the title of an office that is over (时任美国气候特使斯特恩) one who held it before will do.
        """
        day = self._document.today
        bearers = self._officials.by_last.get(self._folded(name), ()) if day else ()
        title = next((d for d in descriptions if d.end == name.start and d.climate and d.former), None)
        found = []
        for bearer in bearers:
            official = self._officials.by_id[bearer]
            if title and (not title.countries or official.country in title.countries):
                held = any(office.tier == "envoy" and day and office.start <= day for office in official.offices)
            else:
                held = bool(day and (office := official.office_on(day)) and office.tier == "envoy")
            found += [bearer] * held
        return found[0] if len(found) == 1 else None

    def _folded(self, name: Name) -> str:
        return self._document.passages[name.passage].folded[name.start : name.end]

    # --- both ---

    def _place(self, name: Name) -> None:
        official = self._officials.by_id.get(name.listed or "")
        key = official.id if official else self._whole_key(_key(name.text))
        portrait = self._by_key.get(key)
        if portrait is None:
            portrait = Portrait(official.name if official else name.text, official, is_person=bool(official))
            self._by_key[key] = portrait
            self._by_first.setdefault(portrait.name.partition(" ")[0], []).append(portrait)
            for short in {surname_of(portrait.name, self._words), long_surname_of(portrait.name, self._words)}:
                if short:
                    self._by_surname.setdefault(short, []).append(portrait)
        self._seat(name, portrait)

    def _whole_key(self, key: str) -> str:
        """The key of the longer name that a name of two words ends ("Reyes Hart" for Joaquin Reyes Hart)."""
        if " " not in key or key in self._by_key:
            return key
        longer = [other for other in self._by_key if other.endswith(f" {key}")]
        return longer[0] if len(longer) == 1 else key

    def _seat(self, name: Name, portrait: Portrait) -> None:
        self._by_place[(name.passage, name.start)] = portrait
        portrait.places.append(name)
        if name.honorific:
            portrait.is_person = True
            portrait.gender = portrait.gender or self._words.honorifics.get(name.honorific)


def _listed(passage: Passage) -> list[Name]:
    return [
        Name(passage.index, hit.start, hit.end, passage.text[hit.start : hit.end], None, hit.key)
        for hit in passage.hits
        if hit.kind == "person"
    ]


def _key(name: str) -> str:
    """The same for "Daniel K. Holloway" and "Daniel Holloway"."""
    if "." not in name:
        return name.lower()
    return " ".join(part for part in name.split(" ") if not part.endswith(".") or len(part) > len("K.")).lower()


def _words_of(name: Name) -> list[Name]:
    """The words of a run that is no name as a whole ("Kerry Meets Xie", "Roe-Shen")."""
    parts, position = [], name.start
    for word in re.split("[ -]", name.text):
        parts.append(Name(name.passage, position, position + len(word), word))
        position += len(word) + 1
    return parts
