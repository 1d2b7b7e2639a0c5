"""The figures count what they say."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from monitor.core.records import Block, Image, Meeting, Person, Place, Quote, Relevance, Story, Text
from tests.evaluation.corpus import Article, GoldMeeting, GoldQuote, Participant
from tests.evaluation.matching import likeness, pairs, same_name, same_quote, same_speaker
from tests.evaluation.report import reached, section, table, write
from tests.evaluation.scoring import Found, Score

GOLD = GoldMeeting(
    meeting="2026-06-oslo",
    kind="envoy",
    status="held",
    mode="in_person",
    background=False,
    start="2026-06-01",
    end="2026-06-02",
    precision="day",
    city="Oslo",
    country="NO",
    venue=None,
    participants=(Participant("Ada Moss", "US", "envoy"), Participant("Ran Yi", "CN", "envoy")),
)
MEETING = Meeting(
    kind="envoy",
    status="held",
    mode="in_person",
    background=False,
    start="2026-06-01",
    end="2026-06-02",
    precision="day",
    city="Oslo",
    country="NO",
    venue=None,
    participants=(Person("Ada Moss", "US", "envoy"), Person("Ran Yi", "CN", "envoy")),
    evidence=(),
    confidence=1.0,
)
ARTICLE = Article(
    id="one",
    lang="en",
    outlet="The Courier",
    headline="They met",
    standfirst="In Oslo",
    authors=("A. Writer",),
    published=datetime.fromisoformat("2026-06-02T20:00:00+02:00"),
    image={"credit": "Reuters", "caption": "A door."},
    body=({"p": "They met."}, {"h": "After"}, {"quote": "It is done now."}),
    relevant=True,
    meetings=(GOLD,),
    quotes=(GoldQuote("It is done now.", "Ada Moss", "CNN"),),
    traps=(),
)
STORY = Story(
    text=Text(
        source="one.html",
        url=None,
        outlet="The Courier",
        language="en",
        headline="They met",
        standfirst="In Oslo",
        authors=("A. Writer",),
        published="2026-06-02",
        updated=None,
        image=Image(credit="Reuters", caption="A door."),
        blocks=(Block("paragraph", "They met."), Block("heading", "After"), Block("quotation", "It is done now.")),
    ),
    quotes=(Quote("It is done now.", "Ada Moss", None, "CNN", Place(1, 0)),),
    people=(),
    meetings=(MEETING,),
    relevance=Relevance(True, 1.0, ()),
)


def score(story: Story, article: Article = ARTICLE) -> Score:
    counted = Score()
    counted.add(article, story)
    return counted


def test_a_perfect_reading_has_perfect_figures() -> None:
    counted = score(STORY)
    figures = counted.figures()
    assert figures.pop("false_alarm_rate") is None
    assert {name: value for name, value in figures.items() if value != 1.0} == {}
    assert counted.mistakes == []


@pytest.mark.parametrize(
    ("story", "wrong", "part"),
    [
        (replace(STORY, meetings=()), {"meeting_recall"}, "meetings"),
        (replace(STORY, meetings=(MEETING, replace(MEETING, venue="A hall"))), {"meeting_precision"}, "meetings"),
        (replace(STORY, meetings=(replace(MEETING, city="Bergen"),)), {"city"}, "meetings"),
        (replace(STORY, meetings=(replace(MEETING, start="2026-06-03"),)), {"start"}, "meetings"),
        (replace(STORY, meetings=(replace(MEETING, end=None),)), {"end"}, "meetings"),
        (replace(STORY, meetings=(replace(MEETING, status="announced"),)), {"status"}, "meetings"),
        (replace(STORY, quotes=()), {"quote_f1", "quote_attributed_f1"}, "quotes"),
        (replace(STORY, quotes=STORY.quotes * 2), {"quote_f1", "quote_attributed_f1"}, "quotes"),
        (replace(STORY, quotes=(replace(STORY.quotes[0], speaker="Ran Yi"),)), {"quote_attributed_f1"}, "quotes"),
        (replace(STORY, quotes=(replace(STORY.quotes[0], via=None),)), {"quote_via"}, "quotes"),
        (replace(STORY, text=replace(STORY.text, headline="They meet")), {"headline"}, "structure"),
        (replace(STORY, text=replace(STORY.text, published="2026-06-03")), {"published"}, "structure"),
        (replace(STORY, text=replace(STORY.text, published=None)), {"published"}, "structure"),
        (replace(STORY, text=replace(STORY.text, image=None)), {"image_credit", "image_caption"}, "structure"),
        (replace(STORY, text=replace(STORY.text, blocks=STORY.text.blocks[1:])), {"paragraph_f1"}, "structure"),
        (replace(STORY, relevance=Relevance(False, 0.0, ())), {"relevance_f1"}, "relevance"),
    ],
)
def test_a_mistake_shows_in_its_own_figures(story: Story, wrong: set[str], part: str) -> None:
    counted = score(story)
    assert {name for name, value in counted.figures().items() if value is not None and value < 1.0} == wrong
    assert {mistake.part for mistake in counted.mistakes} == {part}


@pytest.mark.parametrize(
    ("meeting", "alarm"),
    [
        (MEETING, 1.0),
        (replace(MEETING, kind="official"), 1.0),
        (replace(MEETING, kind="other"), 0.0),
        (replace(MEETING, background=True), 0.0),
    ],
)
def test_a_meeting_in_a_story_without_one_is_a_false_alarm(meeting: Meeting, alarm: float) -> None:
    silent = replace(ARTICLE, meetings=(replace(GOLD, background=True),))
    assert score(replace(STORY, meetings=(meeting,)), silent).figures()["false_alarm_rate"] == alarm


def test_borderline_stories_count_nowhere() -> None:
    for relevant in (True, False):
        counted = score(replace(STORY, relevance=Relevance(relevant, 1.0, ())), replace(ARTICLE, relevant=None))
        assert counted.figures()["relevance_f1"] == 1.0
        assert counted.mistakes == []


@pytest.mark.parametrize(
    ("change", "fits"),
    [
        ({}, True),
        ({"start": "2026-06-04"}, True),
        ({"start": "2026-06-05"}, False),
        ({"start": "2026-06-01", "precision": "month"}, True),
        ({"start": "2026-07-01", "precision": "month"}, False),
        ({"start": None, "precision": "unknown"}, True),
        ({"participants": (Person("Ada Moss", "US", None),)}, False),
        ({"participants": (*MEETING.participants, Person("A Third", "NO", None))}, True),
        ({"city": "Bergen", "mode": "video"}, True),
    ],
)
def test_which_meetings_are_one(change: dict[str, object], fits: bool) -> None:
    assert (likeness(GOLD, replace(MEETING, **change)) > 0) is fits  # type: ignore[arg-type]


def test_the_best_fitting_meetings_are_paired() -> None:
    later = replace(GOLD, start="2026-06-03", end=None)
    vague = replace(MEETING, start=None, end=None, precision="unknown")
    assert pairs([GOLD, later], [vague, MEETING]) == [(GOLD, MEETING), (later, vague)]


@pytest.mark.parametrize(
    ("gold", "found", "same"),
    [
        ("Michelle H. Tsai", "Michelle Tsai", True),
        ("Rosalind Okafor-Hayes", "Rosalind Okafor Hayes", True),
        ("Tomás de la Garza", "Tomas de la Garza", True),
        ("Minister Ran Yi", "Ran Yi", True),
        ("Ministry of Foreign Affairs", "Foreign Ministry", True),
        (None, None, True),
        ("Xie Zhenhua", "Xi Jinping", False),
        ("He Yuan", None, False),
    ],
)
def test_same_name(gold: str | None, found: str | None, same: bool) -> None:
    assert same_name(gold, found) is same


@pytest.mark.parametrize(
    ("gold", "found", "same"),
    [
        ("senior American official", "American official", True),
        ("西方外交官", "一名西方外交官", True),
        ("senior American aide", "aide", False),
        ("Ada Moss", "Ada Mossberg", False),
        ("aide", None, False),
    ],
)
def test_same_speaker(gold: str, found: str | None, same: bool) -> None:
    assert same_speaker(gold, found) is same


@pytest.mark.parametrize(
    ("gold", "found", "same"),
    [
        ("It is done, now.", "“It is done now”", True),
        ("It is done and we are glad of it.", "It is done and we are glad of i", True),
        ("It is done and we are glad of it.", "It is done", False),
        ("It is done", "", False),
    ],
)
def test_same_quote(gold: str, found: str, same: bool) -> None:
    assert same_quote(gold, found) is same


def test_found() -> None:
    found = Found()
    assert (found.precision, found.recall, found.f1) == (1.0, 1.0, 1.0)
    found.count(["a", "a", "b"], ["a", "b", "c"])
    assert (found.right, found.extra, found.missed) == (2, 1, 1)
    assert found.precision == found.recall == found.f1 == pytest.approx(2 / 3)
    missed = Found(missed=1)
    assert (missed.recall, missed.f1) == (0.0, 0.0)


@pytest.mark.parametrize(
    ("name", "value", "there"),
    [
        ("meeting_recall", 0.93, True),
        ("meeting_recall", 0.91, False),
        ("false_alarm_rate", 0.01, True),
        ("false_alarm_rate", 0.03, False),
        ("country", 0.1, None),
        ("headline", None, None),
    ],
)
def test_reached(name: str, value: float | None, there: bool | None) -> None:
    assert reached(name, "en", value) is there


def test_the_tables_replace_only_what_stands_below_their_mark(tmp_path: Path) -> None:
    document = tmp_path / "accuracy.md"
    document.write_text(
        "# Kept\n\n<!-- figures: written by `make eval`, do not edit below -->\nyesterday\n", encoding="utf-8"
    )
    figures = {"en": {"meeting_recall": 0.5, "end": None}}
    assert table(figures).splitlines()[2:] == ["| `meeting_recall` | **0.500** | ≥ 0.92 |", "| `end` | – |  |"]
    write([section("One", [ARTICLE], figures)], document)
    text = document.read_text(encoding="utf-8")
    assert text.startswith("# Kept\n")
    assert "yesterday" not in text
    assert "1 English stories; 0 of them report no meeting of envoys." in text
