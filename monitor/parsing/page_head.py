"""What a page says of itself, and how its story begins, for the screen: by patterns, without a tree.

Building the tree and finding the text costs thirty times as much, and most pages of a crawl are of other things. The
title alone would lose every fifth story on the subject; with the first sentences none of the project's own is lost.
"""

from __future__ import annotations

import html
import re

from monitor.core.records import Entry, Page
from monitor.parsing.encoding import decode, is_binary
from monitor.parsing.plain import clean, cut
from monitor.parsing.plain_text import is_html

LEAD = 300
"""Characters of the story's beginning that are enough."""
_HEAD = 96 * 1024
"""Characters in which titles and descriptions are looked for; heads full of styles and scripts are long."""
_PLAIN = 1024
# No pattern runs past the next bracket: a page of opened tags costs no more than one of closed ones.
_TITLE = re.compile(r"<title\b[^<>]*>([^<]{1,2000})", re.IGNORECASE)
_META = re.compile(r"<meta\b([^<>]{1,5000})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""\b(name|property|itemprop|content)\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+)""", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_TITLES = frozenset({"og:title", "twitter:title", "headline", "dc.title"})
_SUMMARIES = frozenset({"description", "og:description", "twitter:description", "keywords", "news_keywords"})
_HIDDEN = ("script", "style", "noscript", "template", "svg")
_BREAK = re.compile(
    rf"<(/?)({'|'.join(_HIDDEN)}|p|div|br|h[1-6]|li|td|section|article|main|header|footer|nav|aside|blockquote|figcaption)"
    r"\b[^<>]*>",
    re.IGNORECASE,
)
_HAN = re.compile("[\u4e00-\u9fff]")
_STOP = re.compile("[.!?。！？]")
_ENDS = re.compile(r"""[.!?。！？”’"'」』)）]\s*$""")
_SENTENCE, _SENTENCE_HAN = 60, 20
"""What is shorter is a menu's or a caption's."""


def page_head(page: Page) -> Entry:
    """The page as an entry to be screened: its titles, descriptions and first sentences.

    All are empty where it says nothing at all: such a page passes any screen.
    """
    address = page.url or page.source
    text = decode(page.body, page.content_type)
    if is_binary(text):
        return Entry(address, "")
    if not is_html(text):
        return Entry(address, cut(clean(text[:_PLAIN]), 1024))
    head = text[:_HEAD]
    named = [_named(match[1]) for match in _META.finditer(head)]
    title = _TITLE.search(head)
    titles = [title[1] if title else "", *(content for name, content in named if name in _TITLES)]
    return Entry(address, _plain(titles), _plain([*(said for name, said in named if name in _SUMMARIES), *_lead(text)]))


def _lead(text: str) -> list[str]:
    """The first sentences that a reader sees, LEAD characters or somewhat more."""
    found: list[str] = []
    length = at = 0
    for mark in _BREAK.finditer(text):
        if mark.start() < at:  # inside of what is hidden
            continue
        run = text[at : mark.start()]
        if len(run) >= _SENTENCE_HAN and (sentence := _sentence(run)):
            found.append(sentence)
            length += len(sentence)
            if length >= LEAD:
                return found
        at = mark.end()
        if not mark[1] and mark[2].lower() in _HIDDEN:
            at = text.find(f"</{mark[2]}", at)
            if at < 0:  # never closed: it hides the rest
                break
    return found


def _sentence(run: str) -> str | None:
    if not _STOP.search(run):
        return None
    line = _plain([run])
    least = _SENTENCE_HAN if _HAN.search(line) else _SENTENCE
    return line if len(line) >= least and _ENDS.search(line) else None


def _named(attributes: str) -> tuple[str, str]:
    """A meta element's name and content."""
    found = {match[1].lower(): match[2].strip("\"'") for match in _ATTRIBUTE.finditer(attributes)}
    name = found.get("name") or found.get("property") or found.get("itemprop") or ""
    return name.lower(), found.get("content", "")


def _plain(parts: list[str]) -> str:
    lines = dict.fromkeys(clean(html.unescape(_TAG.sub(" ", part))) for part in parts)
    return cut("\n".join(filter(None, lines)), 4096)
