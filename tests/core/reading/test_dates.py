from __future__ import annotations

import tomllib
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.errors import ConfigurationError
from monitor.core.reading.date_words import DateWords
from monitor.core.reading.dates import DateMention, read_dates
from tests.core.reading.passages import document

LANGUAGES = Path(__file__).parents[3] / "config" / "languages"


def data(language: str) -> dict[str, Any]:
    return tomllib.loads((LANGUAGES / language / "dates.toml").read_text(encoding="utf-8"))


@cache
def words(language: str) -> DateWords:
    return DateWords.from_data(data(language), f"{language}/dates.toml")


def readings(text: str, on: str, language: str) -> str:
    return "; ".join(said(mention) for mention in read_dates(document(text, on, language), words(language)))


def said(mention: DateMention) -> str:
    """A mention in one word, as the data files' examples write it."""
    bound = f"{mention.bound} " if mention.bound else ""
    if mention.days:
        return f"{bound}{mention.days} days"
    if mention.first is None:
        return f"{bound}unknown" + (f" by {mention.by}" if mention.by else "")
    if mention.precision == "day":
        return f"{bound}{mention.first}" + (f"/{mention.last}" if mention.last else "")
    return f"{bound}week {mention.first}" if mention.precision == "week" else f"{bound}month {mention.first:%Y-%m}"


def examples(key: str) -> list[Any]:
    return [
        pytest.param(language, example, id=f"{language}: {expression['name']}: {example}"[:90])
        for language in ("en", "zh")
        for expression in data(language)["expression"]
        for example in expression.get(key, [])
    ]


@pytest.mark.parametrize(("language", "example"), examples("right"))
def test_every_expression_reads_its_examples(language: str, example: dict[str, str]) -> None:
    assert readings(example["text"], example["on"], language) == example["gives"]


@pytest.mark.parametrize(("language", "example"), examples("wrong"))
def test_no_expression_reads_what_is_no_date(language: str, example: str) -> None:
    assert readings(example, "2023-07-18", language) == ""


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_expression_has_an_example(language: str) -> None:
    assert [e["name"] for e in data(language)["expression"] if not e.get("right")] == []


@pytest.mark.parametrize(
    ("text", "on", "gives"),
    [
        ("The envoys on Thursday opened two days of talks", "2021-04-15", "2021-04-15; 2 days"),
        ("It is due to end on Friday.", "2021-04-15", "2021-04-16"),
        ("They had been talking every day since Tuesday", "2022-11-21", "from 2022-11-15"),
        ("on Tuesday until midnight and again on Wednesday", "2021-11-12", "2021-11-09; 2021-11-10"),
        ("met in Hanoi from 16 July until 19 July", "2023-07-20", "from 2023-07-16/2023-07-19"),
        ("will hold their first meeting in six months on Tuesday", "2022-05-23", "2022-05-24"),
        ("will meet on Tuesday, an aide said on Sunday", "2022-05-23", "2022-05-24; 2022-05-22"),
        ("Two years ago they met on December 30", "2024-01-02", "unknown by 2022-12-31; 2023-12-30"),
    ],
)
def test_english_clauses(text: str, on: str, gives: str) -> None:
    assert readings(text, on, "en") == gives


@pytest.mark.parametrize(
    ("text", "on", "gives"),
    [
        ("當地時間週二會談", "2023-07-20", "2023-07-18"),
        ("從16日起一連三日", "2023-07-20", "from 2023-07-16; 3 days"),
        ("11月15日（周五）上午", "2024-11-16", "2024-11-15"),
        ("定于12月3日至5日在日内瓦", "2026-11-20", "2026-12-03/2026-12-05"),
        ("6月中旬会谈", "2023-07-20", "month 2023-06"),
        ("记者14日获悉。明后两天将会谈", "2021-04-14", "2021-04-14; 2021-04-15/2021-04-16"),
    ],
)
def test_chinese_clauses(text: str, on: str, gives: str) -> None:
    assert readings(text, on, "zh") == gives


@pytest.mark.parametrize(
    ("published", "gives"),
    [
        ("2023-07-17T20:00:00-04:00", "2023-07-18"),  # already Tuesday in Beijing
        ("2023-07-17T06:00:00-04:00", "2023-07-11"),  # still Monday there
        ("2023-07-17T20:00:00", "2023-07-11"),
        ("2023-07-17", "2023-07-11"),
    ],
)
def test_a_day_that_has_begun_in_the_east_may_lie_behind(published: str, gives: str) -> None:
    assert readings("They met on Tuesday.", published, "en") == gives


def test_a_story_without_a_day_has_no_dates() -> None:
    assert read_dates(replace(document("on Monday"), today=None), words("en")) == ()


PARTS = [
    "the",
    "16th",
    "31",
    "on",
    "Monday",
    "to",
    "July",
    "May",
    "and",
    "last",
    "next",
    "week",
    "-",
    ",",
    "2023",
    "days",
    "ago",
    "later",
    "first",
]


@given(
    st.lists(
        st.sampled_from(
            [
                "the",
                "16th",
                "31",
                "on",
                "Monday",
                "to",
                "July",
                "May",
                "and",
                "last",
                "next",
                "week",
                "-",
                ",",
                "2023",
                "days",
                "ago",
                "later",
                "first",
            ]
        )
    ),
    st.dates().map(str),
)
def test_any_words_make_dates_in_order_inside_the_text(parts: list[str], on: str) -> None:
    text = " ".join(parts)
    mentions = read_dates(document(text, on), words("en"))
    assert all(0 <= m.start < m.end <= len(text) for m in mentions)
    assert all(one.end <= other.start for one, other in pairwise(mentions))
    assert all(m.last is None or (m.first is not None and m.first < m.last) for m in mentions)


@given(st.text(alphabet="0123456789年月日号至、本上下周一二三十明昨天民国前后个当两为期（）"), st.dates().map(str))
def test_any_characters_make_dates_in_order_inside_the_text(text: str, on: str) -> None:
    mentions = read_dates(document(text, on, "zh"), words("zh"))
    assert all(one.end <= other.start for one, other in pairwise(mentions))


def expression(**keys: str) -> dict[str, Any]:
    return {"expression": [{"name": "x", "reads": "calendar", "pattern": "_", **keys}]}


@pytest.mark.parametrize(
    ("wrong", "where", "says"),
    [
        ({"expression": [{"name": "x", "reads": "calendar", "pattern": "({day"}]}, "expression[0].pattern", "compile"),
        (
            {"expression": [{"name": "x", "reads": "calendar", "pattern": "{nix}"}]},
            "expression[0].pattern",
            "class nix",
        ),
        ({"expression": [{"name": "x", "reads": "calendar", "pattern": "_?"}]}, "expression[0].pattern", "nothing"),
        ({"expression": [{"name": "x", "reads": "moon", "pattern": "_"}]}, "expression[0].reads", "moon"),
        ({"words": {"weekday": {"monday": "one"}}}, "words.weekday.monday", "'one'"),
        ({"words": {"weekday": 4}}, "words.weekday", "4"),
        ({"words": {"on": ["on"], "at": ["on"]}}, "words.at", "'on' stands also under on"),
        ({"phrases": []}, "phrases", "unknown key"),
    ],
)
def test_mistakes_in_the_data_are_named(wrong: dict[str, Any], where: str, says: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        DateWords.from_data(wrong, "dates.toml")
    [mistake] = refused.value.mistakes
    assert mistake.where == where
    assert says in mistake.wrong
