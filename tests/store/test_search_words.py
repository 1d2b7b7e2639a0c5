"""How text is indexed, and how hits find their way back into it."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.store.search_words import (
    END,
    HIT,
    Piece,
    column_phrase,
    marked,
    match_expression,
    passage,
    search_body,
    search_row,
    search_words,
    story_of,
)

HAN = st.text(st.sampled_from("气候变化特使解振华会谈北京氣變會談釜山钢"), min_size=1, max_size=12)


def found(text: str, query: str) -> str:
    """`text` with the hits of `query` in brackets, as a real index gives them; empty where it is not found."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute('CREATE VIRTUAL TABLE t USING fts5(x, tokenize = "porter unicode61 remove_diacritics 2")')
        connection.execute("INSERT INTO t VALUES (?)", (search_words(text),))
        sql = "SELECT highlight(t, 0, char(1), char(2)) FROM t WHERE t MATCH ?"
        row = connection.execute(sql, (match_expression(query),)).fetchone()
    return "".join(f"[{piece.text}]" if piece.hit else piece.text for piece in marked(text, row[0])) if row else ""


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ""),
        ("Climate talks", "Climate talks"),
        ("气候变化", " 气候 候变 变化 化 "),
        ("COP28气候，会", "COP28 气候 候 ， 会 "),
        ("舒蘭英", " 舒兰 兰英 英 "),
    ],
)
def test_words(text: str, words: str) -> None:
    assert search_words(text) == words


@pytest.mark.parametrize(
    ("text", "query", "shown"),
    [
        ("中美气候特使会谈", "气候", "中美[气候]特使会谈"),
        ("中美气候特使会谈", "候特", "中美气[候特]使会谈"),
        ("中美气候特使会谈", "会", "中美气候特使[会谈]"),
        ("会谈结束", "谈", "会[谈结]束"),
        ("中美氣候特使會談", "气候特使", "中美[氣候特使]會談"),
        ("中美气候特使会谈", "特使 气候", "中美[气候特使]会谈"),
        ("第28届气候大会", "第28届", "[第28届气]候大会"),
        ("气候COP28", "气候COP28", "[气候COP28]"),
        ("The envoys met in Chengdu", "meeting", ""),
        ("The meeting of envoys", "envoy meet", "The [meeting] of [envoys]"),
        ("Señor Ruiz said", "senor", "[Señor] Ruiz said"),
        ("methane and more", "meth*", "[methane] and more"),
        ("joint statement", '"joint statement"', "[joint statement]"),
        ("statement, joint", '"joint statement"', ""),
        ("steel and ships", "steel -ships", ""),
        ("steel alone", "coal OR steel", "[steel] alone"),
        ("coal alone", "coal OR steel alone", "[coal alone]"),
        ("气候", "天气", ""),
        ("气候，变化", "气候变化", ""),
    ],
)
def test_hits(text: str, query: str, shown: str) -> None:
    assert found(text, query).replace("][", "") == shown.replace("[coal alone]", "[coal] [alone]")


@pytest.mark.parametrize(
    "query", ["", "  ", '"', "*", "-", "-only", "OR", '""', "！", "(", "NOT", "a:b", "x\x00y", 'x"']
)
def test_no_query_is_a_mistake_of_syntax(query: str) -> None:
    expression = match_expression(query)
    assert expression is None or found("x y", query) is not None


@given(st.text(max_size=30))
def test_any_query_can_be_asked(query: str) -> None:
    if match_expression(query) is not None:
        found("climate 气候", query)


@given(HAN, HAN, HAN)
def test_whatever_stands_in_a_chinese_text_is_found_and_marked(before: str, middle: str, after: str) -> None:
    text = before + middle + after
    shown = found(text, middle)
    assert shown.replace("[", "").replace("]", "") == text
    assert "[" in shown


@given(st.text(max_size=60))
def test_marking_keeps_the_text(text: str) -> None:
    assert "".join(piece.text for piece in marked(text, search_words(text))) == text


def test_an_index_made_differently_marks_nothing() -> None:
    assert marked("abc", f"{HIT}ab{END}d") == (Piece("abc"),)
    assert marked("", "x") == ()


def test_rows_are_in_the_order_of_days_and_lead_back() -> None:
    rows = [
        search_row("1899-12-31", 9, 1),
        search_row(None, 1),
        search_row("2023-07-17", 3),
        search_row("2023-07-17", 4),
    ]
    assert rows == sorted(rows)
    assert story_of(search_row("2023-07-17", 3, 5)) == (3, 5)
    assert story_of(search_row("1950-01-01", 77, 4095)) == (77, 4095)
    assert search_row("0001-01-01", 1) < search_row("1900-01-01", 1)
    assert search_row("9999-12-31", 2**32 - 1, 4095) < 1 << 62
    assert search_row("2023-07-18", 0) > search_row("2023-07-17", 2**31, 4095)


def test_a_column_is_asked_for_as_a_phrase() -> None:
    assert column_phrase("outlet", "Example Wire") == 'outlet : ("Example Wire")'
    assert column_phrase("outlet", "…") is None


def text_of(pieces: tuple[Piece, ...]) -> str:
    return "".join(f"[{piece.text}]" if piece.hit else piece.text for piece in pieces)


@pytest.mark.parametrize(
    ("whole", "shown"),
    [
        ((), ""),
        ((Piece("first line\nsecond"),), "first line"),
        ((Piece("first\nsecond "), Piece("hit", hit=True), Piece(" more\nthird")), "second [hit] more"),
        ((Piece("word " * 40), Piece("hit", hit=True), Piece(" tail" * 40)), None),
    ],
)
def test_a_passage_is_the_paragraph_around_the_first_hit(whole: tuple[Piece, ...], shown: str | None) -> None:
    got = text_of(passage(whole, 80))
    if shown is not None:
        assert got == shown
    else:
        assert got.startswith("…word")
        assert "[hit]" in got
        assert got.endswith("…")
        assert len(got) < 90


def test_the_body_of_a_record() -> None:
    record = {
        "standfirst": "In short.",
        "authors": ["A. Writer"],
        "image": {"caption": "A hall."},
        "sections": [{"heading": "Talks", "paragraphs": [{"kind": "paragraph", "text": "They met."}]}],
    }
    assert search_body(record) == "In short.\nTalks\nThey met.\nA hall.\nA. Writer"
    assert search_body({"sections": []}) == ""
