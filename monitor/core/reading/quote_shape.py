"""What a quotation looks like: long enough to count, a whole sentence or a part, a title or a term."""

from __future__ import annotations

import re

from monitor.core.reading.folding import fold
from monitor.core.reading.marks import Stretch, quoted_stretches
from monitor.core.reading.quote_units import Painted, Unit
from monitor.core.reading.quote_words import QuoteWords, letters

_HAN = re.compile("[\u3400-\u9fff]")
_WORD = re.compile(r"[^\W_]+(?:['’‑-][^\W_]+)*")
_TERMINAL = re.compile(r"[.!?…。！？][\"'”’」』]?\s*$")
_RUNS_ON = re.compile(r"[,，?？!！—–-]\s*$")
_TITLE = re.compile(r"(?:(?:[A-Z0-9][\w'’-]*|of|the|and|for|a|an|to|in|on|with|at|by|from|or|&)(?:[ :,-]+|$))+")
_SHORTEST = 3
_SHORTEST_HAN = 6
_LONGEST_PHRASE = 100
_PLAIN = 5
"""From this many words on (twice as many Chinese characters), words in marks are taken for the speaker's of
the paragraph even where no verb of speech stands beside them."""


def is_long_enough(text: str) -> bool:
    """Whether a quotation counts: three words, or six Chinese characters."""
    han = len(_HAN.findall(text))
    return han >= _SHORTEST_HAN if han else len(_WORD.findall(text)) >= _SHORTEST


def runs_on(text: str) -> bool:
    """Whether a quotation ends so that its attribution may follow ("…," "…?")."""
    return _RUNS_ON.search(text) is not None


def is_whole(painted: Painted, unit: Unit, stretch: Stretch) -> bool:
    """Whether a quotation is a sentence of its own rather than a part of the story's."""
    lead = painted.text[unit.start : stretch.outer_start].rstrip()
    text = painted.passage.text[stretch.start : stretch.end]
    return (not lead or lead[-1] in ":：—") and (_TERMINAL.search(text) is not None or runs_on(text))


def is_name(painted: Painted, unit: Unit, stretch: Stretch, words: QuoteWords, *, whole: bool) -> bool:
    """Whether the words in marks are a title, a name, a stock phrase or a term: nobody's speech."""
    text = painted.passage.text[stretch.start : stretch.end].strip()
    lead = painted.text[unit.start : stretch.outer_start]
    if (len(text) <= _LONGEST_PHRASE and letters(text) in words.phrases) or words.no_speech_before.search(lead):
        return True
    if whole:
        return False
    if words.speech_before.search(lead) or words.speech_opening.match(fold(text)):
        return False
    if not words.beside and text.isalnum() and words.no_speech_end.search(fold(text)):
        return True
    return words.no_speech_after.match(painted.text, stretch.outer_end, unit.end) is not None or _is_title(text)


def is_weighty(text: str) -> bool:
    """Whether a part is so long that it is hardly a term."""
    return (len(_HAN.findall(text)) / 2 or len(_WORD.findall(text))) >= _PLAIN


def is_spoken(text: str) -> bool:
    """Whether words in marks have a comma of their own, as no term has."""
    return "，" in text


def without_marks(text: str) -> str:
    """A block quotation's text without marks that enclose the whole of it."""
    text = text.strip()
    stretches = quoted_stretches([(0, text)])
    if len(stretches) == 1 and stretches[0].outer_start == 0 and stretches[0].outer_end == len(text):
        return text[stretches[0].start : stretches[0].end].strip()
    return text


def _is_title(text: str) -> bool:
    return text[:1].isupper() and " " in text and _TITLE.fullmatch(text.rstrip(".,")) is not None
