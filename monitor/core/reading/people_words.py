"""How a language introduces people and speaks of them again: config/languages/<language>/people.toml."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal, cast

from monitor.core.reading.data import Reader, Table
from monitor.core.reading.introduction_patterns import IntroductionPattern, by_symbols, read_introduction
from monitor.core.reading.lexicon import Term

Script = Literal["latin", "han"]
Gender = Literal["man", "woman"]


@dataclass(frozen=True, slots=True)
class PeopleWords:
    """One language's tables. Words are folded and in small letters unless they are names."""

    script: Script
    honorifics: Mapping[str, Gender | None]
    honorific_roles: Mapping[str, str]
    plain: frozenset[str]
    participles: frozenset[str]
    climate: frozenset[str]
    climate_weak: frozenset[str]
    other: frozenset[str]
    former: frozenset[str]
    local: frozenset[str]
    deputy: re.Pattern[str]
    """Finds in a title that its holder is the second of the office."""
    tails: tuple[str, ...]
    """What clings to the noun behind it (envoy-designate)."""
    links: frozenset[str]
    owning_links: frozenset[str]
    """Of these, the ones behind which a country owns the office ("of")."""
    fillers: frozenset[str]
    complements: frozenset[str]
    owners: Mapping[str, str]
    """Country by what else says "of that country"."""
    pairs: Mapping[str, tuple[str, ...]]
    """Chinese: both countries' codes in order, by a word for both (中美); none where it gives no order (两国)."""
    fields: tuple[str, ...]
    """Chinese: what ministries are for, joined in their names (计划与发展|部长)."""
    chinese_abroad: frozenset[str]
    """Chinese: countries besides China whose officials bear Chinese names."""
    he: frozenset[str]
    she: frozenset[str]
    possessive: frozenset[str]
    object: frozenset[str]
    latter: tuple[str, ...]
    """Words for the second of the two people named last."""
    both_envoys: tuple[str, ...]
    both_people: tuple[str, ...]
    definite: tuple[str, ...]
    """What stands before a description that points back at somebody."""
    indefinite: tuple[str, ...]
    not_subject: tuple[str, ...]
    """What a name follows that is not the subject of its sentence."""
    not_last: tuple[str, ...]
    """What a pronoun follows that is not the person named last ("Shen, with whom he talked")."""
    opening: frozenset[str]
    """Words that open a sentence before a pronoun for its subject ("In her talks with Roe, Shen said")."""
    after_nationality: frozenset[str]
    past: tuple[str, ...]
    """How verbs of the past end; what stands before one acts."""
    acting: frozenset[str]
    """Of these pronouns the ones for the subject of a verb."""
    subordinate: tuple[str, ...]
    """Words that open a clause before the one that a sentence is about."""
    speech: tuple[str, ...]
    hearing: tuple[str, ...]
    """Verbs of speech behind which a paper stands as often as a person."""
    after: tuple[str, ...]
    """What follows a name only where it is a person's."""
    called: tuple[str, ...]
    """What follows a name where the story says what its bearer is, in whatever words."""
    particles: tuple[str, ...]
    name_parts: tuple[str, ...]
    """Parts of names that keep a full stop (St.)."""
    given: Mapping[str, Gender | None]
    """Given names, with whether only "he" or only "she" can follow."""
    not_names: frozenset[str]
    not_people: frozenset[str]
    surnames: frozenset[str]
    syllable: str
    name_ends: tuple[str, ...]
    """Chinese: what can stand right behind a name."""
    soft_ends: tuple[str, ...]
    """Chinese: what can stand right behind a name, but is common in given names too."""
    calling_ends: tuple[str, ...]
    """Chinese: characters that end a calling, right before the name of somebody who speaks (农技师|唐望山|说)."""
    name_triggers: tuple[str, ...]
    """Chinese: what can stand right before a name that no description introduces."""
    name_openers: frozenset[str]
    """Chinese: characters that can stand right before a name and are none of one."""
    name_joints: tuple[str, ...]
    """Chinese: what joins two names."""
    owning: tuple[str, ...]
    """Chinese: what ties a name to the description before it (特使的|沈国兰)."""
    taking_office: tuple[str, ...]
    """Chinese: verbs behind the name of whoever takes or leaves an office."""
    sounds: frozenset[str]
    """Chinese: the characters that spell foreign names."""
    introductions: tuple[IntroductionPattern, ...]
    usable: Mapping[frozenset[str], tuple[IntroductionPattern, ...]]
    """Of these the ones that a set of symbols is enough for, by set."""

    def gender_of(self, pronoun: str) -> Gender | None:
        """Whom a pronoun in small letters can stand for; None for those of both."""
        return "man" if pronoun in self.he else "woman" if pronoun in self.she else None

    def terms(self) -> Iterable[Term]:
        """What the lexicon looks for: pronouns and words for several people."""
        latin = self.script == "latin"
        for word in self.he | self.she:
            yield Term("again.pronoun", "she" if word in self.she else "he", word)
        for phrase in self.latter:
            yield Term("again.latter", phrase, phrase)
        for phrase in self.both_envoys:
            yield Term("again.both", "envoys", phrase)
        for phrase in self.both_people:
            yield Term("again.both", "people", phrase)
        if not latin:
            for word in self.not_people:
                yield Term("no_name", word, word)
            for kind in ("plain", "climate", "other", "former", "local"):
                for word in getattr(self, kind):
                    yield Term("role.part", kind, word)
            known = self.plain | self.climate | self.other | self.former | self.local
            yield from (Term("role.part", "field", word) for word in self.fields if word not in known)

    def followed_by(self, words: Iterable[str]) -> PeopleWords:
        """With the language's other words of two characters and more among those that can stand behind a name."""
        if self.script != "han":
            return self
        more = (word for word in words if len(word) > 1 and not word.isascii())
        return replace(self, name_ends=tuple(dict.fromkeys((*self.name_ends, *more))))

    @classmethod
    def from_data(cls, data: Table, file: str) -> PeopleWords:
        """Read the file; raises ConfigurationError with every mistake."""
        reader = Reader(file)
        reader.only(data, "script honorifics honorific_roles descriptions again speech given names introduction")
        honorifics = _part(reader, data, "honorifics", "man woman any")
        about = _part(
            reader,
            data,
            "descriptions",
            "plain participles climate climate_weak other former local"
            " links owning_links tails fillers complements owners deputy pairs fields chinese_abroad",
        )
        again = _part(
            reader,
            data,
            "again",
            "he she possessive object latter both_envoys both_people definite indefinite"
            " not_subject not_last opening after_nationality acting subordinate past",
        )
        given = _genders(reader, _part(reader, data, "given", "man woman any"), "given")
        names = _part(
            reader,
            data,
            "names",
            "particles parts not_names not_people surnames syllable ends soft_ends calling_ends triggers"
            " openers joints owning taking_office sounds",
        )
        speech = _part(reader, data, "speech", "verbs hearing after called")

        def words(table: Table, key: str, part: str) -> frozenset[str]:
            return frozenset(word.lower() for word in reader.texts(table, key, part))

        genders = _genders(reader, honorifics, "honorifics")
        owners = {
            word: country
            for country in about.get("owners", {})
            for word in reader.texts(about["owners"], country, "descriptions.owners")
        }
        syllable = reader.text(names, "syllable", "names", "")
        reader.pattern(syllable, "names.syllable")
        introductions = tuple(read_introduction(reader, *place) for place in reader.tables(data, "introduction"))
        tables = cls(
            script=cast("Script", reader.choice(data, "script", ("latin", "han"))),
            honorifics=genders,
            honorific_roles=_part(reader, data, "honorific_roles", " ".join(genders)),
            plain=words(about, "plain", "descriptions"),
            participles=words(about, "participles", "descriptions"),
            climate=words(about, "climate", "descriptions"),
            climate_weak=words(about, "climate_weak", "descriptions"),
            other=words(about, "other", "descriptions"),
            former=words(about, "former", "descriptions"),
            local=words(about, "local", "descriptions"),
            deputy=reader.pattern(reader.text(about, "deputy", "descriptions", "(?!)"), "descriptions.deputy"),
            links=words(about, "links", "descriptions"),
            tails=reader.texts(about, "tails", "descriptions"),
            owning_links=words(about, "owning_links", "descriptions"),
            fillers=words(about, "fillers", "descriptions"),
            complements=words(about, "complements", "descriptions"),
            owners=owners,
            pairs={
                word: reader.texts(about["pairs"], word, "descriptions.pairs")
                for word in sorted(about.get("pairs", {}), key=len, reverse=True)
            },
            fields=reader.texts(about, "fields", "descriptions"),
            chinese_abroad=frozenset(reader.texts(about, "chinese_abroad", "descriptions")),
            he=words(again, "he", "again"),
            she=words(again, "she", "again"),
            possessive=words(again, "possessive", "again"),
            object=words(again, "object", "again"),
            latter=reader.texts(again, "latter", "again"),
            both_envoys=reader.texts(again, "both_envoys", "again"),
            both_people=reader.texts(again, "both_people", "again"),
            definite=reader.texts(again, "definite", "again"),
            indefinite=reader.texts(again, "indefinite", "again"),
            not_subject=reader.texts(again, "not_subject", "again"),
            not_last=reader.texts(again, "not_last", "again"),
            opening=words(again, "opening", "again"),
            past=reader.texts(again, "past", "again"),
            after_nationality=words(again, "after_nationality", "again"),
            acting=words(again, "acting", "again"),
            subordinate=tuple(f"{word} " for word in reader.texts(again, "subordinate", "again")),
            speech=reader.texts(speech, "verbs", "speech"),
            hearing=reader.texts(speech, "hearing", "speech"),
            after=reader.texts(speech, "after", "speech"),
            called=reader.texts(speech, "called", "speech"),
            particles=reader.texts(names, "particles", "names"),
            name_parts=reader.texts(names, "parts", "names"),
            given=given,
            not_names=frozenset(reader.texts(names, "not_names", "names")),
            not_people=frozenset(reader.texts(names, "not_people", "names")),
            surnames=frozenset(reader.texts(names, "surnames", "names")),
            syllable=syllable,
            name_ends=reader.texts(names, "ends", "names"),
            soft_ends=reader.texts(names, "soft_ends", "names"),
            calling_ends=reader.texts(names, "calling_ends", "names"),
            name_triggers=reader.texts(names, "triggers", "names"),
            name_openers=frozenset(reader.text(names, "openers", "names", "")),
            name_joints=reader.texts(names, "joints", "names"),
            owning=reader.texts(names, "owning", "names"),
            taking_office=reader.texts(names, "taking_office", "names"),
            sounds=frozenset(reader.text(names, "sounds", "names", "")),
            introductions=introductions,
            usable=by_symbols(introductions),
        )
        reader.finish()
        return tables


def _genders(reader: Reader, table: Table, part: str) -> dict[str, Gender | None]:
    """Each word of a table with whom it stands for."""
    genders: dict[str, Gender | None] = {}
    for kind in ("man", "woman", "any"):
        gender = None if kind == "any" else cast("Gender", kind)
        genders |= dict.fromkeys(reader.texts(table, kind, part), gender)
    return genders


def _part(reader: Reader, data: Table, key: str, known: str) -> Table:
    part = data.get(key, {})
    if not isinstance(part, dict):
        reader.wrong(key, "is no table", f"[{key}]")
        return {}
    reader.only(part, known, key)
    return part
