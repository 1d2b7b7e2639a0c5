"""Whose words a text or a spokesperson gives: a body's, or whoever's it is.

"a letter from the House committee"           → House committee
"a spokeswoman for the Swiss foreign ministry" → Swiss foreign ministry
"its notice"                                   → the body named last
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from monitor.core.reading.people import Mention
from monitor.core.reading.pointing_back import PointingBack
from monitor.core.reading.quote_words import QuoteWords
from monitor.core.reading.speaker_phrases import Phrase, Speaker, name_at_end, speaker_of

_NAMED = ("name", "surname")


@dataclass(slots=True)
class LastSpoken:
    """Who spoke last, for what points back."""

    speaker: Speaker | None = None
    within: int = 0
    """The passage in which."""
    body: Speaker | None = None
    """The last that was an organisation or a text of one's."""
    body_in: int = 0

    def note(self, speaker: Speaker, passage: int) -> None:
        """Remember who spoke."""
        self.speaker, self.within = speaker, passage
        if speaker.body:
            self.body, self.body_in = speaker, passage


class Issuers:
    """Finds them for the phrases of one story."""

    def __init__(
        self,
        words: QuoteWords,
        pointing: PointingBack,
        last: LastSpoken,
        of_mention: Callable[[Mention], Speaker | None],
        by_description: Callable[[Phrase], Speaker | None],
    ) -> None:
        self._words = words
        self._pointing = pointing
        self._last = last
        self._of_mention = of_mention
        self._by_description = by_description

    def _meant(self, mention: Mention | None) -> Speaker | None:
        return self._of_mention(mention) if mention else None

    def of_spokesperson(self, phrase: Phrase, noun_end: int) -> Speaker | None:
        """The person, else the organisation; else whose spokesperson it is, in the story's own words."""
        for mention in reversed(phrase.mentions):
            between = phrase.painted.text[noun_end : mention.start].split()
            if mention.form in _NAMED and mention.start >= noun_end and not set(between) & self._words.belonging:
                return self._of_mention(mention)
        behind = phrase.painted.passage.text[noun_end : phrase.end]
        linked = bool(set(behind.split()[:1]) & self._words.belonging)
        if not linked and (name := name_at_end(behind, self._words)):
            return Speaker(name, role=phrase.written[: noun_end - phrase.start], named=True)
        for mention in phrase.mentions:
            if mention.form == "organisation":
                return self._of_mention(mention)
        first = next(iter(phrase.mentions), None)
        if first and first.form == "pronoun" and not self._words.beside and (owner := self._of_mention(first)):
            return Speaker(owner.name + phrase.written[first.end - phrase.start :])  # 她的发言人
        if owner := self._owner(phrase):
            return owner if owner.body else Speaker(f"{phrase.written.split()[-1]} for {owner.name}")
        return (
            phrase.outlet() or self.body_of(phrase) or self._employer(phrase, noun_end) or self._by_description(phrase)
        )

    def _employer(self, phrase: Phrase, noun_end: int) -> Speaker | None:
        """The body on no list whose spokesperson it is, or for "a spokeswoman" alone the body that spoke last."""
        if self._words.bare_spokesperson.fullmatch(phrase.text):
            if not self._words.beside and (body := self._meant(self._pointing.with_spokesperson(phrase))):
                return body
            near = self._last.body and phrase.painted.passage.index - self._last.body_in <= 1
            return self._last.body if near else None
        if body := phrase.body_beside(noun_end, self._words):
            return body
        match = self._words.employer.fullmatch(phrase.written)
        if not match or any(mention.form in (*_NAMED, "role") for mention in phrase.mentions):
            return None
        return Speaker(next(name for name in match.groups() if name), body=True)

    def body_of(self, phrase: Phrase) -> Speaker | None:
        """The organisation in the story that a bare noun points to ("a ministry spokesman", "the department")."""
        body = self._pointing.by_noun(phrase)
        lands = phrase.lands()
        return speaker_of(body) if body and (not lands or body.country in lands) else None

    def of_text(self, phrase: Phrase) -> Speaker | None:
        """A text speaks for whoever issued it."""
        for forms in (("organisation",), ("name", "surname", "role", "group")):
            for mention in phrase.mentions:
                if mention.form in forms and (speaker := self._of_mention(mention)):
                    return Speaker(speaker.name, speaker.role, body=True)
        if outlet := phrase.outlet():
            return outlet
        if words := self._owner(phrase):
            return words
        if phrase.is_bare(self._words) and (issuer := self._issuer_above(phrase)):
            return issuer
        if sender := phrase.sender(self._words):
            return Speaker(sender, body=True)
        described = self._by_description(phrase)
        return Speaker(described.name, body=True) if described else None

    def _owner(self, phrase: Phrase) -> Speaker | None:
        """Whose text it is, where only a pronoun says so ("its notice", "her whole statement")."""
        owning = (m for m in phrase.mentions if phrase.text.startswith("'s ", m.end - phrase.start))
        if named := next((m for m in owning if m.form in _NAMED), None):
            return self._of_mention(named)
        first = phrase.text.split(" ")[0].lower()
        if not self._words.beside or first not in self._words.possessives:
            return None
        pronoun = self._meant(next((m for m in phrase.mentions if m.start == phrase.start), None))
        if pronoun or first not in ("its", "their"):
            return pronoun or self._last.speaker
        return self._meant(self._pointing.body(phrase)) or self._last.body

    def _issuer_above(self, phrase: Phrase) -> Speaker | None:
        """Whose text the text above has spoken of, or whoever has just spoken; in Chinese the body named last."""
        passage = phrase.painted.passage.index
        noun = phrase.description(self._words)
        if (issuer := self._pointing.issuer(noun, phrase)) and (speaker := self._of_mention(issuer)):
            return Speaker(speaker.name, speaker.role, body=True)
        if self._last.speaker and self._last.within == passage:
            return self._last.speaker
        if self._last.body and passage - self._last.body_in <= 1:
            return self._last.body
        if not self._words.beside and (body := self._pointing.body(phrase)):
            return self._of_mention(body)
        return None
