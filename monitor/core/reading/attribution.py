"""The report that a quotation hangs on: of all in its sentence, the one that gives these words."""

from __future__ import annotations

import re
from bisect import insort
from collections.abc import Sequence
from dataclasses import replace

from monitor.core.reading.marks import Stretch
from monitor.core.reading.people_words import PeopleWords
from monitor.core.reading.quote_shape import runs_on
from monitor.core.reading.quote_words import QUOTED, QuoteWords
from monitor.core.reading.reports import Report, Setting, Subjects
from monitor.core.reading.speaker_phrases import Speaker
from monitor.core.reading.speakers import Voices
from monitor.core.reading.subjects_beside import SubjectsBeside
from monitor.core.reading.subjects_first import SubjectsFirst, clause_start

_COLON = re.compile(r"[:：]\s*$")
_DASH = re.compile(r"\s*[—–]+\s*")
_FARTHEST = 200
"""Characters between a quotation and the verb behind it at most."""


class Attribution:
    """Finds the reports of a unit and gives each quotation its own."""

    def __init__(self, voices: Voices, words: QuoteWords, people: PeopleWords) -> None:
        self._voices = voices
        self._words = words
        self._people = people
        self._spoke: Speaker | None = None
        self._spoke_in = self._spoke_at = 0
        self._called: dict[str, set[str]] = {}
        """The pronouns that stood for each speaker."""
        self._subjects: Subjects = (
            SubjectsBeside(voices, words) if words.beside else SubjectsFirst(voices, words, people)
        )

    def reports(self, setting: Setting) -> list[Report]:
        """The reports of a unit, in order."""
        found: list[Report] = []
        for cue in setting.phrases.cues(setting.unit.start, setting.unit.end):
            if report := self._subjects.report(setting, cue, found):
                found.append(self._continuing(setting, report))
                self._note(setting, found[-1])
        for report in self._verbless(setting, found):
            insort(found, report, key=lambda one: one.start)
            self._note(setting, report)
        return found

    def _verbless(self, setting: Setting, found: list[Report]) -> list[Report]:
        """Chinese: a clause before a colon and a quotation speaks, whatever its verb (罗伊苦笑：“……”)."""
        if not isinstance(self._subjects, SubjectsFirst):
            return []
        text = setting.painted.text
        more: list[Report] = []
        for stretch in setting.unit.stretches:
            lead = _COLON.search(text, setting.unit.start, stretch.outer_start)
            if lead:
                start = clause_start(text, setting.unit.start, lead.start())
                said = any(_goes_on_to(report, start, text) for report in found)
                if not said and not any(start <= report.start <= lead.start() for report in found):
                    more += filter(None, [self._subjects.before_colon(setting, start, lead.start())])
        return more

    def _note(self, setting: Setting, report: Report) -> None:
        if report.speaker is None:
            return
        self._voices.note(report.speaker, setting.painted.passage.index)
        self._spoke, self._spoke_in, self._spoke_at = report.speaker, setting.painted.passage.index, report.start
        self._called.setdefault(report.speaker.name, set()).add(self._pronoun(setting, report))

    def _continuing(self, setting: Setting, report: Report) -> Report:
        """A pronoun at a word of speech means whoever just spoke, rather than somebody only spoken of.

        So "she added"; so, too, where the other one does not figure in the paragraph, or only with somebody.
        """
        spoke, subject = self._spoke, self._pronoun(setting, report)
        passage = setting.painted.passage.index
        if not subject or report.speaker is None:
            return report
        topic = self._topic(setting, report.first)
        if topic and not self._may_be(topic, subject):
            return report  # the other one of its sentence
        called = self._called.get(report.speaker.name, set()) - {""}
        if called and subject not in called and topic and topic.named and topic != report.speaker:
            return replace(report, speaker=topic)
        before = passage == self._spoke_in and self._spoke_at < setting.unit.start
        several = spoke and spoke.name.endswith("s")
        if spoke and not (spoke.named or spoke.body or several or topic) and before:
            return replace(report, speaker=spoke)  # "A delegate recalls … she said"
        if not spoke or not spoke.named or not self._may_be(spoke, subject):
            return report
        if spoke == report.speaker or passage - self._spoke_in > 1:
            return report
        if not self._words.beside and self._names(setting, report):
            return report
        answers = self._words.replies.match(setting.painted.text, report.start)
        goes_on = self._words.more.search(setting.painted.text, report.first, report.end)
        same_word = subject in self._called.get(spoke.name, ()) or passage == self._spoke_in
        own = topic is None and self._voices.named_topic(setting.phrases, 0, report.first) == report.speaker
        if goes_on or (same_word and not answers and not own and topic != report.speaker):
            return replace(report, speaker=spoke)
        others = self._called.get(spoke.name, set()) - {"", subject}
        alone = topic is None and not own and not others and not called
        if self._words.beside and passage == self._spoke_in + 1 and alone:
            return replace(report, speaker=spoke)  # nobody else has been named since
        return report

    def _names(self, setting: Setting, report: Report) -> bool:
        """Whether the sentence itself names whom its pronoun means (罗伊不乐观，她说)."""
        inside = setting.phrases.inside(setting.unit.start, report.first)
        return any(self._voices.of_mention(m) == report.speaker for m in inside if m.form in ("name", "surname"))

    def _may_be(self, speaker: Speaker, pronoun: str) -> bool:
        """Whether a pronoun can stand for somebody."""
        gender = self._people.gender_of(pronoun)
        return gender is None or speaker.gender in (None, gender)

    def _topic(self, setting: Setting, before: int) -> Speaker | None:
        """Whom the sentence so far, else the one before it, is about: who is named before its first word of speech."""
        for start in (setting.unit.start, setting.previous):
            cues = setting.phrases.cues(start, before)
            spoken = next((cue.start for cue in cues if cue.kind in ("finite", "judging")), before)
            if topic := self._voices.named_topic(setting.phrases, start, spoken):
                return topic
        return None

    def _pronoun(self, setting: Setting, report: Report) -> str:
        """The pronoun that is a report's subject; empty where another word is."""
        text = setting.painted.text
        match = self._words.pronoun.match(text, report.first, report.start)
        owns = match and not self._words.beside and text[match.end()] in self._words.belonging
        return match[0].lower() if match and not owns else ""

    def cited(self, setting: Setting) -> Speaker | None:
        """The source that an outlet names in passing ("Nave, citing a delegate, wrote that …")."""
        citing = self._words.citing.search(setting.painted.text, setting.unit.start, setting.unit.end)
        span = setting.phrases.behind(citing.end() + 1, setting.unit.end) if citing else None
        return self._voices.of_phrase(setting.painted, setting.phrases, *span) if span else None

    def choose(self, setting: Setting, stretch: Stretch, reports: Sequence[Report]) -> tuple[Report | None, bool]:
        """The report of a quotation, and whether it stands behind the quotation."""
        behind = self._behind(setting, stretch, reports)
        before = _before(stretch, reports)
        promised = before and setting.painted.text.startswith(" to ", before.end)
        if behind is None and (before is None or promised) and self._words.beside:
            behind = _closing(setting, stretch, reports)
            before = None if behind else before
        if behind is None or before is None:
            return (behind, True) if behind else (before, False)
        if not self._words.beside and behind.kind != "thoughts" and before.end < behind.first < stretch.outer_start:
            return behind, True  # 甲说“……”，乙则用“……”来形容
        if behind.kind == "sources" and before.kind != "thoughts" and before.speaker and not before.speaker.outlet:
            return before, False
        painted = setting.painted
        lead = painted.text[setting.unit.start : stretch.outer_start].rstrip()
        led_in = _COLON.search(lead) or (
            lead[-1:] in (",", "，") and not painted.text[before.end : stretch.outer_start].strip(" ,，")
        )
        goes_on = runs_on(painted.passage.text[stretch.start : stretch.end]) or _comma_at(
            painted.text, stretch.outer_end
        )
        return (behind, True) if self._words.beside and goes_on and not led_in else (before, False)

    def _first_named(self, setting: Setting, stretch: Stretch) -> Report | None:
        """Chinese: who is named right behind a quotation that opens its sentence (“……”，罗伊一见面就笑)."""
        text, unit = setting.painted.text, setting.unit
        if (
            self._words.beside
            or text[unit.start : stretch.outer_start].strip()
            or not _comma_at(text, stretch.outer_end)
        ):
            return None
        at = stretch.outer_end + 1
        end = next((i for i in range(at, unit.end) if text[i] in "，。；"), unit.end)
        named = [m for m in setting.phrases.inside(at, end) if m.form in ("name", "surname")]
        if not named or self._words.stops.search(text, at, named[0].title or named[0].start):
            return None
        return Report(at, named[0].end, "unlisted", self._voices.of_mention(named[0]), at, named[0].end)

    def _behind(self, setting: Setting, stretch: Stretch, reports: Sequence[Report]) -> Report | None:
        text, unit = setting.painted.text, setting.unit
        loose = (
            _comma_at(text, stretch.outer_end)
            or runs_on(setting.painted.passage.text[stretch.start : stretch.end])
            or not text[unit.start : stretch.outer_start].strip()
        )
        for report in reports:
            if report.start < stretch.outer_end or report.kind == "participles":
                continue
            between = text[stretch.outer_end : report.start].strip(" ,，—–-")
            if not self._words.beside and self._words.fillers.fullmatch(between):
                between = ""  # 用“……”来形容
            if report.first < stretch.outer_start and between:
                return None
            gap = text[stretch.outer_end : max(report.first, stretch.outer_end)].strip(" ,，—–-")
            if not gap or self._words.fillers.fullmatch(gap):
                return report
            opener = between.split(maxsplit=1)[0].lower() if between else ""
            if loose and QUOTED not in between and len(between) < _FARTHEST and opener not in self._words.breaks:
                return report
            return None
        return self._unlisted_verb(setting, stretch)

    def _unlisted_verb(self, setting: Setting, stretch: Stretch) -> Report | None:
        """ "…," Roe shrugged: straight behind a quotation with a comma somebody speaks, whatever the verb."""
        text = setting.painted.text
        inner = setting.painted.passage.text[stretch.start : stretch.end]
        dash = _DASH.match(text, stretch.outer_end, setting.unit.end)
        comma = self._words.beside and (runs_on(inner) or _comma_at(text, stretch.outer_end))
        if not dash and not comma:
            return self._first_named(setting, stretch)
        at = dash.end() if dash else stretch.outer_end
        while at < setting.unit.end and text[at] in " ,":
            at += 1
        mention = setting.phrases.starting(at)
        if mention and mention.form in ("name", "surname", "role", "group", "pronoun"):
            return Report(at, mention.end, "unlisted", self._voices.of_mention(mention), at, mention.end)
        span = setting.phrases.name_at(at)
        speaker = self._voices.of_phrase(setting.painted, setting.phrases, *span) if span else None
        return Report(at, span[1], "unlisted", speaker, at, span[1]) if span and speaker else None


def _goes_on_to(report: Report, clause: int, text: str) -> bool:
    """Whether somebody's saying so goes on to a clause (邹文斌回应说，武汉也在学匹兹堡：“……”)."""
    told = report.speaker is not None and report.kind != "thoughts" and report.start < clause
    return told and QUOTED not in text[report.end : clause]


def _before(stretch: Stretch, reports: Sequence[Report]) -> Report | None:
    """The nearest report before a quotation; what somebody thinks or wants only where nothing is said."""
    earlier = [report for report in reversed(reports) if report.end <= stretch.outer_start]
    return next((report for report in earlier if report.kind != "thoughts"), earlier[0] if earlier else None)


def _closing(setting: Setting, stretch: Stretch, reports: Sequence[Report]) -> Report | None:
    """The report that closes a sentence with words of somebody's in it ("They are to “…” by May, Roe said.")."""
    for report in reports:
        if report.start >= stretch.outer_end and report.kind in ("finite", "relative"):
            between = setting.painted.text[stretch.outer_end : report.first].rstrip()
            return report if between.endswith(",") and QUOTED not in between else None
    return None


def _comma_at(text: str, at: int) -> bool:
    return text[at : at + 1] in (",", "，") and at < len(text)
