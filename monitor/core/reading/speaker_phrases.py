"""A noun phrase that names or describes a speaker, read by its own words alone."""

from __future__ import annotations

import re
from dataclasses import dataclass

from monitor.core.reading.people import Character, Mention
from monitor.core.reading.people_words import Gender
from monitor.core.reading.quote_units import Painted
from monitor.core.reading.quote_words import OUTLET, QuoteWords

_PART = r"(?:[A-Z][\w.'’-]*|de|van|von|der|al|bin|la|di|da|el)"
_NAME = re.compile(rf"{_PART}(?: {_PART})*")
_LINKED_NAME = re.compile(rf"[A-Z][\w.'’-]*(?: {_PART})+(?= (?:of|from|at|for|with|in) )")
_LONGEST_HAN_NAME = 4


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody whose words are quoted."""

    name: str
    role: str | None = None
    body: bool = False
    """An organisation, or a text that it issued."""
    outlet: bool = False
    named: bool = False
    """One person with a name."""
    gender: Gender | None = None


def speaker_of(character: Character) -> Speaker:
    """A character of the story as a speaker."""
    kind = character.kind
    named = kind == "person"
    return Speaker(character.name, character.role, kind == "organisation", named=named, gender=character.gender)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A stretch of a passage; offsets into its text."""

    start: int
    end: int
    text: str
    """Painted."""
    written: str
    """As the story writes it."""
    mentions: list[Mention]
    painted: Painted

    def outlet(self) -> Speaker | None:
        """The outlet named in the phrase."""
        for _, end, name in self.painted.outlets_in(self.start, self.end):
            if end <= self.end:
                return Speaker(name, body=True, outlet=True)
        return None

    def is_outlet(self, words: QuoteWords) -> bool:
        """Whether it is an outlet's name, or only tells what it is ("China's official Xinhua news agency")."""
        if OUTLET in (self.text[:1], self.text.rstrip()[-1:]):
            return True
        telling = words.describing | words.determiners
        parts = self.text.replace(OUTLET, "").split()
        return all(word.lower() in telling or word.endswith("'s") for word in parts)

    def lands(self) -> set[str]:
        """The countries that it names."""
        hits = self.painted.passage.hits_in(self.start, self.end)
        return {hit.key for hit in hits if hit.kind in ("country", "demonym")}

    def body_beside(self, noun_end: int, words: QuoteWords) -> Speaker | None:
        """A country's body that no list knows ("the Swiss foreign ministry"), before or behind its spokesperson."""
        if not words.beside or not self.lands():
            return None
        before, behind = self.written[: noun_end - self.start], self.written[noun_end - self.start :]
        for name in (behind.strip().partition(" ")[2], before.rpartition(" ")[0]):
            own = words.determined.sub("", name).removesuffix("'s").removesuffix("’s")
            if any(noun.kind == "bodies" and noun.end == len(own) for noun in words.table.find(own).nouns):
                return Speaker(own, body=True)
        return None

    def sender(self, words: QuoteWords) -> str | None:
        """Whoever a text comes from, where it is a body ("a letter from the House committee")."""
        sent = words.senders.search(self.written)
        name = words.determined.sub("", self.written[sent.end() :]).strip() if sent else ""
        ends = [noun.end for noun in words.table.find(name).nouns if noun.kind in ("bodies", "people")]
        return name if len(name) in ends else None

    def named(self, words: QuoteWords) -> Speaker | None:
        """A name that nothing else knows: at the phrase's end, or before what belongs to it."""
        alone = self.written[:1].isupper() if words.beside else len(self.written) <= _LONGEST_HAN_NAME
        if self.written.isalpha() and alone:
            return Speaker(self.written, named=True)
        if words.beside and (called := self._called_by_first_name(words)):
            return called
        names = (_bare_name(_LINKED_NAME, self.written, words), name_at_end(self.written, words))
        name = next((name for name in names if name and not words.table.find(name).nouns), None)
        if not name:
            return None
        role = self.written[: self.written.index(name)].strip(" ,")
        apposed = self.written[: self.written.index(name)].endswith(", ")  # "one of the students, Jo Roe"
        if not apposed and set(role.lower().split()[1:]) & words.belonging:
            return None
        return Speaker(name, role=role or None, named=True)

    def _called_by_first_name(self, words: QuoteWords) -> Speaker | None:
        """ "His brother Miles": one name behind a noun for people."""
        before, _, name = self.written.rpartition(" ")
        noun = next((noun for noun in words.table.find(before).nouns if noun.end == len(before)), None)
        if noun is None or noun.kind != "people" or not name.istitle() or before[noun.start].isupper():
            return None
        return Speaker(name, role=before, named=True)

    def description(self, words: QuoteWords) -> str:
        """The phrase without article, number or anonymity."""
        written = self.written
        if hidden := words.anonymous.search(self.text):
            written = written[: hidden.start()] + written[hidden.end() :]
        if cut := words.determined.match(written):
            written = written[cut.end() :]
        if not words.beside:
            written = _behind_number(written, words)
        elif " " in written and written.rpartition(" ")[2] in words.belonging:
            written = written.rpartition(" ")[0]  # "a person in the room to have …"
        return written.strip(" ,，、")

    def is_bare(self, words: QuoteWords) -> bool:
        """Whether the phrase is one noun and at most an article ("the letter", 声明)."""
        own = self.description(words)
        return any((noun.start, noun.end) == (0, len(own)) for noun in words.table.find(own).nouns)


def _behind_number(written: str, words: QuoteWords) -> str:
    """Without the number before a noun, and without the clause before it (参与起草的一位|美方律师)."""
    number = words.numbers.search(written)
    if not number:
        return written
    lead, rest = written[: number.start()], written[number.end() :]
    return rest if lead[-1:] in words.belonging and len(rest) > len("官员") else lead + rest


def name_at_end(written: str, words: QuoteWords) -> str | None:
    """A name of two words or more, or one behind a title, at the end of a text; without the title."""
    return _bare_name(_NAME, written, words, at_end=True)


def _bare_name(pattern: re.Pattern[str], written: str, words: QuoteWords, *, at_end: bool = False) -> str | None:
    for match in pattern.finditer(written):
        if at_end and match.end() != len(written.rstrip()):
            continue
        parts = match[0].split()
        kept = list(parts)
        while len(kept) > 1 and kept[0].lower() in words.titles | words.determiners:
            kept.pop(0)
        if len(parts) > 1 and kept[0].lower() not in words.determiners:
            return " ".join(kept)
    return None
