"""Noun phrases around a verb of speech, in a language that parts its words: where one begins or ends.

No grammar is parsed. A phrase that ends at the verb goes back to the last mark, conjunction or verb; of what
belongs to what ("an aide to the minister from the south") the first link that is somebody is its head.
"""

from __future__ import annotations

import re

from monitor.core.reading.lexicon import NAME_KINDS
from monitor.core.reading.passage_words import PAINT, WORD, PassageWords
from monitor.core.reading.people import Mention
from monitor.core.reading.quote_words import OUTLET, QUOTED
from monitor.core.reading.unlisted_names import ends_with_name, is_title, joins_capitals, name_ahead, subjects

Span = tuple[int, int]

_PHRASE_END = re.compile(r"[,;:.!?()—" + QUOTED + r"](?:\s|$|" + QUOTED + r")|\s[–—-]\s|" + QUOTED)
_ABBREVIATION = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|Sen|Rep|Gov|Prof|St|Jr|[A-Z](?:\.[A-Z])*)\.$")
_NAMED = ("name", "surname")
_LONGEST_ADJOINED = 80
_ADJECTIVES = 3
_LONGEST_WORD = 40
_LONGEST = 14
"""Words of the longest phrase looked at."""


class NounPhrases(PassageWords):
    """Finds the phrases of one passage."""

    def adjoined(self, start: int, end: int, stop: int) -> int:
        """Where a phrase ends with what tells more of its noun: "a person close to the delegation"."""
        if self._word_ahead(end) not in self._words.adjoining | self._words.belonging:
            return end
        at = seen = end
        for match in WORD.finditer(self._text, end, min(stop, end + _LONGEST_ADJOINED)):
            word = match[0].lower()
            gap = self._text[seen : match.start()]
            if gap.strip() or word in self._words.between or word in self._words.relatives or self._opens_verb(match):
                break
            seen = match.end()
            at = at if word in self._words.prepositions else seen  # no phrase ends with "to"
            ended = seen in self._noun_ends or seen in self._ending
            if ended and self._word_ahead(seen) not in self._words.adjoining | self._words.prepositions:
                break
        return at

    def _word_ahead(self, at: int) -> str:
        match = WORD.match(self._text, at + 1)
        return match[0].lower() if match else ""

    def _opens_verb(self, match: re.Match[str]) -> bool:
        return any(cue.start == match.start() for cue in self._cues)

    def is_governed(self, start: int, at: int) -> bool:
        """Whether a preposition stands before an offset, articles aside."""
        if not self._words.beside:
            return self._text.endswith(self._prepositions, start, at)
        end = self._rstrip(start, at)
        word = self.last_word(start, end)
        while word in self._words.determiners or word in self._words.titles or end in self._starts_of:
            end = self._rstrip(start, self._starts_of.get(end, end - len(word)))
            word = self.last_word(start, end)
        return word in self._words.prepositions

    def is_view(self, start: int, at: int) -> bool:
        """Whether a sentence opens with a word that tells whose view follows ("For Roe, …")."""
        first, *titles = self._text[start:at].lower().split() or [""]
        return first in self._words.views and all(word in self._words.titles for word in titles)

    def ending(self, start: int, end: int) -> Span | None:
        """The phrase that ends at `end`, as a whole; None where no somebody does."""
        if end <= start:
            return None
        last = self._ending.get(end)
        word = self.last_word(start, end)
        if word in self._words.pronouns:
            return (last.start if last else end - len(word)), end
        links = self._links(start, end)
        for begin, stop in links:
            if self._is_somebody(begin, stop):
                return self._articled(begin, stop), end
        return None

    def behind(self, at: int, stop: int) -> Span | None:
        """The phrase that begins at `at`."""
        if self._text[at:stop].split(" ", 1)[0].lower() in self._words.prepositions:
            return None
        mention = self.starting(at)
        if mention and mention.form in (*_NAMED, "pronoun", "group") and not self._is_owner(mention, stop):
            return mention.start, mention.end
        end = self._phrase_end(at, stop)
        if named := self._titled(at, end):
            return at, named
        rest = mention.end if mention and mention.end <= end else at + 1
        if cut := self._words.stops.search(self._text, rest, end):
            end = cut.start()
        if self._text.startswith(", ", end):
            name_start = end + 2
            while (title := self.word_at(name_start)).lower() in self._words.titles:  # "the chairman, Rep. Jo Roe"
                name_start += len(title) + 1
            name = self.starting(name_start)
            if name and name.form in _NAMED:
                return at, name.end
            if (ahead := self.name_at(name_start)) and self._text[ahead[1] : ahead[1] + 1] in (".", ",", ""):
                return at, ahead[1]
        end = self._rstrip(at, end)
        return (at, end) if at < end <= at + 160 else None

    def _titled(self, at: int, end: int) -> int | None:
        """Where the name behind a title in capitals ends: "Minister for Fisheries and Coasts Ann Roe"."""
        named = next((m for m in self.inside(at, end) if m.form in _NAMED and m.start > at), None)
        return named.end if named and is_title(self._text[at : named.start]) else None

    def name_at(self, at: int) -> Span | None:
        """A name that begins at an offset, known or not."""
        return name_ahead(self._written, at)

    def is_described(self, start: int, end: int) -> bool:
        """Whether nothing but adjectives stands between a body and a noun ("the United Nations climate chief")."""
        between = self._text[start:end].split()
        return len(between) <= _ADJECTIVES and not set(between) & self._apart and all(w.isalpha() for w in between)

    def first_name(self, start: int, end: int) -> str | None:
        """The first name of a stretch that no list explains, where a subject can stand."""
        for begin, stop in subjects(self._written, start, end):
            while (first := self._written[begin:stop].split(" ")[0]).lower() in self._words.views:
                begin += len(first) + 1  # "For Jo Roe it comes down to pay"
            name = self._written[begin:stop]
            bare = (
                " " in name
                and not name.endswith(("'s", "’s"))
                and name.split()[0].lower() not in self._words.determiners
            )
            if bare and not self._hits_over(begin, stop) and self._text[begin] not in PAINT:
                return name
        return None

    def _hits_over(self, start: int, end: int) -> bool:
        return any(hit.start < end and start < hit.end for hit in self._hits if hit.kind in NAME_KINDS)

    def _is_owner(self, mention: Mention, stop: int) -> bool:
        """Whether a noun follows that is the speaker instead ("said Roe spokeswoman Jo Lee")."""
        nouns = self.nouns(mention.end, min(stop, mention.end + 30))
        return bool(nouns) and not self._text[mention.end : nouns[0].start].removeprefix("'s").strip()

    def before_aside(self, start: int, end: int) -> Span | None:
        """The phrase before an aside that ends at `end`: "Roe, who had …,", "a spokesman, John Roe,"."""
        close = start + len(self._text[start:end].rstrip(" ,—–)"))
        last = self._ending.get(close)
        if last and last.form in _NAMED:
            lead = self._rstrip(start, last.start)
            while (title := self.last_word(start, lead)) in self._words.titles:  # "the chairman, Rep. Jo Roe,"
                lead = self._rstrip(start, lead - len(title))
            if self._text[start:lead].endswith((",", "(")):
                return last.start, last.end
        floor = max(start, *(self._text.rfind(mark, start, close) + 1 for mark in (QUOTED, ";", ":")))
        for mark in re.finditer(r"\s*[,(—–]|\swho\b", self._text[floor : close + 1]):
            if span := self.ending(floor, floor + mark.start()):
                name = self.starting(floor + mark.end() + 1)
                return (span[0], name.end) if name and name.form in _NAMED and name.end <= close else span
        return None

    def trimmed(self, start: int, end: int) -> int:
        """`end` moved before what may stand between subject and verb ("has also")."""
        end = self._rstrip(start, end)
        while True:
            phrase = None
            if self._text.endswith(self._words.between_phrases, start, end):
                phrase = next(p for p in self._words.between_phrases if self._text.endswith(p, start, end))
            word = self.last_word(start, end)
            if phrase:
                end = self._rstrip(start, end - len(phrase))
            elif word and (word in self._words.between or (word.endswith("ly") and word.islower())):
                end = self._rstrip(start, end - len(word))
            else:
                return end

    def _links(self, start: int, end: int) -> list[Span]:
        """The links of the chain that ends at `end`, first to last: what stands between its prepositions."""
        links: list[Span] = []
        stop = at = end
        for _ in range(_LONGEST):
            at = self._rstrip(start, at)
            if mention := self._ending.get(at):
                at = max(mention.start, start)
                continue
            if at > start and self._text[at - 1] == OUTLET:
                if at < end and self._text[at:end].strip()[:1].isupper() and self._ending.get(end):
                    break
                while at > start and self._text[at - 1] == OUTLET:
                    at -= 1
                continue
            word = self.last_word(start, at)
            if word in self._words.relatives:
                return []
            joins = word in self._words.breaks and not self._text[at - len(word)].isupper()
            if not word or (joins and not self._is_within_name(start, at - len(word), at, end)):
                break
            if word in self._words.belonging:
                links.append((self._lstrip(at, stop), stop))
                stop = self._rstrip(start, at - len(word))
            elif word in self._words.prepositions:
                break
            at -= len(word)
        links.append((self._lstrip(at, stop), stop))
        return [link for link in reversed(links) if link[0] < link[1]]

    def _is_within_name(self, start: int, begin: int, stop: int, end: int) -> bool:
        """Whether a joint stands within the name of a body ("the Iron and Steel Association")."""
        body = next(
            (n for n in self.nouns(max(start, end - _LONGEST_WORD), end) if n.end == end and n.kind == "bodies"), None
        )
        if not body or not self._text[body.start].isupper() or self._rstrip(start, begin) in self._ending:
            return False
        return joins_capitals(self._text[max(start, begin - _LONGEST_WORD) : begin], self._text[stop:end])

    def _is_somebody(self, start: int, end: int) -> bool:
        if (last := self.last_word(start, end)) in self._words.adjoining:
            end = self._rstrip(start, end - len(last))  # "a person briefed on the plans"
        mention = self._ending.get(end)
        if mention and mention.form == "pronoun":
            return self.last_word(start, end) in self._words.pronouns
        if mention or end in self._noun_ends or end in self._countries or OUTLET in self._text[start:end]:
            return True
        phrase = self._written[start:end]
        if phrase.lower() in self._words.pronouns or ends_with_name(phrase):
            return True
        if phrase.lower() in self._words.determiners:
            return False
        name = self._written[start:end].rpartition(" ")[2]
        if name.istitle() and end - len(name) - 1 in self._noun_ends:
            return True  # "his brother Miles"
        before = self._text[:start].rstrip()[-1:]
        alone = " " not in phrase and phrase[:1].isupper() and phrase.lower() not in self._words.nobody
        return alone and (before in (QUOTED, ",", "") or before in ".!?")

    def _articled(self, start: int, end: int) -> int:
        """Where the phrase really begins: at its last run of articles and numbers, if it has one."""
        begin, in_run = start, False
        for match in re.finditer(r"\S+", self._text[start:end]):
            if match[0].lower() in self._words.determiners:
                if not in_run:
                    begin = start + match.start()
                in_run = True
            else:
                in_run = False
        return begin

    def _phrase_end(self, start: int, stop: int) -> int:
        for match in _PHRASE_END.finditer(self._text, start, stop):
            if not (match[0].startswith(".") and _ABBREVIATION.search(self._text[start : match.start() + 1])):
                return match.start()
        return stop
