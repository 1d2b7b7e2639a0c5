from __future__ import annotations

import itertools
import tomllib
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.errors import ConfigurationError
from monitor.core.reading.document import make_document, page_day
from monitor.core.reading.sentences import split_sentences
from monitor.core.reading.text_words import TextWords
from monitor.core.records import Block, Text
from monitor.knowledge import default_folder
from tests.support.reading import knowledge, make_text


def sentences(text: str, language: str = "en") -> list[str]:
    words = knowledge().language(language).text
    return [text[start:end].strip() for start, end in split_sentences(text, words)]


@pytest.mark.parametrize(
    "parts",
    [
        ["He left.", "She stayed."],
        ["Mr. Roe of the U.S. Congress met Gov. Jane Doe on Sept. 3."],
        ["They met in the U.S.", "The envoys left."],
        ["Daniel K. Roe spoke.", "He left at 3 p.m. on Monday."],
        ["“We will talk,” he said.", "“Soon.”", "Then he left."],
        ["“Will you talk?” he was asked.", "No!"],
        ["It cost $3.5 billion.", "Nobody paid."],
        ["No mark at the end"],
        [""],
    ],
)
def test_english_sentences(parts: list[str]) -> None:
    assert sentences(" ".join(parts)) == parts


@pytest.mark.parametrize(
    "parts",
    [
        ["他走了。", "她没有走。"],
        ["“我们会谈的。”", "他说：“很快！”", "然后他走了。"],
        ["會談結束了嗎？」", "他問。"],
        ["没有句号"],
    ],
)
def test_chinese_sentences(parts: list[str]) -> None:
    assert sentences("".join(parts), "zh") == parts


@given(st.text(alphabet="ab .!?。”“'\"U.S", max_size=80))
def test_sentences_cover_the_text(text: str) -> None:
    spans = split_sentences(text, knowledge().language("en").text)
    assert "".join(text[start:end] for start, end in spans) == text
    assert all(one[1] == other[0] for one, other in itertools.pairwise(spans))


def _datelines(kind: str) -> Iterator[Any]:
    for language in ("en", "zh"):
        data = tomllib.loads((default_folder() / "languages" / language / "text.toml").read_text("utf-8"))
        for dateline in data["dateline"]:
            for example in dateline[kind]:
                yield pytest.param(language, example, id=str(example)[:60])


@pytest.mark.parametrize(("language", "example"), list(_datelines("right")))
def test_reads_datelines(language: str, example: dict[str, str]) -> None:
    document = make_document(make_text(example["text"], language=language, published="2026-06-01"), knowledge())
    assert document.dateline == example["place"]
    assert document.today
    expected = example["day"] or "6-1"
    assert f"{document.today.month}-{document.today.day}" == expected
    body = document.passages[1].text[document.passages[1].body :]
    assert body
    assert body == body.lstrip()
    assert example["place"] not in body[:5]


@pytest.mark.parametrize(("language", "example"), list(_datelines("wrong")))
def test_reads_no_dateline(language: str, example: str) -> None:
    document = make_document(make_text(example, language=language), knowledge())
    assert document.dateline is None
    assert document.passages[1].body == 0


@pytest.mark.parametrize(
    ("dateline", "published", "today"),
    [
        ("BEIJING, Dec 30 (Wire) - They met.", "2026-01-02", date(2025, 12, 30)),
        ("BEIJING, Jan 2 (Wire) - They met.", "2025-12-30", date(2026, 1, 2)),
        ("BEIJING, Feb 29 (Wire) - They met.", "2024-03-01", date(2024, 2, 29)),
        ("BEIJING — They met.", "2026-05-06T23:30:00-04:00", date(2026, 5, 6)),
        ("BEIJING, July 17 (Wire) - They met.", None, None),
    ],
)
def test_the_dateline_dates_the_story_in_the_nearest_year(
    dateline: str, published: str | None, today: date | None
) -> None:
    assert make_document(make_text(dateline, published=published), knowledge()).today == today


@pytest.mark.parametrize(("published", "day"), [("2026-05", None), (None, None), ("2026-05-06", date(2026, 5, 6))])
def test_a_page_without_a_day_has_none(published: str | None, day: date | None) -> None:
    assert page_day(published) == day


def test_passages_in_reading_order() -> None:
    blocks = (
        Block("paragraph", "One."),
        Block("heading", "Two"),
        Block("list_item", "Three."),
        Block("quotation", "Four."),
    )
    plain = make_text(headline="Head", standfirst="Stand.", caption="Caption.")
    text = Text(**{name: getattr(plain, name) for name in Text.__dataclass_fields__ if name != "blocks"}, blocks=blocks)
    document = make_document(text, knowledge())
    assert [(passage.kind, passage.text) for passage in document.passages] == [
        ("headline", "Head"),
        ("standfirst", "Stand."),
        ("paragraph", "One."),
        ("heading", "Two"),
        ("list_item", "Three."),
        ("quotation", "Four."),
        ("caption", "Caption."),
    ]
    assert [passage.index for passage in document.passages] == list(range(7))
    places = [(p.where.section, p.where.paragraph) for p in document.passages if p.where]
    assert places == [(0, 0), (1, 0), (1, 1)]


def test_a_sentence_is_found_by_offset() -> None:
    [_, passage] = make_document(make_text("He left. She stayed."), knowledge()).passages
    assert passage.sentence_at(0).end == 9
    assert passage.sentence_at(12) == passage.sentences[1]
    assert passage.sentence_at(500) == passage.sentences[1]
    assert [hit.key for hit in passage.hits_in(0, 9)] == ["he"]


def test_wrong_text_tables_are_refused() -> None:
    data = {"months": {"Smarch": 13}, "dateline": [{"pattern": "("}], "odd": 1}
    with pytest.raises(ConfigurationError) as caught:
        TextWords.from_data(data, "text.toml")
    assert {mistake.where for mistake in caught.value.mistakes} == {"months.Smarch", "dateline[0].pattern", "odd"}
