"""Whose picture it is and what it shows: a caption and its credit told apart."""

from __future__ import annotations

import re
from functools import lru_cache

from monitor.core.reading.page_words import PageWords
from monitor.parsing.lines import is_chinese

_MARKS = " \t\u3000:：/／|｜·-–—,，;；.。"
_BRACKETS = re.compile(
    r"^(?P<caption>.*?)\s*[(（\[【](?P<inside>[^()（）\[\]【】]{2,80})[)）\]】]\s*[.。]?$", re.DOTALL
)
_AFTER_STOP = re.compile(r"[.。!?！？”\"’][)）]?\s+|[。！？”]|\s[|｜–—/]\s|\u3000|\s{2,}")
_RULE = re.compile(r"\s[|｜–—/]\s")
_COUNTER = re.compile(r"^(?:\[\d+/\d+\]|\d+\s?/\s?\d+(?=\D|$)|\d+ of \d+\b)\s*(?:[|｜·:]\s*)?")
_RULED = re.compile(r"^(?P<caption>.*[.!?。！？]['\"”’」）)]*)\s*[|｜–—]\s*(?P<credit>[^|｜]{2,80})$", re.DOTALL)
_BETWEEN_OUTLETS = re.compile(r"\s*[/—–]\s*|\s+(?:via|-)\s+")
_PIPED = re.compile(r"^(?P<caption>[^|｜]{12,}?)\s*[|｜]\s*(?P<credit>[A-Z\u4e00-\u9fff][^|｜]{1,60})$", re.DOTALL)
_LONGEST_CREDIT = 12
_SHORTEST_ALTERNATIVE, _SHORTEST_CAPTION = 12, 8
_AGENCY_PHOTO = re.compile(r"^[A-Z]{2,}(?: [A-Z]\w+)?\s?/\s?\S|^\S+(?: \S+){0,3} (?:—|–|-|/|via) \S+(?: \S+){0,2}$")


def split_credit(text: str, words: PageWords, raw: str = "") -> tuple[str | None, str | None]:
    """(caption, credit) of the words under a picture; None for what they do not give."""
    text = _shown(text, words)
    if not text:
        return None, None
    before, space, last = _last_words(text, words)
    if space and len(before) >= _SHORTEST_CAPTION:
        return before, _without_end(last, words)
    if credit := bare_credit(text, words):
        return None, credit
    for divide in (_gap, _bracketed, _labelled, _ruled, _ended):
        caption, credit = divide(raw if divide is _gap else text, words)
        if credit:
            return caption or None, credit
    return text, None


def _shown(text: str, words: PageWords) -> str:
    """`text` without a gallery's counter ("[1/2]") and a site's own additions ("Purchase Licensing Rights")."""
    text = _COUNTER.sub("", text.strip())
    while extra := next((extra for extra in words.caption_extras if text.lower().endswith(extra)), ""):
        text = text[: -len(extra)].rstrip(" ,|·")
    return text


def bare_credit(text: str, words: PageWords) -> str | None:
    """The credit, where `text` is nothing but one ("IMAGE SOURCE: REUTERS", "(AP)", 图/新华社)."""
    inside = text.strip(_MARKS)
    bare = inside.strip("()（）[]【】").strip(_MARKS)
    if label := _label(words).match(bare):
        rest = bare[label.end() :].strip(_MARKS)
        return rest if 0 < len(rest.split()) <= _LONGEST_CREDIT and not _is_sentence(rest) else None
    if words.outlets.named(bare) or _is_agency(bare, words):
        return bare
    if _ends_as_credit(bare, words, whole=True):
        return _without_end(bare, words)
    return None


def beside_alternative(text: str, alternative: str, words: PageWords) -> tuple[str, str] | None:
    """(caption, credit) where `text` is the picture's `alternative` text and some words more; else None."""
    text = _shown(text, words)
    rest = text[len(alternative) :]
    if len(alternative) < _SHORTEST_ALTERNATIVE or not text.startswith(alternative) or rest[:1].isalnum():
        return None
    credit = strip_label(rest, words)
    starts_a_name = credit[:1].isupper() or (credit != "" and not credit[:1].isascii())
    if not starts_a_name or _is_sentence(credit) or len(credit.split()) > _LONGEST_CREDIT or rest.endswith((".", "。")):
        return None
    return alternative, credit


def is_label(text: str, words: PageWords) -> bool:
    """Whether `text` is a credit's label alone ("Image credit"): the credit is the next line."""
    return text.strip(_MARKS).lower() in words.credit_labels


def _is_agency(text: str, words: PageWords) -> bool:
    """Whether `text` is names with a known outlet among them: "Agence France-Presse — Getty Images"."""
    if not _AGENCY_PHOTO.match(text) or _is_sentence(text):
        return False
    return any(words.outlets.named(part) for part in _BETWEEN_OUTLETS.split(text))


def _without_end(credit: str, words: PageWords) -> str:
    """`credit` without the 发 or 供图 behind an outlet's name."""
    for end in words.credit_ends:
        name = credit[: -len(end)].rstrip(_MARKS)
        if not end.isascii() and credit.endswith(end) and words.outlets.named(name) and not words.outlets.named(credit):
            return name
    return credit


def strip_label(credit: str, words: PageWords) -> str:
    """`credit` without its label, brackets and marks: "(Photo: AP)" is "AP"."""
    bare = credit.strip().strip("()（）[]【】").strip(_MARKS)
    if label := _label(words).match(bare):
        return bare[label.end() :].strip(_MARKS) or bare
    return bare


def _bracketed(text: str, words: PageWords) -> tuple[str, str]:
    """Caption (credit)."""
    found = _BRACKETS.match(text)
    if not found or not found["caption"].strip():
        return "", ""
    inside = found["inside"].strip()
    if _tells_the_picture(inside, words, behind_stop=found["caption"].rstrip()[-1:] in ".。!?"):
        return "", ""
    return found["caption"].strip(), _without_end(strip_label(inside, words), words)


def _tells_the_picture(inside: str, words: PageWords, *, behind_stop: bool) -> bool:
    """Whether brackets hold "left", 右, "in red" and not a name, which may be small behind a full stop."""
    low = inside.lower().strip(_MARKS)
    if low in words.not_credits or any(low.startswith(f"{word} ") for word in ("from", "in", "second", "third", "at")):
        return True
    starts_a_name = inside[:1].isupper() or not inside[:1].isascii()
    return not starts_a_name and not behind_stop and not _label(words).match(inside)


def _labelled(text: str, words: PageWords) -> tuple[str, str]:
    """Caption. Photo: credit; or credit first: "Photo: credit | caption"."""
    for label in _label_inside(words).finditer(text):
        rest = text[label.end() :].strip(_MARKS)
        if 0 < len(rest.split()) <= _LONGEST_CREDIT and len(rest) <= 80 and not _is_sentence(rest):
            return text[: label.start()].strip().rstrip("|｜—–-/(（[【").strip(), rest.strip("()（）[]【】")
    return "", ""


def _ruled(text: str, words: PageWords) -> tuple[str, str]:
    """Caption. — credit."""
    found = _RULED.match(text) or _PIPED.match(text)
    if not found or _is_sentence(found["credit"]):
        return "", ""
    return found["caption"], strip_label(found["credit"], words)


def _ended(text: str, words: PageWords) -> tuple[str, str]:
    """Caption, then after its last full stop words that end or stand as a credit does."""
    stops = list(_AFTER_STOP.finditer(text))
    sentences = [stop for stop in stops if not _RULE.fullmatch(stop.group())]
    rules = [
        stop for stop in stops if stop not in sentences and stop.start() >= (sentences[-1].end() if sentences else 0)
    ]
    for stop in (*sentences[-1:], *reversed(rules)):
        rest = text[stop.end() :].strip(_MARKS)
        if not rest:
            continue
        if (
            words.outlets.named(rest)
            or _ends_as_credit(rest, words)
            or (_AGENCY_PHOTO.match(rest) and not _is_sentence(rest))
        ):
            kept = text[: stop.start()] + stop.group().strip(" \u3000|｜–—/")
            return kept.strip(), _without_end(rest, words)
    return "", ""


def _last_words(text: str, words: PageWords) -> tuple[str, str, str]:
    """Chinese words, a space, then an outlet with or without 图 or 发: as `str.partition`."""
    parts = text.rsplit(" ", 2) if is_chinese(text) else []
    for start in range(1, len(parts)):
        rest = " ".join(parts[start:]).strip(_MARKS)
        if words.outlets.named(rest) or words.outlets.named(_without_end(rest, words)):
            return " ".join(parts[:start]), " ", rest
    return text, "", ""


def _gap(raw: str, words: PageWords) -> tuple[str, str]:
    """Caption, a wide gap, credit."""
    caption, gap, credit = raw.rpartition("\u3000")
    if gap and caption and 0 < len(credit) <= 40 and not _is_sentence(credit):
        return caption.replace("\u3000", " ").strip(), strip_label(credit, words)
    return "", ""


def _ends_as_credit(text: str, words: PageWords, *, whole: bool = False) -> bool:
    """Whether `text` ends as credits do (摄, "via Getty Images") and is short enough for one."""
    low = text.lower().rstrip(_MARKS)
    longest = 25 if not text.isascii() else 70
    if len(text) > longest or _is_sentence(text) or (whole and low in words.credit_ends):
        return False
    return any(low.endswith(end) and len(low) > len(end) + (not end.isascii()) for end in words.credit_ends)


def _is_sentence(text: str) -> bool:
    return bool(re.search(r"[。！？]|[a-z]{3,}[.!?]\s+[A-Z]", text)) or len(text) > 120


@lru_cache(maxsize=4)
def _label(words: PageWords) -> re.Pattern[str]:
    """A credit's label at the start of a line."""
    plain = [label for label in words.credit_labels if label not in words.credit_labels_colon]
    return re.compile(
        rf"(?:(?:{_any(plain)})\s*(?:(?:[:：/／|]|\.\.\.|…)|\b(?=\s)|(?<=[^\x00-\x7f]))|(?:{_any(words.credit_labels_colon)})\s*(?:[:：/／]|\.\.\.|…))",
        re.IGNORECASE,
    )


@lru_cache(maxsize=4)
def _label_inside(words: PageWords) -> re.Pattern[str]:
    """A credit's label within a line, after the caption's end."""
    return re.compile(
        rf"(?:(?<=[.。!！?？”\"’)）|｜—–/,，;；\s])|(?<=[\u4e00-\u9fff]))(?:{_any(words.credit_labels)})\s*(?:(?:[:：/／]|\.\.\.|…)|(?<=by)\s|(?<=of)\s|(?<=[©])\s?)",
        re.IGNORECASE,
    )


def _any(phrases: list[str] | tuple[str, ...]) -> str:
    return "|".join(re.escape(phrase) for phrase in sorted(phrases, key=len, reverse=True)) or "(?!)"
