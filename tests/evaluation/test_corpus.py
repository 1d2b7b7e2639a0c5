"""The labels keep to their own definitions, and the corpus has the breadth that it claims."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date

import pytest

from tests.evaluation.corpus import Article, load
from tests.evaluation.matching import letters
from tests.evaluation.pages import SITES, render

ARTICLES = load()
each_article = pytest.mark.parametrize("article", ARTICLES, ids=lambda article: article.id)


def words(text: str, language: str) -> int:
    return len(text.split()) if language == "en" else len(re.findall(r"[㐀-鿿]", text))


def test_breadth() -> None:
    languages = Counter(article.lang for article in ARTICLES)
    assert languages["en"] >= 40
    assert languages["zh"] >= 30
    reporting = sum(any(meeting.news for meeting in article.meetings) for article in ARTICLES)
    assert 0.5 < reporting / len(ARTICLES) < 0.65
    meetings = [meeting for article in ARTICLES for meeting in article.meetings]
    assert {meeting.status for meeting in meetings} == {"announced", "underway", "held", "postponed", "cancelled"}
    assert {meeting.mode for meeting in meetings} == {"in_person", "call", "video"}
    assert {meeting.precision for meeting in meetings} == {"day", "week", "month", "unknown"}
    assert {meeting.kind for meeting in meetings} == {"envoy", "official", "other"}
    assert len({SITES[article.outlet] for article in ARTICLES}) >= 8
    assert len({article.id for article in ARTICLES}) == len(ARTICLES)


def test_some_meeting_is_told_in_both_languages() -> None:
    told = {(meeting.meeting, article.lang) for article in ARTICLES for meeting in article.meetings if meeting.news}
    assert any((name, "zh") in told for name, language in told if language == "en")


@each_article
def test_quotes_stand_in_the_text_and_are_long_enough(article: Article) -> None:
    text = letters(" ".join(article.paragraphs))
    least = 3 if article.lang == "en" else 6
    for quote in article.quotes:
        assert words(quote.text, article.lang) >= least
        # The parts of an interrupted quotation need not adjoin, but every sentence of it is somewhere.
        assert all(letters(part) in text for part in re.split(r"(?<=[.!?,。，]) ", quote.text))


@each_article
def test_meetings_keep_to_the_definitions(article: Article) -> None:
    for meeting in article.meetings:
        countries = {person.country for person in meeting.participants}
        assert {"US", "CN"} <= countries
        assert (meeting.start is None) == (meeting.precision == "unknown")
        if meeting.precision in {"week", "month", "unknown"}:
            assert meeting.end is None
        if meeting.precision == "week":
            assert date.fromisoformat(meeting.start or "").weekday() == 0
        if meeting.precision == "month":
            assert (meeting.start or "").endswith("-01")
        if meeting.end:
            assert (meeting.start or "") <= meeting.end
        if meeting.mode != "in_person":
            assert (meeting.city, meeting.country, meeting.venue) == (None, None, None)
        if meeting.start and meeting.precision == "day" and meeting.status != "announced":
            age = (article.published.date() - date.fromisoformat(meeting.start)).days
            assert meeting.background or age <= 14


@each_article
def test_a_page_is_what_its_site_would_send(article: Article) -> None:
    site = SITES[article.outlet]
    page = render(article).decode(site.encoding)
    assert article.headline.replace("'", "&#39;").replace("&", "&amp;").replace("&amp;#39;", "&#39;") in page or (
        site.encoding == "windows-1252"
    )
    assert render(article) == render(article)
