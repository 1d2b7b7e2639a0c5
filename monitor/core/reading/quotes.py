"""Quotes: whose words a story gives, and through which outlet.

    passages ──pair marks──▶ stretches ──cut──▶ units ──reports, credits──▶ drafts ──join, carry──▶ quotes

What counts as one quote, and who its speaker is: docs/record.md.
"""

from __future__ import annotations

import re
from itertools import zip_longest
from typing import TYPE_CHECKING

from monitor.core.reading.attribution import Attribution
from monitor.core.reading.credits import Credits
from monitor.core.reading.document import Document, Passage
from monitor.core.reading.marks import Stretch, quoted_stretches
from monitor.core.reading.noun_phrases import NounPhrases
from monitor.core.reading.outlet_names import OutletNames
from monitor.core.reading.people import Cast
from monitor.core.reading.quote_drafts import Draft, Found, is_silent
from monitor.core.reading.quote_shape import is_name, is_spoken, is_weighty, is_whole, without_marks
from monitor.core.reading.quote_units import paint, units
from monitor.core.reading.quote_words import QUOTED, letters
from monitor.core.reading.reports import Report, Setting
from monitor.core.reading.speaker_phrases import Speaker
from monitor.core.reading.speakers import Voices
from monitor.core.records import Place, Quote

if TYPE_CHECKING:
    from monitor.core.knowledge import Knowledge, Language

_LEAD = 6
"""Characters before the subject of a sentence at most ("But the")."""
_CONTEXT = 2
"""Sentences read of a paragraph that only leads up to a quotation."""
_COLON = re.compile(r"[:：]\s*$")
_GOES_ON = re.compile(r"[,，;；—–:：-]\s*$|\b(?:that|and|but)\s*$")


def read_quotes(document: Document, cast: Cast, knowledge: Knowledge) -> tuple[Quote, ...]:
    """The quotes of a story, in reading order."""
    return _Reader(document, cast, knowledge.language(document.language)).read()


class _Reader:
    """Reads a story from top to bottom."""

    def __init__(self, document: Document, cast: Cast, language: Language) -> None:
        words = language.quotes
        self._words = words
        self._body = [p for p in document.passages if p.kind in ("paragraph", "list_item", "quotation")]
        self._voices = Voices(document, cast, words, language.people)
        self._attribution = Attribution(self._voices, words, language.people)
        self._outlets = OutletNames(words, language.people)
        self._credits = Credits(words, document)
        self._drafts: list[Draft] = []
        self._letters: list[tuple[int, str]] | None = None
        self._in_paragraph: Speaker | None = None
        """Who spoke last in this paragraph, or whom it is about."""
        self._units_before = 0
        self._awaited = False
        """The passage before ends with a word of speech and a colon."""
        self._before: Speaker | None = None
        """Who spoke last in the passage before."""
        self._announced: Speaker | None = None
        """Who spoke last in the passage before, if it ends with a colon."""

    def read(self) -> tuple[Quote, ...]:
        """The quotes, in order."""
        stretches: dict[int, list[Stretch]] = {}
        for stretch in quoted_stretches([(p.index, p.text) for p in self._body if p.kind != "quotation"]):
            stretches.setdefault(stretch.passage, []).append(stretch)
        for passage, following in zip_longest(self._body, self._body[1:]):
            if passage.kind == "quotation" or (self._awaited and passage.index not in stretches):
                self._awaited = False
                self._block(passage)
            elif passage.index in stretches or (following and _leads_up(passage, following, stretches)):
                self._paragraph(passage, stretches.get(passage.index, []))
            else:
                self._before = self._announced = None
        return tuple(quote for draft in self._drafts if (quote := draft.finished()))

    def _block(self, passage: Passage) -> None:
        """A block quotation belongs to the clause that introduces it."""
        text = without_marks(passage.text)
        last = self._drafts[-1] if self._drafts else None
        if last and last.open and last.passage == passage.index - 1:
            last.parts.append(text)
            last.passage = passage.index
        elif not self._is_repeated(passage):
            speaker = self._announced or self._before
            via = self._credits.carried(speaker, passage.index, close=True)
            where = passage.where or Place(0, 0)
            self._drafts.append(Draft([text], speaker, via, where, passage.index, 0, len(passage.text), open=True))

    def _is_repeated(self, passage: Passage) -> bool:
        """Whether the story says the same elsewhere: a pull quote."""
        if self._letters is None:
            self._letters = [(len(other.text), letters(other.text)) for other in self._body]
        mine, size = letters(passage.text), len(passage.text)
        return any(mine in other for length, other in self._letters if length > size)

    def _paragraph(self, passage: Passage, stretches: list[Stretch]) -> None:
        found = self._words.table.find(passage.folded)
        mentions = self._voices.mentions(passage.index)
        painted = paint(passage, stretches, self._outlets.of(passage, found.outlets, mentions))
        phrases = NounPhrases(painted, mentions, self._words, found)
        self._in_paragraph = None
        previous = 0
        reports: list[Report] = []
        whole = units(painted, self._words)
        # Of a paragraph that quotes nobody only the end matters: what it announces, whom it is about.
        for number, unit in enumerate(whole if stretches else whole[-_CONTEXT:]):
            setting = Setting(painted, unit, phrases, previous)
            previous = unit.start
            reports = self._attribution.reports(setting)
            self._credits.enter(painted, unit)
            for stretch in unit.stretches:
                text = passage.text[stretch.start : stretch.end].strip()
                report, behind = self._attribution.choose(setting, stretch, reports)
                self._quotation(Found(setting, number, stretch, text, reports, report, behind))
            self._listen(setting, reports)
            self._look_back(setting, number)
        self._units_before = len(whole)
        self._before = self._in_paragraph
        colon = _COLON.search(painted.text)
        self._announced = self._before if colon else None
        # Not every page marks its block quotations: "She added:" announces one all the same.
        self._awaited = bool(colon and reports and not painted.text[reports[-1].end : colon.start()].strip())

    def _listen(self, setting: Setting, reports: list[Report]) -> None:
        """Remember who spoke in a unit, or whom it was about, and to which outlet."""
        speakers = [report.speaker for report in reversed(reports) if report.speaker]
        speaker = next((one for one in speakers if not one.outlet), None)
        if speaker is None and speakers:
            speaker = self._named_topic(setting) or speakers[0]  # "Shen met Roe, Xinhua said. He …"
        if speaker is None and not setting.unit.stretches:
            colon = _COLON.search(setting.painted.text, setting.unit.start, setting.unit.end)
            speaker = self._topic(setting, setting.unit.end) if colon else self._named_topic(setting)
        self._in_paragraph = speaker or self._in_paragraph
        if not speakers and not setting.unit.stretches and (via := self._credits.named_here()):
            self._interviewed(setting, via)  # "She was speaking to …"
        else:
            self._credits.leave(self._in_paragraph, setting.painted.passage.index)

    def _interviewed(self, setting: Setting, via: str) -> None:
        """A sentence tells to whom somebody speaks: of the quotes beside it, too."""
        passage = setting.painted.passage.index
        speaker = self._voices.topic(setting.phrases, setting.unit.start, setting.unit.end)
        last = self._drafts[-1] if self._drafts else None
        if last and speaker and last.speaker and last.speaker.name == speaker.name and passage - last.passage <= 1:
            last.via = last.via or via
        self._credits.leave(speaker, passage, announced=True)

    def _look_back(self, setting: Setting, number: int) -> None:
        """ "…." That is how Roe remembers it."""
        last = self._drafts[-1] if self._drafts else None
        unit = setting.unit
        if not last or last.speaker or (last.passage, last.unit) != (setting.painted.passage.index, number - 1):
            return
        text = setting.painted.text[unit.start : unit.end]
        if self._words.following.match(text.lstrip()) or self._words.followed.search(text):
            last.speaker = self._topic(setting, unit.end)
        elif number == 1 and not unit.stretches:
            # A paragraph that opens with a quotation goes on with whoever spoke: "….” Roe, who …, shrugged.
            opening = setting.phrases.opening(unit.start, unit.end)
            if opening and opening.form in ("name", "surname"):
                last.speaker = self._voices.of_mention(opening)
        last.via = self._credits.named_here() if last.speaker else None

    def _named_topic(self, setting: Setting) -> Speaker | None:
        return self._voices.topic(setting.phrases, setting.unit.start, setting.unit.end)

    def _topic(self, setting: Setting, end: int) -> Speaker | None:
        """Whom a sentence without a word of speech is about; before a colon, whose text it announces."""
        start = setting.unit.start
        if _COLON.search(setting.painted.text[start:end]):
            nouns = setting.phrases.nouns(start, end)
            texts = next((noun for noun in nouns if noun.kind == "texts"), None)
            head = setting.phrases.ending(start, nouns[0].end) if texts and nouns[0] is not texts else None
            span = head if head and head[0] - start <= _LEAD else (start, end)
            if texts and (issuer := self._voices.of_phrase(setting.painted, setting.phrases, *span)):
                return issuer
        topic = self._voices.topic(setting.phrases, start, end)
        return topic or self._voices.opening(setting.painted, setting.phrases, start, end)

    def _quotation(self, found: Found) -> None:
        last = self._drafts[-1] if self._drafts else None
        if last and found.stretch.continues and last.open:
            self._go_on(last, found)
            last.trailed = found.report if found.behind else None
            last.reports_behind = found.reports_behind()
            last.speaker = last.speaker or (found.report.speaker if found.report else None)
        elif last and self._is_interrupted(last, found):
            self._go_on(last, found)
        else:
            self._begin(found)

    def _go_on(self, draft: Draft, found: Found) -> None:
        """One more part of a quote."""
        draft.parts.append(found.text)
        draft.passage, draft.unit = found.stretch.passage, found.number
        draft.end, draft.open = found.stretch.outer_end, not found.stretch.closed

    def _begin(self, found: Found) -> None:
        setting, stretch = found.setting, found.stretch
        whole = is_whole(setting.painted, setting.unit, stretch)
        if is_name(setting.painted, setting.unit, stretch, self._words, whole=whole):
            return
        speaker, passed_on = self._speaker(found, whole=whole)
        reporter = None
        if not found.report and not whole and not self._words.beside and is_spoken(found.text):
            reporter = self._credits.reporter(setting, stretch)
            speaker = reporter or speaker
        viewed = speaker is not None and self._is_view(setting)
        if not (found.report or whole or reporter or viewed or (speaker and is_weighty(found.text))):
            return
        via = passed_on or (None if reporter else self._credits.of(setting, stretch, speaker))
        opens = not setting.painted.text[setting.unit.start : stretch.outer_start].strip()
        self._drafts.append(
            Draft(
                [found.text],
                speaker,
                via,
                setting.painted.passage.where or Place(0, 0),
                stretch.passage,
                found.number,
                stretch.outer_end,
                found.report if found.behind and opens else None,
                found.reports_behind(),
                open=not stretch.closed,
            )
        )
        if speaker:
            self._voices.note(speaker, stretch.passage)
            self._in_paragraph = speaker

    def _is_view(self, setting: Setting) -> bool:
        """ "For Roe it was “…”": the sentence opens with whose view it gives."""
        first = next(iter(setting.phrases.inside(setting.unit.start, setting.unit.end)), None)
        return first is not None and setting.phrases.is_view(setting.unit.start, first.start)

    def _speaker(self, found: Found, *, whole: bool) -> tuple[Speaker | None, str | None]:
        """Who speaks, and the outlet that passes it on where the report itself says so."""
        report, stretch, setting = found.report, found.stretch, found.setting
        if report and report.speaker and report.speaker.outlet:
            others = [r.speaker for r in found.reports if r.speaker and not r.speaker.outlet]
            others = others or list(filter(None, [self._attribution.cited(setting)]))
            return (others[-1], report.speaker.name) if others else (report.speaker, None)
        if report and report.speaker:
            passing = [
                r.speaker.name for r in found.reports if r.speaker and r.speaker.outlet and r.end <= report.start
            ]
            return report.speaker, (passing[-1] if passing else None)  # "Xinhua said Shen had called it …"
        lead = setting.painted.text[setting.unit.start : stretch.outer_start]
        if lead.strip() and (_COLON.search(lead) or self._in_paragraph is None or self._is_view(setting)):
            topic = self._topic(setting, stretch.outer_start)
            if topic:
                return topic, None
        if whole and self._in_paragraph is None:
            opens = not setting.painted.text[: stretch.outer_start].strip()
            if answering := self._voices.interviewee(setting.painted.passage) if opens else None:
                return answering, None
            before = (setting.previous, setting.unit.start)
            return self._announced or self._voices.opening(setting.painted, setting.phrases, *before), None
        return self._in_paragraph, None

    def _is_resumed(self, last: Draft, found: Found) -> bool:
        """Whether a paragraph opens with the rest of a quotation whose attribution closed the one before."""
        if last.trailed is None or last.trailed.start < last.end or last.reports_behind > 1:
            return False
        adjoins = last.passage == found.stretch.passage - 1 and last.unit == self._units_before - 1
        return adjoins and found.number == 0 and is_silent(found) and not found.text.endswith(("?", "？"))

    def _is_interrupted(self, last: Draft, found: Found) -> bool:
        """Whether only its own attribution stands between this part of a quotation and the one before."""
        if last.open:
            return False
        if last.passage != found.stretch.passage:
            return self._is_resumed(last, found)
        unfinished = last.parts[-1].endswith((",", "，")) and last.reports_behind == 1
        if last.trailed is None and not unfinished:
            return False
        between = found.setting.painted.text[last.end : found.stretch.outer_start]
        if QUOTED in between or (found.behind and found.report is not last.trailed):
            return False
        if self._words.beside and last.reports_behind > 1:
            return False
        if last.unit == found.number:
            return _GOES_ON.search(between) is not None
        return found.number == last.unit + 1 and is_silent(found)


def _leads_up(passage: Passage, following: Passage, stretches: dict[int, list[Stretch]]) -> bool:
    """Whether a paragraph that quotes nobody may still say who speaks in the next one."""
    return following.kind == "quotation" or following.index in stretches or _COLON.search(passage.text) is not None
