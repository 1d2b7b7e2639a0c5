"""A text made ready for reading: passages, sentences and the day it speaks from.

Every later step speaks of places as (passage, start, end) with character offsets into
`passage.text`, so that each claim carries its evidence. Offsets survive the folding of
traditional to simplified characters, which keeps the length.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from monitor.core.records import Place, Text

PassageKind = Literal["headline", "standfirst", "caption", "heading", "paragraph", "quotation", "list_item"]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A stretch of a passage, offsets into its text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """One block of the story, the headline, the standfirst or the caption."""

    index: int
    """Position in `Document.passages`."""
    kind: PassageKind
    text: str
    """As the story writes it."""
    folded: str
    """For matching: simplified Chinese characters, one kind of apostrophe; same length as `text`."""
    sentences: tuple[Sentence, ...]
    where: Place | None
    """Section and paragraph in the record; None for what stands outside the sections."""

    def sentence_at(self, offset: int) -> Sentence:
        """The sentence that holds `offset`."""
        for sentence in self.sentences:
            if offset < sentence.end:
                return sentence
        return self.sentences[-1]


@dataclass(frozen=True, slots=True)
class Document:
    """A text ready for reading."""

    text: Text
    language: str
    passages: tuple[Passage, ...]
    today: date | None
    """The story's day where it was written: the dateline's if it has one, else the page's date."""
    dateline: str | None
    """The dateline's place as written ("BEIJING", 北京), None without one."""
