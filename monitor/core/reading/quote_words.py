"""How a language says who said it: config/languages/<language>/quotes.toml, compiled."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from monitor.core.reading.data import Reader, Table
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
            table=SpeechTable(by_class(verbs, _CUES), by_class(nouns, _NOUNS), _set(outlets["nouns"])),
            relaying=_set(verbs["relaying"]),
            relayed=_compiled(_any(verbs["relayed"])),
            replies=_compiled(_any(verbs["replies"])),
            sources=tuple(map(fold, verbs["sources"])),
            citing=_compiled(_any(verbs["citing"])),
            closing=_set(verbs["closing"]),
            agent=_compiled(rf"\s*{_any(verbs['agent'])}\b"),
            fillers=_compiled(_any(verbs["fillers"])),
            between=_set(subjects["between"]),
            between_phrases=tuple(" " + fold(phrase) for phrase in subjects["phrases"]),
            joins=_set(subjects["joins"]),
            relatives=_set(subjects["relatives"]),
            clauses=_set(subjects["clauses"]),
            things=_set(subjects["things"]),
            possessives=_set(subjects["possessives"]),
            prepositions=_set(subjects["prepositions"]),
            unlike=_compiled(_any(subjects["unlike"])),
            opening=_compiled(rf"{_any(subjects['opening'])}|\s"),
            seen=tuple(map(fold, verbs["seen"])),
            belonging=_set(subjects["belonging"]),
            adjoining=_set(subjects["adjoining"]),
            nobody=_set(subjects["nobody"]),
            views=_set(subjects["views"]),
            determiners=_set(subjects["determiners"]),
            points_back=_compiled(_any(subjects["definite"])),
            numbers=_compiled(_any(subjects["indefinite"])),
            indefinite=_any(subjects["indefinite"]),
            breaks=_set((*subjects["joins"], *subjects["stops"], *verbs["finite"], *verbs["judging"])),
            stops=_compiled(_any(subjects["stops"])),
            pronouns=_set(subjects["pronouns"]),
            pronoun=_compiled(_any(subjects["pronouns"])),
            neuter=_set(subjects["neuter"]),
            plural=_set(subjects["plural"]),
            following=_compiled(_any(subjects["following"])),
            followed=_compiled(_any(subjects["followed"])),
            anonymous=_compiled(_any(subjects["anonymous"]) + r"\s*"),
            determined=_compiled(rf"^(?:{_any(subjects['determiners'])}\s*)+"),
            senders=_compiled(rf"{_any(nouns['senders'])}\s"),
            titles=_set(nouns["titles"]),
            irregular=dict(pair.split(" ", 1) for pair in nouns["irregular"]),
            employer=re.compile("|".join(f"(?:{p})" for p in nouns["employers"]) or "(?!)"),
            bare_spokesperson=_compiled(
                rf"(?:{_any((*subjects['indefinite'], *subjects['definite'], *subjects['neuter']))}\s?)?"
                + _any(nouns["spokespeople"])
            ),
            titled=_compiled(
                rf"《([^《》]{{1,12}}{_any(outlets['titles'])}|[^《》]{{1,12}}(?=》{_any(outlets['nouns'])}))》"
            ),
            leads=tuple(map(fold, outlets["leads"])),
            openers=re.compile(_any(outlets["openers"])),
            hearers=_compiled(_any(outlets["hearers"])),
            followers=_set(
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
            describing=_set(outlets["describing"]),
            not_names=frozenset(outlets["not_names"]),
            own=_compiled(_any(outlets["own"])),
            credits=_union(reader, outlets["patterns"], "outlets.patterns", outlets["describing"]),
            audiences=_union(reader, outlets["audiences"], "outlets.audiences", ()),
            more=_compiled(_any(outlets["more"])),
            no_speech_before=_compiled(_any(others["before"]) + r"[\s:：,，]*$"),
            speech_before=_compiled(_any(others["unless"]) + "$"),
            speech_opening=_compiled(_any(others["verbal"])),
            no_speech_after=_compiled(rf"\s*{_any(others['after'])}"),
            no_speech_end=_compiled(_any(others["after"]) + "$"),
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


def _set(words: Sequence[str]) -> frozenset[str]:
    return frozenset(fold(word).lower() for word in words)


def _any(words: Sequence[str]) -> str:
    """An expression for any of `words`, the longest first, Latin ones as whole words; for none, one that fails."""
    if not words:
        return "(?!)"
    return "(?:" + "|".join(map(_word, sorted(map(fold, words), key=len, reverse=True))) + ")"


def _word(word: str) -> str:
    opens = r"\b" if word[0].isascii() and word[0].isalnum() else ""
    closes = r"\b" if word[-1].isascii() and word[-1].isalnum() else ""
    return opens + re.escape(word) + closes


def _compiled(expression: str) -> re.Pattern[str]:
    return re.compile(expression, re.IGNORECASE)


def _union(reader: Reader, patterns: Sequence[str], where: str, describing: Sequence[str]) -> re.Pattern[str]:
    """All patterns of a list as one; `{outlet}` becomes a painted outlet's name, described or not."""
    described = _any(describing)
    name = rf"(?:the |an? )?(?:{described}(?:'s)?\s?)*《?{OUTLET}+》?(?: {described})*"
    good = []
    for number, pattern in enumerate(patterns):
        expression = pattern.replace("{outlet}", name)
        before = len(reader.mistakes)
        reader.pattern(expression, f"{where}[{number}]")
        if len(reader.mistakes) == before:
            good.append(f"(?:{expression})")
    return _compiled("|".join(good) if good else "(?!)")
