"""What a page's markup calls its elements, and which of those names are to be believed."""

from __future__ import annotations

import html as entities
import re
from collections import Counter

from monitor.core.reading.page_words import PageWords
from monitor.parsing.lines import Line, letters, tidy

_TAG = re.compile(r"<[^<>]*>")
_LONGEST_SHOWN = 2000
_HIDDEN = "display:none"
# A footer that is left in the tree is an article's own: its tags, its sharing, who wrote it and when.
_NOISE = ("aside", "footer")
_NAMES = frozenset(
    (
        "class",
        "id",
        "itemprop",
        "data-component",
        "data-component-name",
        "data-gu-name",
        "data-cy",
        "data-testid",
        "data-qa",
        "role",
    )
)
# A box of noise that holds more than this share of the page's prose is the story's own, whatever its class says.
_MOSTLY = 0.3
_PROSE, _LINK_LIST, _LITTLE = 12, 0.5, 60
# The letters that such an element can hold; a larger one is named for something else ("post published").
_LARGEST = {
    "date": 300,
    "byline": 300,
    "headline": 400,
    "heading": 300,
    "credit": 300,
    "caption": 900,
    "standfirst": 1200,
}


def role_of(tag: str, attributes: dict[str, str], words: PageWords) -> str:
    """What the element is called, by its kind or by its names."""
    if tag in _NOISE or "hidden" in attributes or _HIDDEN in attributes.get("style", "").replace(" ", ""):
        return "noise"
    if tag == "time":
        return "date"
    names = " ".join([value for name, value in attributes.items() if name in _NAMES])
    role = words.role(names) if names else ""
    return "caption" if tag == "figcaption" and role != "credit" else role


def shown_by(attributes: dict[str, str], words: PageWords) -> tuple[str, str] | None:
    """(caption, credit) in an element's `data-` attributes, for a script to show beside its picture."""
    caption = credit = ""
    for name, value in attributes.items():
        if name.startswith("data-") and value and name not in _NAMES:
            role = words.role(name)
            if role == "caption":
                caption = caption or _plain(value)
            elif role == "credit":
                credit = credit or _plain(value)
    return (caption, credit) if caption or credit else None


def _plain(value: str) -> str:
    """An attribute's text, without markup in it; empty for a flag or an address."""
    text = tidy(_TAG.sub(" ", entities.unescape(value))) if len(value) <= _LONGEST_SHOWN else ""
    return "" if text.lower() in ("true", "false") or "://" in text or not letters(text) else text


def void_roles(lines: list[Line], around: list[tuple[tuple[str, int], ...]]) -> set[tuple[str, int]]:
    """The elements that hold too much for what the markup calls them: they are named for something else.

    A standfirst holds no picture: such a "lead" is the lead picture's.

    `around` gives for each of `lines` the roles of the elements around it with the elements' numbers.
    """
    sizes: Counter[tuple[str, int]] = Counter()
    for line, roles in zip(lines, around, strict=True):
        if line.image is not None:
            sizes.update({role: _LARGEST["standfirst"] + 1 for role in roles if role[0] == "standfirst"})
            continue
        for role in roles:
            if role[0] != "noise" or (line.linked < _LINK_LIST and line.size >= _PROSE):
                sizes[role] += len(line.letters)
    prose = sum(len(line.letters) for line in lines if line.linked < _LINK_LIST and line.size >= _PROSE)
    most = max(prose * _MOSTLY, _LITTLE)
    return {role for role, count in sizes.items() if count > _LARGEST.get(role[0], most)}


def settle_roles(lines: list[Line], around: list[tuple[tuple[str, int], ...]], void: set[tuple[str, int]]) -> None:
    """Give each line the innermost role around it that is not void."""
    for line, roles in zip(lines, around, strict=True):
        for role in reversed(roles):
            if role in void:
                continue
            if role[0] in ("noise", "pullquote"):
                line.noise = True
            elif not line.role:
                line.role = role[0]
                line.part = next(number for name, number in roles if name == role[0] and (name, number) not in void)
