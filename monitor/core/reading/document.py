"""A text made ready for reading: passages, sentences, the names in them, and the day it speaks from.

Every later step speaks of places as (passage, start, end) with character offsets into
`passage.text`, so that each claim carries its evidence. Offsets survive the folding of
traditional to simplified characters, which keeps the length.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal, NamedTuple

from monitor.core.reading.folding import fold
from monitor.core.reading.lexicon import Hit
from monitor.core.reading.sentences import split_sentences
from monitor.core.reading.text_words import TextWords
from monitor.core.reading.whole_names import whole_names
from monitor.core.records import Place, Text
from monitor.core.sections import sections

if TYPE_CHECKING:
    from monitor.core.knowledge import Knowledge

PassageKind = Literal["headline", "standfirst", "caption", "heading", "paragraph", "quotation", "list_item"]


class Sentence(NamedTuple):
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
    hits: tuple[Hit, ...] = ()
    """Everything the lexicon knows in this passage, by start."""
    body: int = 0
    """Where the story's own words begin: behind the dateline, 0 without one."""

    def sentence_at(self, offset: int) -> Sentence:
        """The sentence that holds `offset`."""
        for sentence in self.sentences:
            if offset < sentence.end:
                return sentence
        return self.sentences[-1]

    def hits_in(self, start: int, end: int) -> tuple[Hit, ...]:
        """The hits of a stretch, in order."""
        return tuple(hit for hit in self.hits if hit.start >= start and hit.end <= end)


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


@dataclass(frozen=True, slots=True)
class _Dateline:
    place: str | None
    month: int | None
    day: int | None
    end: int


def make_document(text: Text, knowledge: Knowledge) -> Document:
    """Passages in reading order (headline, standfirst, the text, the caption last), with sentences and hits."""
    language = knowledge.language(text.language)
    words = language.text
    published = page_day(text.published)
    today, dateline = published, None
    passages: list[Passage] = []
    for kind, written, where in _parts(text):
        folded = fold(written)
        hits = whole_names(folded, knowledge.lexicon.find(folded), language.people)
        body = 0
        if kind == "paragraph" and where == Place(0, 0) and (found := _read_dateline(folded, hits, words)):
            dateline, body = found.place and written[slice(*_span(folded, found.place))], found.end
            today = _dated(found, published)
        ends = (Sentence(max(start, 0), end) for start, end in split_sentences(folded, words))
        passages.append(Passage(len(passages), kind, written, folded, tuple(ends), where, hits, body))
    return Document(text, text.language, tuple(passages), today, dateline)


def page_day(published: str | None) -> date | None:
    """The day of an ISO 8601 time in its own zone; None where it has no day."""
    try:
        return date.fromisoformat((published or "")[:10])
    except ValueError:
        return None


def _parts(text: Text) -> Iterator[tuple[PassageKind, str, Place | None]]:
    yield "headline", text.headline, None
    if text.standfirst:
        yield "standfirst", text.standfirst, None
    for number, section in enumerate(sections(text.blocks)):
        if section.heading:
            yield "heading", section.heading, None
        for index, block in enumerate(section.paragraphs):
            if block.kind != "heading":
                yield block.kind, block.text, Place(number, index)
    if text.image and text.image.caption:
        yield "caption", text.image.caption, None


def _read_dateline(folded: str, hits: tuple[Hit, ...], words: TextWords) -> _Dateline | None:
    for pattern in words.datelines:
        match = pattern.match(folded)
        if not match:
            continue
        groups = match.groupdict()
        place = groups.get("place") or _last_place(folded, hits, match)
        month = words.months.get(groups.get("month") or "")
        if place and (not groups.get("month") or month):
            return _Dateline(place, month, int(groups["day"]) if groups.get("day") else None, match.end())
    return None


def _last_place(folded: str, hits: tuple[Hit, ...], match: re.Match[str]) -> str | None:
    start, end = match.span("head")
    places = [
        hit for hit in hits if hit.kind in ("city", "region", "country") and start <= hit.start and hit.end <= end
    ]
    return folded[places[-1].start : places[-1].end] if places else None


def _span(folded: str, part: str) -> tuple[int, int]:
    start = folded.index(part)
    return start, start + len(part)


def _dated(dateline: _Dateline, published: date | None) -> date | None:
    """The dateline's day in the year (without a month: in the month) that brings it nearest to the page's date."""
    if not (published and dateline.day):
        return published
    days = []
    for shift in (-1, 0, 1):
        months = published.year * 12 + published.month - 1 + shift
        year, month = (published.year + shift, dateline.month) if dateline.month else (months // 12, months % 12 + 1)
        try:
            days.append(date(year, month, dateline.day))
        except ValueError:
            continue
    return min(days, key=lambda day: abs(day - published), default=published)
