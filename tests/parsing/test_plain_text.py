"""Plain text told apart by blank lines and shape."""

import pytest

from monitor.parsing.plain_text import is_html, plain_lines
from tests.parsing.page_words import WORDS


@pytest.mark.parametrize(
    ("text", "markup"),
    [
        ("<html><body>x</body></html>", True),
        ("<p>one<p>two", True),
        ("  <!DOCTYPE html>\n<title>x</title>", True),
        ("!-- tag -->\n\nA headline\n\nText with a < b and 3 > 2.", False),
        ("one stray <p> in a text", False),
        ("", False),
    ],
)
def test_is_html(text: str, markup: bool) -> None:
    assert is_html(text) is markup


def test_hard_wrapped_lines_are_joined() -> None:
    paragraph = (
        "The envoys met on Monday in a villa above the harbour,\n"
        "which is kept for guests of the government and is said\n"
        "to have the best view of the town and of its islands."
    )
    lines, top = plain_lines(f"Envoys meet\n\n{paragraph}\n\nNext, {paragraph}\n", WORDS)
    joined = paragraph.replace("\n", " ")
    assert top == 0
    assert [line.text for line in lines[1:]] == [joined, f"Next, {joined}"]


def test_roles_above_the_text() -> None:
    head = "Envoys meet in Oslo\nA villa, two delegations, one list.\nBy Jane Roe\n6 May 2031\n\n"
    text = f"{head}A villa on a hill.\nPhoto: NTB\n\nText begins here."
    lines, top = plain_lines(text, WORDS)
    assert [line.role for line in lines] == ["", "standfirst", "byline", "date", "caption", "credit", ""]
    assert lines[top].text == "Envoys meet in Oslo"


def test_headings_are_short_lines_before_paragraphs() -> None:
    lines, _ = plain_lines("Title\n\nWhat is new\n\nThis paragraph is longer than its heading.\n\nThe end\n", WORDS)
    assert [line.strong for line in lines] == [False, True, False, False]


def test_no_lines_no_headline() -> None:
    assert plain_lines("\n \n<!-- x -->\n", WORDS) == ([], -1)
