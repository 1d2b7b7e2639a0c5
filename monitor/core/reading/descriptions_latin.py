"""Descriptions in Latin script: ranks, fields and owners before the noun, complements behind it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from monitor.core.reading.document import Passage
from monitor.core.reading.lexicon import Hit
from monitor.core.reading.people_words import PeopleWords
from monitor.core.reading.phrases import Description, PhraseReading

if TYPE_CHECKING:
    from monitor.core.knowledge import Knowledge

_WORD = re.compile(r"[\w.'&-]*[\w.&-]")
_ABROAD = frozenset({"country", "demonym", "region"})
_ADVERBS = ("ly", "just")
_ADVERB_LENGTH = 5
# A department in capitals behind a link ("for Fisheries and Coasts"), the holder's two names left out.
_DEPARTMENT = re.compile(r" (?:the )?(?P<all>[A-Z][\w'-]+(?:,? (?:and |of |the |for )*[A-Z][\w'-]+)*)")
_JOINT = re.compile(r",? (?:and |of |the |for )+|, ")
_NAMES = 2
_ADVISING = (" to ", " to the ")
_SIDES = frozenset({"US", "CN"})
_OF = frozenset({"for", "of"})


def grow_latin(
    passage: Passage,
    noun: Hit,
    following: Hit | None,
    ends: dict[int, Hit],
    owners: list[Hit],
    words: PeopleWords,
    knowledge: Knowledge,
) -> Description:
    """The description around a noun; it leaves the `following` noun what belongs to it."""
    text = passage.folded
    role = knowledge.roles.by_id[noun.key]
    phrase = PhraseReading(knowledge, words)
    phrase.take_noun(text[noun.start : noun.end])
    left = _Left(text, noun.start, ends, phrase, words)
    # An unknown name can own an envoy's office ("President Ruiz's special envoy"), but not any noun.
    start = left.grow(named_owner=role.bare or bool(role.climate_with), several=noun.kind == "role.several")
    limit = following.start if following else len(text)
    if following and knowledge.roles.by_id[following.key].tier == "leader" and text.endswith(_ADVISING, 0, limit):
        limit = len(text)  # "special adviser to the president on climate"
    stop = noun.end + next((len(tail) for tail in words.tails if text.startswith(tail, noun.end)), 0)
    # "The president on climate policy" is not president of it.
    links = words.owning_links if role.tier == "leader" else words.links
    right = _Right(text, {hit.start: hit for hit in owners}, phrase, words, links)
    end = right.grow(stop, limit, titled=text[noun.start].isupper())
    phrase.close()
    makes_envoy = role.makes_envoy(frozenset(phrase.words))
    return Description(
        start=start,
        end=end,
        role=role,
        countries=tuple(phrase.countries),
        climate=phrase.climate and makes_envoy,
        field=phrase.climate,
        bare=makes_envoy and not (phrase.climate or phrase.other),
        former=phrase.former,
        local=phrase.local,
        several=noun.kind == "role.several",
        owned=text.startswith(("'s ", "' "), end),
    )


class _Left:
    """Grows a phrase to the left of its noun, one word or name at a time."""

    def __init__(self, text: str, start: int, ends: dict[int, Hit], phrase: PhraseReading, words: PeopleWords) -> None:
        self._text = text
        self._start = start
        self._ends = ends
        self._phrase = phrase
        self._words = words
        self._has_owner = False

    def grow(self, *, named_owner: bool, several: bool) -> int:
        """Where the phrase begins."""
        while self._start and self._text[self._start - 1] in " -" and self._step(named_owner):
            pass
        while several and self._add_country():
            pass
        return self._start

    def _step(self, named_owner: bool) -> bool:
        """Take in what stands right before the phrase; False where it does not belong to it."""
        stop = self._start - 1
        possessive = self._text.endswith(("'s", "s'"), 0, stop)
        bare = stop - 2 if self._text.endswith("'s", 0, stop) else stop - possessive
        hit = self._ends.get(bare) or self._ends.get(stop)
        if hit and hit.kind.startswith("role"):
            return self._take_noun(hit, stop, possessive)
        if hit:
            if self._phrase.own(hit, possessive=possessive):
                self._has_owner = hit.kind == "person"
                self._start = hit.start
                return True
            return False
        return self._take_word(stop, bare, possessive and named_owner)

    def _take_noun(self, noun: Hit, stop: int, possessive: bool) -> bool:
        """Another office: whose this one is ("the president's adviser"), or its holder's ("President Ruiz's envoy")."""
        words = self._text[noun.start : noun.end]
        if not (possessive or self._has_owner or words.lower() in self._words.plain):
            return False
        self._phrase.read(words)
        self._phrase.imply(self._text[noun.start : stop].lower())
        self._start = noun.start
        return True

    def _take_word(self, stop: int, bare: int, may_own: bool) -> bool:
        begin = max(self._text.rfind(" ", 0, stop), self._text.rfind("-", 0, stop)) + 1
        while begin < stop and not self._text[begin].isalnum():
            begin += 1
        word = self._text[begin:stop]
        if may_own and word[:1].isupper() and self._text[begin:bare] not in self._words.not_names:
            self._has_owner = True
        elif self._phrase.imply(word.lower()) or self._describes(word.lower(), begin):
            self._phrase.read(word)
        elif word.islower() and self._is_owned(begin):  # "Rwanda's planning minister"
            self._phrase.other = True
        else:
            return False
        self._start = begin
        return True

    def _is_owned(self, begin: int) -> bool:
        """Whether a country stands right before, as the owner of what comes."""
        hit = self._ends.get(begin - len("'s ")) if self._text.endswith("'s ", 0, begin) else None
        return hit is not None and hit.kind == "country"

    def _describes(self, word: str, begin: int) -> bool:
        words = self._words
        if word in words.participles:
            return self._text[max(0, begin - _ADVERB_LENGTH) : begin].rstrip(" -").endswith(_ADVERBS)
        return (
            word in words.plain
            or word in words.climate
            or word in words.other
            or word in words.former
            or word in words.local
        )

    def _add_country(self) -> bool:
        """ "The American and Chinese climate envoys": the country before "and" too."""
        for joint in (" and ", ", "):
            hit = self._ends.get(self._start - len(joint))
            if hit and hit.kind in ("country", "demonym") and self._text.endswith(joint, 0, self._start):
                self._phrase.countries.insert(0, hit.key)
                # Countries were read from the noun outwards; here the nearer one stands behind the farther.
                self._start = hit.start
                return True
        return False


_TO_A_PRESIDENT = (" to President", " to Prime Minister", " to Premier")
_NAME = re.compile(r"(?: [A-Z][\w.'-]+){1,3}")


class _Right:
    """Grows a phrase to the right: over "for climate change affairs", "of the United States"."""

    def __init__(
        self, text: str, starts: dict[int, Hit], phrase: PhraseReading, words: PeopleWords, links: frozenset[str]
    ) -> None:
        self._text = text
        self._starts = starts
        self._phrase = phrase
        self._words = words
        self._links = links
        self._link = ""

    def grow(self, noun_end: int, limit: int, *, titled: bool) -> int:
        """Where the phrase ends. `titled`: the noun has a capital, so that a department in capitals may follow.

        Where that leads up to another noun (`limit`), the words belong to it: "spokeswoman for the U.S. climate envoy".
        """
        end = position = noun_end
        while self._text.startswith(" ", position):
            if position + 1 >= limit:
                return noun_end
            if self._text.endswith(_TO_A_PRESIDENT, 0, position) and (name := _NAME.match(self._text, position)):
                end = position = name.end()  # "senior adviser to President Dana Roe for climate policy"
                continue
            hit = self._starts.get(position + 1)
            if hit and hit.kind != "person":
                if not self._may_follow(hit, position):
                    break
                end = position = _take_owner(self._text, hit, self._link in self._words.owning_links, self._phrase)
                continue
            word = self._word_at(position + 1)
            position += 1 + len(word)
            if word in self._links:
                self._link = word
                if titled and word in _OF and (stop := _department(self._text, position, limit, self._words)):
                    return stop
            elif not self._takes(word):
                break
            elif word not in self._words.fillers:
                end = position
        return end

    def _may_follow(self, hit: Hit, position: int) -> bool:
        """Whether a name belongs to the office; "… and China's special envoy" begins another one."""
        another = self._text.endswith(" and", 0, position) and self._text.startswith("'s", hit.end)
        return bool(self._link) and not another

    def _word_at(self, start: int) -> str:
        match = _WORD.match(self._text, start)
        word = match[0].lower() if match else ""
        return word[:-1] if word.endswith(".") and word not in self._words.complements else word

    def _takes(self, word: str) -> bool:
        """Take in a word behind a link; False where it belongs to no office."""
        if self._link == "to" and self._phrase.imply(f"{word}'s"):
            return True
        if not self._link or not word:
            return False
        if word in self._words.fillers:
            return True
        if word.removesuffix("'s") not in self._words.complements:
            return False
        self._phrase.read(word)
        return True


def _department(text: str, start: int, limit: int, words: PeopleWords) -> int | None:
    """Where a department of several words ends; None where the known words do for it."""
    match = _DEPARTMENT.match(text, start, limit)
    if not match or " and " not in match["all"]:
        return None
    last = [joint.end() for joint in _JOINT.finditer(match["all"])][-1]
    if all(word.lower() in words.complements for word in re.findall(r"[A-Z][\w'-]+", match["all"][:last])):
        return None
    rest = match["all"][last:].split(" ")
    kept = len(rest) if len(rest) <= _NAMES else len(rest) - _NAMES
    return match.start("all") + last + len(" ".join(rest[:kept]))


def _take_owner(text: str, hit: Hit, owning: bool, phrase: PhraseReading) -> int:
    """Take in a name behind a link; returns where it ends, its possessive mark included."""
    possessive = text.startswith("'s", hit.end)
    if owning:
        phrase.own(hit, possessive=possessive)
    elif hit.kind == "country" and hit.key in _SIDES and not phrase.has_owner:
        phrase.own(hit, possessive=possessive)  # "special envoy for the People's Republic of China"
    elif hit.kind in _ABROAD and not possessive:
        phrase.other = True  # "special envoy for Ukraine"
    return hit.end + len("'s") * possessive
