"""Where the parts of a story stand on its page: headline, standfirst, stamp, picture, text."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace

from monitor.core.reading.page_words import PageWords
from monitor.core.records import Block
from monitor.parsing.lines import Line, is_chinese, size
from monitor.parsing.picture import bare_credit, split_credit
from monitor.parsing.stamp import is_date

_META = ("date", "byline", "headline")
_DATELINE = re.compile(
    r"^(?:[A-Z][A-Z .,'’/-]{2,40}(?:\([^)]{2,30}\))?|[A-Z][\w .,'’/-]{2,40}\([^)]{2,30}\))\s*[—–-]+\s|^[（(【]?.{2,28}?[日月社]\s?[电電讯訊]|^.{0,12}[讯訊]\s"
)
_SENTENCE_END = re.compile(r"[.,;:!。，；：！…]['\"”’」）)]*$")
_LONGEST_HEADING = 20
_LONGEST_CAPTION = 90
_LEAD_PICTURE_REACH = 3
_MOSTLY = 0.35
# A line of this many words is prose, not a label.
_LONG = 12
_LONGEST_STANDFIRST = 90
# Elements that may open between a headline and its standfirst.
_NEAR = 8


@dataclass(frozen=True, slots=True)
class Layout:
    """The parts of a page."""

    standfirst: str | None
    stamp: tuple[Line, ...]
    """Short lines around the headline: dates, names, the outlet."""
    picture: str | None
    """The lead picture's address."""
    caption: str | None
    credit: str | None
    blocks: tuple[Block, ...]


@dataclass(slots=True)
class _Style:
    """How the paragraphs of the story look."""

    parent: int | None
    """The element that holds most of them; None where each has a box of its own."""
    look: str

    def stands(self, line: Line) -> bool:
        """Whether a line stands where the story's paragraphs do, in a box like theirs."""
        return line.box[1] == self.look and self.parent in (None, line.box[0])

    def fits(self, line: Line) -> bool:
        """Whether a line stands and is set as the story's paragraphs are."""
        return self.stands(line) and not line.slanted and not line.strong

    def resembles(self, line: Line) -> bool:
        """Whether a line stands among the story's paragraphs, or is called as they are, and is set in their type."""
        if line.level or line.slanted or line.strong:
            return False
        name = self.look.partition(" ")[2].strip()
        return line.box[0] == self.parent or (bool(name) and line.box[1].partition(" ")[2].strip() == name)


def lay_out(
    lines: list[Line], marks: list[bool], headline: tuple[str, int], descriptions: tuple[str, ...], words: PageWords
) -> Layout:
    """Tell the parts of a page apart.

    `marks` says of each line whether it was found to be text of the story; `headline` is its text and
    the index of the line that shows it (-1: none).
    """
    title, top = headline
    marks = _without_noise(lines, marks)
    if top >= 0 and sum(
        len(line.letters) for line, mark in zip(lines[:top], marks[:top], strict=True) if mark
    ) > _letters_after(lines, marks, top):
        top = -1  # the heading stands below the story
    style = _style(lines, marks, top)
    captions = _captions(lines, marks, style, top, words)
    plain = [
        index
        for index in range(top + 1, len(lines))
        if index not in captions and lines[index].image is None and not _beside(lines[index], title, words)
    ]
    body, standfirst = _split(lines, marks, plain, style, top, descriptions)
    start = body[0] if body else len(lines)
    picture, caption, credit = _lead_picture(lines, captions, top, body, words)
    end = body[-1] if body else len(lines)
    around = [
        *range(max(0, top - 8), min(len(lines), start + 2)),
        *range(max(start + 2, end - 2), min(len(lines), end + 4)),
    ]
    stamp = [lines[i] for i in around if i not in captions and lines[i].image is None]
    blocks = _blocks([(lines[i], marks[i]) for i in body], style, words)
    return Layout(standfirst, tuple(stamp), picture, caption, credit, blocks)


def _letters_after(lines: list[Line], marks: list[bool], top: int) -> int:
    return sum(len(line.letters) for line, mark in zip(lines[top:], marks[top:], strict=True) if mark)


def _without_noise(lines: list[Line], marks: list[bool]) -> list[bool]:
    """`marks` without the boxes that the markup calls noise, unless that would be much of the story."""
    noisy = sum(len(line.letters) for line, mark in zip(lines, marks, strict=True) if mark and line.noise)
    whole = sum(len(line.letters) for line, mark in zip(lines, marks, strict=True) if mark)
    if noisy > whole * _MOSTLY:
        for line in lines:
            line.noise = False
        return marks
    return [mark and not line.noise for line, mark in zip(lines, marks, strict=True)]


def _style(lines: list[Line], marks: list[bool], top: int) -> _Style:
    looks: Counter[str] = Counter()
    parents: Counter[int] = Counter()
    for line, mark in zip(lines[top + 1 :], marks[top + 1 :], strict=True):
        if mark and line.kind == "paragraph":
            looks[line.box[1]] += len(line.letters)
            parents[line.box[0]] += len(line.letters)
    if not looks:
        return _Style(None, "")
    parent, held = parents.most_common(1)[0]
    return _Style(parent if held * 2 > parents.total() else None, looks.most_common(1)[0][0])


def _captions(lines: list[Line], marks: list[bool], style: _Style, top: int, words: PageWords) -> set[int]:
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
            if candidate.image is not None or candidate.level or candidate.role in (*_META, "standfirst"):
                break
            if below in found or candidate.noise:
                continue
            if not _is_caption(candidate, line, style, words):
                break
            found.add(below)
    return found


def _is_caption(line: Line, picture: Line, style: _Style, words: PageWords) -> bool:
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


def _beside(line: Line, title: str, words: PageWords) -> bool:
    """Whether a line below the headline is not of the story: noise, a label, the headline again."""
    if line.noise or words.is_boilerplate(line.text):
        return True
    return bool(title) and line.letters == Line(title).letters


def _split(
    lines: list[Line], marks: list[bool], plain: list[int], style: _Style, top: int, descriptions: tuple[str, ...]
) -> tuple[list[int], str | None]:
    """The lines of the text, and the standfirst above it."""
    usual = [
        i
        for i in plain
        if lines[i].role not in (*_META, "standfirst")
        and (marks[i] or (style.fits(lines[i]) and lines[i].size >= _LONG and lines[i].linked < 0.5))
    ]
    first = next((i for i in usual if style.fits(lines[i])), usual[0] if usual else len(lines))
    above = [i for i in plain if i < first and lines[i].role not in ("date", "byline") and not _is_stamp(lines[i])]
    chosen = _named(lines, above) or _by_place(lines, marks, above, style, top, descriptions)
    if not chosen and _followed_by_dateline(lines, plain, first):
        chosen = [first]
    body = [i for i in plain if i not in chosen and (i >= first or (i in above and _opens(lines, marks, i, first)))]
    return body, " ".join(lines[i].text for i in chosen) or None


def _named(lines: list[Line], above: list[int]) -> list[int]:
    """The lines of the first box that the markup calls a standfirst."""
    named = [i for i in above if lines[i].role == "standfirst" and lines[i].linked < 0.5]
    return [i for i in named if lines[i].box == lines[named[0]].box]


def _by_place(
    lines: list[Line], marks: list[bool], above: list[int], style: _Style, top: int, descriptions: tuple[str, ...]
) -> list[int]:
    """The line between headline and text that the page's data repeat, or that looks unlike the text."""
    told = [Line(text).letters for text in descriptions]
    for index in above:
        line = lines[index]
        if line.letters in told:
            return [index]
        near = top >= 0 and abs(line.box[0] - lines[top].box[0]) <= _NEAR
        long_enough = 5 <= line.size <= _LONGEST_STANDFIRST
        if (marks[index] or near) and long_enough and line.linked < 0.5 and not style.resembles(line):
            return [index]
    return []


def _opens(lines: list[Line], marks: list[bool], index: int, first: int) -> bool:
    """Whether a line above the first usual paragraph already belongs to the text."""
    return marks[index] or (lines[index].kind != "paragraph" and lines[index].box[0] == lines[first].box[0])


def _followed_by_dateline(lines: list[Line], plain: list[int], first: int) -> bool:
    after = next((i for i in plain if i > first), None)
    if after is None or lines[first].kind != "paragraph" or lines[first].size > 45:
        return False
    return bool(_DATELINE.match(lines[after].text)) and not _DATELINE.match(lines[first].text)


def _is_stamp(line: Line) -> bool:
    """Whether an unnamed short line is a date, a name or a label rather than words of the story."""
    return (
        bool(line.moment)
        or line.size < 5
        or bool(re.search(r"\b(?:19|20)\d\d\b|\d{1,2}:\d\d", line.text) and line.size <= 12)
    )


def _lead_picture(
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


def _blocks(body: list[tuple[Line, bool]], style: _Style, words: PageWords) -> tuple[Block, ...]:
    """The text's lines as blocks."""
    kept: list[Block] = []
    over = False
    for line, mark in body:
        prose = mark and style.fits(line) and line.size >= 12
        if words.ends_story(line.text) and (line.level or line.strong or not prose):
            over = True
        elif over and prose and line.linked < 0.5 and style.parent is not None:
            over = False
        if over or not _belongs(line, mark, style, words):
            if line.linked > 0.5 and kept and kept[-1].kind == "heading":
                kept.pop()  # it headed a list of links
            continue
        block = Block(
            "heading" if _is_heading(line) else "paragraph" if line.kind == "heading" else line.kind, line.text
        )
        if kept and _introduces(kept[-1], block, words):
            block = replace(block, kind="quotation")
        kept.append(block)
    while kept and kept[-1].kind == "heading":
        kept.pop()
    return tuple(kept)


def _belongs(line: Line, mark: bool, style: _Style, words: PageWords) -> bool:
    if line.role in ("caption", "credit", "byline", "date") and line.size <= 30:
        return False
    if not line.letters or is_date(line, words):
        return False
    if mark:
        return True
    if line.linked > 0.5:
        return False
    return style.stands(line) or _is_heading(line) and style.parent in (None, line.box[0])


def _is_heading(line: Line) -> bool:
    if line.kind == "quotation" or line.kind == "list_item" and not line.level:
        return False
    short = line.size <= _LONGEST_HEADING
    if line.level:
        return line.size <= 2 * _LONGEST_HEADING
    return (
        short and (line.strong or line.role == "heading") and line.linked < 0.5 and not _SENTENCE_END.search(line.text)
    )


def _introduces(before: Block, block: Block, words: PageWords) -> bool:
    """Whether `before` ends as "She added:" does and `block` is what she added, without marks of its own."""
    if block.kind != "paragraph" or before.kind == "heading" or before.text[-1:] not in (":", "："):
        return False
    lead = before.text.rstrip(":： ").lower()
    return lead.endswith(words.introductions) and block.text[0] not in "“\"'‘「『《" and size(before.text) <= 40


def main_language(blocks: tuple[Block, ...], headline: str) -> str | None:
    """`zh` where the text is in Chinese characters, None where it is not."""
    sample = headline + "".join(block.text for block in blocks[:10])
    return "zh" if is_chinese(sample) else None
