"""A phrase that says what somebody is, and what its words say of country and field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.core.reading.lexicon import Hit
from monitor.core.reading.people_words import PeopleWords
from monitor.core.reading.roles import Role

if TYPE_CHECKING:
    from monitor.core.knowledge import Knowledge


@dataclass(frozen=True, slots=True)
class Description:
    """One phrase of a passage, and what it makes of its holder."""

    start: int
    end: int
    role: Role
    countries: tuple[str, ...]
    """Whose office it is; two for "the climate envoys of the United States and China"."""
    climate: bool
    """Climate is the field, and the rank is that of an envoy."""
    field: bool
    """Climate is the field, whatever the rank ("the president's climate adviser")."""
    bare: bool
    """No field is named: an envoy only in a story on climate."""
    former: bool
    local: bool
    """A city's, a state's or a private body's."""
    several: bool
    owned: bool
    """Owns what follows: "the envoy's spokeswoman" speaks of somebody else."""


class PhraseReading:
    """Takes in a phrase part by part, from its noun outwards."""

    def __init__(self, knowledge: Knowledge, language: PeopleWords) -> None:
        self._knowledge = knowledge
        self._language = language
        self.words: list[str] = []
        self.countries: list[str] = []
        self._implied: list[str] = []
        self._international = False
        self.climate = self.other = self.former = self.local = False

    def take_noun(self, noun: str) -> None:
        """Take in the noun itself: rank and field, but "secretary of state" is no office of a state's."""
        self.words += noun.lower().split()

    def read(self, part: str) -> None:
        """Take in a word or several, blanks between them."""
        for word in part.lower().split():
            self.words.append(word)
            self.former = self.former or word in self._language.former
            self.local = self.local or word in self._language.local

    def own(self, hit: Hit, *, possessive: bool) -> bool:
        """Take in whose office it is; False where the name can own none as it stands."""
        if hit.kind in ("country", "demonym"):
            self.countries.append(hit.key)
        elif hit.kind == "city":
            self._own_by(self._knowledge.places.capitals.get(hit.key))
        elif hit.kind == "region":
            self.local = True
        elif hit.kind == "organisation":
            country = self._knowledge.organisations.countries[hit.key]
            if country:
                self.countries.append(country)
            self._international = self._international or country is None
        else:
            owner = self._knowledge.officials.by_id[hit.key]
            # "Biden envoy Jane Roe": headlines spare a leader the possessive.
            if not possessive and all(office.tier != "leader" for office in owner.offices):
                return False
            self.countries.append(owner.country)
        return True

    def _own_by(self, country: str | None) -> None:
        """A capital means its government, any other city only itself."""
        if country:
            self.countries.append(country)
        else:
            self.local = True

    def imply(self, word: str) -> bool:
        """Take in a word that means a country where none is named ("the president's"); False for any other."""
        country = self._language.owners.get(word)
        if country:
            self._implied.append(country)
        return country is not None

    @property
    def has_owner(self) -> bool:
        """Whether a country is named or meant so far."""
        return bool(self.countries or self._implied)

    def close(self) -> None:
        """Decide field and country once everything is read."""
        self.countries = list(dict.fromkeys(self.countries or self._implied))
        # An envoy of the United Nations is nobody's; China's negotiator at the United Nations is China's.
        self.local = self.local or (self._international and not self.countries)
        strong = self._language.climate - self._language.climate_weak
        parts = {part for word in self.words for part in (word, *word.split("-"))}
        self.climate = self.climate or not strong.isdisjoint(parts)
        self.other = self.other or (not self.climate and not self._language.other.isdisjoint(self.words))
