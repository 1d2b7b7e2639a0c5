"""The lines under pictures, and which picture leads the story."""

from __future__ import annotations

from monitor.core.reading.page_words import PageWords
from monitor.parsing.lines import Line, size
from monitor.parsing.picture import bare_credit, beside_alternative, is_label, split_credit
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
    beneath = line.kin == picture.kin and line.box[1].startswith("dd") and picture.box[1].startswith("dt")
    if line.kind != "paragraph" or beneath:
        return beneath
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
    under = {index: _under(lines, captions, index) for index in pictures}
    named = [i for i in pictures if any(lines[line].role in ("caption", "credit") for line in under[i])]
    for index in named or [i for i in pictures if under[i]]:
        return (lines[index].image, *_told(lines, under[index], words, lines[index]))
    for index in pictures:
        if any(lines[index].shown):
            return (lines[index].image, *_told(lines, [], words, lines[index]))
    loose = [i for i in sorted(captions) if max(0, top - 6) <= i < end and not lines[i].noise]
    first = lines[pictures[0]].image if pictures else None
    return (first, *_told(lines, _run(lines, captions, loose[0]) if loose else [], words))


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


def _told(
    lines: list[Line], under: list[int], words: PageWords, picture: Line | None = None
) -> tuple[str | None, str | None]:
    """Caption and credit from the lines under a picture, else from what the picture's attributes say."""
    alternative, shown = (picture.text, picture.shown) if picture else ("", ("", ""))
    caption: str | None = None
    credit: str | None = None
    marked = any(lines[index].role == "credit" for index in under)
    for index in under:
        line = lines[index]
        if is_label(line.text, words):
            continue
        if line.role == "credit":
            credit = credit or bare_credit(line.text, words) or line.text.strip("()（） ")
            continue
        text, told = split_credit(line.text, words, line.raw)
        if told and text is None and line.role == "caption" and marked:
            text, told = line.text, None  # "… in this file photo." reads like a credit, but that one stands apart
        if told is None and (both := beside_alternative(line.text, alternative, words)):
            text, told = both
        credit = credit or told
        if text and caption is None:
            caption = text
        elif text and caption and credit is None:
            caption, credit = (text, caption) if size(text) > size(caption) else (caption, text)
    if shown[0] and caption is None:
        caption, told = split_credit(shown[0], words)
        credit = credit or told
    if shown[1] and credit is None:
        credit = bare_credit(shown[1], words) or shown[1]
    return caption, credit
