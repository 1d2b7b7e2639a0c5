from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.reading.data import Reader
from monitor.core.reading.frames import Alphabet, Token, UnknownClass, WordTable, any_within, read_words

TABLE = WordTable(
    {
        "met": ("meet", 0),
        "May": ("month", 5),
        "may": ("perhaps", 0),
        "call": ("call", 1),
        "call on": ("host", 0),
        "door": ("thing", 0),
        "closed": ("end", 0),
        "-": ("dash", 0),
        "会谈": ("meet", 0),
    },
    whole_compounds=True,
)


def kinds(text: str, *taken: Token) -> list[tuple[str, str]]:
    return [(token.kind, text[token.start : token.end]) for token in TABLE.find(text, taken)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("They met.", [("meet", "met")]),
        ("They MET.", [("meet", "MET")]),
        ("A metre", []),
        ("in May they may", [("month", "May"), ("perhaps", "may")]),
        ("call on him", [("host", "call on")]),
        ("call one", [("call", "call")]),
        ("a closed-door closed", [("end", "closed")]),
        ("双方会谈3次", [("meet", "会谈"), ("number", "3")]),
        ("the 16th of 2023", [("ordinal", "16th"), ("year", "2023")]),
    ],
)
def test_words_are_found_whole_and_longest_first(text: str, found: list[tuple[str, str]]) -> None:
    assert kinds(text) == found


def test_no_word_reaches_into_what_is_taken() -> None:
    text = "call on Roe-Xie"
    taken = (Token(5, 7, "date"), Token(8, 11, "us"), Token(12, 15, "cn"))
    assert kinds(text, *taken) == [("call", "call"), ("date", "on"), ("us", "Roe"), ("dash", "-"), ("cn", "Xie")]


def test_a_stretch_is_read_as_the_whole() -> None:
    text = "They met. They met."
    assert TABLE.find_within(text, 10, len(text)) == [Token(15, 18, "meet")]


def test_a_spotter_says_where_words_may_stand() -> None:
    spots = TABLE.spotter({"meet"}).spots("A metre; they met")
    assert any_within(spots, 9, 17)
    assert not any_within(spots, 10, 13)


def test_a_pattern_names_classes() -> None:
    alphabet = Alphabet({"us", "cn", "meet"})
    line = alphabet.string("Roe will meet Xie", [Token(0, 3, "us"), Token(9, 13, "meet"), Token(14, 17, "cn")], 0, 17)
    assert alphabet.compile("{us} _{0,2} {meet} {cn|us}").fullmatch(line.symbols)
    assert alphabet.compile("{^meet}+ {meet} (?P<who>{cn})").search(line.symbols)
    assert not alphabet.compile("{cn} {meet}").search(line.symbols)
    with pytest.raises(UnknownClass, match="nobody"):
        alphabet.compile("{nobody}")
    with pytest.raises(re.error):
        alphabet.compile("({us}")


def test_values_come_with_named_groups() -> None:
    alphabet = Alphabet({"number"})
    line = alphabet.string("7 days", [Token(0, 1, "number", 7)], 0, 6)
    match = alphabet.compile("(?P<n>{number})(?P<m>{number})?").match(line.symbols)
    assert match
    assert line.values(match) == {"n": 7}


def test_mistakes_in_words_are_noted() -> None:
    reader = Reader("words.toml")
    read_words(reader, {"words": {"a": ["x", "x"], "b": {"y": "one"}, "c": 3}})
    assert [mistake.where for mistake in reader.mistakes] == ["words.a", "words.b.y", "words.c"]


@given(st.text(alphabet="met call on door-May may closed 会谈12 .,\n"))
def test_tokens_stand_in_order_inside_the_text(text: str) -> None:
    tokens = TABLE.find(text)
    assert all(0 <= t.start < t.end <= len(text) for t in tokens)
    assert all(one.end <= other.start for one, other in pairwise(tokens))
