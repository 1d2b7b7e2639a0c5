"""Subjects that stand beside their verb, as in English: "Roe said", "said Roe", "according to Roe"."""

from __future__ import annotations

import re

from monitor.core.reading.frames import Token
from monitor.core.reading.noun_phrases import Span
from monitor.core.reading.quote_words import QUOTED, QuoteWords
from monitor.core.reading.reports import Report, Setting
from monitor.core.reading.speaker_phrases import Speaker
from monitor.core.reading.speakers import Voices

_AFTER_QUOTE = re.compile(QUOTED + r"\s*[,—–-]*\s*$")
_ASIDE_END = re.compile(r"[,)—–]\s*$")
# Somebody of whatever calling straight behind a quotation: "…," the photographer said; "…," says the photographer.
_SOMEBODY = r"(?:[Tt]he|[Aa]n?|[Oo]ne|[Aa]nother|[Mm]y|[Oo]ur) (?:[a-z][\w-]+ ){0,3}?[a-z][\w-]+"
_SOMEBODY_BEFORE = re.compile(QUOTED + rf"\s*[,—–-]*\s*(?P<who>{_SOMEBODY}) $")
_SOMEBODY_FIRST = re.compile(rf"\s*(?:As |But |And |Then )?(?P<who>{_SOMEBODY}) $")
_LEADS_IN = re.compile(r"[,:]| that ")
_SOMEBODY_BEHIND = re.compile(rf" (?P<who>{_SOMEBODY})(?=[.,;]|$| who | of | at | in | from )")
# "said one of them, a banker": what is said behind the comma tells who.
_ONE_OF_THEM = re.compile(r"(?:one|another|some|two) of (?:them|those|these), (?=(?:an?|the|two) )")
_OWNER_REACH = 4
"""Words from an owner to the noun at most ("Roe's own first short verdict")."""
_RELAY_REACH = 160
"""Characters between "quoted" and "as saying" at most."""


class SubjectsBeside:
    """Ties a speaker to a cue by where both stand."""

    def __init__(self, voices: Voices, words: QuoteWords) -> None:
        self._voices = voices
        self._words = words

    def report(self, setting: Setting, cue: Token, earlier: list[Report]) -> Report | None:
        """The report that a cue makes, if it makes one."""
        if cue.kind in ("sources", "wordings"):
            return self._behind(setting, cue, cue.end)
        if relayed := self._relayed(setting, cue):
            return relayed
        if cue.kind == "participles":
            if setting.phrases.last_word(setting.unit.start, cue.start - 1).endswith("'s"):
                return self._possessed(setting, cue)  # "in Roe's telling"
            return self._participle(setting, cue, earlier)
        if cue.kind == "bare":
            return self._bare(setting, cue, earlier)
        if cue.kind == "speeches":
            return self._possessed(setting, cue)
        if cue.kind in ("finite", "judging", "thoughts"):
            return self._finite(setting, cue, earlier)
        return None

    def _finite(self, setting: Setting, cue: Token, earlier: list[Report]) -> Report | None:
        text, start = setting.painted.text, setting.unit.start
        if setting.phrases.last_word(start, cue.start - 1) == "to":
            return _made(cue, self._governing(setting, cue, earlier))
        agent = self._words.agent.match(text, cue.end, setting.unit.end)
        if agent and cue.kind == "judging":
            return self._behind(setting, cue, agent.end())
        inverted = cue.kind == "finite" and _AFTER_QUOTE.search(text, start, cue.start)
        closes = text[cue.start : cue.end] in self._words.closing and text[cue.start - 2 : cue.start] == ", "
        at_end = self._inverted(setting, cue) if closes else None
        if at_end and not text[at_end.last : setting.unit.end].strip(" ."):
            return at_end
        if report := (self._inverted(setting, cue) if inverted else None) or self._before(setting, cue):
            return report
        if report := self._somebody(setting, cue) if cue.kind == "finite" else None:
            return report
        end = setting.phrases.trimmed(start, cue.start)
        loose = setting.phrases.last_word(start, end) in self._words.joins or _ASIDE_END.search(text, start, end)
        if loose or text[start:end].endswith(QUOTED):
            return _made(cue, self._governing(setting, cue, earlier))
        if not text[start : cue.start].strip():
            return self._behind(setting, cue, cue.end)
        return self._before_clause(setting, cue)

    def _somebody(self, setting: Setting, cue: Token) -> Report | None:
        """Whoever stands with an article between a quotation and the verb, or behind the verb: any noun will do."""
        text, start = setting.painted.text, setting.unit.start
        before = _SOMEBODY_BEFORE.search(text, start, cue.start)
        behind = _SOMEBODY_BEHIND.match(text, cue.end, setting.unit.end)
        first = _SOMEBODY_FIRST.match(text[: cue.start], start) if _LEADS_IN.match(text, cue.end) else None
        match = before or first or (behind if _AFTER_QUOTE.search(text, start, cue.start) else None)
        words = set(match["who"].split()) if match else set()
        if not match or words & (self._words.between | self._words.prepositions | self._words.breaks):
            return None
        at, end = match.span("who")
        speaker = self._voices.of_somebody(setting.painted, setting.phrases, at, end)
        return Report(cue.start, cue.end, cue.kind, speaker, min(at, cue.start), max(end, cue.end))

    def _before_clause(self, setting: Setting, cue: Token) -> Report | None:
        """ "A lawyer who has known him for years says": the subject before a clause that no comma parts."""
        start = setting.unit.start
        words = setting.painted.text[start : cue.start].split(" ")
        at = next((i for i, word in enumerate(words) if word.lower() in self._words.relatives), 0)
        span = setting.phrases.ending(start, start + len(" ".join(words[:at]))) if at else None
        speaker = self._voices.of_phrase(setting.painted, setting.phrases, *span) if span else None
        return _made(cue, speaker, span[0]) if span else None

    def _before(self, setting: Setting, cue: Token) -> Report | None:
        span = self._span_before(setting, cue)
        speaker = self._voices.of_phrase(setting.painted, setting.phrases, *span) if span else None
        relative = self._is_relative(setting, setting.phrases.trimmed(setting.unit.start, cue.start))
        whole = Token(cue.start, cue.end, "relative") if relative else cue
        if span and speaker and speaker.named and (other := self._coordinated(setting, span[0])):
            speaker = Speaker(f"{other.name} and {speaker.name}")
        return _made(whole, speaker, span[0]) if span else None

    def _coordinated(self, setting: Setting, at: int) -> Speaker | None:
        """Who stands before an "and" at the head of the sentence: "As Li and Roe argue"."""
        start, text = setting.unit.start, setting.painted.text
        end = start + len(text[start:at].rstrip())
        word = setting.phrases.last_word(start, end)
        first = setting.phrases.ending(start, end - len(word) - 1) if word in self._words.joins else None
        lead = text[start : first[0]] if first else ""
        if not first or (len(lead.split()) > 1 and not lead.rstrip().endswith(",")):
            return None
        other = self._voices.of_phrase(setting.painted, setting.phrases, *first)
        return other if other and other.named else None

    def _is_relative(self, setting: Setting, end: int) -> bool:
        """Whether the subject is a pronoun that stands for the noun before it ("Roe, who said")."""
        word = setting.phrases.last_word(setting.unit.start, end)
        return word in self._words.relatives and end - len(word) > setting.unit.start + 1

    def _span_before(self, setting: Setting, cue: Token) -> Span | None:
        """The subject before a verb, an aside between the two stepped over."""
        start = setting.unit.start
        end = setting.phrases.trimmed(start, cue.start)
        if text := self._text_before(setting, end):
            return text
        if self._is_relative(setting, end):
            end = start + len(setting.painted.text[start:end].rsplit(maxsplit=1)[0].rstrip(" ,"))
        if setting.painted.text[start:end].endswith(QUOTED):
            end = start + len(setting.painted.text[start:end].rstrip(QUOTED))
            return setting.phrases.before_aside(start, end)
        if _ASIDE_END.search(setting.painted.text, start, end):
            return setting.phrases.before_aside(start, end)
        return setting.phrases.ending(start, end)

    def _text_before(self, setting: Setting, end: int) -> Span | None:
        """The text that a pronoun stands for, or the body before it ("the embassy put out a statement, which says")."""
        start = setting.unit.start
        word = setting.phrases.last_word(start, end)
        nouns = setting.phrases.nouns(start, end - len(word)) if word in self._words.things else []
        if not any(noun.kind == "texts" for noun in nouns):
            return None
        bodies = (noun for noun in nouns if noun.kind == "bodies")
        noun = next(bodies, None) or next(noun for noun in reversed(nouns) if noun.kind == "texts")
        return setting.phrases.ending(start, noun.end)

    def _inverted(self, setting: Setting, cue: Token) -> Report | None:
        """ "…," said Roe; not "…" said Roe would come."""
        report = self._behind(setting, cue, cue.end)
        if report is None:
            return None
        following = setting.painted.text[report.last : setting.unit.end].split(maxsplit=1)[:1]
        inside = setting.painted.text[cue.end : report.last].split()
        return None if set(inside + following) & self._words.between else report

    def _behind(self, setting: Setting, cue: Token, at: int) -> Report | None:
        """The speaker stands behind the cue: "said Roe", "according to Roe"."""
        while at < setting.unit.end and setting.painted.text[at].isspace():
            at += 1
        if apposed := _ONE_OF_THEM.match(setting.painted.text, at, setting.unit.end):
            at = apposed.end()
        span = setting.phrases.behind(at, setting.unit.end)
        if span is None:
            return None
        speaker = self._voices.of_phrase(setting.painted, setting.phrases, *span)
        if speaker and speaker.named and (more := self._and_another(setting, span[1])):
            return Report(cue.start, cue.end, cue.kind, Speaker(f"{speaker.name} and {more[0]}"), cue.start, more[1])
        return Report(cue.start, cue.end, cue.kind, speaker, cue.start, span[1]) if speaker else None

    def _and_another(self, setting: Setting, at: int) -> tuple[str, int] | None:
        """Who is joined to a name by an "and" ("according to Roe and Shen"), and where the name ends."""
        joint = setting.painted.text[at : at + len(" and ")]
        mention = setting.phrases.starting(at + len(joint)) if joint == " and " else None
        speaker = self._voices.of_mention(mention) if mention and mention.form in ("name", "surname") else None
        return (speaker.name, mention.end) if mention and speaker else None

    def _participle(self, setting: Setting, cue: Token, earlier: list[Report]) -> Report | None:
        """ "…, adding that"; its own subject only where no comma parts them ("with Roe saying")."""
        parted = _ASIDE_END.search(setting.painted.text, setting.unit.start, cue.start)
        own = None if parted else self._before(setting, cue)
        return own or _made(cue, self._governing(setting, cue, earlier))

    def _bare(self, setting: Setting, cue: Token, earlier: list[Report]) -> Report | None:
        start = setting.unit.start
        lead = setting.phrases.last_word(start, cue.start - 1)
        if lead == "to" or lead in self._words.joins:
            return _made(cue, self._governing(setting, cue, earlier))
        return self._before(setting, cue)

    def _possessed(self, setting: Setting, cue: Token) -> Report | None:
        """ "In Roe's words", "her verdict": the noun for speech belongs to the speaker."""
        text, start, at = setting.painted.text, setting.unit.start, cue.start
        for _ in range(_OWNER_REACH):
            at = start + len(text[start:at].rstrip())
            word = setting.phrases.last_word(start, at)
            if word in self._words.possessives:
                return _made(
                    cue, self._voices.of_owner(setting.painted, setting.phrases, at - len(word)), at - len(word)
                )
            if word.endswith(("'s", "s'")):
                end = at - (2 if word.endswith("'s") else 1)
                capital = setting.painted.passage.text[at - len(word)].isupper()
                span = setting.phrases.ending(start, end) or ((at - len(word), end) if capital else None)
                speaker = self._voices.of_phrase(setting.painted, setting.phrases, *span) if span else None
                return _made(cue, speaker, span[0]) if span else None
            at -= len(word)
        return None

    def _relayed(self, setting: Setting, cue: Token) -> Report | None:
        """ "Bloomberg quoted Roe as saying", "Roe was quoted by Bloomberg as saying"."""
        text, unit = setting.painted.text, setting.unit
        if text[cue.start : cue.end].lower() not in self._words.relaying:
            return None
        tail = self._words.relayed.search(text, cue.end, min(unit.end, cue.end + _RELAY_REACH))
        if not tail or QUOTED in text[cue.end : tail.start()]:
            return None
        middle = text[cue.end : tail.start()]
        before = self._span_before(setting, cue)
        if not middle.strip() or self._words.agent.match(middle):
            span = before
        else:
            span = setting.phrases.behind(cue.end + len(middle) - len(middle.lstrip()), tail.start())
        if not span:
            return None
        speaker = self._voices.of_phrase(setting.painted, setting.phrases, *span)
        whole = Token(cue.start, tail.end(), "finite")
        return _made(whole, speaker, before[0] if before else cue.start)

    def _governing(self, setting: Setting, cue: Token, earlier: list[Report]) -> Speaker | None:
        """Whose verb this is where it has no subject of its own: the sentence's so far."""
        for report in reversed(earlier):
            if report.speaker and not report.speaker.outlet:
                return report.speaker
        start = setting.unit.start
        for mention in reversed(setting.phrases.inside(start, cue.start)):
            if setting.phrases.last_word(start, mention.start - 1) in self._words.clauses:
                return self._voices.of_mention(mention)  # "Doe remembers when Roe got up, said …"
        topic = self._voices.topic(setting.phrases, start, cue.start)
        return topic or self._voices.opening(setting.painted, setting.phrases, start, cue.start)


def _made(cue: Token, speaker: Speaker | None, first: int | None = None) -> Report | None:
    if speaker is None:
        return None
    first = cue.start if first is None else min(first, cue.start)
    return Report(cue.start, cue.end, cue.kind, speaker, first, cue.end)
