"""Whose words a story gives: passages of tests/cases/quotes, read whole, and what holds for any text."""

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.reading.document import make_document
from monitor.core.reading.people import Cast, Character, Mention, read_people
from monitor.core.reading.quotes import read_quotes
from monitor.core.records import Place, Quote, Text
from tests.core.reading.stories import story
from tests.support.reading import knowledge

CASES = Path(__file__).parents[2] / "cases" / "quotes"


def cases() -> list[Any]:
    return [
        pytest.param(path.stem.partition("-")[0], case, id=f"{path.stem}: {case['name']}")
        for path in sorted(CASES.glob("*.toml"))
        for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]
    ]


def read(text: Text) -> tuple[Quote, ...]:
    document = make_document(text, knowledge())
    return read_quotes(document, read_people(document, knowledge()), knowledge())


@pytest.mark.parametrize(("language", "case"), cases())
def test_the_quotes_of_a_passage(language: str, case: dict[str, Any]) -> None:
    text = story(case["story"], language, case.get("outlet", "The Case Wire"))
    found = [[quote.text, quote.speaker or "", quote.via or ""] for quote in read(text)]
    assert found == [[*quote, ""][:3] for quote in case["quotes"]]


def test_headline_and_standfirst_do_not_count() -> None:
    text = replace(
        story("The envoys met for the first time in a year."),
        headline="“We will never give up on this,” says the envoy",
        standfirst="Dana Roe said that she “would not give an inch.”",
    )
    assert read(text) == ()


def test_where_is_section_and_paragraph() -> None:
    text = story("One.\n# More\nTwo.\nDana Roe, the U.S. climate envoy, said: “We have come to listen.”")
    assert [(quote.where, quote.role) for quote in read(text)] == [(Place(1, 1), "U.S. climate envoy")]


def test_several_people_speak_as_one() -> None:
    lines = "“We agreed on nothing at all,” the two said."
    document = make_document(story(lines), knowledge())
    people = tuple(Character(name, "US", None, "person") for name in ("Ann Roe", "Bo Doe"))
    passage = document.passages[-1].index
    start = lines.index("the two")
    cast = Cast(people, (Mention(passage, start, start + len("the two"), (0, 1), "group"),))
    assert [quote.speaker for quote in read_quotes(document, cast, knowledge())] == ["Ann Roe and Bo Doe"]


SENTENCES = st.text(
    alphabet="“”‘’\"'「」『』:：,，.。!?—– \tRoesaid他说表示告诉AFP路透社《》\ue000\uf8f0\uf8f1İ𝒳", max_size=120
)


@given(st.lists(SENTENCES, min_size=1, max_size=4), st.sampled_from(["en", "zh"]))
def test_any_text_gives_quotes_that_stand_in_it(paragraphs: list[str], language: str) -> None:
    text = story("\n".join(paragraphs), language)
    written = "".join("".join(block.text for block in text.blocks).split())
    for quote in read(text):
        for part in quote.text.split():
            assert part in written


@given(st.lists(st.text(alphabet="abcdefgh", min_size=1, max_size=8), min_size=4, max_size=20))
def test_a_span_yields_the_quote(words: list[str]) -> None:
    said = " ".join(words) + "."
    (quote,) = read(story(f"“{said}” said Ann Roe, who runs a farm in Utah."))
    assert (quote.text, quote.speaker) == (said, "Ann Roe")
