"""The lines of a page: what stands on it, in order, before anything is known of what each line is."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from monitor.core.records import BlockKind

# A line break (`<br>`) within a line.
GAP = "\n\u3000"
_NOT_LETTERS = re.compile(r"[\W_]+")
_CHINESE_BREAK = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef])[ \t]*\n\s*(?=[\u3000-\u9fff\uff00-\uffef])")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u00ad\u200b-\u200f\u2060\u202a-\u202e\ufeff\ufffe\uffff\ud800-\udfff]"
)


@dataclass(slots=True)
class Line:
    """One block of text, or a picture among them."""

    text: str
    """Single spaces, no line breaks; empty for a picture."""
    kind: BlockKind = "paragraph"
    role: str = ""
    """What the markup calls it: a key of `[markup]` in config/pages.toml, or empty."""
    noise: bool = False
    """Inside a box that the markup calls related links, sharing, comments, …"""
    level: int = 0
    """1 to 6 for a heading that the markup marks as one."""
    linked: float = 0.0
    """Share of the text that is inside links."""
    strong: bool = False
    slanted: bool = False
    box: tuple[int, str] = (0, "")
    """What the paragraphs of one story share: the number of the element around them, and tag, class and alignment."""
    part: int = 0
    """The number of the outermost element of that role: lines of one part stand in it together."""
    kin: str = ""
    """Tag and class of the element around the line's own: what the boxes of one story have in common."""
    raw: str = ""
    """The text with its wide gaps, which part a caption from its credit; empty where it has none."""
    image: str | None = None
    """A picture's address; the line's text is then the picture's alternative text."""
    shown: tuple[str, str] = ("", "")
    """(caption, credit) that a picture's own attributes give, for scripts to show."""
    moment: str = ""
    """A date for machines that the markup gives with the line (`<time datetime>`)."""
    letters: str = field(init=False)
    size: int = field(init=False)
    """See `size`."""

    def __post_init__(self) -> None:
        self.letters = letters(self.text)
        self.size = size(self.text)


def letters(text: str) -> str:
    """Only letters and digits, lower case: for comparing texts whatever their punctuation."""
    return _NOT_LETTERS.sub("", text).lower()


def printable(text: str) -> str:
    """`text` without control characters, invisible marks and lone surrogates."""
    return _UNPRINTABLE.sub("", text)


def tidy(text: str) -> str:
    """`text` printable, on one line with single spaces; a line break inside Chinese leaves none."""
    if "\n" in text:
        text = _CHINESE_BREAK.sub("", text)
    return " ".join(printable(text).split())


def with_gaps(text: str) -> str:
    """`text` tidy, but with one ideographic space where it has a wide gap: it parts a caption from its credit."""
    return GAP.strip("\n").join(part for piece in text.split("\u3000") if (part := tidy(piece)))


def is_chinese(text: str) -> bool:
    """Whether the text is mainly in Chinese characters."""
    return len(_CHINESE.findall(text)) * 3 > len(text)


def size(text: str) -> int:
    """Length in words; two Chinese characters count for one."""
    chinese = 0 if text.isascii() else len(_CHINESE.findall(text))
    return (chinese + 1) // 2 if chinese else text.count(" ") + (text != "")
