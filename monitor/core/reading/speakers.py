"""Who speaks: a noun phrase of a story as a named person, an organisation, or a description.

"China's foreign minister, Wang Yi"        → Wang Yi
"a State Department spokesperson"          → State Department
"one senior American official"             → senior American official
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field

from monitor.core.reading.document import Document
from monitor.core.reading.people import Cast, Character, Mention
from monitor.core.reading.quote_units import Painted
from monitor.core.reading.quote_words import OUTLET, QUOTED, QuoteWords

_NAME = re.compile(
    r"(?:[A-Z][\w.'’-]*|de|van|von|der|al|bin|la|di|da)(?: (?:[A-Z][\w.'’-]*|de|van|von|der|al|bin|la|di|da))*"
)
_NAMED = ("name", "surname")


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody whose words are quoted."""

    name: str
    role: str | None = None
    country: str | None = None
    body: bool = False
    """An organisation, or a text that it issued."""
    outlet: bool = False


@dataclass(slots=True)
class Memory:
    """Who spoke so far, for what points back."""

    last: Speaker | None = None
    last_body: Speaker | None = None
    described: list[Speaker] = field(default_factory=list)
    """The unnamed, in order."""

    def note(self, speaker: Speaker) -> None:
        """Remember who spoke last."""
        self.last = speaker
        if speaker.body:
            self.last_body = speaker


class Voices:
    """Looks up who a stretch of a story means."""

    def __init__(self, document: Document, cast: Cast, words: QuoteWords) -> None:
        self._words = words
        self._characters = cast.characters
        self._by_passage: dict[int, list[Mention]] = {}
        for mention in cast.mentions:
            self._by_passage.setdefault(mention.passage, []).append(mention)
        for mentions in self._by_passage.values():
            mentions.sort(key=lambda mention: (mention.start, -mention.end))
        self.memory = Memory()
        self.document = document

    def mentions(self, passage: int, start: int, end: int) -> list[Mention]:
        """The mentions that begin in a stretch, in order, those that reach beyond it left out."""
        found = self._by_passage.get(passage, [])
        starts = [mention.start for mention in found]
        inside = found[bisect_left(starts, start) : bisect_right(starts, end)]
        return [mention for mention in inside if mention.end <= end]

    def of_mention(self, mention: Mention) -> Speaker | None:
        """Whom a mention means; None where it points at nobody known."""
        people = [self._characters[index] for index in mention.who]
        if not people:
            return None
        if len(people) > 1:
            return Speaker(" and ".join(person.name for person in people))
        return _speaker(people[0])

    def of_phrase(self, painted: Painted, start: int, end: int) -> Speaker | None:
        """Whom the noun phrase between two offsets means."""
        phrase = painted.text[start:end]
        written = painted.passage.text[start:end]
        mentions = self.mentions(painted.passage.index, start, end)
        if self._words.spokespeople.search(phrase):
            return self._spokesperson(painted, start, end, mentions)
        if self._words.texts.search(phrase):
            return self._issuer(painted, start, end, mentions)
        head = self._head(painted, start, end, mentions)
        if head and (speaker := self.of_mention(head)):
            return speaker
        if phrase.startswith(OUTLET) or phrase.rstrip().endswith(OUTLET):
            return self._outlet(painted, start, end)
        if self._words.pronouns.fullmatch(phrase.strip()):
            return self._pronoun(phrase.strip())
        return self._described(phrase, written)

    def _pronoun(self, pronoun: str) -> Speaker | None:
        if self._words.neuter.fullmatch(pronoun):
            return self.memory.last_body
        return self.memory.last

    def _head(self, painted: Painted, start: int, end: int, mentions: list[Mention]) -> Mention | None:
        """The mention that the phrase is about: not one that only belongs to it ("an aide to Roe")."""
        free = []
        for mention in mentions:
            before = painted.text[start : mention.start]
            if self._words.beside and self._words.governed.search(before):
                continue
            if painted.text[mention.end : mention.end + 2].startswith(("'s", "' ")) and mention.end + 2 < end:
                continue
            if not self._words.beside and self._governs(painted.text[mention.end : end]):
                continue
            free.append(mention)
        named = [mention for mention in free if mention.form in _NAMED]
        return named[-1] if named else (free[0] if free else None)

    def _governs(self, rest: str) -> bool:
        """Chinese: whether what follows a mention makes it the owner of another noun (解振华的助手)."""
        return bool(self._words.belongs.match(rest)) and bool(self._words.nouns.search(rest))

    def _spokesperson(self, painted: Painted, start: int, end: int, mentions: list[Mention]) -> Speaker | None:
        noun = self._words.spokespeople.search(painted.text, start, end)
        for mention in reversed(mentions):
            if mention.form in _NAMED and noun and mention.start >= noun.end():
                between = painted.text[noun.end() : mention.start]
                if not self._words.belongs.match(between):
                    return self.of_mention(mention)
        if noun and (name := _trailing_name(painted.passage.text[noun.end() : end])):
            return Speaker(name, role=painted.passage.text[start : noun.end()])
        for mention in mentions:
            if mention.form == "organisation" and (speaker := self.of_mention(mention)):
                return speaker
        if OUTLET in painted.text[start:end]:
            return self._outlet(painted, start, end)
        written = painted.passage.text[start:end]
        phrase = painted.text[start:end]
        if self._words.definite.match(phrase) and len(mentions) == 0 and len(phrase.split()) <= 2 and self.memory.last:
            return self.memory.last
        return self._described(phrase, written)

    def _issuer(self, painted: Painted, start: int, end: int, mentions: list[Mention]) -> Speaker | None:
        """A text speaks for whoever issued it."""
        for form in (("organisation",), ("name", "surname", "role", "group")):
            for mention in mentions:
                if mention.form in form and (speaker := self.of_mention(mention)):
                    return Speaker(speaker.name, speaker.role, speaker.country, body=True)
        if OUTLET in painted.text[start:end] and (outlet := self._outlet(painted, start, end)):
            return outlet
        phrase, written = painted.text[start:end], painted.passage.text[start:end]
        short = len(self._words.determiners.sub("", phrase).split()) <= 1
        if self.memory.last and short and self._words.beside:
            return self.memory.last
        described = self._described(phrase, written)
        return Speaker(described.name, body=True) if described else None

    def _outlet(self, painted: Painted, start: int, end: int) -> Speaker | None:
        for at, stop, name in painted.outlets:
            if start <= at and stop <= end:
                return Speaker(name, body=True, outlet=True)
        return None

    def _described(self, phrase: str, written: str) -> Speaker | None:
        """Somebody without a mention: a name that nothing else knows, or the story's own words."""
        if self._words.beside and (name := _trailing_name(written)) and not self._words.nouns.search(name.lower()):
            head = self._words.nouns.search(phrase)
            if not head or not re.search(r"\b(?:" + "of|for|to|from|at|in|with|on" + r")\b", written[head.end() :]):
                return Speaker(name, role=written[: -len(name)].strip(" ,") or None)
        if not self._words.nouns.search(phrase):
            return None
        points_back = self._words.definite.match(phrase)
        own = self._bare(phrase, written)
        if points_back:
            for speaker in reversed(self.memory.described):
                if speaker.name.lower().endswith(own.lower()) or own.lower() in speaker.name.lower():
                    return speaker
        if not own:
            return None
        speaker = Speaker(own, body=False)
        self.memory.described.append(speaker)
        return speaker

    def _bare(self, phrase: str, written: str) -> str:
        """A description without article, number or anonymity."""
        cut = self._words.determiners.match(phrase)
        start = cut.end() if cut else 0
        hidden = self._words.anonymous.search(phrase, start)
        if hidden:
            written = written[: hidden.start()] + written[hidden.end() :]
            phrase = phrase[: hidden.start()] + phrase[hidden.end() :]
            cut = self._words.determiners.match(phrase, 0)
            start = cut.end() if cut else 0
        return written[start:].strip(" ,，、")


def _speaker(character: Character) -> Speaker:
    return Speaker(character.name, character.role, character.country, body=character.kind == "organisation")


def _trailing_name(written: str) -> str | None:
    """A name of two words or more at the end of a text."""
    for match in _NAME.finditer(written):
        if match.end() == len(written.rstrip()) and " " in match[0]:
            return match[0]
    return None


def is_quoted(character: str) -> bool:
    """Whether a character of a painted text belongs to a quotation."""
    return character == QUOTED
