"""From a page's bytes to its text.

bytes ─decode─▶ characters ─parse─▶ tree ─┬─ metadata (JSON-LD, meta)
                                          ├─ lines ──┐
                                          └─ trafilatura's text ─▶ marks on the lines
lines + marks ─▶ headline, standfirst, stamp, picture, blocks ─▶ Text
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from urllib.parse import urlsplit

from lxml import html

from monitor.core.errors import UnreadablePage
from monitor.core.reading.page_words import PageWords
from monitor.core.records import Block, Image, Page, Text
from monitor.parsing import notes
from monitor.parsing.body import extracted, mark, rescue, with_kindred
from monitor.parsing.encoding import decode, is_binary
from monitor.parsing.headline import find_headline
from monitor.parsing.html_lines import html_lines
from monitor.parsing.json_data import embedded_story
from monitor.parsing.layout import Layout, lay_out
from monitor.parsing.lines import Line, is_chinese, size, tidy
from monitor.parsing.metadata import Metadata, absolute, read_metadata
from monitor.parsing.moments import iso
from monitor.parsing.plain_text import is_html, plain_lines
from monitor.parsing.stamp import find_authors, stamped, when
from monitor.parsing.tree import parse, strip

_NOTHING = Metadata((), "", (), (), None, None, "", None, "", None, "", "", False, "")
# Below this many words a page's visible text is looked for in its scripts too.
_LITTLE = 40
_LONGEST_TITLE = 400
# htmldate would ask the clock; a page's record must not depend on the day it is read.
_LAST_DAY = datetime(2100, 1, 1)  # noqa: DTZ001 — it compares with dates that have no zone


def read_page(page: Page, words: PageWords) -> Text:
    """Read a page, HTML or plain text, into its parts.

    Where the page gives no story (paywall, error, nothing) the feed's text stands in and `notes` says so.
    Raises UnreadablePage where neither gives anything; nothing else comes out, whatever the bytes.
    """
    characters = decode(page.body, page.content_type)
    if is_binary(characters):
        raise UnreadablePage(f"{page.source}: no text but binary data")
    read = _read_html if is_html(characters) else _read_plain
    text = _with_feed(read(page, characters, words), page, words)
    if not text.blocks and not text.headline:
        raise UnreadablePage(f"{page.source}: no text of a story on the page ({', '.join(text.notes) or 'empty'})")
    return text


def _read_html(page: Page, characters: str, words: PageWords) -> Text:
    tree = parse(characters)
    data = read_metadata(tree, words, page.url, _witness(page))
    scripts = [script.text or "" for script in tree.iter("script")]
    strip(tree)
    lines = html_lines(tree, words)
    marks = rescue(lines, mark(lines, extracted(tree)))
    outlet = _outlet(data, page, words)
    headline = find_headline(data.titles, lines, outlet, words)
    marks = with_kindred(lines, marks, headline[1])
    layout = lay_out(lines, marks, headline, data.descriptions, words)
    if _length(layout.blocks) < _LITTLE:
        layout = _from_scripts(layout, data.article_body, scripts, words)
    return _compose(page, words, data, headline[0], outlet, layout, lines, tree)


def _from_scripts(layout: Layout, body: str, scripts: list[str], words: PageWords) -> Layout:
    """`layout` with the text that the page only holds for its scripts, where it does."""
    hidden, beside = (body, {}) if body else embedded_story(scripts) or ("", {})
    if not hidden:
        return layout
    told = next((tidy(text) for key, text in beside.items() if words.role(key) == "standfirst"), None)
    return replace(layout, blocks=fragment_blocks(hidden, words), standfirst=layout.standfirst or told)


def _read_plain(page: Page, characters: str, words: PageWords) -> Text:
    lines, top = plain_lines(characters, words)
    headline = (lines[top].text if top >= 0 else "", top)
    layout = lay_out(lines, [True] * len(lines), headline, (), words)
    outlet = _outlet(_NOTHING, page, words)
    return _compose(page, words, _NOTHING, headline[0], outlet, layout, lines, None)


def fragment_blocks(content: str, words: PageWords) -> tuple[Block, ...]:
    """The blocks of a story that comes alone, without a page around it: a feed's content, a script's text."""
    if is_html(content) or "</" in content:
        tree = parse(f"<html><body>{content}</body></html>")
        strip(tree)
        lines = html_lines(tree, words)
    else:
        lines, _ = plain_lines(content, words)
        for line in lines:
            line.role = ""
    return lay_out(lines, [line.image is None for line in lines], ("", -1), (), words).blocks


def _compose(
    page: Page,
    words: PageWords,
    data: Metadata,
    headline: str,
    outlet: str,
    layout: Layout,
    lines: list[Line],
    tree: html.HtmlElement | None,
) -> Text:
    """Join what the parts of the page say."""
    witness = _witness(page)
    address = data.url or page.url
    visible = stamped(layout.stamp, words, witness)
    published, updated = when((data.published, data.updated), visible, address, witness)
    if published is None and tree is not None:
        published = _search_date(tree)
    return Text(
        source=page.source,
        url=address,
        outlet=outlet or None,
        language=_language(headline, layout.blocks, data.language or (page.entry.language if page.entry else None)),
        headline=headline[:_LONGEST_TITLE],
        standfirst=layout.standfirst,
        authors=find_authors(data.authors, layout.stamp, words) or (page.entry.authors if page.entry else ()),
        published=published,
        updated=updated,
        image=_image(data, layout, address),
        blocks=layout.blocks,
        notes=notes.page_notes(headline, lines, layout.blocks, words, paywalled=data.paywalled),
    )


def _with_feed(text: Text, page: Page, words: PageWords) -> Text:
    """`text`, with the feed's words where the page has no story of its own."""
    entry = page.entry
    if entry is None:
        return text
    blocks = fragment_blocks(entry.content, words) if entry.content else ()
    if not text.notes or _length(blocks) + size(entry.summary) <= _length(text.blocks):
        return text if text.headline else replace(text, headline=entry.title)
    note = notes.FEED_TEXT
    if not blocks:
        blocks, note = ((Block("paragraph", tidy(entry.summary)),) if entry.summary.strip() else ()), notes.SUMMARY_ONLY
    headline = entry.title if notes.ERROR_PAGE in text.notes or not text.headline else text.headline
    return replace(text, headline=headline, standfirst=None, blocks=blocks, notes=(*text.notes, note))


def _witness(page: Page) -> str | None:
    return iso(page.entry.published) if page.entry and page.entry.published else None


def _outlet(data: Metadata, page: Page, words: PageWords) -> str:
    """The outlet's usual English name where it is known, else as the page (or the feed's name) writes it."""
    host = urlsplit(data.url or page.url or "").hostname or ""
    known = words.outlets.named(data.outlet) or words.outlets.at(host)
    return known.name if known else data.outlet or page.outlet or ""


def _image(data: Metadata, layout: Layout, address: str | None) -> Image | None:
    url = (absolute(layout.picture, address or "") if layout.picture else None) or data.image
    caption = layout.caption or (data.image_caption or None)
    credit = layout.credit or (data.image_credit or None)
    return Image(url, credit, caption) if url or caption or credit else None


def _search_date(tree: html.HtmlElement) -> str | None:
    """htmldate's quick search, for pages whose own data and visible words give no date."""
    from htmldate import find_date  # half of the time this module takes to import, and few pages need it

    try:
        return iso(find_date(tree, extensive_search=False, original_date=True, max_date=_LAST_DAY) or "")
    except Exception:  # a library's defect on a hostile page must not be ours
        return None


def _language(headline: str, blocks: tuple[Block, ...], declared: str | None) -> str:
    """`zh` for Chinese characters, else the primary tag that is declared; English where nothing is."""
    if is_chinese(headline + "".join(block.text for block in blocks[:10])):
        return "zh"
    tag = (declared or "en").replace("_", "-").split("-")[0].lower()
    return tag if tag.isalpha() and tag != "zh" else "en"


def _length(blocks: tuple[Block, ...]) -> int:
    return sum(size(block.text) for block in blocks)
