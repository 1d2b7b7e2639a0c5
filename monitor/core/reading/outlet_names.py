"""The outlets that a passage names: those on the list, and names that look or stand like one's.

A name looks like an outlet's by its first or last word ("Radio Lac", "the Ohio Courier"), and stands like one where
somebody's words go to it ("told Lusa", "an interview with Dagen") or come from it ("writing in Nave").
"""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator

from monitor.core.reading.document import Passage
from monitor.core.reading.frames import Token
from monitor.core.reading.lexicon import NAME_KINDS
from monitor.core.reading.names_latin import is_chinese
from monitor.core.reading.people import Mention
from monitor.core.reading.people_words import PeopleWords
from monitor.core.reading.quote_words import QuoteWords

Span = tuple[int, int]

_REACH = 60
_LONGEST_HAN = 9
_CAPITALS = re.compile(r"(?:[Tt]he )?(?:[A-Z][\w'&.-]* (?:of |and |& |the )?){1,4}$|The $")
_WORD = r"[^\W\d_a-z][\w'&-]*"
_NAME = re.compile(rf"(?:the )?(?P<name>{_WORD}(?: (?:& |d[aeo]s? |del )?{_WORD}){{0,4}})")
_LANDS = frozenset({"country", "demonym", "city", "region"})
"""Names that may be part of an outlet's."""


class OutletNames:
    """Finds them: by capitals in a language that parts its words, else by what stands before and behind."""

    def __init__(self, words: QuoteWords, people: PeopleWords) -> None:
        self._words = words
        self._people = people

    def of(self, passage: Passage, nouns: list[Token], mentions: Iterable[Mention]) -> list[tuple[int, int, str]]:
        """Start, end and name of each, in order; `nouns` are the words that end an outlet's name."""
        text = passage.folded
        found = list(dict.fromkeys((hit.start, hit.end, hit.key) for hit in passage.hits if hit.kind == "outlet"))
        names = [hit for hit in passage.hits if hit.kind in NAME_KINDS]
        lands = sorted((hit.start, hit.end) for hit in names if hit.kind in _LANDS)
        taken = sorted((hit.start, hit.end) for hit in names if hit.kind not in _LANDS)
        looking = [*filter(None, (self._ending_at(text, noun) for noun in nouns)), *self._beginning(text)]
        looking += [match.span(1) for match in self._words.titled.finditer(text)]
        looking = [(start, end) for start, end in looking if not any(a <= start and end <= b for a, b in lands)]
        standing = [*self._led_in(text), *self._hearing(text, [(m.start, m.end) for m in mentions])]
        standing = [span for span in standing if not _meets(lands, *span)]
        for start, end in (*looking, *standing):
            if not _meets(taken, start, end):
                found.append((start, end, passage.text[start:end].strip("《》").removeprefix("the ")))
                insort(taken, (start, end))
        return sorted(found)

    def _ending_at(self, text: str, noun: Token) -> Span | None:
        """The name that a noun ends: capitals before it, or in Chinese what stands behind a lead (对…日报)."""
        floor = max(0, noun.start - _REACH)
        if self._words.beside:
            before = _CAPITALS.search(text, floor, noun.start) if text[noun.start].isupper() else None
            return (before.start(), noun.end) if before else None
        leads = (text.rfind(lead, floor, noun.start) + len(lead) for lead in self._words.leads)
        start = max((at for at in leads if at > floor), default=-1)
        name = text[start : noun.start]
        return (start, noun.end) if 0 < len(name) <= _LONGEST_HAN and name.isalnum() else None

    def _beginning(self, text: str) -> Iterator[Span]:
        """Names that begin with a word for an outlet ("Radio Lac")."""
        for opener in _whole_words(self._words.openers, text):
            name = _NAME.match(text, opener.start())
            if (
                name
                and " " in name["name"]
                and not _CAPITALS.search(text, max(0, opener.start() - _REACH), opener.start())
            ):
                yield name.span("name")

    def _led_in(self, text: str) -> Iterator[Span]:
        """Names behind words that only an outlet follows ("writing in Foreign Affairs")."""
        for lead in self._words.leads if self._words.beside else ():
            at = text.find(lead)
            name = _NAME.match(text, at + len(lead) + text.startswith(" ", at + len(lead))) if at >= 0 else None
            if name and name["name"].split()[0] not in self._words.not_names:
                yield name.span("name")

    def _hearing(self, text: str, people: list[Span]) -> Iterator[Span]:
        """Names of those who hear somebody's words, unless they are a person's or a body's ("told Lusa")."""
        for hearing in _whole_words(self._words.hearers, text):
            name = _NAME.match(text, hearing.end())
            if name and not any(name.start() < stop and start < name.end() for start, stop in people):
                start, end = name.span("name")
                words = name["name"].split()
                while words and words[-1] in self._words.not_names:
                    end = start + len(text[start:end].removesuffix(words.pop()).rstrip())
                if words and self._may_hear(words) and self._ends(text, end, articled=name.start() < start):
                    yield start, end

    def _may_hear(self, words: list[str]) -> bool:
        """Whether a name is no person's by its form, and no body's."""
        bodies = self._people.not_people.intersection(words)
        first = words[0]
        known = first in self._words.not_names or first in self._people.not_names or first in self._people.honorifics
        titled = first.lower() in self._words.titles or (len(words) == 1 and first in self._people.surnames)
        personal = first in self._people.given or is_chinese(" ".join(words), self._people)
        return not (bodies or known or titled or personal)

    def _ends(self, text: str, at: int, *, articled: bool) -> bool:
        """Whether a name ends where no noun goes on ("told Exxon shareholders"); behind an article one must."""
        following = text[at : at + _REACH].split(maxsplit=1)[:1]
        word = following[0] if following and text.startswith(" ", at) else ""
        if articled:
            return word.strip(",.") in self._words.describing
        if word.strip(",.") in self._words.not_names:
            return True  # "told Lusa Friday"
        return not word[:1].isalnum() or word.strip(",.").lower() in self._words.followers or word.endswith("ly")


def _whole_words(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """The matches of a pattern where a word begins."""
    return (match for match in pattern.finditer(text) if match.start() == 0 or not text[match.start() - 1].isalnum())


def _meets(spans: list[Span], start: int, end: int) -> bool:
    """Whether any of some spans, sorted and apart, overlaps another."""
    nearby = spans[max(0, bisect_left(spans, (start,)) - 1) : bisect_left(spans, (end,))]
    return any(start < stop for _, stop in nearby)
