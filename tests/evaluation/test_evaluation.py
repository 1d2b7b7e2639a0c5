"""The reading of the whole corpus does not fall behind what was measured."""

from __future__ import annotations

import pytest

from tests.evaluation.corpus import load
from tests.evaluation.evaluation import evaluate, own_pages
from tests.evaluation.scoring import Score
from tests.support.reading import knowledge

# About one story below the figures of docs/accuracy.md; raise a floor when its figure has risen.
FLOORS = {
    "en": {
        "meeting_precision": 0.94,
        "meeting_recall": 0.94,
        "start": 0.85,
        "status": 0.94,
        "city": 0.88,
        "mode": 0.94,
        "kind": 0.94,
        "participants": 0.94,
        "quote_f1": 0.98,
        "quote_attributed_f1": 0.96,
        "quote_via": 0.98,
        "headline": 1.0,
        "published": 1.0,
        "standfirst": 0.98,
        "image_credit": 0.92,
        "image_caption": 0.92,
        "heading_f1": 0.97,
        "paragraph_f1": 0.99,
        "relevance_f1": 0.97,
    },
    "zh": {
        "meeting_precision": 0.96,
        "meeting_recall": 0.93,
        "start": 0.83,
        "status": 0.92,
        "city": 0.86,
        "mode": 0.96,
        "kind": 0.96,
        "participants": 0.96,
        "quote_f1": 0.98,
        "quote_attributed_f1": 0.92,
        "quote_via": 0.98,
        "headline": 1.0,
        "published": 1.0,
        "standfirst": 0.97,
        "image_credit": 0.87,
        "image_caption": 0.87,
        "heading_f1": 0.90,
        "paragraph_f1": 0.99,
        "relevance_f1": 0.97,
    },
}


@pytest.fixture(scope="module")
def scores() -> dict[str, Score]:
    articles = load()
    return evaluate(articles, own_pages(articles), knowledge())


@pytest.mark.parametrize(
    ("language", "name", "floor"),
    [(language, name, floor) for language, floors in FLOORS.items() for name, floor in floors.items()],
)
def test_a_figure_is_not_below_its_floor(scores: dict[str, Score], language: str, name: str, floor: float) -> None:
    figure = scores[language].figures()[name]
    assert figure is not None
    assert figure >= floor


@pytest.mark.parametrize("language", list(FLOORS))
def test_no_story_without_a_meeting_raises_an_alarm(scores: dict[str, Score], language: str) -> None:
    assert scores[language].figures()["false_alarm_rate"] == 0.0
