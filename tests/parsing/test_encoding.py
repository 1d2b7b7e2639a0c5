"""Bytes to characters: claims checked against what the bytes can be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.parsing.encoding import decode, is_binary

ENGLISH = "The “envoy” met — in Zürich"
SIMPLIFIED = "中国的气候特使在会谈中说，这是我们的工作"
TRADITIONAL = "中國的氣候特使在會談中說，這是我們的工作"


@pytest.mark.parametrize(
    ("body", "header", "text"),
    [
        (ENGLISH.encode(), None, ENGLISH),
        (b"\xef\xbb\xbf" + ENGLISH.encode(), "text/html; charset=gbk", ENGLISH),
        (ENGLISH.encode("utf-16"), None, ENGLISH),
        (ENGLISH.encode("cp1252"), None, ENGLISH),
        (ENGLISH.encode("cp1252"), "text/html; charset=ISO-8859-1", ENGLISH),
        (ENGLISH.encode(), "text/html; charset=iso-8859-1", ENGLISH),
        (SIMPLIFIED.encode("gb18030"), "text/html; charset=gb2312", SIMPLIFIED),
        (SIMPLIFIED.encode("gb18030"), None, SIMPLIFIED),
        (TRADITIONAL.encode("big5"), "text/html; charset=Big5", TRADITIONAL),
        (TRADITIONAL.encode("big5"), None, TRADITIONAL),
        (("<meta charset='gb2312'>镕" + SIMPLIFIED).encode("gb18030"), None, "<meta charset='gb2312'>镕" + SIMPLIFIED),
        (SIMPLIFIED.encode("gb18030"), "text/html; charset=utf-8", SIMPLIFIED),
        (SIMPLIFIED.encode("hz"), "text/html; charset=hz-gb-2312", SIMPLIFIED),
        ("<meta charset='utf-16'>é".encode("cp1252"), None, "<meta charset='utf-16'>é"),
        (ENGLISH.encode(), "text/html; charset=no-such-code", ENGLISH),
    ],
)
def test_decodes(body: bytes, header: str | None, text: str) -> None:
    assert decode(body, header) == text


def test_a_broken_byte_leaves_the_rest_as_it_is() -> None:
    text = decode(SIMPLIFIED.encode() * 20 + b"\xe4")
    assert text == SIMPLIFIED * 20 + "\ufffd"


@given(st.binary(max_size=2000))
def test_any_bytes_are_read(body: bytes) -> None:
    assert isinstance(decode(body), str)


@pytest.mark.parametrize(
    ("text", "binary"),
    [
        ("The envoy met.\n\tAgain.", False),
        ("", False),
        ("\x00\x01PNG\ufffd", True),
        ("a broken \ufffd among many characters" * 3, False),
    ],
)
def test_binary(text: str, binary: bool) -> None:
    assert is_binary(text) is binary
