"""The lines under pictures, and which picture leads the story."""

from __future__ import annotations

from monitor.core.reading.page_words import PageWords
from monitor.parsing.lines import Line, size
from monitor.parsing.picture import bare_credit, split_credit
from monitor.parsing.style import Style

_NO_CAPTION = ("date", "byline", "standfirst")
_LONGEST_CAPTION = 90
_LEAD_PICTURE_REACH = 3


def find_captions(lines: list[Line], style: Style, words: PageWords) -> set[int]:
    """The lines that stand under pictures, by what the markup calls them or by where they stand."""
    found = {
        i
        for i, line in enumerate(lines)
        if line.image is None and line.role in ("caption", "credit") and line.size <= _LONGEST_CAPTION
    }
    for index, line in enumerate(lines):
        if line.image is None or line.noise:
            continue
        for below in range(index + 1, min(index + 4, len(lines))):
            candidate = lines[below]
            if candidate.image is not None or candidate.level or candidate.role in _NO_CAPTION:
                break
            if below in found or candidate.noise:
                continue
            if not _is_caption(candidate, line, style, words):
                break
            found.add(below)
    return found


def _is_caption(line: Line, picture: Line, style: Style, words: PageWords) -> bool:
    """Whether a line right below a picture belongs to it though the markup does not say so."""
    if line.size > _LONGEST_CAPTION:
        return False
    if bare_credit(line.text, words):
        return True
    if line.kind != "paragraph":
        return False
    if line.box[1] == style.look:
        caption, credit = split_credit(line.text, words)
        return credit is not None and caption is not None and line.size <= 40 and line.linked < 0.2
    beside = line.box[0] == picture.box[0] and line.box[0] != style.parent
    return beside or line.box[1] == picture.box[1] or split_credit(line.text, words, line.raw)[1] is not None


def lead_picture(
    lines: list[Line], captions: set[int], top: int, body: list[int], words: PageWords
) -> tuple[str | None, str | None, str | None]:
    """Address, caption and credit of the picture above the text or among its first paragraphs."""
    end = body[_LEAD_PICTURE_REACH] if len(body) > _LEAD_PICTURE_REACH else len(lines)
    pictures = [i for i in range(max(0, top - 6), end) if lines[i].image is not None and not lines[i].noise]
    for index in pictures:
        under = _under(lines, captions, index)
        if under:
            return (lines[index].image, *_told(lines, under, words))
    loose = [i for i in sorted(captions) if max(0, top - 6) <= i < end and not lines[i].noise]
    if loose:
        return (lines[pictures[0]].image if pictures else None, *_told(lines, _run(lines, captions, loose[0]), words))
    return (lines[pictures[0]].image if pictures else None), None, None


def _under(lines: list[Line], captions: set[int], index: int) -> list[int]:
    under = _run(lines, captions, index + 1)
    if not under and index + 1 < len(lines) and lines[index + 1].image is not None:
        return _run(lines, captions, index + 2)
    return under


def _run(lines: list[Line], captions: set[int], index: int) -> list[int]:
    """The captions that stand together from `index` on, hidden labels between them left out."""
    run = []
    while index in captions or (index < len(lines) and lines[index].noise and lines[index].image is None):
        if index in captions and not lines[index].noise:
            run.append(index)
        index += 1
    return run


def _told(lines: list[Line], under: list[int], words: PageWords) -> tuple[str | None, str | None]:
    """Caption and credit from the lines under a picture."""
    caption: str | None = None
    credit: str | None = None
    for index in under:
        line = lines[index]
        if line.role == "credit":
            credit = credit or bare_credit(line.text, words) or line.text.strip("()（） ")
            continue
        shown, told = split_credit(line.text, words, line.raw)
        credit = credit or told
        if shown and caption is None:
            caption = shown
        elif shown and caption and credit is None:
            caption, credit = (shown, caption) if size(shown) > size(caption) else (caption, shown)
    return caption, credit
