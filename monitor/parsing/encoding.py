"""From bytes to characters: what the page claims, checked against what the bytes can be."""

from __future__ import annotations

import codecs
import re

_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_HEAD = 4096
_NO_TEXT = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\ufffd]")
# One character in so many may be broken in a text.
_MOST_FAULTS = 25
# The WHATWG encoding standard's reading of these labels: pages use characters of the larger set.
_LARGER = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
}
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# The commonest characters of written Chinese, which wrongly decoded text hardly holds.
_COMMON = frozenset("的一是不了在有人我他这這个個们們中来來上大为為和国國地到以说說时時会會年")


def decode(body: bytes, content_type: str | None = None) -> str:
    """The characters of `body`; never fails, bytes that are none become U+FFFD."""
    for mark, name in _BYTE_ORDER_MARKS:
        if body.startswith(mark):
            return body.decode(name, "replace")
    declared = _declared(body, content_type)
    if declared in ("hz", "iso2022_jp"):  # seven-bit encodings, which are valid UTF-8 as well
        return body.decode(declared, "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return _decode_other(body, declared)


def is_binary(text: str) -> bool:
    """Whether decoded bytes were no text: a picture, a PDF, a compressed file."""
    head = text[:_HEAD]
    return len(_NO_TEXT.findall(head)) * _MOST_FAULTS > len(head)


def _declared(body: bytes, content_type: str | None) -> str | None:
    labels = _DECLARED.findall((content_type or "").encode("latin-1", "replace"))
    for label in labels + _DECLARED.findall(body[:_HEAD]):
        try:
            name = codecs.lookup(label.decode("ascii", "replace")).name
        except LookupError:
            continue
        if name.startswith("utf-16"):  # the label itself was read as single bytes, so it cannot be true
            continue
        return _LARGER.get(name, name)
    return None


def _decode_other(body: bytes, declared: str | None) -> str:
    """The reading with the fewest faults; among equals the most common Chinese characters, then the claim."""
    names = dict.fromkeys(name for name in (declared, "utf-8", "gb18030", "big5hkscs", "cp1252") if name)
    readings = [body.decode(name, "replace") for name in names]
    high = sum(byte > 0x7F for byte in body)

    def merit(text: str) -> tuple[bool, int]:
        sound = text.count("\ufffd") * 50 <= high
        return sound, sum(character in _COMMON for character in text)

    best = max(range(len(readings)), key=lambda index: (*merit(readings[index]), -index))
    if declared is None and merit(readings[best])[1] == 0:
        return body.decode("cp1252", "replace")
    return readings[best]
