"""Reports: the places of a sentence that say who speaks ("Roe told CNN", 罗伊表示, "according to Roe").

English puts the speaker beside the verb, before it or, behind a quotation, after it; Chinese at the head of the
verb's clause. The words are data (quotes.toml); what stands here is where to look for the subject.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from monitor.core.reading.frames import Token
from monitor.core.reading.quote_units import Painted, Unit
from monitor.core.reading.quote_words import OUTLET, QUOTED, QuoteWords
from monitor.core.reading.speakers import Speaker, Voices

_CLAUSE_END = re.compile(r"[，,；;：:。！？!?" + QUOTED + "]")
_AFTER_QUOTE = re.compile(QUOTED + r"\s*[,，—–-]*\s*$")
_PHRASE_END = re.compile(r"[,;:.!?()—" + QUOTED + r"](?:\s|$|" + QUOTED + r")|\s[–—-]\s|" + QUOTED)
_TITLE_STOP = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|Sen|Rep|Gov|Prof|St|Jr|U\.S|U\.N|U\.K|[A-Z])\.$")
_APPOSITIVE = re.compile(r"[,)—–]\s*$")
_PASSIVE_TO = re.compile(r"\bto\s+$")


@dataclass(frozen=True, slots=True)
class Report:
    """One announcement of speech in a passage."""

    start: int
    """Offset of the verb or preposition."""
    end: int
    kind: str
    """The class of the cue."""
    speaker: Speaker | None
    first: int
    """Where the report begins, its subject included."""
    last: int

    @property
    def passes_on(self) -> bool:
        """Whether an outlet reports, so that somebody else may have spoken."""
        return self.speaker is not None and self.speaker.outlet


class ReportFinder:
    """Finds the reports of a unit."""

    def __init__(self, voices: Voices, words: QuoteWords) -> None:
        self._voices = voices
        self._words = words

    def find(self, painted: Painted, unit: Unit) -> tuple[Report, ...]:
        """The reports of a unit, in order."""
        text = painted.text[unit.start : unit.end]
        found: list[Report] = []
        for cue in self._words.cues.find(text):
            token = Token(cue.start + unit.start, cue.end + unit.start, cue.kind)
            reader = self._beside if self._words.beside else self._first
            if report := reader(painted, unit, token, found):
                found.append(report)
        return tuple(found)

    def subject(self, painted: Painted, start: int, end: int) -> Speaker | None:
        """Whom a sentence without a word of speech is about: its first free mention."""
        for mention in self._voices.mentions(painted.passage.index, start, end):
            if not self._words.governed.search(painted.text[start : mention.start]):
                return self._voices.of_mention(mention)
        return None

    # English: beside the verb

    def _beside(self, painted: Painted, unit: Unit, cue: Token, before: list[Report]) -> Report | None:
        if cue.kind == "sources":
            return self._behind(painted, unit, cue, cue.end)
        if cue.kind in ("finite", "judging", "relaying") and (report := self._relay(painted, unit, cue)):
            return report
        if cue.kind == "participles":
            return self._participle(painted, unit, cue, before)
        if cue.kind == "bare":
            return self._bare(painted, unit, cue, before)
        if cue.kind not in ("finite", "judging", "thoughts"):
            return None
        agent = self._words.agent.match(painted.text, cue.end, unit.end)
        if agent and cue.kind == "judging":
            return self._behind(painted, unit, cue, agent.end())
        if _AFTER_QUOTE.search(painted.text, unit.start, cue.start) and cue.kind == "finite":
            report = self._behind(painted, unit, cue, cue.end)
            if report:
                return report
        if span := self._left(painted, unit.start, cue.start):
            speaker = self._voices.of_phrase(painted, *span)
            if speaker:
                return Report(cue.start, cue.end, cue.kind, speaker, span[0], cue.end)
        if self._joined(painted, unit, cue) and (speaker := self._governing(painted, unit, cue, before)):
            return Report(cue.start, cue.end, cue.kind, speaker, cue.start, cue.end)
        if not painted.text[unit.start : cue.start].strip():
            return self._behind(painted, unit, cue, cue.end)
        return None

    def _participle(self, painted: Painted, unit: Unit, cue: Token, before: list[Report]) -> Report | None:
        speaker = None
        if not _APPOSITIVE.search(painted.text, unit.start, cue.start):
            span = self._adjacent(painted, unit.start, self._trimmed(painted, unit.start, cue.start))
            speaker = self._voices.of_phrase(painted, *span) if span else None
        speaker = speaker or self._governing(painted, unit, cue, before)
        return Report(cue.start, cue.end, cue.kind, speaker, cue.start, cue.end) if speaker else None

    def _bare(self, painted: Painted, unit: Unit, cue: Token, before: list[Report]) -> Report | None:
        lead = painted.text[unit.start : cue.start]
        if _PASSIVE_TO.search(lead) or self._words.joins.search(lead):
            speaker = self._governing(painted, unit, cue, before)
        elif span := self._left(painted, unit.start, cue.start):
            speaker = self._voices.of_phrase(painted, *span)
        else:
            return None
        return Report(cue.start, cue.end, "finite", speaker, cue.start, cue.end) if speaker else None

    def _relay(self, painted: Painted, unit: Unit, cue: Token) -> Report | None:
        """ "Bloomberg quoted Roe as saying", "Roe was quoted by Bloomberg as saying"."""
        if painted.text[cue.start : cue.end].lower() not in self._words.relaying:
            return None
        tail = self._words.relayed.search(painted.text, cue.end, min(unit.end, cue.end + 160))
        if not tail or QUOTED in painted.text[cue.end : tail.start()]:
            return None
        middle = painted.text[cue.end : tail.start()]
        if not middle.strip() or self._words.agent.match(middle):
            span = self._left(painted, unit.start, cue.start)
        else:
            start = cue.end + len(middle) - len(middle.lstrip())
            span = self._phrase_behind(painted, unit, start)
        if not span:
            return None
        speaker = self._voices.of_phrase(painted, *span)
        first = self._left(painted, unit.start, cue.start) or span
        return Report(cue.start, tail.end(), "finite", speaker, min(first[0], cue.start), tail.end())

    def _behind(self, painted: Painted, unit: Unit, cue: Token, at: int) -> Report | None:
        """The speaker stands behind the cue: "said Roe", "according to Roe"."""
        while at < unit.end and painted.text[at].isspace():
            at += 1
        span = self._phrase_behind(painted, unit, at)
        speaker = self._voices.of_phrase(painted, *span) if span else None
        return Report(cue.start, cue.end, cue.kind, speaker, cue.start, span[1]) if span and speaker else None

    def _phrase_behind(self, painted: Painted, unit: Unit, at: int) -> tuple[int, int] | None:
        """The noun phrase that begins at an offset."""
        mentions = [m for m in self._voices.mentions(painted.passage.index, at, unit.end) if m.start == at]
        end = self._phrase_end(painted, at, unit.end)
        for mention in mentions:
            if mention.form in ("name", "surname", "pronoun", "group"):
                return mention.start, mention.end
        stop = self._words.stops.search(painted.text, at + 1, end)
        if stop:
            end = stop.start()
        rest = painted.text[end : end + 2]
        if rest.startswith(",") and (name := self._appositive_name(painted, end + 1, unit.end)):
            return at, name
        end = at + len(painted.text[at:end].rstrip())
        return (at, end) if at < end and end - at < 160 else None

    def _appositive_name(self, painted: Painted, start: int, stop: int) -> int | None:
        """ "said a spokesman, John Roe": the end of a name that follows a comma."""
        while start < stop and painted.text[start] == " ":
            start += 1
        for mention in self._voices.mentions(painted.passage.index, start, stop):
            if mention.start == start and mention.form in ("name", "surname"):
                return mention.end
        return None

    def _phrase_end(self, painted: Painted, start: int, stop: int) -> int:
        for match in _PHRASE_END.finditer(painted.text, start, stop):
            if not (match[0].startswith(".") and _TITLE_STOP.search(painted.text[start : match.start() + 1])):
                return match.start()
        return stop

    def _trimmed(self, painted: Painted, start: int, end: int) -> int:
        """`end` moved before what may stand between subject and verb ("has also")."""
        end = start + len(painted.text[start:end].rstrip())
        while match := self._words.between.search(painted.text[start:end] + " "):
            if match.start() >= end - start or not match[0].strip():
                break
            end = start + len(painted.text[start : start + match.start()].rstrip())
        return end

    def _left(self, painted: Painted, start: int, verb: int) -> tuple[int, int] | None:
        """The subject that stands before a verb, an aside between the two stepped over."""
        end = self._trimmed(painted, start, verb)
        lead = painted.text[start:end]
        if _APPOSITIVE.search(lead):
            return self._before_aside(painted, start, end)
        return self._adjacent(painted, start, end)

    def _before_aside(self, painted: Painted, start: int, end: int) -> tuple[int, int] | None:
        """ "Roe, who had …, said"; "a spokesman, John Roe, said"."""
        close = start + len(painted.text[start:end].rstrip(" ,—–)"))
        mentions = self._voices.mentions(painted.passage.index, start, close)
        named = [m for m in mentions if m.form in ("name", "surname")]
        if named and named[-1].end == close and painted.text[start : named[-1].start].rstrip().endswith((",", "(")):
            return named[-1].start, named[-1].end
        after_comma = re.compile(r"^\s*(?:[,(—–]|who\b)")
        floor = max(painted.text.rfind(mark, start, close) for mark in (QUOTED, ";", ":")) + 1
        for mention in mentions:
            if mention.start < floor or not after_comma.match(painted.text[mention.end : close + 1]):
                continue
            if self._words.governed.search(painted.text[start : mention.start]):
                span = self._adjacent(painted, start, mention.end)
                if span and span[0] < mention.start:
                    return span
                continue
            return mention.start, mention.end
        for comma in re.finditer(r"\s*[,(—–]", painted.text[floor:close]):
            span = self._adjacent(painted, floor, floor + comma.start())
            if span:
                return span
        return None

    def _adjacent(self, painted: Painted, start: int, end: int) -> tuple[int, int] | None:
        """The noun phrase that ends at an offset."""
        text = painted.text
        own = next((m for m in self._voices.mentions(painted.passage.index, start, end) if m.end == end), None)
        nouns = [match for match in self._words.nouns.finditer(text, start, end)]
        for noun in reversed(nouns):
            if own and noun.start() >= own.start and not text[noun.end() : end].strip():
                continue
            rest = text[noun.end() : end]
            if QUOTED in rest or "," in rest or ";" in rest or ":" in rest:
                break
            if not rest.strip() or self._words.belongs.match(rest):
                begin = self._phrase_start(painted, start, noun.start())
                if own is None or begin < own.start:
                    return begin, end
        if own:
            begin = own.start
            for mention in self._voices.mentions(painted.passage.index, start, own.start):
                if mention.end < own.start and self._linked(text[mention.end : own.start]):
                    begin = min(begin, mention.start)
            return begin, end
        if end > start and text[end - 1] == OUTLET:
            begin = end
            while begin > start and text[begin - 1] == OUTLET:
                begin -= 1
            return begin, end
        if match := re.search(r"(?:^|(?<=[\s" + QUOTED + r"]))(?:he|she|they|it)$", text[start:end], re.IGNORECASE):
            return start + match.start(), end
        return self._unknown_name(painted, start, end)

    def _linked(self, between: str) -> bool:
        """Whether only a preposition (and an article) stands between two mentions."""
        return bool(re.fullmatch(r"\s(?:of|from|at|for|with|in) (?:the |a |an )?", between))

    def _unknown_name(self, painted: Painted, start: int, end: int) -> tuple[int, int] | None:
        """A capitalised name that nothing else knows, with what belongs to it ("Jo Roe of the Clean Air Forum")."""
        written = painted.passage.text[start:end]
        pattern = (
            r"(?:^|(?<=[\s,“\"]))((?:[A-Z][\w.'’-]+)(?: (?:[A-Z][\w.'’-]*|de|van|von|der|al|bin)){1,4})"
            r"(?: (?:of|from|at|with) (?:the )?[A-Z][^,;:]{1,60})?$"
        )
        match = re.search(pattern, written)
        return (start + match.start(1), start + match.end(1)) if match else None

    def _phrase_start(self, painted: Painted, start: int, noun: int) -> int:
        """Where the phrase of a noun begins: after the last mark, or word that no noun phrase goes across."""
        begin = start
        for match in re.finditer(r"[,;:()—–" + QUOTED + r"]\s*", painted.text[start:noun]):
            begin = start + match.end()
        for match in self._words.breaks.finditer(painted.text, begin, noun):
            begin = match.end()
        while begin < noun and painted.text[begin].isspace():
            begin += 1
        return begin

    def _joined(self, painted: Painted, unit: Unit, cue: Token) -> bool:
        lead = painted.text[unit.start : self._trimmed(painted, unit.start, cue.start)]
        return bool(self._words.joins.search(lead) or _APPOSITIVE.search(lead))

    def _governing(self, painted: Painted, unit: Unit, cue: Token, before: list[Report]) -> Speaker | None:
        """Whose verb this is where it has no subject of its own: the sentence's so far."""
        floor = unit.start
        for report in reversed(before):
            if report.speaker and not report.speaker.outlet:
                return report.speaker
        for match in re.finditer(";", painted.text[unit.start : cue.start]):
            floor = unit.start + match.end()
        return self.subject(painted, floor, cue.start)

    # Chinese: at the head of the clause

    def _first(self, painted: Painted, unit: Unit, cue: Token, before: list[Report]) -> Report | None:
        text = painted.text
        if cue.kind not in ("finite", "judging", "thoughts", "before_mark"):
            return None
        if cue.kind == "before_mark" and not re.match(r"[：:，,。" + QUOTED + "]", text[cue.end : cue.end + 1]):
            return None
        stop = cue.start
        while True:
            start = self._clause_start(text, unit.start, stop)
            span = self._clause_subject(painted, start, stop)
            if span and (speaker := self._voices.of_phrase(painted, *span)):
                return Report(cue.start, cue.end, cue.kind, speaker, span[0], cue.end)
            if start <= unit.start:
                return Report(cue.start, cue.end, cue.kind, None, cue.start, cue.end)
            stop = start - 1

    def _clause_start(self, text: str, floor: int, stop: int) -> int:
        """After the last mark before `stop`; a quotation within the clause is part of it."""
        at = stop
        while at > floor and not (text[at - 1] in "，,；;。！？!?：:" and text[at - 1] != QUOTED):
            at -= 1
        return at

    def _clause_subject(self, painted: Painted, start: int, stop: int) -> tuple[int, int] | None:
        text = painted.text
        mentions = self._voices.mentions(painted.passage.index, start, stop)
        relay = None
        for word in self._words.relaying:
            at = text.find(word, start, stop)
            if at >= 0:
                relay = max(relay or 0, at + len(word))
        if relay:
            mentions = [m for m in mentions if m.start >= relay]
            if mentions:
                return mentions[0].start, mentions[0].end
        free = [
            m
            for m in mentions
            if not self._words.governed.search(text[start : m.start]) or text[start : m.start] in self._sources
        ]
        if free:
            return self._grown(painted, free, stop)
        return self._described(painted, start, stop)

    _sources = ("据", "根据", "用", "按", "按照", "照")

    def _grown(self, painted: Painted, free: list, stop: int) -> tuple[int, int]:  # type: ignore[type-arg]
        """From the first mention on to the name that it introduces (外交部发言人赵立坚)."""
        text = painted.text
        begin, end = free[0].start, free[0].end
        for mention in free[1:]:
            gap = text[end : mention.start]
            if mention.start >= end and (len(gap) > 12 or self._words.breaks.search(self._words.nouns.sub("", gap))):
                break
            end = max(end, mention.end)
        tail = re.match(r"[^，。：:,；" + QUOTED + OUTLET + r"]{0,16}", text[end:stop])
        rest = tail[0] if tail else ""
        cut = self._words.stops.search(rest)
        rest = rest[: cut.start()] if cut else rest
        last = None
        for noun in self._words.nouns.finditer(rest):
            last = noun
        return (begin, end + last.end()) if last else (begin, end)

    def _described(self, painted: Painted, start: int, stop: int) -> tuple[int, int] | None:
        """A clause that opens with somebody unnamed (一名美国官员) or an outlet."""
        text = painted.text
        while start < stop and text[start] in " 　但而不过然且":
            start += 1
        if text[start] == OUTLET:
            end = start
            while end < stop and text[end] == OUTLET:
                end += 1
            return start, end
        clause = text[start:stop]
        best = None
        for noun in self._words.nouns.finditer(clause[:40]):
            if self._words.governed.match(clause[:1]):
                break
            best = noun
            rest = clause[noun.end() :]
            if not rest or self._words.stops.match(rest):
                break
        return (start, start + best.end()) if best else None


def clause_end(text: str, start: int, stop: int) -> int:
    """The first mark that ends a clause."""
    match = _CLAUSE_END.search(text, start, stop)
    return match.start() if match else stop
