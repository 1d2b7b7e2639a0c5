"""Where a name in Chinese script ends: at a mark, or where another word begins."""

from __future__ import annotations

from functools import lru_cache

from monitor.core.reading.people_words import PeopleWords

_LONGEST_WORD = 20
MARKS = frozenset("，。；：、！？“”‘’「」『』（）()《》〈〉【】 —…\"'0123456789")


@lru_cache(maxsize=16)
def _by_first(words: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """The words that begin with each character."""
    found: dict[str, tuple[str, ...]] = {}
    for word in words:
        found[word[0]] = (*found.get(word[0], ()), word)
    return found


class NameEdges:
    """Knows the words that can stand behind a name."""

    def __init__(self, words: PeopleWords) -> None:
        self._sounds = words.sounds
        self._soft_ends = words.soft_ends
        self._ends = _by_first(words.name_ends)
        self._breaks = _by_first((*(end for end in words.name_ends if len(end) > 1), *words.honorifics))

    def closed(self, text: str, end: int) -> bool:
        """Whether a name ends here for certain."""
        return self.word_at(text, end) > 0

    def word_at(self, text: str, end: int) -> int:
        """Characters of the longest word that ends a name here; a mark counts as the longest of all."""
        if end >= len(text) or text[end] in MARKS or text[end].isascii():
            return _LONGEST_WORD
        return max((len(word) for word in self._ends.get(text[end], ()) if text.startswith(word, end)), default=0)

    def may_end(self, text: str, end: int) -> bool:
        """Whether a name ends here, for certain or before a character that is common in given names too."""
        return self.closed(text, end) or text.startswith(self._soft_ends, end)

    def may_be_end(self, character: str) -> bool:
        """Whether a character can also be a word by itself behind a name."""
        return character in self._soft_ends or character in self._ends.get(character, ())

    def breaks(self, text: str, at: int) -> bool:
        """Whether a word of two characters or more begins inside what may be a name."""
        return text.startswith(self._breaks.get(text[at], ()), at)

    def run(self, text: str, start: int) -> int:
        """Where a run of characters that spell foreign sounds ends."""
        run = start
        while run < len(text) and (text[run] in self._sounds or (run > start and self._joins(text, run))):
            if run > start + 1 and self.breaks(text, run):
                break
            run += 1
        if run > start + 3 and text[run - 1] in self._soft_ends and not self.closed(text, run):
            run -= 1  # 金凯德|因航班延误
        return run

    def _joins(self, text: str, at: int) -> bool:
        """Whether a mark joins two parts of one name; of dashes a single one between sounds (奥孔乔—里德)."""
        within = text[at - 1] in self._sounds and text[at + 1 : at + 2] in self._sounds
        return text[at] in "·-" or (text[at] in "—–" and within and text[at + 1 : at + 2] != "")
