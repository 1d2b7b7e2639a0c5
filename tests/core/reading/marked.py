"""Sentences with classes of people, days and places written into them: `<us Roe> met <cn Shen> on <date Monday>`."""

from __future__ import annotations

import re

from monitor.core.reading.folding import fold
from monitor.core.reading.frames import ClassString, Token
from monitor.core.reading.meeting_words import MeetingWords

_MARK = re.compile(r"<(\w+) ([^>]+)>")


def class_string(marked: str, words: MeetingWords) -> ClassString:
    """The class string of a marked sentence, the marks taken out."""
    text = ""
    tokens: list[Token] = []
    end = 0
    for match in _MARK.finditer(marked):
        text += marked[end : match.start()]
        tokens.append(Token(len(text), len(text) + len(match[2]), match[1]))
        text += match[2]
        end = match.end()
    folded = fold(text + marked[end:])
    return words.alphabet.string(folded, words.words.find(folded, tokens), 0, len(folded))
