"""A page's tree: parsed once, and rid of what never holds a story's text."""

from __future__ import annotations

import re

from lxml import etree, html

from monitor.core.errors import UnreadablePage

# Elements that never hold a story's text. `noscript` holds pictures' doubles and warnings.
_NO_TEXT = (
    "script", "style", "noscript", "svg", "iframe", "template", "object", "canvas", "video", "audio",
    "button", "select", "input", "textarea", "title", "nav", "math", "map", "dialog", "menu",
    "datalist", "embed", "applet",
)  # fmt: skip
_MONSTROUS_TAG = re.compile(r"<([a-zA-Z][\w-]{0,40})\s[^<>]{50000,}>")


def parse(text: str) -> html.HtmlElement:
    """The tree of an HTML page. Raises UnreadablePage where the text holds no markup at all."""
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        tree = html.document_fromstring(_bounded(text).encode("utf-8", "ignore"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise UnreadablePage("the page holds no HTML that can be read") from error
    return tree


def _bounded(text: str) -> str:
    """`text` without NUL and without the attributes of monstrous tags, on which libxml2 takes quadratic time."""
    return _MONSTROUS_TAG.sub(r"<\1>", text.replace("\0", ""))


def strip(tree: html.HtmlElement) -> None:
    """Take out of `tree` what never holds a story's text."""
    etree.strip_elements(tree, *_NO_TEXT, with_tail=False)
    for footer in list(tree.iter("footer")):
        if next(footer.iterancestors("article"), None) is None:  # else it may say who wrote the article and when
            footer.drop_tree()
    for form in list(tree.iter("form")):
        if form.find(".//h1") is None and len(form.findall(".//p")) < 3:  # else it wraps the page, as ASP.NET does
            form.drop_tree()
