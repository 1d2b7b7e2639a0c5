"""What a page says of itself and how its story begins."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.records import Page
from monitor.core.screening import PASSED, screen
from monitor.parsing.page_head import page_head
from tests.evaluation.corpus import Article, load
from tests.evaluation.pages import address, render
from tests.support import reading

LEAD = "The harbour authority said on Monday that it would dredge the northern basin before the autumn storms arrive."
RELEVANT = [article for article in load() if article.relevant]


def page(markup: str | bytes, content_type: str | None = None) -> Page:
    body = markup if isinstance(markup, bytes) else markup.encode()
    return Page("a.html", body, "https://news.example.org/a", content_type)


def test_titles_descriptions_and_first_sentences_are_found() -> None:
    said = page_head(
        page(
            f"""<!doctype html><html><head><title>Kelp &amp; more</title>
            <meta property="og:title" content="Kelp, the story"><meta name=description content='About kelp'>
            <style>p {{ color: red. }}</style></head><body><nav><li>Home. Sport. Weather. All of it.</li></nav>
            <script>var text = "This is no sentence of the story at all, however long it may grow and end.";</script>
            <p class="x"><b>{LEAD}</b></p><p>Short.</p></body></html>"""
        )
    )
    assert said.url == "https://news.example.org/a"
    assert said.title == "Kelp & more\nKelp, the story"
    assert said.summary == f"About kelp\n{LEAD}"


def test_enough_of_the_story_is_enough() -> None:
    said = page_head(page("<html><body>" + f"<p>{LEAD}</p><br>" + f"<p>{LEAD[:-1]}, they say.</p>" * 50))
    assert len(said.summary) < 500


def test_chinese_in_its_own_encoding() -> None:
    lead = "港务局星期一表示，将在秋季风暴之前疏浚北部港池，工程已经开始。"
    body = f"<html><head><meta charset=gbk><title>港口</title></head><p>{lead}</p></html>"
    said = page_head(page(body.encode("gb18030")))
    assert said.title == "港口"
    assert said.summary == lead


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html><head></head><body><div><p>Short.</p></div></body></html>",
        b"\x00\xff\x00" * 99,
    ],
    ids=["empty", "a story for scripts", "binary"],
)
def test_a_page_that_shows_nothing_says_nothing_and_passes(body: bytes) -> None:
    said = page_head(page(body))
    assert said.title == said.summary == ""


def test_plain_text_says_how_it_begins() -> None:
    assert page_head(page(f"A headline\n\n{LEAD}\n")).title == f"A headline {LEAD}"


@pytest.mark.parametrize("article", RELEVANT, ids=lambda article: article.id)
def test_no_story_on_the_subject_is_lost(article: Article) -> None:
    entry = page_head(Page("a.html", render(article), address(article)))
    assert screen(entry, reading.knowledge()).outcome == PASSED


def test_a_page_of_other_things_is_screened_out() -> None:
    entry = page_head(page(f"<html><head><title>Harbour to be dredged</title></head><p>{LEAD}</p></html>"))
    assert screen(entry, reading.knowledge()).outcome != PASSED


@pytest.mark.parametrize("piece", ["<h1 ", "<meta ", "<p>", "<script>", '<meta content="', "<title", "<", "a. " * 30])
def test_no_page_takes_long(piece: str) -> None:
    began = time.process_time()
    page_head(page("<html><p>" + piece * (2**20 // len(piece))))
    assert time.process_time() - began < 3


@given(st.text(alphabet="<>/pscript\"'= a.!中。", max_size=300))
def test_any_characters_give_an_entry(text: str) -> None:
    assert isinstance(page_head(page(text)).summary, str)
