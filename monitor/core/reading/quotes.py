"""Quotes: whose words a story gives, and through which outlet.

    passages ──pair marks──▶ stretches ──cut──▶ units ──reports, credits──▶ drafts ──join, carry──▶ quotes

What counts as one quote, and who its speaker is: docs/record.md.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.core.reading.credits import Credit, credits_in, named_outlets
from monitor.core.reading.document import Document, Passage
from monitor.core.reading.marks import Stretch, quoted_stretches
from monitor.core.reading.people import Cast
from monitor.core.reading.quote_units import Painted, Unit, paint, units
from monitor.core.reading.quote_words import QUOTED, QuoteWords, letters
from monitor.core.reading.reports import Report, ReportFinder
from monitor.core.reading.speakers import Speaker, Voices
from monitor.core.records import Place, Quote

if TYPE_CHECKING:
    from monitor.core.knowledge import Knowledge

_HAN = re.compile("[\u3400-\u9fff]")
_WORD = re.compile(r"[^\W_]+(?:['’‑-][^\W_]+)*")
_COLON = re.compile(r"[:：]\s*$")
_TERMINAL = re.compile(r"[.!?…。！？][\"'”’」』]?\s*$")
_RUNS_ON = re.compile(r"[,，?？!！—–-]\s*$")
_TITLE = re.compile(r"(?:[A-Z0-9][\w'’-]*|of|the|and|for|a|an|to|in|on|with|at|by|from|or|&)(?:[ :,-]+|$)")
_PARTIAL_WORDS = 5
"""From this length on, words in marks without a verb of speech are taken for the speaker's of the paragraph."""


def read_quotes(document: Document, cast: Cast, knowledge: Knowledge) -> tuple[Quote, ...]:
    """The quotes of a story, in reading order."""
    return _Reader(document, cast, knowledge.language(document.language).quotes).read()


@dataclass(slots=True)
class _Draft:
    """A quote while it may still grow."""

    parts: list[str]
    speaker: Speaker | None
    via: str | None
    where: Place
    passage: int
    unit: int
    end: int
    """Offset behind the last part."""
    trailed: Report | None
    """The report behind its last part, where that part opened its unit: more may follow it."""
    open: bool = False
    """Left open at the end of its passage."""


@dataclass(slots=True)
class _Interview:
    speaker: str
    outlet: str
    passage: int


class _Reader:
    """Reads a story from top to bottom."""

    def __init__(self, document: Document, cast: Cast, words: QuoteWords) -> None:
        self._document = document
        self._words = words
        self._voices = Voices(document, cast, words)
        self._finder = ReportFinder(self._voices, words)
        self._drafts: list[_Draft] = []
        self._interview: _Interview | None = None
        self._paragraph_speaker: Speaker | None = None
        self._introduced: Speaker | None = None
        """Whom the passage before announced with a colon."""
        self._before_block: Speaker | None = None

    def read(self) -> tuple[Quote, ...]:
        body = [p for p in self._document.passages if p.kind in ("paragraph", "list_item", "quotation")]
        stretches: dict[int, list[Stretch]] = {}
        for stretch in quoted_stretches([(p.index, p.text) for p in body if p.kind != "quotation"]):
            stretches.setdefault(stretch.passage, []).append(stretch)
        for passage, following in zip(body, [*body[1:], None], strict=True):
            if passage.kind == "quotation":
                self._block(passage, body)
            elif passage.index in stretches or (
                following and (following.kind == "quotation" or following.index in stretches)
            ):
                self._passage(passage, stretches.get(passage.index, []))
            else:
                self._introduced = self._before_block = None
        return tuple(quote for draft in self._drafts if (quote := self._finished(draft)))

    def _finished(self, draft: _Draft) -> Quote | None:
        text = " ".join(part for part in draft.parts if part)
        if not self._long_enough(text):
            return None
        speaker = draft.speaker
        return Quote(text, speaker.name if speaker else None, speaker.role if speaker else None, draft.via, draft.where)

    def _long_enough(self, text: str) -> bool:
        if han := len(_HAN.findall(text)):
            return han >= (self._words.shortest if not self._words.beside else 6)
        return len(_WORD.findall(text)) >= 3

    # Block quotations

    def _block(self, passage: Passage, body: list[Passage]) -> None:
        text = _without_marks(passage.text)
        last = self._drafts[-1] if self._drafts else None
        if last and last.open and last.passage == passage.index - 1:
            last.parts.append(text)
            last.passage = passage.index
            return
        mine = letters(text)
        if any(mine in letters(other.text) for other in body if other is not passage and len(other.text) > len(text)):
            return  # a pull quote repeats what the story says elsewhere
        speaker = self._introduced or self._before_block
        via = self._carried(speaker, passage.index, close=True)
        where = passage.where or Place(0, 0)
        self._drafts.append(_Draft([text], speaker, via, where, passage.index, 0, len(passage.text), None, open=True))

    # Paragraphs

    def _passage(self, passage: Passage, stretches: list[Stretch]) -> None:
        painted = paint(passage, stretches, named_outlets(passage, self._words))
        self._paragraph_speaker = None
        last_speaker: Speaker | None = None
        for number, unit in enumerate(units(painted, self._words)):
            if not painted.text[unit.start : unit.end].strip():
                continue
            reports = self._finder.find(painted, unit)
            credits_ = credits_in(painted, unit.start, unit.end, self._document.text.outlet, self._words)
            for stretch in unit.stretches:
                self._quote(painted, unit, number, stretch, reports, credits_)
            last_speaker = self._listen(painted, unit, reports, credits_)
        self._before_block = last_speaker
        self._introduced = last_speaker if _COLON.search(painted.text) else None

    def _listen(
        self, painted: Painted, unit: Unit, reports: tuple[Report, ...], credits_: list[Credit]
    ) -> Speaker | None:
        """Remember who spoke in a unit, or whom it was about, and to which outlet."""
        speaker = next((r.speaker for r in reversed(reports) if r.speaker), None)
        if speaker:
            self._voices.memory.note(speaker)
        elif not unit.stretches or _COLON.search(painted.text[unit.start : unit.end]):
            speaker = self._finder.subject(painted, unit.start, unit.end)
        if speaker:
            self._paragraph_speaker = speaker
        for credit in credits_:
            if credit.outlet and speaker and credit.outlet != speaker.name:
                self._interview = _Interview(speaker.name, credit.outlet, painted.passage.index)
            elif self._interview and speaker and self._interview.speaker == speaker.name and not credit.outlet:
                self._interview = None
        return speaker or self._paragraph_speaker

    def _quote(
        self,
        painted: Painted,
        unit: Unit,
        number: int,
        stretch: Stretch,
        reports: tuple[Report, ...],
        credits_: list[Credit],
    ) -> None:
        text = painted.passage.text[stretch.start : stretch.end].strip()
        last = self._drafts[-1] if self._drafts else None
        report, behind = self._choose(painted, unit, stretch, reports)
        if stretch.continues and last and last.open:
            self._continue(last, text, painted, unit, number, stretch, report if behind else None)
            return
        if last and self._interrupted(painted, unit, number, stretch, last, report, behind):
            last.parts.append(text)
            last.unit, last.end, last.open = number, stretch.outer_end, not stretch.closed
            return
        whole = self._whole(painted, unit, stretch, text)
        speaker, passed_on = self._speaker(painted, unit, stretch, reports, report, whole)
        if not self._is_speech(painted, unit, stretch, text, report, whole, speaker):
            return
        via = passed_on or self._via(painted, unit, stretch, credits_, speaker)
        where = painted.passage.where or Place(0, 0)
        opens = not painted.text[unit.start : stretch.outer_start].strip()
        self._drafts.append(
            _Draft(
                [text],
                speaker,
                via,
                where,
                painted.passage.index,
                number,
                stretch.outer_end,
                report if behind and opens else None,
                open=not stretch.closed,
            )
        )
        if speaker:
            self._voices.memory.note(speaker)
            self._paragraph_speaker = speaker

    def _continue(
        self,
        last: _Draft,
        text: str,
        painted: Painted,
        unit: Unit,
        number: int,
        stretch: Stretch,
        report: Report | None,
    ) -> None:
        """The next paragraph of one quotation."""
        last.parts.append(text)
        last.passage, last.unit, last.end = painted.passage.index, number, stretch.outer_end
        last.open = not stretch.closed
        last.trailed = report
        if last.speaker is None and report:
            last.speaker = report.speaker

    # One quotation's report

    def _choose(
        self, painted: Painted, unit: Unit, stretch: Stretch, reports: tuple[Report, ...]
    ) -> tuple[Report | None, bool]:
        """The report that a quotation hangs on, and whether it stands behind it."""
        behind = self._behind(painted, unit, stretch, reports)
        earlier = [report for report in reversed(reports) if report.end <= stretch.outer_start]
        before = next((report for report in earlier if report.kind != "thoughts"), earlier[0] if earlier else None)
        lead = painted.text[unit.start : stretch.outer_start]
        if behind is None or before is None:
            return (behind, True) if behind else (before, False)
        inner = painted.passage.text[stretch.start : stretch.end]
        tail = painted.text[stretch.outer_end : stretch.outer_end + 1]
        led_in = bool(_COLON.search(lead)) or (
            lead.rstrip().endswith((",", "，")) and not lead[before.end - unit.start :].strip(" ,，")
        )
        if not led_in and (_RUNS_ON.search(inner) or tail in (",", "，")) and self._words.beside:
            return behind, True
        return before, False

    def _behind(self, painted: Painted, unit: Unit, stretch: Stretch, reports: tuple[Report, ...]) -> Report | None:
        inner = painted.passage.text[stretch.start : stretch.end]
        comma = painted.text[stretch.outer_end : stretch.outer_end + 1] in (",", "，")
        runs_on = comma or bool(_RUNS_ON.search(inner)) or not painted.text[unit.start : stretch.outer_start].strip()
        for report in reports:
            if report.start < stretch.outer_end or report.kind == "participles":
                continue
            gap = painted.text[stretch.outer_end : max(report.first, stretch.outer_end)].strip(" ,，—–-")
            subject = painted.text[stretch.outer_end : report.start].strip(" ,，—–-")
            if report.first < stretch.outer_start and subject:
                return None
            if not gap or self._words.fillers.fullmatch(" " + gap + " "):
                return report
            if runs_on and QUOTED not in subject and len(subject) < 200 and not self._words.opens.match(subject):
                return report
            return None
        return self._unlisted_verb(painted, unit, stretch)

    def _unlisted_verb(self, painted: Painted, unit: Unit, stretch: Stretch) -> Report | None:
        """ "…," Roe shrugged: somebody straight behind a quotation that ends with a comma speaks, whatever the verb."""
        inner = painted.passage.text[stretch.start : stretch.end]
        tail = painted.text[stretch.outer_end : unit.end]
        if not self._words.beside or not (_RUNS_ON.search(inner) or tail[:1] == ","):
            return None
        at = stretch.outer_end + len(tail) - len(tail.lstrip(" ,"))
        for mention in self._voices.mentions(painted.passage.index, at, unit.end):
            if mention.start == at and mention.form != "organisation":
                return Report(at, mention.end, "unlisted", self._voices.of_mention(mention), at, mention.end)
        return None

    def _speaker(
        self,
        painted: Painted,
        unit: Unit,
        stretch: Stretch,
        reports: tuple[Report, ...],
        report: Report | None,
        whole: bool,
    ) -> tuple[Speaker | None, str | None]:
        """Who speaks, and the outlet that passes it on where the report says so itself."""
        if report and report.speaker and report.speaker.outlet:
            others = [
                r.speaker for r in reports if r.speaker and not r.speaker.outlet and r.start < stretch.outer_start
            ]
            if others:
                return others[-1], report.speaker.name
        if report and report.speaker:
            return report.speaker, None
        lead = painted.text[unit.start : stretch.outer_start]
        if report is None and _COLON.search(lead):
            subject = self._finder.subject(painted, unit.start, stretch.outer_start)
            if subject:
                return subject, None
        if not lead.strip() and whole and self._paragraph_speaker is None:
            return self._introduced, None
        return self._paragraph_speaker, None

    def _whole(self, painted: Painted, unit: Unit, stretch: Stretch, text: str) -> bool:
        """Whether a quotation is a sentence of its own rather than a part of the story's."""
        lead = painted.text[unit.start : stretch.outer_start].rstrip()
        return (not lead or lead[-1] in ":：—") and (bool(_TERMINAL.search(text)) or bool(_RUNS_ON.search(text)))

    def _interrupted(
        self,
        painted: Painted,
        unit: Unit,
        number: int,
        stretch: Stretch,
        last: _Draft,
        report: Report | None,
        behind: bool,
    ) -> bool:
        """Whether only its own attribution stands between this part and the one before."""
        if last.passage != painted.passage.index or last.trailed is None or last.open:
            return False
        between = painted.text[last.end : stretch.outer_start]
        if QUOTED in between or (behind and report is not last.trailed):
            return False
        cues = [
            cue for cue in self._words.cues.find(between) if cue.kind in ("finite", "participles", "judging", "bare")
        ]
        if len(cues) > 1 and self._words.beside:
            return False
        if last.unit == number:
            return between.rstrip()[-1:] in ",，;；—–-:：" or between.rstrip().endswith((" that", " and", " but"))
        pure = not painted.text[unit.start : stretch.outer_start].strip() and not painted.text[
            stretch.outer_end : unit.end
        ].strip(" .。")
        return number == last.unit + 1 and (
            pure or (report is None and not painted.text[unit.start : stretch.outer_start].strip())
        )

    def _is_speech(
        self,
        painted: Painted,
        unit: Unit,
        stretch: Stretch,
        text: str,
        report: Report | None,
        whole: bool,
        speaker: Speaker | None,
    ) -> bool:
        """Whether somebody says these words; not a title, a name, a term."""
        lead = painted.text[unit.start : stretch.outer_start]
        tail = painted.text[stretch.outer_end : unit.end]
        if letters(text) in self._words.phrases or self._words.no_speech_before.search(lead):
            return False
        if not whole and (self._words.no_speech_after.match(tail) or _is_title(text)):
            return False
        if report or whole:
            return True
        size = len(_HAN.findall(text)) / 2 or len(_WORD.findall(text))
        return speaker is not None and size >= _PARTIAL_WORDS

    # Outlets

    def _via(
        self, painted: Painted, unit: Unit, stretch: Stretch, credits_: list[Credit], speaker: Speaker | None
    ) -> str | None:
        for credit in credits_:
            low, high = sorted((credit.start, stretch.outer_start))
            if any(low < other.outer_start < high for other in unit.stretches if other is not stretch):
                continue
            if credit.outlet is None or not speaker or credit.outlet != speaker.name:
                return credit.outlet
        if credits_:
            return None
        text = painted.text[unit.start : unit.end]
        close = bool(self._words.more.search(text) or self._words.pronouns.search(text))
        return self._carried(speaker, painted.passage.index, close=close)

    def _carried(self, speaker: Speaker | None, passage: int, *, close: bool) -> str | None:
        """The outlet of the interview that goes on."""
        interview = self._interview
        if not interview or not speaker or interview.speaker != speaker.name:
            self._interview = None
            return None
        if interview.passage == passage or (close and interview.passage >= passage - 1):
            interview.passage = passage
            return interview.outlet
        return None


def _without_marks(text: str) -> str:
    """A block quotation's text without marks that enclose the whole of it."""
    stretches = quoted_stretches([(0, text.strip())])
    if len(stretches) == 1 and stretches[0].outer_start == 0 and stretches[0].outer_end == len(text.strip()):
        return text.strip()[stretches[0].start : stretches[0].end].strip()
    return text.strip()


def _is_title(text: str) -> bool:
    """Whether every word is capitalised, as in a title."""
    return (
        text[:1].isupper()
        and " " in text
        and not _TERMINAL.search(text)
        and re.fullmatch(f"(?:{_TITLE.pattern})+", text) is not None
    )
