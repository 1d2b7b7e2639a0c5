"""What outlets do to a story that they take from an agency, each kind of edit by itself and all at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random

Paragraphs = Sequence[str]
_WORD = re.compile(r"\w+")
_TWO_CHARACTERS = re.compile(r"[㐀-鿿]{2}")


@dataclass(frozen=True)
class Desk:
    """An outlet's desk: what it puts in and writes otherwise comes from `own`, paragraphs of its own stories."""

    language: str
    own: Paragraphs
    chance: Random

    def cut(self, text: Paragraphs) -> list[str]:
        """The first 35 % of the words (characters in Chinese), as agencies' stories are cut from below."""
        left = sum(map(self._length, text)) * 35 // 100
        kept: list[str] = []
        for paragraph in text:
            if left <= 0:
                break
            parts = list(paragraph) if self.language == "zh" else paragraph.split(" ")
            kept.append(("" if self.language == "zh" else " ").join(parts[:left]))
            left -= len(parts)
        return kept

    def new_lead(self, text: Paragraphs) -> list[str]:
        """Another first paragraph."""
        return [self.chance.choice(self.own), *text[1:]]

    def padded(self, text: Paragraphs) -> list[str]:
        """Two paragraphs put in."""
        first, last = self.chance.sample(list(self.own), 2)
        return [text[0], first, *text[1:], last]

    def reworded(self, text: Paragraphs) -> list[str]:
        """15 % of the words are others (in Chinese: of the pairs of characters)."""
        word = _TWO_CHARACTERS if self.language == "zh" else _WORD
        others = word.findall(" ".join(self.own))
        return [
            word.sub(lambda found: self.chance.choice(others) if self.chance.random() < 0.15 else found[0], paragraph)
            for paragraph in text
        ]

    def everything(self, text: Paragraphs) -> list[str]:
        """Cut to 35 % below a new lead, two paragraphs put in, 15 % of the words changed."""
        return self.reworded(self.padded([self.chance.choice(self.own), *self.cut(text)]))

    @property
    def edits(self) -> Mapping[str, Callable[[Paragraphs], list[str]]]:
        """Every kind of edit by its name."""
        return {
            "cut to 35 %": self.cut,
            "new lead": self.new_lead,
            "paragraphs put in": self.padded,
            "15 % of the words changed": self.reworded,
            "all at once": self.everything,
        }

    def _length(self, paragraph: str) -> int:
        return len(paragraph) if self.language == "zh" else len(paragraph.split(" "))
