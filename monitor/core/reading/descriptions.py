"""The phrases that say what people are: "President Biden's new special envoy for climate change", 美国总统气候问题特使.

noun of roles.toml ──▶ grown over its ranks, fields, owners and complements ──▶ what it makes of its holder
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.core.reading.document import Passage
from monitor.core.reading.lexicon import Hit
from monitor.core.reading.people_words import PeopleWords
from monitor.core.reading.roles import Role

if TYPE_CHECKING:
    from monitor.core.knowledge import Knowledge

_OWNER_KINDS = frozenset({"country", "demonym", "city", "region", "organisation", "person"})
_WORD = re.compile(r"[\w.'&-]*[\w.&-]")
_ADVERBS = ("ly", "just")
_GAPS = frozenset("的兼暨、和及")


@dataclass(frozen=True, slots=True)
class Description:
    """One phrase, and what it makes of its holder."""

    start: int
    end: int
    role: Role
    countries: tuple[str, ...]
    """Whose office it is; two for "the climate envoys of the United States and China"."""
    climate: bool
    """Climate is the field, and the rank is that of an envoy."""
    bare: bool
    """No field is named: an envoy only in a story on climate."""
    former: bool
    local: bool
    """A city's, a state's or a private body's."""
    several: bool
    owned: bool
    """Owns what follows: "the envoy's spokeswoman" speaks of somebody else."""


def find_descriptions(passage: Passage, words: PeopleWords, knowledge: Knowledge) -> list[Description]:
    """The phrases of a passage, in order; they do not overlap."""
    grow = _grown_latin if words.script == "latin" else _grown_han
    found: list[Description] = []
    names = {hit.end: hit for hit in passage.hits if hit.kind in _OWNER_KINDS or hit.kind.startswith("role")}
    starts = {hit.start: hit for hit in passage.hits if hit.kind in _OWNER_KINDS}
    for hit in passage.hits:
        if hit.kind not in ("role", "role.several") or (found and hit.start < found[-1].end):
            continue
        description = grow(passage, hit, names, starts, words, knowledge)
        if found and description.start < found[-1].end:
            found.pop()
        found.append(description)
    return found


# --- Latin script: ranks, fields and owners to the left, complements to the right ---


def _grown_latin(
    passage: Passage,
    noun: Hit,
    ends: dict[int, Hit],
    starts: dict[int, Hit],
    words: PeopleWords,
    knowledge: Knowledge,
) -> Description:
    text = passage.folded
    phrase = _Phrase(knowledge, words)
    phrase.read(text[noun.start : noun.end])
    role = knowledge.roles.by_id[noun.key]
    start = _left(text, noun.start, ends, phrase, named_owner=role.bare or bool(role.climate_with))
    end = _right(text, noun.end, starts, phrase)
    phrase.close()
    return Description(
        start=start,
        end=end,
        role=role,
        countries=tuple(dict.fromkeys(phrase.countries)),
        climate=phrase.climate and role.makes_envoy(frozenset(phrase.words)),
        bare=not (phrase.climate or phrase.other),
        former=phrase.former,
        local=phrase.local,
        several=noun.kind == "role.several",
        owned=text.startswith(("'s ", "' "), end),
    )


class _Phrase:
    """What the words of a growing phrase say."""

    def __init__(self, knowledge: Knowledge, words: PeopleWords) -> None:
        self._knowledge = knowledge
        self.language = words
        self.words: list[str] = []
        self.countries: list[str] = []
        self.implied: list[str] = []
        """Countries that a word implies where none is named."""
        self.climate = self.other = self.former = self.local = False

    def read(self, part: str) -> None:
        """Take in a word or several."""
        for word in part.lower().split():
            self.words.append(word)
            if word in self.language.former or word.startswith("ex-"):
                self.former = True
            elif word in self.language.local:
                self.local = True

    def own(self, hit: Hit, possessive: bool) -> bool:
        """Take in whose office it is; False where the name can own none."""
        places = self._knowledge.places
        if hit.kind in ("country", "demonym"):
            self.countries.append(hit.key)
        elif hit.kind == "city":
            country = places.capitals.get(hit.key)
            if country:
                self.countries.append(country)
            else:
                self.local = True
        elif hit.kind == "region":
            self.local = True
        elif hit.kind == "organisation":
            country = self._knowledge.organisations.countries[hit.key]
            if country:
                self.countries.append(country)
            elif not possessive:
                return True
            else:
                self.other = True
        elif hit.kind == "person":
            if not possessive:
                return False
            self.countries.append(self._knowledge.officials.by_id[hit.key].country)
        return True

    def imply(self, word: str) -> bool:
        """Take in a word that means a country where none is named ("the president's"); False for any other."""
        country = self.language.owners.get(word)
        if country:
            self.implied.append(country)
        return country is not None

    def close(self) -> None:
        """Decide field and country once everything is read."""
        self.countries = self.countries or self.implied
        fields = [word for word in self.words if word in self.language.climate]
        parts = [part for word in self.words for part in word.split("-")]
        self.climate = any(word not in self.language.climate_weak for word in fields) or "climate" in parts
        self.other = self.other or (not self.climate and any(word in self.language.other for word in self.words))


def _left(text: str, start: int, ends: dict[int, Hit], phrase: _Phrase, *, named_owner: bool) -> int:
    """Where the phrase begins: over ranks, fields and owners in front of the noun.

    `named_owner`: an unknown name can own the office ("President Ruiz's special envoy").
    """
    words = phrase.language
    owned = False
    while start and text[start - 1] in " -":
        stop = start - 1
        possessive = text.endswith(("'s", "s'"), 0, stop)
        bare_end = stop - 2 if text.endswith("'s", 0, stop) else stop - 1 if possessive else stop
        hit = ends.get(bare_end) or ends.get(stop)
        if hit and hit.kind.startswith("role"):
            if not (possessive or owned) and text[hit.start : hit.end].lower() not in words.plain:
                break
            phrase.read(text[hit.start : hit.end])
            phrase.imply(text[hit.start : stop].lower())
            start = hit.start
            continue
        if hit:
            if not phrase.own(hit, possessive):
                break
            owned = hit.kind == "person"
            start = hit.start
            continue
        begin = max(text.rfind(" ", 0, stop), text.rfind("-", 0, stop) if text[start - 1] == "-" else -1) + 1
        begin = max(begin, _after_mark(text, begin, stop))
        word = text[begin:stop].lower()
        if phrase.imply(word):
            pass
        elif possessive and named_owner and text[begin].isupper() and text[begin:bare_end] not in words.not_names:
            owned = True
            start = begin
            continue
        elif not (
            word in words.plain
            or word in words.climate
            or word in words.other
            or word in words.former
            or word in words.local
            or (word in words.participles and text[max(0, begin - 5) : begin].rstrip(" -").endswith(_ADVERBS))
        ):
            break
        phrase.read(word)
        start = begin
    return start


def _after_mark(text: str, begin: int, stop: int) -> int:
    """Behind an opening quotation mark or bracket that clings to a word."""
    while begin < stop and not text[begin].isalnum():
        begin += 1
    return begin


def _right(text: str, end: int, starts: dict[int, Hit], phrase: _Phrase) -> int:
    """Where the phrase ends: over "for climate change affairs", "of the United States"."""
    words = phrase.language
    position, link = end, ""
    while text.startswith(" ", position):
        hit = starts.get(position + 1)
        if hit and hit.kind != "person":
            if not link:
                break
            if link in ("of", "from"):
                phrase.own(hit, possessive=text.startswith("'s", hit.end))
            end = position = hit.end + (2 if text.startswith("'s", hit.end) else 0)
            continue
        match = _WORD.match(text, position + 1)
        word = match[0].lower() if match else ""
        if word.endswith(".") and word not in words.complements:
            word = word[:-1]
        if match and word in words.links:
            link = word
        elif not match or not link or not (word in words.fillers or word.removesuffix("'s") in words.complements):
            break
        elif word not in words.fillers:
            phrase.read(word)
            end = position + 1 + len(word)
        position += 1 + len(word)
    return end


# --- Han script: a chain without gaps that ends with the noun ---


def _grown_han(
    passage: Passage,
    noun: Hit,
    ends: dict[int, Hit],
    starts: dict[int, Hit],
    words: PeopleWords,
    knowledge: Knowledge,
) -> Description:
    text = passage.folded
    phrase = _Phrase(knowledge, words)
    role = knowledge.roles.by_id[noun.key]
    inside = text[noun.start : noun.end]
    start, segment = noun.start, True
    # 美国能源部 runs into 能源部长: whose body it is, is whose minister he is.
    for hit in passage.hits:
        if hit.kind == "organisation" and hit.start < noun.start < hit.end:
            phrase.own(hit, possessive=False)
            start = hit.start
    kinds: list[str] = []
    while start:
        hit = ends.get(start)
        if hit is None and text[start - 1] in _GAPS and ends.get(start - 1):
            hit = ends[start - 1]
            # 国务委员、外交部长: two offices; what stands before the comma says nothing on the second.
            if text[start - 1] in "、兼暨和及":
                if not hit.kind.startswith("role"):
                    break
                segment = False
        if hit is None:
            break
        if hit.kind == "role.part":
            if segment:
                kinds.append(hit.key)
                phrase.words.append(text[hit.start : hit.end])
        elif hit.kind == "role":
            if segment:
                phrase.words.append(text[hit.start : hit.end])
        elif hit.kind == "person" or not phrase.own(hit, possessive=False):
            if text.startswith("政府", hit.end) or text.startswith("的", hit.end):
                phrase.own(hit, possessive=True)
                start = hit.start
            break
        start = hit.start
    if not phrase.countries:
        phrase.countries = [country for owner, country in words.owners.items() if text.startswith(owner, start)][:1]
    climate = "climate" in kinds or any(word in inside for word in words.climate)
    preceded = (
        start and text[start - 1] not in "，。；：、！？“”‘’「」『』（）《》 的由与和同及是为任" and start == noun.start
    )
    return Description(
        start=start,
        end=noun.end,
        role=role,
        countries=tuple(dict.fromkeys(reversed(phrase.countries))),
        climate=climate and role.makes_envoy(frozenset(_parts(inside, phrase.words))),
        bare=not climate and "other" not in kinds and not (preceded and text[start - 1] > "\u2fff"),
        former="former" in kinds,
        local="local" in kinds or phrase.local,
        several=noun.kind == "role.several",
        owned=False,
    )


def _parts(noun: str, words: list[str]) -> set[str]:
    """The words of a chain, and those inside its noun: 首席谈判代表 holds 首席 and 谈判."""
    whole = "".join([*words, noun])
    return set(words) | {whole[i : i + n] for n in (2, 3) for i in range(len(whole) - n + 1)}
