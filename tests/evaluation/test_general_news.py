"""No meeting of envoys is found in news that tells of none (in full: `make eval`)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.evaluation import outside_news
from tests.evaluation.general_news import Result, alarms, stories
from tests.evaluation.report import general_section
from tests.support.reading import knowledge, make_text

SOME = {"en": 168, "zh": 84}
"""Six of each topic."""


@pytest.mark.parametrize("language", ["en", "zh"])
def test_general_news_raises_no_alarm(language: str) -> None:
    told = list(stories(language, SOME[language], knowledge()))
    assert list(alarms(told, knowledge())) == []


def test_a_meeting_of_envoys_would_be_noticed() -> None:
    text = make_text("U.S. climate envoy Jane Roe met China's climate envoy, Shen Guolan, in Oslo on Tuesday.")
    assert [alarm.meeting.kind for alarm in alarms([text], knowledge())] == ["envoy"]


def test_stories_are_many_and_the_same_each_time() -> None:
    told = [(text.headline, text.blocks) for text in stories("en", 200, knowledge())]
    assert len(set(told)) == 200
    assert told == [(text.headline, text.blocks) for text in stories("en", 200, knowledge())]


def test_every_slot_is_filled() -> None:
    for language in ("en", "zh"):
        words = " ".join(b.text for text in stories(language, 300, knowledge()) for b in text.blocks)
        assert "{" not in words
        assert "}" not in words


def test_pages_and_feeds_of_others_are_read(tmp_path: Path) -> None:
    (tmp_path / "feeds" / "one").mkdir(parents=True)
    words = "Ministers of two countries met for talks on fisheries in the capital."
    item = f"<item><title>Talks</title><description>{words}</description></item>"
    feed = f"<rss version='2.0'><channel>{item}</channel></rss>"
    (tmp_path / "feeds" / "one" / "a.xml").write_text(feed)
    (tmp_path / "feeds" / "one" / "b.xml").write_text("<html>no feed</html>")
    assert [text.blocks[0].text for text in outside_news.feed_entries(tmp_path)] == [words]
    assert list(outside_news.pages(tmp_path, knowledge())) == []


def test_the_report_has_a_row_for_each_collection() -> None:
    assert "| generated, English | 3 | 0 |" in general_section([Result("generated, English", 3, ())])
