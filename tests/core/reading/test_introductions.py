"""Every example in people.toml is a test: what an introduction makes of whom, and what it must not."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from typing import Any

import pytest

from monitor.knowledge import default_folder
from tests.support.reading import make_text, read, standing


def _examples(kind: str) -> list[Any]:
    return list(_read_examples(kind))


def _read_examples(kind: str) -> Iterator[Any]:
    for language in ("en", "zh"):
        data = tomllib.loads((default_folder() / "languages" / language / "people.toml").read_text("utf-8"))
        for introduction in data["introduction"]:
            for example in introduction[kind]:
                yield pytest.param(language, example, id=f"{example['text'][:50]} {example['name']}")


@pytest.mark.parametrize(("language", "example"), _examples("right"))
def test_introduces(language: str, example: dict[str, str]) -> None:
    _, cast = read(make_text(example["text"], _FILLER[language], language=language))
    people = {character.name: character for character in cast.characters}
    assert example["name"] in people
    person = people[example["name"]]
    assert standing(person) == example["tier"]
    assert person.country == example.get("country", person.country)


@pytest.mark.parametrize(("language", "example"), _examples("wrong"))
def test_does_not_introduce(language: str, example: dict[str, str]) -> None:
    _, cast = read(make_text(example["text"], _FILLER[language], language=language))
    found = [standing(character) for character in cast.characters if character.name == example["name"]]
    assert example["tier"] not in found


_FILLER = {
    "en": "The climate talks are part of climate diplomacy.",
    "zh": "气候谈判是气候外交的一部分。",
}
