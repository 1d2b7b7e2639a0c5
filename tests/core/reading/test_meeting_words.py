from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from monitor.core.errors import ConfigurationError
from monitor.core.reading.meeting_words import MeetingWords
from tests.core.reading.marked import class_string

LANGUAGES = Path(__file__).parents[3] / "config" / "languages"
ARRAYS = ("frame", "modality", "date")


def data(language: str) -> dict[str, Any]:
    return tomllib.loads((LANGUAGES / language / "meetings.toml").read_text(encoding="utf-8"))


@cache
def words(language: str) -> MeetingWords:
    return MeetingWords.from_data(data(language), f"{language}/meetings.toml")


def examples(key: str) -> list[Any]:
    return [
        pytest.param(language, array, index, example, id=f"{language}: {table['name']}: {example}"[:90])
        for language in ("en", "zh")
        for array in ARRAYS
        for index, table in enumerate(data(language)[array])
        for example in table[key]
    ]


def matches(language: str, array: str, index: int, sentence: str) -> bool:
    tables = {
        "frame": [frame.pattern for frame in words(language).frames],
        "modality": [modality.pattern for modality in words(language).modalities],
        "date": list(words(language).other_dates),
    }
    return bool(tables[array][index].search(class_string(sentence, words(language)).symbols))


@pytest.mark.parametrize(("language", "array", "index", "example"), examples("right"))
def test_every_pattern_matches_its_examples(language: str, array: str, index: int, example: str) -> None:
    assert matches(language, array, index, example)


@pytest.mark.parametrize(("language", "array", "index", "example"), examples("wrong"))
def test_no_pattern_matches_its_counterexamples(language: str, array: str, index: int, example: str) -> None:
    assert not matches(language, array, index, example)


@pytest.mark.parametrize(
    ("table", "where", "says"),
    [
        ({"frame": [{"name": "x", "pattern": "@nix"}]}, "frame[0].pattern", "macro @nix"),
        ({"frame": [{"name": "x", "pattern": "{nix}"}]}, "frame[0].pattern", "class nix"),
        ({"frame": [{"name": "x", "pattern": "({us}"}]}, "frame[0].pattern", "compile"),
        ({"frame": [{"name": "x"}]}, "frame[0].pattern", "missing"),
        ({"macros": {"a": "@a"}, "date": [{"name": "x", "pattern": "@a"}]}, "date[0].pattern", "contains itself"),
        ({"modality": [{"name": "x", "pattern": "{us}", "status": "maybe"}]}, "modality[0].status", "maybe"),
        ({"words": {"talk": ["talks"], "meet": ["talks"]}}, "words.meet", "'talks' stands also under talk"),
        ({"word": {}}, "word", "unknown key"),
    ],
)
def test_mistakes_in_the_data_are_named(table: dict[str, Any], where: str, says: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        MeetingWords.from_data(table, "meetings.toml")
    [mistake] = refused.value.mistakes
    assert mistake.where == where
    assert says in mistake.wrong
