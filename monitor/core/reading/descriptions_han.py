"""Descriptions in Chinese script: a chain without gaps that ends with the noun (美国|总统|气候问题|特使)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.core.reading.document import Passage
from monitor.core.reading.lexicon import Hit
from monitor.core.reading.people_words import PeopleWords
from monitor.core.reading.phrases import Description, PhraseReading

if TYPE_CHECKING:
    from monitor.core.knowledge import Knowledge

# Characters inside a chain; the second kind parts two offices of one person (国务委员、外交部长).
_WITHIN = frozenset("的")
_BETWEEN = frozenset("兼暨、和及")
_FIELDS_JOINED = frozenset("与和及、")
# What a noun can stand behind that is nobody's description of it ("由特使…").
_OUTSIDE = frozenset("，。；：、！？“”‘’「」『』（）《》 的由与和同及是为任")
_FIRST_HAN = "\u3000"
_GOVERNMENT = ("政府", "的")


def grow_han(
    passage: Passage,
    noun: Hit,
    following: Hit | None,
    ends: dict[int, Hit],
    owners: list[Hit],
    words: PeopleWords,
    knowledge: Knowledge,
) -> Description:
    """The description that ends with a noun; the `following` noun does not matter here."""
    text = passage.folded
    inside = text[noun.start : noun.end]
    role = knowledge.roles.by_id[noun.key]
    chain = _Chain(text, noun, ends, PhraseReading(knowledge, words), words.fields)
    chain.overlap(owners)
    chain.grow()
    pair = next((word for word in words.pairs if text.endswith(word, 0, chain.start)), "")
    chain.start -= len(pair)
    implied = [country for key in chain.offices if (country := knowledge.roles.by_id[key].country)]
    implied += [country for word, country in words.owners.items() if text.startswith(word, chain.start)]
    countries = [*reversed(words.pairs[pair])] if pair else chain.phrase.countries or implied[:1]
    climate = "climate" in chain.kinds or any(word in inside for word in words.climate)
    # 阿富汗事务特使: an unknown word that clings to the noun is a field of its own.
    before = text[noun.start - 1 : noun.start]
    clings = chain.start == noun.start and before > _FIRST_HAN and before not in _OUTSIDE
    makes_envoy = role.makes_envoy(_parts("".join([*reversed(chain.phrase.words), inside])))
    return Description(
        start=chain.start,
        end=noun.end,
        role=role,
        countries=tuple(dict.fromkeys(reversed(countries))),
        climate=climate and makes_envoy,
        field=climate,
        bare=makes_envoy and not (climate or clings or "other" in chain.kinds),
        former="former" in chain.kinds,
        local="local" in chain.kinds or chain.phrase.local,
        several=noun.kind == "role.several" or bool(pair),
        owned=False,
    )


class _Chain:
    """Grows to the left over every word that belongs to a title."""

    def __init__(
        self, text: str, noun: Hit, ends: dict[int, Hit], phrase: PhraseReading, fields: tuple[str, ...]
    ) -> None:
        self._text = text
        self._noun = noun
        self._ends = ends
        self._fields = fields
        self.start = noun.start
        self.phrase = phrase
        self.kinds: set[str] = set()
        self.offices: list[str] = []
        """Further offices in the chain, keys of roles."""
        self._same_office = True

    def overlap(self, owners: list[Hit]) -> None:
        """美国能源部 runs into 能源部长: whose body it is, is whose minister he is."""
        for hit in owners:
            if hit.kind == "organisation" and hit.start < self._noun.start < hit.end:
                self.phrase.own(hit, possessive=False)
                self.start = hit.start

    def grow(self) -> None:
        """Take in words until one does not belong."""
        while hit := self._before():
            if hit.kind.startswith("role"):
                self.offices += [hit.key] * (hit.kind == "role")
                # What stands before the comma between two offices says nothing on the second.
                if self._same_office:
                    self.kinds.add(hit.key if hit.kind == "role.part" else "")
                    self.phrase.words.append(self._text[hit.start : hit.end])
            elif hit.kind == "person":
                if self._text.startswith(_GOVERNMENT, hit.end):
                    self.phrase.own(hit, possessive=True)
                    self.start = hit.start
                return
            else:
                self.phrase.own(hit, possessive=False)
            self.start = hit.start

    def _before(self) -> Hit | None:
        """The word or name that ends where the chain begins, or before one character that joins them."""
        hit = self._ends.get(self.start)
        if hit or not self.start:
            return hit
        joint = self._text[self.start - 1]
        hit = self._ends.get(self.start - 1)
        if not hit or joint in _WITHIN:
            return hit if joint in _WITHIN else None
        if joint in _FIELDS_JOINED and self._text[hit.start : hit.end] in self._fields:
            return hit
        if joint in _BETWEEN and hit.kind.startswith("role"):
            self._same_office = False
            return hit
        return None


def _parts(whole: str) -> frozenset[str]:
    """Every stretch of two or three characters: 首席谈判代表 holds 首席 and 谈判."""
    return frozenset(whole[i : i + n] for n in (2, 3) for i in range(len(whole) - n + 1))
