"""From a page's tree to its lines.

One walk over the elements in document order. Elements that stand as blocks part lines, two line breaks
do too, and what the markup calls an element (caption, credit, byline, …) stays with its lines.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from lxml import etree, html

from monitor.core.reading.page_words import PageWords
from monitor.core.records import BlockKind
from monitor.parsing.lines import GAP, Line, printable, tidy, with_gaps
from monitor.parsing.markup_roles import role_of, settle_roles, shown_by, void_roles

_INLINE = frozenset(
    (
        "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em",
        "font", "i", "ins", "kbd", "label", "mark", "nobr", "q", "ruby", "s", "samp", "small", "span",
        "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
    )
)  # fmt: skip
_PICTURES = frozenset(("img", "amp-img"))
_RUNNING = _INLINE | _PICTURES | {"br"}
_ADDRESSES = ("data-src", "data-original", "data-lazy-src", "data-srcset", "src", "srcset")
# What stands in for a picture until it is scrolled to.
_STANDS_IN = re.compile(
    r"^data:|(?:^|/)(?:px|pixel|blank|spacer|transparent|placeholder|lazy|1x1)[\w-]*\.(?:gif|png|svg)", re.IGNORECASE
)
# Pixels of the shorter side.
_SMALLEST_PICTURE = 100
_STRONG = frozenset(("b", "strong"))
_SLANTED = frozenset(("i", "em", "cite"))
# What names within a picture's caption mean no more: "info description".
_TOLD_ELSEWHERE = ("standfirst", "byline", "heading", "headline")
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_KINDS: dict[str, BlockKind] = {
    **dict.fromkeys(_HEADINGS, "heading"),
    "blockquote": "quotation",
    "li": "list_item",
    "dd": "list_item",
}
_CELLS = ("td", "th")
# In a caption, what is set smaller or cited is whose the picture is.
_ASIDES = frozenset(("small", "cite"))
_SHORTEST_TOLD = 12
_DEEPEST = 8


@dataclass(slots=True)
class _Frame:
    """An open element."""

    tag: str
    number: int
    """Counted in the order of the page."""
    box: tuple[int, str]
    around: int
    """The number of the nearest element that stands as a block: itself or one above."""
    style: str
    """Tag, class and alignment of that element."""
    kin: str
    """The same of the block above it."""
    roles: tuple[tuple[str, int], ...]
    kind: BlockKind
    level: int
    strong: bool
    slanted: bool
    linked: bool
    block: bool
    cells: bool
    """A table's row whose cells make one line."""


@dataclass(slots=True)
class _Walk:
    """The state of one walk: the line being gathered and those done."""

    words: PageWords
    lines: list[Line] = field(default_factory=list)
    roles: list[tuple[tuple[str, int], ...]] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    total: int = 0
    strong: int = 0
    slanted: int = 0
    linked: int = 0
    breaks: int = 0
    opened: int = 0
    moment: str = ""
    shown: tuple[str, str] | None = None
    """What an element above the next picture says of it in its attributes."""
    noise: list[tuple[int, Any]] = field(default_factory=list)
    """The elements that the markup calls noise, with their numbers."""

    def text(self, text: str | None, frame: _Frame) -> None:
        """Add text that stands in `frame`."""
        if not text:
            return
        count = len(text.strip())
        if count and self.breaks:
            indented = text.lstrip("\r\n\t ").startswith(("\u3000", "\xa0\xa0"))
            if self.breaks > 1 or indented or self._stands_out(frame):
                self.flush(frame)
            else:
                self.parts.append(GAP)
            self.breaks = 0
        self.parts.append(text)
        self.total += count
        self.strong += count * frame.strong
        self.slanted += count * frame.slanted
        self.linked += count * frame.linked

    def _stands_out(self, frame: _Frame) -> bool:
        """Whether the row so far is bold or italic throughout and what follows is not: a heading, a byline."""
        strong, slanted = self.strong == self.total, self.slanted == self.total
        return self.total > 0 and ((strong and not frame.strong) or (slanted and not frame.slanted))

    def flush(self, frame: _Frame) -> None:
        """End the line; it stood in `frame`."""
        if self.total:
            joined = "".join(self.parts)
            if text := tidy(joined):
                line = Line(
                    text,
                    frame.kind,
                    level=frame.level,
                    linked=self.linked / self.total,
                    strong=self.strong * 10 >= self.total * 9,
                    slanted=self.slanted * 10 >= self.total * 9,
                    box=frame.box,
                    kin=frame.kin,
                    moment=self.moment,
                    raw=with_gaps(joined) if "\u3000" in joined else "",
                )
                self.add(line, frame)
                self.moment = ""
        self.parts.clear()
        self.total = self.strong = self.slanted = self.linked = self.breaks = 0

    def add(self, line: Line, frame: _Frame) -> None:
        """Keep `line` with the roles of the boxes around it."""
        self.lines.append(line)
        self.roles.append(frame.roles)


def html_lines(tree: html.HtmlElement, words: PageWords) -> list[Line]:
    """The lines and pictures of a stripped `tree`, in order.

    The boxes that the markup calls noise are taken out of `tree`; their lines are kept and marked.
    """
    walk = _Walk(words)
    body = tree.find("body")
    body = tree if body is None else body
    kept = list(body.iter())  # while they are kept, lxml need not make its objects anew for each event
    stack = [_Frame("html", 0, (0, ""), 0, "", "", (), "paragraph", 0, False, False, False, True, False)]
    for event, element in etree.iterwalk(body, events=("start", "end")):
        if event == "start":
            _open(walk, stack, element)
            continue
        frame = stack.pop()
        if frame.block:
            walk.flush(frame)
        walk.text(element.tail, stack[-1])
    walk.flush(stack[-1])
    void = void_roles(walk.lines, walk.roles)
    settle_roles(walk.lines, walk.roles, void)
    for number, element in walk.noise:
        if ("noise", number) not in void:
            element.drop_tree()
    del kept
    return walk.lines


def _open(walk: _Walk, stack: list[_Frame], element: Any) -> None:
    above = stack[-1]
    tag = element.tag
    attributes = dict(element.items())
    role = _role_within(role_of(tag, attributes, walk.words), element, above)
    block = tag not in _RUNNING and not (tag in _CELLS and above.cells)
    if role and not block and tag in _INLINE and (above.tag != "p" or role in ("credit", "caption")):
        block = True
    walk.opened += 1
    if block:
        walk.flush(above)
    elif tag == "span" and above.tag in ("div", "figcaption") and _follows_directly(element):
        walk.parts.append(GAP)
    style = _style(tag, attributes) if block else above.style
    frame = _Frame(
        tag,
        walk.opened,
        (above.around, style) if block else above.box,
        walk.opened if block else above.around,
        style,
        above.style if block else above.kin,
        (*above.roles, (role, walk.opened)) if role and len(above.roles) < _DEEPEST else above.roles,
        _KINDS.get(tag, above.kind),
        _HEADINGS.get(tag, above.level),
        above.strong or tag in _STRONG,
        above.slanted or tag in _SLANTED,
        above.linked or tag == "a",
        block,
        tag == "tr" and _holds_data(element),
    )
    stack.append(frame)
    if role == "noise":
        walk.noise.append((walk.opened, element))
    if attributes and tag not in _PICTURES:
        walk.shown = shown_by(attributes, walk.words) or walk.shown
    _mark(walk, above, frame, attributes)
    walk.text(element.text, frame)


def _mark(walk: _Walk, above: _Frame, frame: _Frame, attributes: dict[str, str]) -> None:
    """Note what an element is by itself: a cell's border, a moment, a line break, a picture."""
    tag = frame.tag
    if tag in _CELLS and above.cells:
        walk.text(" | " if walk.total else "", frame)
    elif tag == "time":
        walk.moment = attributes.get("datetime", "")
    elif tag == "br":
        walk.breaks += 1
    elif tag in _PICTURES:
        _picture(walk, frame, attributes)


def _role_within(role: str, element: Any, above: _Frame) -> str:
    """`role` with what the element stands in: all words of a figure are its picture's."""
    figure = element.tag == "figure" and not role and element.find(".//img") is not None
    if not role and element.tag in _ASIDES and above.tag == "figcaption" and _follows_words(element):
        return "credit"  # <figcaption>What it shows. <small>Who took it</small></figcaption>
    told = role in _TOLD_ELSEWHERE and any(name == "caption" for name, _ in above.roles)
    return "caption" if figure or told else role


def _follows_words(element: Any) -> bool:
    """Whether words stand right before an element, in the same box."""
    before = element.getprevious()
    told = (element.getparent().text if before is None else before.tail or "".join(before.itertext())) or ""
    return len(told.strip()) >= _SHORTEST_TOLD


def _follows_directly(span: Any) -> bool:
    """Whether a `span` follows another with nothing between: the cells of a row, not words of a sentence."""
    before = span.getprevious()
    return (
        before is not None and before.tag == "span" and not (before.tail or "").strip() and len(before.text or "") != 1
    )


def _holds_data(row: Any) -> bool:
    """Whether a row holds figures and short words, not the columns of an old page's layout."""
    if len(row) < 2 or any(cell.tag not in _CELLS for cell in row):
        return False
    return (
        all(child.tag in _INLINE for cell in row for child in cell) and sum(len(cell.text or "") for cell in row) < 400
    )


def _picture(walk: _Walk, frame: _Frame, attributes: dict[str, str]) -> None:
    address = _address(attributes)
    if address and not _is_tiny(attributes):
        walk.flush(frame)
        alternative = tidy(attributes.get("alt", ""))
        picture = Line(alternative, image=printable(address).strip(), box=(frame.around, frame.box[1]), kin=frame.kin)
        picture.shown = shown_by(attributes, walk.words) or walk.shown or picture.shown
        walk.shown = None
        walk.add(picture, frame)


def _address(attributes: dict[str, str]) -> str | None:
    """Where a picture is, also where a script loads it later; what stands in for it where nothing else is given."""
    given = [attributes[name] for name in _ADDRESSES if attributes.get(name)]
    addresses = [value.split(",")[0].split()[0] if " " in value.strip() else value for value in given if value.strip()]
    real = next((address for address in addresses if not _STANDS_IN.search(address)), None)
    return real or next(iter(addresses), None)


def _is_tiny(attributes: dict[str, str]) -> bool:
    """Whether a picture is an icon or an author's portrait by the size that it says."""
    sizes = [attributes.get(name, "").removesuffix("px") for name in ("width", "height")]
    return any(value.isdecimal() and int(value) < _SMALLEST_PICTURE for value in sizes)


def _style(tag: str, attributes: dict[str, str]) -> str:
    """Tag, class and alignment: what makes two paragraphs look alike."""
    if not attributes:
        return tag
    centred = attributes.get("align") or ("center" if "center" in attributes.get("style", "") else "")
    return f"{tag} {attributes.get('class', '')} {centred}"
