"""The picture of the terminal."""

from __future__ import annotations

import re

import pytest

from monitor.demo.picture import draw, shortened

SAID = "begin\n  feed\n \none\n  found\n\ntwo\n\nthree\n\n\x1b[3mMeetings known at the end\x1b[0m\nLisbon\n\nleft"


def test_first_stories_and_summary_are_shown() -> None:
    assert shortened(SAID, 2) == (
        "begin\n  feed\n\none\n  found\n\ntwo\n\n  ⋮\n\n\x1b[3mMeetings known at the end\x1b[0m\nLisbon\n\nleft"
    )


@pytest.mark.parametrize("said", [SAID, "no summary"])
def test_what_is_short_is_shown_whole(said: str) -> None:
    assert shortened(said, 9) == said


def test_a_chinese_character_has_two_columns() -> None:
    texts = re.findall(r'textLength="([^"]*)"[^>]*>(解振华|&#160;met)<', draw("\x1b[1m解振华\x1b[0m met", "t"))
    assert texts == [
        ("73.2", "解振华"),
        ("48.8", "&#160;met"),
    ]


def test_nothing_is_loaded_from_elsewhere() -> None:
    assert set(re.findall(r"https?://[^\"' )]+", draw("x", "t"))) <= {
        "http://www.w3.org/2000/svg",
        "https://www.textualize.io",
    }
