"""Where sentences end, in Latin and in Chinese punctuation alike."""

from __future__ import annotations

import re

from monitor.core.reading.text_words import TextWords

# A sentence ends with its mark and whatever closes behind it. In Latin script a blank must follow.
_END = re.compile(r"(?:[。！？]|[.!?…](?=[\"'”’»)\]]*(?:\s|$)))[。！？.!?…]*[\"'”’»」』）)\]】]*\s*")
_LAST_WORD = re.compile(r"([\w.'-]+)$")
_LONGEST = 40
"""Characters of a word at most: longer ones are no abbreviations."""
_NEXT_WORD = re.compile(r"[\"'“‘«(\[]*(\w[\w.]*)")
_INITIALS = re.compile(r"(?:[A-Za-z]\.)*[A-Z]")


def split_sentences(folded: str, words: TextWords) -> tuple[tuple[int, int], ...]:
    """The sentences of a passage as (start, end); together they cover it whole, and there is at least one."""
    spans = []
    start = 0
    for end in _END.finditer(folded):
        if end.end() < len(folded) and not _ends(folded, start, end, words):
            continue
        spans.append((start, end.end()))
        start = end.end()
    if start < len(folded) or not spans:
        spans.append((start, len(folded)))
    return tuple(spans)


def _ends(folded: str, start: int, end: re.Match[str], words: TextWords) -> bool:
    following = _NEXT_WORD.match(folded, end.end())
    if end[0][0] != ".":
        # "What now?" he asked: a small letter behind a question's closing mark goes on with the sentence.
        return not (following and following[1][0].islower())
    if following and following[1][0].islower():
        return False
    before = _LAST_WORD.search(folded, max(start, end.start() - _LONGEST), end.start())
    if not before or end[0].strip() != ".":
        return True
    word = before[1].rsplit("'", 1)[-1] if before[1].startswith("'") else before[1]
    if word in words.abbreviations:
        return False
    if _INITIALS.fullmatch(word):
        # "the U.S. The envoys" ends; "the U.S. Congress" and "Daniel K. Holloway" do not.
        return bool(following and following[1].rstrip(".") in words.sentence_openers)
    return True
