"""The words for speech, read from data."""

import tomllib
from pathlib import Path

import pytest

from monitor.core.errors import ConfigurationError
from monitor.core.reading.quote_words import OUTLET, QuoteWords, letters
from tests.support.reading import knowledge

LANGUAGES = Path(__file__).parents[3] / "config" / "languages"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_languages_of_the_program_are_right(language: str) -> None:
    data = tomllib.loads((LANGUAGES / language / "quotes.toml").read_text(encoding="utf-8"))
    assert QuoteWords.from_data(data, "quotes.toml").beside == (language == "en")


def test_no_data_is_a_language_without_words() -> None:
    words = QuoteWords.from_data({}, "quotes.toml")
    assert words.table.find("said") == ([], [], [])
    assert not words.credits.search(f"told {OUTLET}")


WRONG = [
    ({"subject": "behind"}, "subject", "one of: beside, first"),
    ({"subject": "first", "verbs": {"finite": "said"}}, "verbs.finite", 'a list like ["one", "two"]'),
    ({"subject": "first", "verbs": {"finite": ["said", "said"]}}, "verbs.finite", "each once"),
    ({"subject": "first", "verbs": {"speak": []}}, "verbs.speak", "one of: finite judging"),
    ({"subject": "first", "verbs": []}, "verbs", "[verbs]"),
    ({"subject": "first", "shapes": []}, "shapes", "one of: subject"),
    ({"subject": "first", "outlets": {"patterns": ["told {outlet}", "told ({outlet}"]}}, "outlets.patterns[1]", "re"),
    ({"subject": "first", "outlets": {"audiences": ["[A-"]}}, "outlets.audiences[0]", "re"),
]


@pytest.mark.parametrize(("data", "where", "right"), WRONG)
def test_wrong_data_is_refused_with_file_and_place(data: dict[str, object], where: str, right: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        QuoteWords.from_data(data, "own/quotes.toml")
    (mistake,) = refused.value.mistakes
    assert (mistake.file, mistake.where) == ("own/quotes.toml", where)
    assert right in mistake.right


def test_every_mistake_is_named_at_once() -> None:
    data: dict[str, object] = {"subject": "?", "verbs": {"finite": [1]}}
    with pytest.raises(ConfigurationError) as refused:
        QuoteWords.from_data(data, "quotes.toml")
    assert [mistake.where for mistake in refused.value.mistakes] == ["subject", "verbs.finite"]


def test_patterns_name_outlets_described_or_not() -> None:
    words = QuoteWords.from_data(
        {"subject": "beside", "outlets": {"patterns": [r"\btold {outlet}"], "describing": ["broadcaster"]}},
        "quotes.toml",
    )
    name = OUTLET * 3
    assert words.credits.search(f"told {name}")
    assert words.credits.search(f"told the broadcaster {name}")
    assert not words.credits.search(f"told people at {name}")


def test_letters_leave_out_marks_and_case() -> None:
    assert letters("“Loss and Damage,”") == "lossanddamage"
    assert letters("「氣候」") == "气候"


@pytest.mark.parametrize(
    ("several", "one"),
    [
        ("people", "person"),
        ("women", "woman"),
        ("delegates", "delegate"),
        ("secretaries", "secretary"),
        ("boss", "boss"),
    ],
)
def test_one_of_several(several: str, one: str) -> None:
    assert knowledge().language("en").quotes.singular(several) == one
