"""How a language says who said it: config/languages/<language>/quotes.toml, compiled."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from monitor.core.reading.data import Reader, Table
from monitor.core.reading.expressions import any_of, before_capital, compiled, folded
from monitor.core.reading.folding import fold
from monitor.core.reading.speech_table import SpeechTable, by_class

QUOTED = "\uf8f0"
"""Stands for every character of a quotation in a painted text."""
OUTLET = "\uf8f1"
"""Stands for every character of an outlet's name in a painted text."""

_KEYS = {
    "verbs": (
        "finite judging thoughts participles bare before_mark never replies sources wordings relaying relayed agent "
        "fillers speeches closing citing seen"
    ),
    "subjects": (
        "between phrases joins relatives possessives prepositions belonging determiners definite indefinite "
        "stops pronouns neuter plural anonymous following followed adjoining nobody views things clauses unlike opening"
    ),
    "nouns": "people spokespeople bodies texts titles employers irregular senders",
    "outlets": "describing nouns titles openers leads hearers followers not_names own patterns audiences more",
    "not_speech": "before after phrases unless verbal",
}
_CUES = (
    "never",
    "finite",
    "judging",
    "thoughts",
    "participles",
    "bare",
    "before_mark",
    "sources",
    "wordings",
    "relaying",
    "speeches",
)
_NOUNS = ("spokespeople", "people", "bodies", "texts")


@dataclass(frozen=True, slots=True)
class QuoteWords:
    """One language's words for speech; everything expects folded text, sets hold small letters."""

    beside: bool
    """The speaker stands beside the verb ("said Roe"); else at the head of the clause."""
    table: SpeechTable
    """Verbs, nouns that can speak, and nouns that end an outlet's name."""
    relaying: frozenset[str]
    """Verbs of an outlet that passes words on ("quoted Roe as saying")."""
    relayed: re.Pattern[str]
    replies: re.Pattern[str]
    """Verbs of somebody who answers another."""
    sources: tuple[str, ...]
    citing: re.Pattern[str]
    """What stands before a source whom an outlet names in passing."""
    closing: frozenset[str]
    """Verbs that may close a sentence with their speaker ("…, said Roe.")."""
    agent: re.Pattern[str]
    fillers: re.Pattern[str]
    """What may stand between a quotation and the speaker behind it."""
    between: frozenset[str]
    """Words that may stand between speaker and verb."""
    between_phrases: tuple[str, ...]
    joins: frozenset[str]
    relatives: frozenset[str]
    """Pronouns that stand for the noun before them ("Roe, who called it …")."""
    clauses: frozenset[str]
    """Words that open a clause with a subject of its own."""
    things: frozenset[str]
    """Pronouns that stand for a text before them ("a statement, which says …")."""
    possessives: frozenset[str]
    prepositions: frozenset[str]
    """What follows them is no subject."""
    unlike: re.Pattern[str]
    """Words that only contain a preposition (应对)."""
    opening: re.Pattern[str]
    """What joins a clause to the one before, ahead of its subject (但, 而且)."""
    seen: tuple[str, ...]
    """What stands behind somebody in whose view something is (在…看来)."""
    belonging: frozenset[str]
    """Prepositions that link a noun to what belongs to it."""
    adjoining: frozenset[str]
    """Words that open what tells more of a noun ("a person close to …")."""
    nobody: frozenset[str]
    """Words that name nobody where they open a sentence."""
    views: frozenset[str]
    """What opens a sentence before whoever takes something so ("For Roe, “…”")."""
    determiners: frozenset[str]
    points_back: re.Pattern[str]
    """A definite article at the beginning of a text."""
    numbers: re.Pattern[str]
    """What introduces somebody new, anywhere in a description."""
    indefinite: str
    """An expression for what introduces somebody new ("a", "one of the", 一名)."""
    breaks: frozenset[str]
    """Words that no noun phrase goes across."""
    stops: re.Pattern[str]
    """What ends the description of an unnamed speaker."""
    pronouns: frozenset[str]
    pronoun: re.Pattern[str]
    neuter: frozenset[str]
    plural: frozenset[str]
    anonymous: re.Pattern[str]
    following: re.Pattern[str]
    """Opens a sentence that says whose words the one before it was ("That is how")."""
    followed: re.Pattern[str]
    """Stands anywhere in such a sentence (留下了这句话)."""
    determined: re.Pattern[str]
    """Determiners at the beginning of a text."""
    senders: re.Pattern[str]
    """What stands between a text and whoever sent it ("a letter from")."""
    titles: frozenset[str]
    irregular: Mapping[str, str]
    """Singulars by their plurals, where no "s" makes these."""
    employer: re.Pattern[str]
    """A spokesperson with the body's name as a group."""
    bare_spokesperson: re.Pattern[str]
    """A spokesperson of whom nothing more is said."""
    titled: re.Pattern[str]
    """Chinese: an outlet's name in title marks (《…报》); the group is the name."""
    leads: tuple[str, ...]
    """What stands right before the name of an outlet, listed or not."""
    openers: re.Pattern[str]
    """Words that begin an outlet's name ("Radio")."""
    hearers: re.Pattern[str]
    """What stands right before whoever hears somebody's words ("told")."""
    followers: frozenset[str]
    """Words right behind the name of whoever hears them, in small letters."""
    describing: frozenset[str]
    """Words that tell what an outlet is."""
    not_names: frozenset[str]
    """Words with a capital that no outlet's name begins with."""
    own: re.Pattern[str]
    credits: re.Pattern[str]
    """Names the outlet that a quotation is credited to."""
    audiences: re.Pattern[str]
    more: re.Pattern[str]
    """Says that somebody goes on speaking ("she added")."""
    no_speech_before: re.Pattern[str]
    """At the end of a text: what follows is a name or a term."""
    speech_before: re.Pattern[str]
    """What stands right before words that are somebody's though they end as a name does (将“加快…计划”)."""
    speech_opening: re.Pattern[str]
    """What such words themselves begin with, and no name does (有责任继续对话)."""
    no_speech_after: re.Pattern[str]
    no_speech_end: re.Pattern[str]
    """At the end of the words in marks: they are a name."""
    phrases: frozenset[str]
    """Stock phrases, letters only, that are nobody's words."""

    @classmethod
    def from_data(cls, data: Mapping[str, object], file: str) -> QuoteWords:
        """Read a language's quotes.toml. Raises ConfigurationError with every mistake in it."""
        reader = Reader(file)
        reader.only(data, "subject " + " ".join(_KEYS))
        beside = not data or reader.choice(data, "subject", ("beside", "first")) == "beside"
        verbs, subjects, nouns, outlets, others = (_lists(reader, data, section) for section in _KEYS)
        words = cls(
            beside=beside,
            table=SpeechTable(by_class(verbs, _CUES), by_class(nouns, _NOUNS), folded(outlets["nouns"])),
            relaying=folded(verbs["relaying"]),
            relayed=compiled(any_of(verbs["relayed"])),
            replies=compiled(any_of(verbs["replies"])),
            sources=tuple(map(fold, verbs["sources"])),
            citing=compiled(any_of(verbs["citing"])),
            closing=folded(verbs["closing"]),
            agent=compiled(rf"\s*{any_of(verbs['agent'])}\b"),
            fillers=compiled(any_of(verbs["fillers"])),
            between=folded(subjects["between"]),
            between_phrases=tuple(" " + fold(phrase) for phrase in subjects["phrases"]),
            joins=folded(subjects["joins"]),
            relatives=folded(subjects["relatives"]),
            clauses=folded(subjects["clauses"]),
            things=folded(subjects["things"]),
            possessives=folded(subjects["possessives"]),
            prepositions=folded(subjects["prepositions"]),
            unlike=compiled(any_of(subjects["unlike"])),
            opening=compiled(rf"{any_of(subjects['opening'])}|\s"),
            seen=tuple(map(fold, verbs["seen"])),
            belonging=folded(subjects["belonging"]),
            adjoining=folded(subjects["adjoining"]),
            nobody=folded(subjects["nobody"]),
            views=folded(subjects["views"]),
            determiners=folded(subjects["determiners"]),
            points_back=compiled(any_of(subjects["definite"])),
            numbers=compiled(any_of(subjects["indefinite"])),
            indefinite=any_of(subjects["indefinite"]),
            breaks=folded((*subjects["joins"], *subjects["stops"], *verbs["finite"], *verbs["judging"])),
            stops=compiled(any_of(subjects["stops"])),
            pronouns=folded(subjects["pronouns"]),
            pronoun=compiled(any_of(subjects["pronouns"])),
            neuter=folded(subjects["neuter"]),
            plural=folded(subjects["plural"]),
            following=compiled(any_of(subjects["following"])),
            followed=compiled(any_of(subjects["followed"])),
            anonymous=compiled(any_of(subjects["anonymous"]) + r"\s*"),
            determined=compiled(rf"^(?:{any_of(subjects['determiners'])}\s*)+"),
            senders=compiled(rf"{any_of(nouns['senders'])}\s"),
            titles=folded(nouns["titles"]),
            irregular=dict(pair.split(" ", 1) for pair in nouns["irregular"]),
            employer=re.compile("|".join(f"(?:{p})" for p in nouns["employers"]) or "(?!)"),
            bare_spokesperson=compiled(
                rf"(?:{any_of((*subjects['indefinite'], *subjects['definite'], *subjects['neuter']))}\s?)?"
                + any_of(nouns["spokespeople"])
            ),
            titled=compiled(
                rf"《([^《》]{{1,12}}{any_of(outlets['titles'])}|[^《》]{{1,12}}(?=》{any_of(outlets['nouns'])}))》"
            ),
            leads=tuple(map(fold, outlets["leads"])),
            openers=before_capital(outlets["openers"]),
            hearers=before_capital(outlets["hearers"]),
            followers=folded(
                (
                    *outlets["followers"],
                    *outlets["describing"],
                    *subjects["prepositions"],
                    *subjects["determiners"],
                    *subjects["pronouns"],
                    *subjects["between"],
                    *subjects["stops"],
                )
            ),
            describing=folded(outlets["describing"]),
            not_names=frozenset(outlets["not_names"]),
            own=compiled(any_of(outlets["own"])),
            credits=_union(reader, outlets["patterns"], "outlets.patterns", outlets["describing"]),
            audiences=_union(reader, outlets["audiences"], "outlets.audiences", ()),
            more=compiled(any_of(outlets["more"])),
            no_speech_before=compiled(any_of(others["before"]) + r"[\s:：,，]*$"),
            speech_before=compiled(any_of(others["unless"]) + "$"),
            speech_opening=compiled(any_of(others["verbal"])),
            no_speech_after=compiled(rf"\s*{any_of(others['after'])}"),
            no_speech_end=compiled(any_of(others["after"]) + "$"),
            phrases=frozenset(letters(phrase) for phrase in others["phrases"]),
        )
        reader.finish()
        return words

    def singular(self, noun: str) -> str:
        """One of several: "person" for "people", "delegate" for "delegates"."""
        if one := self.irregular.get(noun.lower()):
            return one
        if noun.endswith("ies"):
            return noun.removesuffix("ies") + "y"
        return noun if noun.endswith("ss") else noun.removesuffix("s")

    def introducing(self, noun: str) -> re.Pattern[str]:
        """What introduces somebody as a noun with adjectives before it; the group `who` is without the article."""
        adjectives = r"(?:[\w.'-]+ ){0,4}" if self.beside else "[^，。；：“”]{0,14}?"
        return re.compile(rf"{self.indefinite}\s?(?P<who>{adjectives}{re.escape(noun)})", re.IGNORECASE)

    def opening_with(self, noun: str) -> re.Pattern[str]:
        """Chinese: a clause that opens with somebody by a noun and words before it (美方代表团成员在…)."""
        return re.compile(rf"(?:^|(?<=[，。；：！？据]))(?P<who>[^，。；：！？“”在于与和的]{{1,12}}?{re.escape(noun)})")


def letters(text: str) -> str:
    """Letters and digits only, folded, in lower case."""
    return re.sub(r"[\W_]+", "", fold(text).lower())


def _lists(reader: Reader, data: Table, section: str) -> dict[str, tuple[str, ...]]:
    keys = _KEYS[section]
    table: Any = data.get(section, {})
    if not isinstance(table, Mapping):
        reader.wrong(section, f"is {table!r}", f"[{section}]")
        return dict.fromkeys(keys.split(), ())
    reader.only(table, keys, section)
    return {key: reader.texts(table, key, section) for key in keys.split()}


def _union(reader: Reader, patterns: Sequence[str], where: str, describing: Sequence[str]) -> re.Pattern[str]:
    """All patterns of a list as one; `{outlet}` becomes a painted outlet's name, described or not."""
    described = any_of(describing)
    name = (
        rf"(?:the |an? )?(?:[\w.]+-(?:based|language|run) )?(?:{described}(?:'s)?\s?)*《?{OUTLET}+》?(?: {described})*"
    )
    good = []
    for number, pattern in enumerate(patterns):
        expression = pattern.replace("{outlet}", name)
        before = len(reader.mistakes)
        reader.pattern(expression, f"{where}[{number}]")
        if len(reader.mistakes) == before:
            good.append(f"(?:{expression})")
    return compiled("|".join(good) if good else "(?!)")
