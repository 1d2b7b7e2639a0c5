"""What a word without a name points back to: "its" to a body, "the statement" to its issuer, "the Dane" to a person."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence

from monitor.core.reading.document import Passage, Sentence
from monitor.core.reading.people import Character, Mention
from monitor.core.reading.people_words import Gender
from monitor.core.reading.quote_words import QuoteWords
from monitor.core.reading.speaker_phrases import Phrase

_NAMED = ("name", "surname")
_NEAR = 2
"""Passages searched for a body or a text, the phrase's own among them."""
_MENTIONS = 60
"""Mentions of each looked at, the last ones."""
_REACH_OF_TITLE = 6
"""Characters behind a body in which its spokesperson may begin (新闻发言人)."""
_REACH = 2000
"""Characters of each searched for a text."""
_OPENING = 3
"""Passages in which an interview says who answers."""
_NOT_LONG = 5
"""Passages searched for whom a pronoun means, the phrase's own among them."""
_FAR = 12
"""Passages searched for somebody by nationality, or a body by the end of its name."""


def _start(mention: Mention) -> int:
    return mention.start


def _end(sentence: Sentence) -> int:
    return sentence.end


class PointingBack:
    """Searches the text above a phrase."""

    def __init__(
        self,
        passages: Sequence[Passage],
        characters: Sequence[Character],
        mentions: Mapping[int, list[Mention]],
        words: QuoteWords,
    ) -> None:
        self._passages = passages
        self._characters = characters
        self._mentions = mentions
        self._words = words

    def _above(self, phrase: Phrase, count: int) -> Iterator[tuple[Passage, list[Mention]]]:
        """The passages from a phrase upwards, with what they mention before it, last first."""
        here = phrase.painted.passage.index
        for index in range(here, max(-1, here - count), -1):
            mentions = self._mentions.get(index, [])
            stop = bisect_left(mentions, phrase.start, key=_start) if index == here else len(mentions)
            yield self._passages[index], mentions[max(0, stop - _MENTIONS) : stop][::-1]

    def body(self, phrase: Phrase) -> Mention | None:
        """The body named last ("China's environment ministry was brief. Its notice …")."""
        bodies = (m for _, mentions in self._above(phrase, _NEAR) for m in mentions if m.form == "organisation")
        return next(bodies, None)

    def with_spokesperson(self, phrase: Phrase) -> Mention | None:
        """Chinese: the body whose spokesperson the text above speaks of (外交部|发言人……。发言人说)."""
        for passage, mentions in self._above(phrase, _NEAR):
            for mention in mentions:
                behind = self._words.table.find(passage.folded[mention.end : mention.end + _REACH_OF_TITLE]).nouns[:1]
                if mention.form == "organisation" and [(n.start, n.kind) for n in behind] == [(0, "spokespeople")]:
                    return mention
        return None

    def subject(self, phrase: Phrase) -> Mention | None:
        """The body that the sentence before a phrase opens with ("The ministry's account is short. It says …")."""
        passage = phrase.painted.passage
        at = bisect_right(passage.sentences, phrase.start, key=_end)
        if at == 0:
            return None
        before, mentions = passage.sentences[at - 1], self._mentions.get(passage.index, [])
        first = mentions[bisect_left(mentions, before.start, key=_start) :][:1]
        return first[0] if first and first[0].form == "organisation" and first[0].end <= before.end else None

    def issuer(self, noun: str, phrase: Phrase) -> Mention | None:
        """Whoever issued a text ("Roe answered in a statement. … the statement said"): the sentence's first name."""
        for passage, mentions in self._above(phrase, _NEAR):
            stop = phrase.start if passage is phrase.painted.passage else len(passage.folded)
            floor = max(0, stop - _REACH)
            at = passage.folded[floor:stop].lower().rfind(noun.lower()) + floor
            if at >= floor:
                sentence = passage.sentences[bisect_right(passage.sentences, at, key=_end)]
                inside = [m for m in mentions if sentence.start <= m.start < at and m.form != "pronoun"]
                return inside[-1] if inside else None
        return None

    def only_one(self, phrase: Phrase) -> Mention | None:
        """The one person whom the passage names so far."""
        named = [m for m in next(self._above(phrase, 1))[1] if m.form in _NAMED]
        return named[-1] if len({mention.who for mention in named}) == 1 else None

    def interviewee(self, passage: Passage) -> Mention | None:
        """Whom the titles or the first lines name, where a question heads a passage; nobody where none does."""
        before = self._passages[passage.index - 1] if passage.index else passage
        if before.kind != "heading" or not before.text.rstrip().endswith(("?", "？")):
            return None
        for index in range(min(_OPENING, passage.index)):
            named = [m for m in self._mentions.get(index, []) if m.form in _NAMED]
            if people := [m for m in named if all(self._characters[who].kind == "person" for who in m.who)]:
                return people[0]
        return None

    def named_as(self, gender: Gender, phrase: Phrase) -> Mention | None:
        """The person named last, not long before, who may be a man, or a woman."""
        for _, mentions in self._above(phrase, _NOT_LONG):
            for mention in mentions:
                people = [self._characters[who] for who in mention.who]
                if mention.form in _NAMED and len(people) == 1 and people[0].gender in (None, gender):
                    return mention
        return None

    def compatriot(self, phrase: Phrase) -> Mention | None:
        """The person of a nationality who was named last ("the Danish politician")."""
        hits = phrase.painted.passage.hits_in(phrase.start, phrase.end)
        country = next((hit.key for hit in hits if hit.kind == "demonym"), None)
        if country is None:
            return None
        for _, mentions in self._above(phrase, _FAR):
            for mention in mentions:
                people = [self._characters[who] for who in mention.who]
                if mention.form in _NAMED and len(people) == 1 and people[0].country == country:
                    return mention
        return None

    def shortened(self, noun: str, phrase: Phrase) -> Mention | None:
        """Chinese: the body named last whose name ends with the noun (部 for 生态环境部)."""
        for passage, mentions in self._above(phrase, _FAR):
            for mention in mentions:
                if mention.form == "organisation" and passage.folded[mention.end - 1] == noun:
                    return mention
        return None

    def by_noun(self, phrase: Phrase) -> Character | None:
        """The organisation of the story whose name holds the noun that a phrase is about ("the department")."""
        for noun in self._words.table.find(phrase.text).nouns:
            word = phrase.text[noun.start : noun.end].lower()
            bodies = [c for c in self._characters if c.kind == "organisation" and word in c.name.lower().split()]
            if noun.kind == "bodies" and bodies and "'s" not in phrase.text[: noun.start]:
                return bodies[0]
        return None
