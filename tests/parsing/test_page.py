"""Reading a page: what stands in where it has no story, and what hostile bytes may do."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.errors import UnreadablePage
from monitor.core.records import Entry, Page, Text
from monitor.parsing.page import read_page
from tests.parsing.page_words import WORDS

CASES = Path(__file__).parents[1] / "cases" / "pages"
PROSE = "".join(
    f"<p>The envoys spoke for {n} hours on the second day about methane, coal and who would pay.</p>" for n in range(5)
)
ENTRY = Entry(
    url="https://news.example/x",
    title="Envoys meet",
    summary="Both envoys came to Oslo.",
    published="2031-05-06T08:15:00+00:00",
)
SURROGATE = r'{"@type": "Article", "headline": "\ud800 x", "datePublished": [{}]}'


def read(body: str | bytes, **known: object) -> Text:
    """The text of a page with this body."""
    data = body if isinstance(body, bytes) else body.encode("utf-8", "surrogatepass")
    return read_page(Page("page.html", data, **known), WORDS)  # type: ignore[arg-type]


def html(body: str, head: str = "<title>Envoys meet</title>") -> str:
    """A page."""
    return f"<html><head>{head}</head><body>{body}</body></html>"


def test_where_the_page_is_an_error_the_feed_speaks() -> None:
    text = read(html("<h1>Page not found</h1><p>Try the search.</p>"), entry=ENTRY)
    assert text.notes == ("error page", "summary only")
    assert (text.headline, text.published) == ("Envoys meet", "2031-05-06T08:15:00+00:00")
    assert [block.text for block in text.blocks] == ["Both envoys came to Oslo."]


def test_where_the_page_is_empty_the_feeds_content_speaks() -> None:
    content = f"<h2>Day two</h2>{PROSE}<blockquote>Good talks</blockquote>"
    entry = Entry(url="https://news.example/x", title="Envoys meet", content=content)
    text = read(html('<div id="app"></div>'), entry=entry)
    assert text.notes == ("empty", "text from the feed")
    assert [block.kind for block in text.blocks] == ["heading", *["paragraph"] * 5, "quotation"]


def test_a_paywall_is_said() -> None:
    wall = "<h1>Envoys meet</h1><p>The envoys met on Monday in a villa.</p><div>Subscribe to continue reading</div>"
    assert read(html(wall)).notes == ("paywalled",)
    assert read(html(wall), entry=ENTRY).blocks[0].text == "The envoys met on Monday in a villa."


def test_a_whole_story_is_kept_over_the_feeds_summary() -> None:
    text = read(html(f"<article><h1>Envoys meet</h1>{PROSE}</article>"), entry=ENTRY)
    assert text.notes == ()
    assert len(text.blocks) == 5
    assert text.published == ENTRY.published, "the feed's date where the page gives none"


def test_outlet_and_address() -> None:
    text = read(html(f"<h1>Envoys meet</h1>{PROSE}"), url="https://www.bbc.com/news/1", outlet="My feed")
    assert (text.outlet, text.url, text.language) == ("BBC", "https://www.bbc.com/news/1", "en")
    assert read(html(f"<h1>Envoys meet</h1>{PROSE}"), outlet="My feed").outlet == "My feed"


def test_related_links_newsletter_and_editor_are_not_of_the_story() -> None:
    clutter = (
        "<aside><p>Read more about it</p></aside><p>责任编辑：李某</p><p>Featured image: Jane Roe</p>"
        "<h3>Related articles</h3><p>Kerry and Xie to meet</p>"
    )
    text = read(html(f"<main><h1>Envoys meet</h1>{PROSE}{clutter}</main>"))
    assert len(text.blocks) == 5


@pytest.mark.parametrize("body", [b"", b" \n", b"<html></html>", b"%PDF-1.7 \x00\x01\x02\xff\xfe" * 50, b"\x00" * 9000])
def test_nothing_is_unreadable(body: bytes) -> None:
    with pytest.raises(UnreadablePage, match=r"page\.html: "):
        read(body)


@pytest.mark.parametrize(
    "body",
    [
        html("<div>" * 300 + PROSE),
        html("<b>" * 300 + PROSE),
        html("<p " + " ".join(f'a{n}="x"' for n in range(100_000)) + f">x</p>{PROSE}"),
        html(f"\0<p>a\0b</p>{PROSE}\ud800"),
        html(PROSE, "<title>" + "a - " * 20_000 + "</title>"),
        html(
            PROSE,
            html(PROSE, f"<script type='application/ld+json'>{SURROGATE}</script>"),
        ),
        html(f"<figure><img src=x><figcaption>{'(' * 20_000}</figcaption></figure>{PROSE}"),
    ],
)
def test_hostile_pages_are_read_clean(body: str) -> None:
    text = read(body)
    assert len(text.blocks) >= 5
    assert "\0" not in str(text)
    str(text).encode("utf-8")


@given(st.data())
def test_damaged_pages_give_a_text_or_are_unreadable(data: st.DataObject) -> None:
    page = bytearray((CASES / "hashed-classes.html").read_bytes())
    for _ in range(data.draw(st.integers(0, 8))):
        at = data.draw(st.integers(0, len(page) - 1))
        page[at : at + data.draw(st.integers(0, 200))] = data.draw(st.binary(max_size=20))
    try:
        text = read(bytes(page))
    except UnreadablePage:
        return
    assert all(block.text == " ".join(block.text.split()) for block in text.blocks)
    assert text == read(bytes(page)), "the same bytes give the same text"
