"""The headline among what the page's data, its window title and its lines say."""

import pytest

from monitor.parsing.headline import find_headline, without_outlet
from monitor.parsing.lines import Line
from tests.parsing.page_words import WORDS


@pytest.mark.parametrize(
    ("title", "outlet", "bare"),
    [
        ("Envoys meet in Oslo | Fjord Herald", "Fjord Herald", "Envoys meet in Oslo"),
        ("Envoys meet in Oslo - World - Reuters", "", "Envoys meet in Oslo"),
        ("Envoys meet in Oslo | World | Fjord Herald", "", "Envoys meet in Oslo"),
        ("Fjord Herald: Envoys meet in Oslo", "Fjord Herald", "Envoys meet in Oslo"),
        ("特使在奥斯陆会面-新华网", "", "特使在奥斯陆会面"),
        ("特使在奥斯陆会面_国际_某某网", "", "特使在奥斯陆会面"),
        ("Envoys meet – but agree on nothing much at all", "", "Envoys meet – but agree on nothing much at all"),
        ("US-China talks: what to know", "", "US-China talks: what to know"),
        ("", "", ""),
    ],
)
def test_without_outlet(title: str, outlet: str, bare: str) -> None:
    assert without_outlet(title, outlet, WORDS) == bare


def test_the_shown_heading_wins_over_the_data() -> None:
    lines = [Line("Fjord Herald", "heading", level=1), Line("Envoys Meet in Oslo", "heading", level=1)]
    assert find_headline(("Envoys meet in Oslo | Fjord Herald",), lines, "Fjord Herald", WORDS) == (
        "Envoys Meet in Oslo",
        1,
    )


def test_the_first_heading_begins_a_title_that_says_more() -> None:
    lines = [Line("Envoys meet", "heading", level=1), Line("Saga Ekholm and Peter Quick")]
    title = "Envoys meet | by Saga Ekholm and Peter Quick | Fjord Herald"
    assert find_headline((title,), lines, "Fjord Herald", WORDS) == ("Envoys meet", 0)


def test_a_title_that_no_line_shows_is_the_headline() -> None:
    lines = [Line("A paragraph about something else entirely, and long.")]
    assert find_headline(("Envoys meet in Oslo - Reuters",), lines, "", WORDS) == ("Envoys meet in Oslo", -1)


def test_without_any_title_the_first_heading_is_it() -> None:
    lines = [Line("text before"), Line("Envoys meet", "heading", level=2), Line("More", "heading", level=2)]
    assert find_headline((), lines, "", WORDS) == ("Envoys meet", 1)
    assert find_headline((), [Line("text only")], "", WORDS) == ("", -1)


def test_a_paragraph_that_holds_the_title_is_none() -> None:
    lines = [Line("Envoys meet in Oslo, officials in three capitals said on Monday.")]
    assert find_headline(("Envoys meet in Oslo",), lines, "", WORDS) == ("Envoys meet in Oslo", -1)
