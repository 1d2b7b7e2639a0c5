"""Subjects at the head of their clause, as in Chinese: 罗伊在记者会上表示, 据路透社报道，罗伊说."""

from __future__ import annotations

import re

from monitor.core.reading.frames import Token
from monitor.core.reading.name_edges import NameEdges
from monitor.core.reading.noun_phrases import Span
from monitor.core.reading.people import Mention
from monitor.core.reading.people_words import PeopleWords
from monitor.core.reading.quote_words import OUTLET, QUOTED, QuoteWords
from monitor.core.reading.reports import Report, Setting
from monitor.core.reading.speaker_phrases import Speaker
from monitor.core.reading.speakers import Voices

_CLAUSE_MARKS = "，,；;。！？!?：:"
_AT_MARK = re.compile("[：:，,。" + QUOTED + "]")
_LATIN_NAME = re.compile(r"\s?[A-Z][A-Za-z.'-]+(?: [A-Z][A-Za-z.'-]+)+")
_HAN_NAME = re.compile("[\u3400-\u9fff]{2,}")
_FOREIGN_NAME = re.compile("[\u3400-\u9fff]{1,6}(?:·[\u3400-\u9fff]{1,6}?)+(?=[则也还在对向就于曾]|$)")
_OWNED = re.compile("[\u3400-\u9fff]{2,12}的[\u3400-\u9fff]{2,4}")
# 小陈, 老王
_FAMILIAR = ("小", "老", "阿")
_LONGEST_LINK = 12
"""Characters between two mentions of one phrase (外交部发言人 赵立坚)."""
_LONGEST_TAIL = 16
_LONGEST_NAME = 4


class SubjectsFirst:
    """Ties a speaker to a cue by the clause that both stand in, or the clause before."""

    def __init__(self, voices: Voices, words: QuoteWords, people: PeopleWords) -> None:
        self._voices = voices
        self._words = words
        self._surnames = tuple(people.surnames)
        self._edges = NameEdges(people)
        self._prepositions = tuple(words.prepositions)
        self._sources = sorted(
            (word for word in words.sources if word.endswith(("据", "按", "照"))), key=len, reverse=True
        )
        self._relaying = sorted(words.relaying, key=lambda word: (-len(word), word))

    def report(self, setting: Setting, cue: Token, earlier: list[Report]) -> Report | None:
        """The report that a cue makes, if it makes one; its speaker is None where the sentence names nobody."""
        text, floor = setting.painted.text, setting.unit.start
        if cue.kind == "sources":
            return self._sourced(setting, cue)
        told = any(_tells(report, cue, text) for report in earlier)
        if (told and cue.kind == "thoughts") or self._is_noun(text, cue):
            return None
        if cue.kind not in ("finite", "judging", "thoughts", "before_mark"):
            return None
        if cue.kind == "before_mark" and not _AT_MARK.match(text, cue.end):
            return None
        stop = cue.start
        if speaker := self._text_itself(setting, cue):
            return Report(cue.start, cue.end, cue.kind, speaker, cue.start, cue.end)
        while True:
            start = clause_start(text, floor, stop)
            spoken = text.rfind(QUOTED, start, stop) + 1
            span = self._subject(setting, spoken, stop) if spoken else None
            span = span or self._subject(setting, start, spoken - 1 if spoken else stop)
            speaker = self._voices.of_phrase(setting.painted, setting.phrases, *span) if span else None
            if span and speaker:
                known = speaker.named or speaker.body or self._words.determined.match(text[span[0] : span[1]])
                if told and not known:
                    return None
                return Report(cue.start, cue.end, cue.kind, speaker, span[0], cue.end)
            if start <= floor:
                return Report(cue.start, cue.end, cue.kind, None, cue.start, cue.end)
            stop = start - 1

    def _is_noun(self, text: str, cue: Token) -> bool:
        """Whether a verb is a noun for once (新的承诺)."""
        return cue.end - cue.start > 1 and text[cue.start - 1 : cue.start] in self._words.belonging

    def _sourced(self, setting: Setting, cue: Token) -> Report | None:
        """Whose text the sentence, and what follows it, goes by (据外交部发布的消息，双方……)."""
        text = setting.painted.text
        comma = text.find("，", cue.end, setting.unit.end)
        opens = clause_start(text, setting.unit.start, cue.start) == cue.start
        nouns = setting.phrases.nouns(cue.end, comma) if opens else []
        if not nouns or nouns[-1].kind != "texts" or nouns[-1].end != comma:
            return None
        speaker = self._voices.of_phrase(setting.painted, setting.phrases, cue.end, comma)
        known = speaker and speaker.body and not speaker.outlet
        return Report(cue.start, comma, cue.kind, speaker, cue.end, comma) if known else None

    def _text_itself(self, setting: Setting, cue: Token) -> Speaker | None:
        """Whoever issued a text that opens the clause, though its noun is a verb too (通报指……)."""
        if clause_start(setting.painted.text, setting.unit.start, cue.start) != cue.start:
            return None
        if not any(n.start == cue.start and n.kind == "texts" for n in setting.phrases.nouns(cue.start, cue.end)):
            return None
        return self._voices.of_phrase(setting.painted, setting.phrases, cue.start, cue.end)

    def _subject(self, setting: Setting, start: int, stop: int) -> Span | None:
        text = setting.painted.text
        mentions = setting.phrases.inside(start, stop)
        if span := self._relayed(text, mentions, start, stop):
            return span
        if stop - 2 >= start and text.startswith(_FAMILIAR, stop - 2) and text.startswith(self._surnames, stop - 1):
            return stop - 2, stop  # 退休锅炉工老郑
        if self._words.numbers.match(text, start, stop) and (span := self._described(setting, start, stop)):
            return span
        free = [
            mention
            for mention in mentions
            if text[start : mention.start] in self._words.sources
            or not text.endswith(self._prepositions, start, mention.start)
            or (mention.end == stop and text.startswith(self._words.seen, stop))
        ]
        if free and free[0].start - start <= _LONGEST_TAIL:
            return self._grown(setting, free, stop)
        if last := self._named_last(text, free, stop):
            return last.start, last.end
        return self._described(setting, start, stop) or (self._grown(setting, free, stop) if free else None)

    def _named_last(self, text: str, free: list[Mention], stop: int) -> Mention | None:
        """Who is named where the doing begins, behind a long description (曾参与谈判的前副特使罗伊|对…说)."""
        named = (mention for mention in free if mention.form == "name")
        return next((m for m in named if m.end == stop or self._words.stops.match(text, m.end, stop)), None)

    def _relayed(self, text: str, mentions: list[Mention], start: int, stop: int) -> Span | None:
        """Whose words an outlet passes on: 彭博社援引罗伊的话."""
        for word in self._relaying:
            at = text.find(word, start, stop) + len(word)
            if at < start + len(word):
                continue
            for mention in mentions:
                if mention.start >= at:
                    return mention.start, mention.end
            tail = self._words.relayed.search(text, at, stop + 1)
            if tail and at < tail.start() <= at + _LONGEST_TAIL:
                return at, tail.start()
        return None

    def _grown(self, setting: Setting, free: list[Mention], stop: int) -> Span:
        """From the first mention on to the name that it introduces (外交部发言人赵立坚)."""
        text = setting.painted.text
        begin, end = free[0].start, free[0].end
        for mention in free[1:]:
            gap = text[end : mention.start]
            if len(gap) > _LONGEST_LINK or not self._is_nominal(gap):
                break
            end = max(end, mention.end)
        rest = re.match("[^，。：:,；、（(" + QUOTED + OUTLET + "]*", text[end : min(stop, end + _LONGEST_TAIL)])
        tail = rest[0] if rest else ""
        cut = self._words.stops.search(tail)
        tail = tail[: cut.start()] if cut else tail
        nouns = setting.phrases.nouns(end, end + len(tail))
        if not nouns:
            return begin, end
        return self._named(setting, nouns[-1].end, stop) or (begin, nouns[-1].end)

    def _is_nominal(self, gap: str) -> bool:
        """Whether only nouns stand between two mentions, nothing that parts subject and object."""
        for noun in reversed(self._words.table.find(gap).nouns):
            gap = gap[: noun.start] + gap[noun.end :]
        gap = self._words.unlike.sub("", gap)
        parted = self._words.stops.search(gap) or any(word in gap for word in self._prepositions)
        return not parted and not self._words.table.find(gap).cues

    def _described(self, setting: Setting, start: int, stop: int) -> Span | None:
        """A clause that opens with somebody unnamed (一名美国官员) or with an outlet."""
        text = setting.painted.text
        while opening := self._words.opening.match(text, start, stop):
            start = opening.end()
        source = next((s for s in self._sources if text.startswith(s, start)), "")
        start += len(source)
        if start >= stop:
            return None
        if text[start] == OUTLET:
            end = start
            while end < stop and text[end] == OUTLET:
                end += 1
            return start, end
        opens_with_noun = any(noun.start == start for noun in setting.phrases.nouns(start, stop))
        if text.startswith(self._prepositions, start) and not opens_with_noun:
            return self._behind_clause(setting, start, stop)
        return (
            self._named(setting, start, stop)
            or self._called(setting, start, stop)
            or self._determined(text, start, stop)
            or self._owned(setting, start, stop)
        )

    def _called(self, setting: Setting, start: int, stop: int) -> Span | None:
        """Somebody by a noun that can speak, or the name behind it."""
        text = setting.painted.text
        best = None
        nouns = setting.phrases.nouns(start, min(stop, start + 40))
        for noun in nouns:
            best = noun
            if noun.end == stop or self._words.stops.match(text, noun.end, stop):
                break
        if best and self._words.numbers.match(text, start, stop):
            best = self._described_by(text, best, nouns, stop) or best
        if best is None:
            return None
        if name := _LATIN_NAME.match(text, best.end, stop):
            return name.span()
        return self._named(setting, best.end, stop) or (start, best.end)

    def _described_by(self, text: str, noun: Token, nouns: list[Token], stop: int) -> Token | None:
        """The head behind a clause of its own that holds the noun: 一位接近中方谈判团队的|人士."""
        heads = (n for n in nouns if n.start >= noun.end and n.kind == "people" and text[n.start - 1] == "的")
        ended = (n for n in heads if n.end == stop or self._words.stops.match(text, n.end, stop))
        return next(ended, None)

    def _owned(self, setting: Setting, start: int, stop: int) -> Span | None:
        """Somebody of whatever calling behind 的: 街角那家店的邮差."""
        text = setting.painted.text
        link = text.rfind("的", start, stop)
        cut = self._words.stops.search(text, link + 1, stop) if link > start else None
        end = cut.start() if cut else stop
        whole = link > start and _OWNED.fullmatch(text, start, end)
        return (start, end) if whole and not setting.phrases.inside(start, end) else None

    def _determined(self, text: str, start: int, stop: int) -> Span | None:
        """Somebody of whatever calling behind a number or 这位: 一名摄影师."""
        if not (opening := self._words.determined.match(text[start:stop])):
            return None
        cut = self._words.stops.search(text, start + opening.end() + 1, stop)
        end = cut.start() if cut else stop
        return (start, end) if end - start <= _LONGEST_TAIL else None

    def before_colon(self, setting: Setting, start: int, stop: int) -> Report | None:
        """罗伊想了想：“……” Somebody speaks though no verb says so."""
        span = self._subject(setting, start, stop)
        speaker = self._voices.of_phrase(setting.painted, setting.phrases, *span) if span else None
        return Report(stop, stop + 1, "finite", speaker, span[0], stop + 1) if span and speaker else None

    def _behind_clause(self, setting: Setting, start: int, stop: int) -> Span | None:
        """Somebody whom a relative clause describes: 与他打过交道的外交官."""
        for noun in setting.phrases.nouns(start, stop):
            ended = noun.end == stop or self._words.stops.match(setting.painted.text, noun.end, stop)
            link = setting.painted.text.rfind("的", start, noun.start)
            if ended and link > start and noun.kind in ("people", "spokespeople"):
                return link + 1, noun.end
        return None

    def _named(self, setting: Setting, start: int, stop: int) -> Span | None:
        """A name that nothing else knows, behind the noun that introduces it (研究员骆青禾认为)."""
        text = setting.painted.text
        stop = min([cue.start for cue in setting.phrases.cues(start, stop)], default=stop)
        if foreign := _FOREIGN_NAME.match(text[:stop], start):
            return foreign.span()
        run = self._edges.run(text, start)
        if run - start > 1 and not text.startswith(self._surnames, start) and self._edges.closed(text, run):
            return start, run  # 谈判代表|卡布阿|摇头
        match = _HAN_NAME.match(text, start, stop)
        cut = self._words.stops.search(text, start + 2, match.end()) if match else None
        end = cut.start() if cut else match.end() if match else start
        if (
            end - start == len("小陈")
            and text.startswith(_FAMILIAR, start)
            and text.startswith(self._surnames, start + 1)
        ):
            return start, end
        if end - start < len("李强") or not text.startswith(self._surnames, start):
            return None
        if end - start <= _LONGEST_NAME:
            return start, end
        # No word ends it: what the story says elsewhere too is the name.
        again = (length for length in (3, 2) if self._voices.is_repeated(text[start : start + length]))
        return next(((start, start + length) for length in again), None)


def _tells(report: Report, cue: Token, text: str) -> bool:
    """Whether a word stands in what somebody is said to have told (他表示，外界|不应期待……)."""
    told = report.kind == "finite" and report.speaker is not None and report.end <= cue.start
    return told and QUOTED not in text[report.end : cue.start] and "；" not in text[report.end : cue.start]


def clause_start(text: str, floor: int, stop: int) -> int:
    """Where a clause begins: after the last mark before `stop`; a quotation within the clause is part of it."""
    at = stop
    while at > floor and text[at - 1] not in _CLAUSE_MARKS:
        at -= 1
    return at
