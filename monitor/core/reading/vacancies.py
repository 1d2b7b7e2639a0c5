"""Whom the story means by an envoy that it speaks of and names apart.

"The U.S. and Chinese climate envoys" here, "Roe" and "China's Shen" there: whoever fits the office is its holder.
"""

from __future__ import annotations

from monitor.core.reading.descriptions import Description
from monitor.core.reading.document import Document
from monitor.core.reading.folding import fold
from monitor.core.reading.names_latin import is_chinese, is_chinese_han
from monitor.core.reading.people_words import PeopleWords
from monitor.core.reading.portraits import Portrait, joined

OPPOSITE = {"US": "CN", "CN": "US"}


def has_envoy(people: list[Portrait], but: Portrait | None, side: str) -> bool:
    """Whether a side has an envoy besides `but`."""
    return any(other.envoy and other is not but and other.country == side for other in people)


def bears_chinese_name(portrait: Portrait, words: PeopleWords) -> bool:
    """Whether the form of the name is Chinese."""
    if words.script == "han":
        return is_chinese_han(fold(portrait.name), words)
    return is_chinese(portrait.name, words)


class Vacancies:
    """The envoys' offices that a story speaks of."""

    def __init__(
        self, document: Document, words: PeopleWords, envoys: list[Description], *, shared: bool, paired: bool
    ) -> None:
        """`envoys`: the descriptions of an envoy's office in force.

        `shared`: some stand for several envoys without a word on whose; `paired`: some for envoys at all.
        """
        self._document = document
        self._words = words
        self._envoys = envoys
        self._shared = shared
        self._paired = paired

    def speaks_of(self, side: str, *, alone: bool = False) -> bool:
        """Whether the story speaks of a side's envoy; `alone`: not only together with the other side's."""
        return any(side in d.countries and not (alone and d.several) for d in self._envoys)

    def fill(self, people: list[Portrait]) -> bool:
        """Find the holders; whether a country was given that likenesses ("his counterpart") may follow."""
        self._share(people)
        self._pair_up(people)
        adopted = [self._adopt(people, side) for side in OPPOSITE]
        self._face(people)
        return any(adopted)

    def _share(self, people: list[Portrait]) -> None:
        """ "The climate envoys of both countries" are whoever the story names for each, if nobody is yet."""
        if not self._shared:
            return
        for side in OPPOSITE:
            ours = [portrait for portrait in people if portrait.country == side]
            plain = [p for p in ours if p.introductions and p.is_plain and not p.former]
            if len(plain) == 1 and not any(portrait.envoy for portrait in ours):
                plain[0].envoy = True

    def _pair_up(self, people: list[Portrait]) -> None:
        """Two names that a story on "the climate envoys" joins without a word on them are those two."""
        if not self._paired or any(portrait.envoy for portrait in people):
            return
        plain = [portrait for portrait in people if portrait.is_plain and not portrait.introductions]
        for one, other in joined(plain):
            chinese = [portrait for portrait in (one, other) if bears_chinese_name(portrait, self._words)]
            if len(chinese) == 1:
                one.envoy = other.envoy = True
                one.country = "CN" if one is chinese[0] else "US"
                other.country = "CN" if other is chinese[0] else "US"
                return

    def _adopt(self, people: list[Portrait], side: str) -> bool:
        """ "The U.S. envoy" without a name is the one climate official of that country whom the story names, else
        the person of no country whom it names most.
        """
        ours = [portrait for portrait in people if portrait.country == side]
        if any(portrait.envoy for portrait in ours) or not self.speaks_of(side):
            return False
        fitting = [p for p in ours if not (p.official or p.leader or p.former) and _in_climate(p)]
        if len(fitting) == 1 and self.speaks_of(side, alone=True):
            fitting[0].envoy, fitting[0].serves = True, False
            return False
        hero = None if ours else self._hero(people, side)
        if hero is None:
            return False
        hero.envoy, hero.country = True, side
        return True

    def _face(self, people: list[Portrait]) -> None:
        """ "Met China's Shen": the one Chinese whom the story calls nothing else, beside the American envoy."""
        ours = [p for p in people if p.country == "CN" and p.is_plain and p.introductions and not p.former]
        if len(ours) == 1 and has_envoy(people, None, "US") and not has_envoy(people, None, "CN"):
            ours[0].envoy = True

    def _hero(self, people: list[Portrait], side: str) -> Portrait | None:
        """Whom the story, which also has somebody of the other side, names again and again and calls nothing."""
        if not any(portrait.country == OPPOSITE[side] for portrait in people):
            return None
        candidates = [
            p
            for p in people
            if p.is_plain and not p.country and not p.former and len(p.places) > 1 and not self._is_called(p)
            and bears_chinese_name(p, self._words) == (side == "CN")
        ]  # fmt: skip
        candidates.sort(key=lambda p: -len(p.places))
        if not candidates or (len(candidates) > 1 and len(candidates[0].places) == len(candidates[1].places)):
            return None
        return candidates[0]

    def _is_called(self, portrait: Portrait) -> bool:
        """Whether the story says what somebody is, in whatever words: "Roe, a fishmonger", "Roe of the port"."""
        texts = self._document.passages
        return any(texts[name.passage].folded.startswith(self._words.called, name.end) for name in portrait.places)


def _in_climate(portrait: Portrait) -> bool:
    """Whether the story gives somebody a national office on the climate, of whatever rank."""
    return any(description.field and not description.local for description in portrait.descriptions)
