"""Sentences as symbols: who, when, where and the words of meeting, side by side (see frames.py)."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from monitor.core.reading.counted_things import counts_things
from monitor.core.reading.dates import DateMention
from monitor.core.reading.document import Document, Passage, Sentence
from monitor.core.reading.frames import OTHER, ClassString, Token, any_within, clear_of, without_overlaps
from monitor.core.reading.lexicon import Hit
from monitor.core.reading.marks import Stretch, quoted_stretches
from monitor.core.reading.meeting_words import PEOPLE_KINDS, MeetingWords
from monitor.core.reading.people import Cast, Mention

_Placed = TypeVar("_Placed", Mention, DateMention, Stretch)
_CAPITALS = {"Washington": "us_capital", "Beijing": "cn_capital"}
_LONG_QUOTE = {True: 30, False: 12}
"""Characters from which a quotation may be somebody's words and no scare quote, by whether words are spaced."""
_LONGEST_SENTENCE = 1500
_LONGEST_GROUP = 25
"""Characters that a group's name may go on behind its first words."""
_PREPOSITION = len(" on ")
_SERVING = frozenset({"to", "of", "for", "from", "not_only"})
"""Classes that tie somebody to the one whom he serves ("aides to Roe", "scholars close to Roe")."""
_BESIDE_A_NAME = frozenset({"the", "title", "climate", "us_side", "cn_side", "us_capital", "cn_capital", "poss"})
_OFFICE = frozenset({"us_side", "cn_side", "counterpart", "title", "climate"})
"""Classes that begin the name of an office."""
_TITLES = frozenset({"headline", "standfirst"})
_GAP = re.compile(r"(?<=[\u3400-\u9fff0-9]) +(?=[\u3400-\u9fff])")
"""A blank that parts the clauses of a Chinese headline."""
_SPEECH = re.compile(r"[，。！？；,.!?;]| .* .* ")
"""Marks or words enough for a sentence; a title in quotation marks has neither."""


@dataclass(eq=False)
class Line:
    """One sentence."""

    passage: Passage
    sentence: Sentence
    named: Sequence[Token]
    """The people, days, places and quotations in it."""
    mentions: Sequence[Mention]
    """By the value of a token of a kind of people."""
    dates: Sequence[DateMention]
    """By the value of a `date` or `length` token."""
    words: MeetingWords
    tells: bool
    """Whether it may tell of a meeting at all."""

    @cached_property
    def found(self) -> Sequence[Token]:
        """Everything recognised in it, the words of meeting too."""
        start = max(self.sentence.start, self.passage.body)
        text = self.passage.folded
        found = self.words.words.find_within(text, start, self.sentence.end, self.named)
        return [t for t in found if t.kind != "both_people" or not counts_things(text, t.start, t.end)]

    @cached_property
    def classes(self) -> frozenset[str]:
        """The classes of everything recognised."""
        return frozenset([token.kind for token in self.found])

    @property
    def hits(self) -> Sequence[Hit]:
        """By the value of a token of a place."""
        return self.passage.hits

    @property
    def spaced(self) -> bool:
        """Whether its language writes spaces between words."""
        return self.words.spaced

    @cached_property
    def string(self) -> ClassString:
        """The sentence as symbols, made when first wanted: most sentences tell of no meeting."""
        start = max(self.sentence.start, self.passage.body)
        return self.words.alphabet.string(self.passage.folded, self.found, start, self.sentence.end)

    @property
    def text(self) -> str:
        """The sentence as the story writes it."""
        return self.passage.text[self.sentence.start : self.sentence.end].strip()

    def people(self, start: int, end: int, *, owners: bool = False) -> tuple[int, ...]:
        """The characters that the symbols from `start` to `end` speak of, each once, in order.

        A possessor ("the president's envoy") is none of them; with `owners` the only one is ("Roe's meeting").
        """
        tokens = self.string.tokens
        people = [i for i in range(start, end) if tokens[i].kind in PEOPLE_KINDS and not self._is_told_of(start, i)]
        possessors = {i for i in people if self._is_owner(i) or self._is_served(i)}
        found: dict[int, None] = {}
        for i in [i for i in people if i not in possessors] or (people if owners else []):
            found |= dict.fromkeys(self.mentions[tokens[i].value].who)
        return tuple(found)

    def _is_told_of(self, start: int, index: int) -> bool:
        """ "Roe and Shen, who succeeded Xie in May": a clause on somebody names another."""
        return self.spaced and self.kinds(start, index)[-2:] == ("rel", "succeed")

    def _is_owner(self, index: int) -> bool:
        """ "Roe's deputy", "his Chinese counterpart"."""
        return self.is_possessive(index) or self.kinds(index + 1, index + 2) == (self.words.possessive,)

    def is_possessive(self, index: int) -> bool:
        """Whether a pronoun owns the office behind it ("his Chinese counterpart")."""
        return self.spaced and self.is_pronoun(index) and bool(_OFFICE & set(self.kinds(index + 1, index + 2)))

    def _is_served(self, index: int) -> bool:
        """Whoever somebody's office is under ("senior adviser to President Stone")."""
        tokens, before = self.string.tokens, index - 1
        while self.spaced and before > 0 and tokens[before].kind in ("title", "us_side", "cn_side", "the"):
            before -= 1
        return self.spaced and before > 0 and tokens[before].kind == "to" and tokens[before - 1].kind == "title"

    def is_behind_others(self, index: int) -> bool:
        """Whether a symbol only says whose people do something ("aides to Roe and Shen met")."""
        before = [kind for kind in self.kinds(index - 6, index) if kind not in _BESIDE_A_NAME]
        behind = before[len(before) - before[::-1].index("others") :] if "others" in before else []
        return self.spaced and bool(_SERVING & set(behind)) and _SERVING.issuperset({*behind} - {OTHER})

    def between(self, one: int, other: int) -> tuple[str, ...]:
        """The classes of the symbols between two."""
        return self.kinds(min(one, other) + 1, max(one, other))

    def is_pronoun(self, index: int) -> bool:
        """Whether a symbol is a pronoun that the cast has given to somebody."""
        token = self.string.tokens[index]
        return token.kind in PEOPLE_KINDS and self.mentions[token.value].form == "pronoun"

    def is_object(self, index: int) -> bool:
        """Whether a pronoun is one that something is done to or with ("him", not "his")."""
        return self.written(self.string.tokens[index]).lower() in self.words.object_pronouns

    def is_naming(self, index: int) -> bool:
        """Whether a word of meeting gives something its name ("what they call green steel")."""
        before = index - 1
        if before < 0 or self.written(self.string.tokens[index]).lower() not in self.words.naming_verbs:
            return False
        kind, behind = self.string.tokens[before].kind, self.kinds(index + 1, index + 2)
        if kind == "will":
            return not {*PEOPLE_KINDS, "title", "their"} & set(behind)
        return kind in ("both_people", "he") or (
            kind in PEOPLE_KINDS and self.mentions[self.string.tokens[before].value].form in ("pronoun", "group")
        )

    def written(self, token: Token) -> str:
        """A token as the story writes it."""
        return self.passage.text[token.start : token.end]

    def kinds(self, start: int, end: int) -> tuple[str, ...]:
        """The classes of the symbols from `start` to `end`."""
        return tuple(token.kind for token in self.string.tokens[max(0, start) : end])


def read_lines(document: Document, cast: Cast, dates: Sequence[DateMention], words: MeetingWords) -> tuple[Line, ...]:
    """The sentences in reading order, without those of block quotations, which nobody tells as news."""
    mentions_of = _by_passage(cast.mentions)
    dates_of = _by_passage(dates)
    quotes_of = _by_passage(_long_quotes(document, words))
    lines: list[Line] = []
    for passage in document.passages:
        if passage.kind == "quotation":
            continue
        lines += _passage_lines(
            passage,
            cast,
            mentions_of.get(passage.index, []),
            dates_of.get(passage.index, []),
            quotes_of.get(passage.index, []),
            words,
        )
    return tuple(lines)


def _by_passage(items: Sequence[_Placed]) -> dict[int, list[_Placed]]:
    grouped: dict[int, list[_Placed]] = {}
    for item in items:
        grouped.setdefault(item.passage, []).append(item)
    return grouped


def _long_quotes(document: Document, words: MeetingWords) -> list[Stretch]:
    texts = [(passage.index, passage.text) for passage in document.passages]
    return [
        stretch
        for stretch in quoted_stretches(texts)
        if stretch.end - stretch.start >= _LONG_QUOTE[words.spaced]
        and _SPEECH.search(document.passages[stretch.passage].text, stretch.start, stretch.outer_end)
    ]


def _passage_lines(
    passage: Passage,
    cast: Cast,
    mentions: list[Mention],
    dates: list[DateMention],
    quotes: list[Stretch],
    words: MeetingWords,
) -> Iterator[Line]:
    dated = [Token(d.start, d.end, "length" if d.days else "date", i) for i, d in enumerate(dates)]
    parted = () if words.spaced or passage.kind not in _TITLES else _GAP.finditer(passage.folded)
    blanks = [Token(match.start(), match.end(), "comma") for match in parted]
    fixed = without_overlaps([*(Token(q.outer_start, q.outer_end, "quote") for q in quotes), *dated, *blanks])
    states = {index for index, mention in enumerate(mentions) if _are_countries(mention, passage, words)}
    days = {token.start for token in dated}
    people = [_without_place(token, passage, days) for token in _people(cast, mentions) if token.value not in states]
    taken = without_overlaps([*fixed, *clear_of((*people, *_places(passage.hits)), fixed)])
    starts = [token.start for token in taken]
    spots = words.telling.spots(passage.folded)
    for sentence in _pieces(passage):
        start = max(sentence.start, passage.body)
        inside = taken[bisect_left(starts, start) : bisect_left(starts, sentence.end)]
        kinds = {token.kind for token in inside}
        tells = any_within(spots, start, sentence.end) or "both" in kinds or kinds >= {"us", "cn"}
        yield Line(passage, sentence, inside, mentions, dates, words, tells)


def _pieces(passage: Passage) -> Iterator[Sentence]:
    """The sentences; one of endless length (a page without full stops) in pieces, cut at blanks."""
    for sentence in passage.sentences:
        start = sentence.start
        while sentence.end - start > _LONGEST_SENTENCE:
            cut = passage.text.rfind(" ", start + 1, start + _LONGEST_SENTENCE) + 1 or start + _LONGEST_SENTENCE
            yield Sentence(start, cut)
            start = cut
        yield Sentence(start, sentence.end)


def _are_countries(mention: Mention, passage: Passage, words: MeetingWords) -> bool:
    """A group of states ("the two sides"), or the beginning of its name, and of nobody in particular."""
    if mention.form != "group":
        return False
    found = words.words.find(passage.folded[mention.start : mention.end + _LONGEST_GROUP])
    return bool(found) and found[0].kind == "both_sides"


def _people(cast: Cast, mentions: list[Mention]) -> Iterator[Token]:
    for index, mention in enumerate(mentions):
        characters = [cast.characters[who] for who in mention.who]
        if not characters or any(character.kind == "organisation" for character in characters):
            yield Token(mention.start, mention.end, "body", index)
            continue
        countries = {character.country for character in characters}
        kind = "person"
        if {"US", "CN"} <= countries:
            kind = "both"
        elif countries & {"US", "CN"}:
            kind = "us" if "US" in countries else "cn"
        elif countries - {None}:
            kind = "third"
        yield Token(mention.start if mention.title is None else mention.title, mention.end, kind, index)


def _without_place(token: Token, passage: Passage, days: set[int]) -> Token:
    """A role without the city behind it: "his counterpart in Rome" meets him there.

    A capital belongs to the role, unless a day follows ("his counterpart in Beijing on Tuesday").
    """
    for hit in passage.hits_in(token.start, token.end):
        dated = any(token.end <= day <= token.end + _PREPOSITION for day in days)
        if hit.kind == "city" and hit.end == token.end and (hit.key not in _CAPITALS or dated):
            cut = passage.text.rfind(" ", token.start, hit.start - 1)
            return token._replace(end=cut) if cut > token.start else token
    return token


def _places(hits: Sequence[Hit]) -> Iterator[Token]:
    for index, hit in enumerate(hits):
        if hit.kind == "city":
            yield Token(hit.start, hit.end, _CAPITALS.get(hit.key, "city"), index)
        elif hit.kind == "venue":
            yield Token(hit.start, hit.end, "venue", index)
        elif hit.kind in ("country", "demonym", "region"):
            side = {"US": "us_side", "CN": "cn_side"} if hit.kind != "region" else {}
            yield Token(hit.start, hit.end, side.get(hit.key, "country"), index)
