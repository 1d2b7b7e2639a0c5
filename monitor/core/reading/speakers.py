"""Who speaks: a noun phrase of a story as a named person, an organisation, or a description.

"China's foreign minister, Wang Yi"        → Wang Yi
"a State Department spokesperson"          → State Department
"one senior American official"             → senior American official
"""

from __future__ import annotations

import re

from monitor.core.reading.described import Described
from monitor.core.reading.document import Document, Passage
from monitor.core.reading.issuers import Issuers, LastSpoken
from monitor.core.reading.noun_phrases import NounPhrases
from monitor.core.reading.people import Cast, Mention
from monitor.core.reading.people_words import PeopleWords
from monitor.core.reading.pointing_back import PointingBack
from monitor.core.reading.quote_units import Painted
from monitor.core.reading.quote_words import OUTLET, QuoteWords
from monitor.core.reading.speaker_phrases import Phrase, Speaker, speaker_of

_NAMED = ("name", "surname")
_SENTENCE_END = re.compile(r"[.。!?！？]")
_OWNER = re.compile(r"^[a-z][\w-]*['’]s (?=[A-Z])")
"""Whose a body with a name is ("the city's Bureau of Parks")."""
_REACH = 2000
"""Characters searched for whom a pronoun means."""


class Voices:
    """Says whom a stretch of a story means, and remembers who spoke."""

    def __init__(self, document: Document, cast: Cast, words: QuoteWords, people: PeopleWords) -> None:
        self._words = words
        self._people = people
        self._passages = document.passages
        self._characters = cast.characters
        self._mentions: dict[int, list[Mention]] = {}
        for mention in cast.mentions:
            self._mentions.setdefault(mention.passage, []).append(mention)
        for mentions in self._mentions.values():
            mentions.sort(key=lambda mention: (mention.start, -mention.end))
        self._last = LastSpoken()
        self._pointing = PointingBack(document.passages, cast.characters, self._mentions, words)
        self._issuers = Issuers(words, self._pointing, self._last, self.of_mention, self._by_description)
        self._described = Described(document.passages, cast.characters, words, self._named_at)

    def mentions(self, passage: int) -> list[Mention]:
        """The mentions of a passage, by start, longest first."""
        return self._mentions.get(passage, [])

    def note(self, speaker: Speaker, passage: int) -> None:
        """Remember who spoke last, for what points back."""
        self._last.note(speaker, passage)

    def of_mention(self, mention: Mention) -> Speaker | None:
        """Whom a mention means; None where it points at nobody known."""
        people = [self._characters[index] for index in mention.who]
        if len(people) > 1:
            return Speaker(" and ".join(person.name for person in people))
        return speaker_of(people[0]) if people else None

    def _named_at(self, passage: int, end: int) -> Speaker | None:
        """Whom the story names right before an offset."""
        named = (mention for mention in self.mentions(passage) if mention.form in _NAMED and mention.end == end)
        return next((self.of_mention(mention) for mention in named), None)

    def is_repeated(self, name: str) -> bool:
        """Whether a name stands more than once in the story."""
        return sum(passage.folded.count(name) for passage in self._passages) > 1

    def of_owner(self, painted: Painted, phrases: NounPhrases, at: int) -> Speaker | None:
        """Whom a possessive at an offset means ("his")."""
        word = phrases.word_at(at)
        phrase = Phrase(at, at + len(word), word, word, [], painted)
        return self._meant(phrases.starting(at)) or self._last_called(phrase)

    def named_topic(self, phrases: NounPhrases, start: int, end: int) -> Speaker | None:
        """Whom a sentence is about, if it names somebody; not whom it only mentions beside another."""
        for mention in phrases.inside(start, end):
            if mention.form != "pronoun" and not phrases.is_governed(start, mention.start):
                return self.of_mention(mention)
        return None

    def topic(self, phrases: NounPhrases, start: int, end: int) -> Speaker | None:
        """Whom a sentence is about: its first free mention, else who did it ("a line by Roe")."""
        mentions = phrases.inside(start, end)
        for mention in mentions:
            if not phrases.is_governed(start, mention.start) or phrases.is_view(start, mention.start):
                return self.of_mention(mention)
        agents = (m for m in mentions if self._words.agent.fullmatch(phrases.last_word(start, m.start - 1)))
        return next((self.of_mention(mention) for mention in agents), None)

    def of_phrase(self, painted: Painted, phrases: NounPhrases, start: int, end: int) -> Speaker | None:
        """Whom the noun phrase between two offsets means."""
        text = painted.text[start:end]
        phrase = Phrase(start, end, text, painted.passage.text[start:end], phrases.inside(start, end), painted)
        if text.strip().lower() in self._words.pronouns and not phrase.mentions:
            return self._by_pronoun(phrase, phrases)
        nouns = {token.kind: token for token in reversed(phrases.nouns(start, end))}
        if "people" in nouns and (one := self._described.one_of(phrase)):
            return one
        if "spokespeople" in nouns:
            return self._issuers.of_spokesperson(phrase, nouns["spokespeople"].end)
        if "texts" in nouns and not self._named_last(phrase):
            return self._issuers.of_text(phrase)
        head = self._head(phrase, phrases)
        points_back = head and head.form == "role" and self._words.points_back.match(text)
        if points_back and (unnamed := self._described.before(phrase.description(self._words), phrase)):
            return unnamed
        if head and (speaker := self.of_mention(head)):
            return speaker
        if OUTLET in text and phrase.is_outlet(self._words):
            return phrase.outlet()
        return self._unlisted(phrase, known=bool(nouns) or phrases.is_country(end))

    def _unlisted(self, phrase: Phrase, *, known: bool) -> Speaker | None:
        """Somebody of whom only the phrase itself tells; `known`: a noun in it is one for those who speak."""
        noun = phrase.description(self._words).removesuffix("方")
        shortened = not self._words.beside and len(noun) == 1 and phrase.text.endswith("方")
        if shortened and (body := self._meant(self._pointing.shortened(noun, phrase))):
            return body
        unknown = self._words.determined.match(phrase.text) or set(phrase.text) & self._words.belonging
        if not self._words.beside and unknown:
            return self._by_description(phrase)  # 一名摄影师, 街角的邮差: whatever the noun
        if known:
            return phrase.named(self._words) or self._by_description(phrase)
        return phrase.named(self._words)

    def of_somebody(self, painted: Painted, phrases: NounPhrases, start: int, end: int) -> Speaker | None:
        """Whom an article and a noun of whatever kind mean ("the photographer")."""
        text = painted.text[start:end]
        phrase = Phrase(start, end, text, painted.passage.text[start:end], phrases.inside(start, end), painted)
        own = phrase.description(self._words)
        if not self._words.points_back.match(text):
            return Speaker(own)
        return self._described.before(own, phrase) or self._only_one(phrase) or Speaker(own)

    def _by_pronoun(self, phrase: Phrase, phrases: NounPhrases) -> Speaker | None:
        """A pronoun that the cast leaves open: the body or person that spoke last, or somebody only described."""
        passage = phrase.painted.passage.index
        if phrase.text.strip().lower() in self._words.neuter:
            if subject := self._meant(self._pointing.subject(phrase)):
                return subject
            near = passage == self._last.body_in or not _SENTENCE_END.search(phrase.painted.text, 0, phrase.start)
            return self._last.body if near else None
        if phrase.text.strip().lower() in self._words.plural and (pair := self._pair(passage, phrase.start)):
            return pair
        gender = self._people.gender_of(phrase.text.strip().lower())
        if self._last.speaker and self._last.within == passage and not (gender and self._last.speaker.outlet):
            return self._last.speaker
        if somebody := self.opening(phrase.painted, phrases, max(0, phrase.start - _REACH), phrase.start):
            return somebody
        return self._last_called(phrase)

    def _last_called(self, phrase: Phrase) -> Speaker | None:
        """Whoever spoke last, unless a pronoun cannot mean that; then whoever was named last whom it can."""
        gender = self._people.gender_of(phrase.text.strip().lower())
        if gender and (
            self._last.speaker is None
            or not self._last.speaker.named
            or self._last.speaker.gender not in (None, gender)
        ):
            return self._meant(self._pointing.named_as(gender, phrase)) or self._last.speaker
        return self._last.speaker

    def _only_one(self, phrase: Phrase) -> Speaker | None:
        """The one person whom the passage names so far: "the retired bus driver said"."""
        return self._meant(self._pointing.only_one(phrase))

    def interviewee(self, passage: Passage) -> Speaker | None:
        """Who answers the question that heads a passage."""
        return self._meant(self._pointing.interviewee(passage))

    def _meant(self, mention: Mention | None) -> Speaker | None:
        return self.of_mention(mention) if mention else None

    def _pair(self, passage: int, before: int) -> Speaker | None:
        """The two people whom the text just named, if it named just two."""
        near = [*self.mentions(passage - 1), *(m for m in self.mentions(passage) if m.end <= before)]
        who = dict.fromkeys(index for mention in near if mention.form in _NAMED for index in mention.who)
        people = [self._characters[index].name for index in who]
        return Speaker(" and ".join(people)) if len(people) == 2 else None

    def opening(self, painted: Painted, phrases: NounPhrases, start: int, end: int) -> Speaker | None:
        """Whom a stretch speaks of first, where it is nobody of the cast: a name, or a noun for people."""
        if self._words.beside and (name := phrases.first_name(start, end)):
            return Speaker(name, named=True)
        for noun in phrases.nouns(start, end):
            if noun.kind not in ("people", "spokespeople"):
                continue
            clause = max(start, *(painted.text.rfind(mark, start, noun.start) + 1 for mark in "，。；："))
            span = phrases.ending(start, noun.end) if self._words.beside else (clause, noun.end)
            if span is None:
                return None
            return self.of_phrase(painted, phrases, span[0], phrases.adjoined(*span, end))
        return None

    def _named_last(self, phrase: Phrase) -> bool:
        return any(mention.form in _NAMED and mention.end == phrase.end for mention in phrase.mentions)

    def _head(self, phrase: Phrase, phrases: NounPhrases) -> Mention | None:
        """The mention that the phrase is about, not one that only belongs to it ("an aide to Roe")."""
        free: list[Mention] = []
        for mention in phrase.mentions:
            rest = phrase.text[mention.end - phrase.start :]
            if mention.form == "pronoun" and rest and phrases.word_at(mention.start).lower() in self._words.possessives:
                continue
            if mention.form == "organisation" and self._employs(phrases, mention.end, phrase.end):
                continue
            if self._words.beside:
                if phrases.is_governed(phrase.start, mention.start) or rest.startswith(("'s ", "' ")):
                    continue
            elif set(rest) & self._words.belonging and phrases.nouns(mention.end, phrase.end):
                continue
            free.append(mention)
        if free and free[0].form == "group" and len(free[0].who) > 1:
            return free[0]
        named = [mention for mention in free if mention.form in _NAMED]
        return named[-1] if named else next(iter(free), None)

    def _employs(self, phrases: NounPhrases, start: int, end: int) -> bool:
        """Whether an organisation only says whose official speaks ("a finance ministry official", 环境部官员)."""
        nouns = [noun for noun in phrases.nouns(start, end) if noun.kind == "people"]
        return bool(nouns) and phrases.is_described(start, nouns[0].start)

    def _by_description(self, phrase: Phrase) -> Speaker | None:
        """Somebody unnamed, in the story's own words; "the official" is the one described before."""
        own = _OWNER.sub("", phrase.description(self._words))
        if not own:
            return None
        if self._words.points_back.match(phrase.text):
            if " " not in own and (body := self._issuers.body_of(phrase)):
                return body
            if known := self._described.before(own, phrase) or self._described.holder(own):
                return known
            people = [noun.kind for noun in self._words.table.find(own).nouns][-1:] == ["people"]
            if compatriot := self._meant(self._pointing.compatriot(phrase)) if people else None:
                return compatriot
            if opened := self._described.opened(own, phrase):
                return opened
            if self._words.beside and own.islower() and (only := self._only_one(phrase)):
                return only
            if (
                self._words.beside
                and own.islower()
                and " " not in own
                and self._last.speaker
                and not self._last.speaker.outlet
            ):
                return self._last.speaker
        speaker = Speaker(own)
        self._described.note(speaker)
        return speaker
