"""Strangers' strings made into clean plain text of bounded length."""

from __future__ import annotations

import html
import re

from lxml import etree
from lxml.html import fragment_fromstring

# Controls, lone surrogates, and the marks that turn the direction of all that follows (a title that writes over its
# neighbours). They mean nothing in a headline.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_SPACES = re.compile(r"\s+")
_DROPPED = ("script", "style", "template", "noscript", "svg", "math")
_BREAKING = ("br", "p", "div", "li", "tr", "h1", "h2", "h3", "h4", "blockquote")


def clean(text: str) -> str:
    """`text` on one line, without what cannot be printed."""
    return _SPACES.sub(" ", _UNPRINTABLE.sub("", text)).strip()


def clean_markup(markup: str, cap: int) -> str:
    """Markup kept as markup, without what XML and databases choke on, at most `cap` characters."""
    return _UNPRINTABLE.sub("", markup[:cap])


def cut(text: str, cap: int) -> str:
    """`text`, at most `cap` bytes of UTF-8, ending on a whole character and then with an ellipsis."""
    data = text.encode("utf-8", "ignore")
    if len(data) <= cap:
        return text
    return data[: cap - 3].decode("utf-8", "ignore").rstrip() + "…"


def plain_text(markup: str) -> str:
    """What a reader sees of a fragment of HTML, on one line."""
    if "<" not in markup:
        return clean(html.unescape(markup))
    try:
        root = fragment_fromstring(_UNPRINTABLE.sub("", markup), create_parent="div")
    except (etree.LxmlError, ValueError):
        return clean(html.unescape(re.sub(r"<[^<>]*>", " ", markup)))
    etree.strip_elements(root, *_DROPPED, etree.Comment, with_tail=False)
    for element in root.iter(*_BREAKING):
        # A reference such as &#8; has become a character that lxml gives but does not take.
        element.tail = " " + _UNPRINTABLE.sub("", element.tail or "")
        element.text = " " + _UNPRINTABLE.sub("", element.text or "")
    return clean(str(root.text_content()))
