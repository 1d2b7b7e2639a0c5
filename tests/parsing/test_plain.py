import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.parsing.plain import clean, clean_markup, cut, plain_text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("Envoys meet", "Envoys meet"),
        ("  Envoys\n\tmeet ", "Envoys meet"),
        ("AT&amp;T &lt;up&gt;", "AT&T <up>"),
        ("<b>Envoys</b> meet", "Envoys meet"),
        ("<p>One.</p><p>Two.</p>", "One. Two."),
        ("One<br>Two<br/>Three", "One Two Three"),
        ("Growth < 3 per cent", "Growth < 3 per cent"),
        ("<script>alert(1)</script>Envoys<style>p{}</style> meet<!-- not -->", "Envoys meet"),
        ('<svg><a xlink:href="javascript:alert(1)">x</a></svg>Envoys', "Envoys"),
        ("<img src=x onerror=alert(1)>Envoys", "Envoys"),
        ("特使<em>会晤</em>", "特使会晤"),
        ("<", "<"),
        ("<><>", "<><>"),
        ("a\x00b\ud800c\u202ed", "abcd"),
        ("<p>a&#8;b<br>&#x202e;c</p>", "ab c"),
        ("{{7*7}} {0.__class__}", "{{7*7}} {0.__class__}"),
        ("", ""),
    ],
)
def test_a_fragment_becomes_what_a_reader_sees(markup: str, text: str) -> None:
    assert plain_text(markup) == text


@pytest.mark.parametrize(
    ("text", "cap", "expected"),
    [
        ("abc", 3, "abc"),
        ("abcd", 3, "…"),
        ("abcdefgh", 7, "abcd…"),
        ("会晤会晤", 9, "会晤…"),
        ("会晤会晤", 12, "会晤会晤"),
    ],
)
def test_a_long_text_ends_on_a_whole_character(text: str, cap: int, expected: str) -> None:
    assert cut(text, cap) == expected


@given(st.text(max_size=200), st.integers(3, 100))
def test_the_cap_is_kept(text: str, cap: int) -> None:
    assert len(cut(clean(text), cap).encode()) <= cap


@given(st.text(max_size=300) | st.text("<>&;/!-abp \"'=\x00", max_size=300))
def test_whatever_comes_the_text_is_one_clean_line(markup: str) -> None:
    text = plain_text(markup)
    assert text == clean(text)
    assert "\n" not in text
    text.encode()


def test_markup_stays_markup_but_can_be_stored() -> None:
    assert clean_markup("<p>a\x00b\ud800</p>\n<p>c</p>", 14) == "<p>ab</p>\n<p"
