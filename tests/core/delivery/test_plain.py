"""Foreign text made fit for a message."""

import unicodedata
from email.header import decode_header

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.delivery.plain import header_line, one_line, web_address


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Envoys meet", "Envoys meet"),
        ("Envoys\r\nBcc: x@example.org", "Envoys Bcc: x@example.org"),
        ("Envoys\u2028meet\u2029again\x0b\x85now", "Envoys meet again now"),
        ("a\x00b\x1b[31mc", "a b [31mc"),
        ("safe\u202egnp.exe", "safegnp.exe"),
        ("\u2067hidden\u2069", "hidden"),
        ("中美气候特使\u3000会谈", "中美气候特使 会谈"),
        ("lone \ud800 surrogate", "lone surrogate"),
        ("  much   space ", "much space"),
        ("soft\u00adhyphen, tag\U000e0041s, word\u2060joiner, filler\u3164", "softhyphen, tags, wordjoiner, filler"),
        ("می\u200cخواهم 👩\u200d🔬", "می\u200cخواهم 👩\u200d🔬"),
        ("z" + "\u0300" * 40 + "algo", "z" + "\u0300" * 4 + "algo"),
        ("", ""),
    ],
)
def test_text_becomes_one_clean_line(text: str, line: str) -> None:
    assert one_line(text) == line


def test_a_long_line_is_cut_at_a_word() -> None:
    assert one_line("Envoys meet again tomorrow", 20) == "Envoys meet again…"
    assert one_line("谈" * 20, 10) == "谈" * 9 + "…"


@pytest.mark.parametrize(
    "text", ["=?utf-8?q?hi=0D=0ABcc:x@example.org?=", "a =?=?utf-8?b?aGk=?= b", "=\u200b?utf-8?q?x?\u200b="]
)
def test_no_encoded_word_survives_in_a_header(text: str) -> None:
    line = header_line(text)
    assert decode_header(line) == [(line, None)]
    assert "=?" not in line


@given(st.text(st.characters(categories=None)), st.integers(min_value=2, max_value=80))
def test_whatever_comes_is_one_bounded_line(text: str, limit: int) -> None:
    line = header_line(text, limit)
    assert len(line) <= limit
    assert "=?" not in line
    assert not {unicodedata.category(c) for c in line} & {"Cc", "Cs", "Cn", "Zl", "Zp"}
    assert not {c for c in line if unicodedata.category(c) == "Cf"} - set("\u200c\u200d")
    assert line.encode().decode() == line


@given(st.text())
def test_a_clean_line_stays_as_it_is(text: str) -> None:
    assert one_line(one_line(text)) == one_line(text)


@pytest.mark.parametrize("url", ["https://example.org/a?b=c#d", "http://example.org", "https://新闻.example/故事"])
def test_web_addresses_are_links(url: str) -> None:
    assert web_address(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "java\tscript:alert(1)",
        "data:text/html,x",
        "//example.org/",
        "https://",
        "https://[",
        'https://example.org/"onclick=',
        "https://example.org/\u202egpj",
        "https://example.org/a b",
        "https://bank.example@example.org/",
        "https://example.org/" + "a" * 2048,
        "",
        None,
    ],
)
def test_anything_else_is_none(url: object) -> None:
    assert web_address(url) is None
