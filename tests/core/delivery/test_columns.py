"""Lines for a terminal."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.delivery.columns import columns, wrap


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", [""]),
        ("the envoys met", ["the", "envoys", "met"]),
        ("to be", ["to be"]),
        ("unconditionally yes", ["unconditionally", "yes"]),
        ("中美气候特使会谈", ["中美气", "候特使", "会谈"]),
        ("中美气。候特使", ["中美", "气。候", "特使"]),
        ("他说“中美气候", ["他说“中", "美气候"]),
        ("5月3日talks继续", ["5月3日", "talks继", "续"]),
    ],
)
def test_lines_of_seven_columns(text: str, lines: list[str]) -> None:
    assert wrap(text, 7).split("\n") == lines


def test_a_wide_character_takes_two_columns_and_a_mark_none() -> None:
    assert columns("谈a") == 3
    assert columns("e\u0301\u200d") == 1


def test_lines_are_joined_as_asked() -> None:
    assert wrap("one two", 4, "\n  > ") == "one\n  > two"


WORDS = st.text(st.sampled_from("ab 谈美。“”("), max_size=60)


@given(WORDS, st.integers(min_value=4, max_value=20))
def test_nothing_is_lost_and_nothing_wide_stands_out(text: str, width: int) -> None:
    lines = wrap(text, width).split("\n")
    assert "".join("".join(lines).split()) == "".join(text.split())
    for line in lines:
        assert columns(line) <= width or " " not in line
