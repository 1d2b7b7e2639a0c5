"""The headline: what the page's data, its window title and its largest heading agree on."""

from __future__ import annotations

import re

from monitor.core.reading.page_words import PageWords
from monitor.parsing.lines import Line, letters, size

_DIVIDER = re.compile(r"\s+[|｜–—·•:»-]\s+|(?<=\w):\s+|\s*[|｜_]\s*|(?<=[\u3000-\u9fff\uff00-\uffef”’」])\s*[-–—]+\s*")
_LONGEST = 60


def find_headline(titles: tuple[str, ...], lines: list[Line], outlet: str, words: PageWords) -> tuple[str, int]:
    """The headline and the index of the line that shows it (-1 where none does).

    `titles` are what the page's data offer, the most trusted first.
    """
    bare = [without_outlet(title, outlet, words) for title in titles]
    told = [letters(title) for title in (*titles, *bare) if title]
    shown = [(index, line) for index, line in enumerate(lines) if line.image is None and 0 < line.size <= _LONGEST]
    outlet_name = letters(outlet)
    best = max(shown, key=lambda pair: _merit(pair[1], told, outlet_name), default=None)
    if best is not None and _merit(best[1], told, outlet_name)[0]:
        return best[1].text, best[0]
    offered = next((title for title in bare if title and letters(title) != outlet_name), "")
    if not told:
        headings = [pair for pair in shown if pair[1].level == 1] or [
            pair for pair in shown if pair[1].role == "headline"
        ]
        headings = headings or [pair for pair in shown if pair[1].level]
        if headings:
            return headings[0][1].text, headings[0][0]
    return offered, -1


def without_outlet(title: str, outlet: str, words: PageWords) -> str:
    """`title` without the outlet's name and the sections that follow (or precede) it in a window's title."""
    while divider := next(reversed(list(_DIVIDER.finditer(title))), None):
        before, after = title[: divider.start()], title[divider.end() :]
        wide = (
            divider.group() != divider.group().strip()
            or not after.isascii()
            or "_" in divider.group()
            or "|" in divider.group()
        )
        if before and (_is_outlet(after, outlet, words) or (wide and _is_tail(after, before, divider.group()))):
            title = before.strip()
            continue
        if _is_outlet(before, outlet, words):
            return after.strip()
        break
    return title


def _is_outlet(text: str, outlet: str, words: PageWords) -> bool:
    own = letters(outlet)
    return bool(own and letters(text) == own) or words.outlets.named(text) is not None


def _is_tail(after: str, before: str, divider: str) -> bool:
    """Whether a title's last part is a site's name rather than words of the headline."""
    if ":" in divider or "：" in divider:
        return False
    if "|" in divider or "_" in divider or "｜" in divider:
        return size(after) <= 6 and size(after) < size(before)
    return size(after) <= 4 and size(before) >= 4 and size(after) * 2 <= size(before)


def _merit(line: Line, told: list[str], outlet: str) -> tuple[bool, bool, bool, bool]:
    """How surely a line is the headline; the first part says whether it may be one at all."""
    if line.letters == outlet or len(line.letters) < 2:
        return False, False, False, False
    main = (line.level == 1 or (line.role == "headline" and not line.level)) and line.linked < 1
    equal = line.letters in told
    most = any(line.letters in title and len(line.letters) * 2 > len(title) for title in told)
    more = main and any(len(title) >= 8 and title in line.letters for title in told)
    more = more or (main and len(line.letters) >= 8 and any(title.startswith(line.letters) for title in told))
    alone = line.level == 1 and not line.noise and line.linked < 0.5 and line.size >= 3
    return equal or most or more or alone, equal and main, equal or ((most or more) and main), equal or most or more
