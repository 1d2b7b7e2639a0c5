"""Whatever bytes a stranger sends, each reader gives an answer or the error that it promises, within its bounds."""

from __future__ import annotations

import gzip
import zlib

import brotli  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.foreign_bytes import READERS, SEEDS

PACKED = {"gzip": gzip.compress(b"news" * 99, mtime=0), "deflate": zlib.compress(b"news" * 99)}
PACKED["brotli"] = brotli.compress(b"news" * 99)


def seed(name: str) -> bytes:
    return SEEDS.get(name) or PACKED[name]


@pytest.mark.parametrize("name", READERS)
def test_a_good_body_is_read(name: str) -> None:
    READERS[name](seed(name))


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("feed", b'<rss version="2.0"><channel><item><guid><b>g</guid><pubDate>M</pubDate></rss>'),
        (
            "feed",
            b'<rss version="2.0"><channel><item><title>&lt;p&gt;&amp;#8;&lt;br&gt;x</title></item></channel></rss>',
        ),
        ("sitemap", b'<urlset xmlns="http://w.s0.9}url"><url><loc>/1</loc></url></urlset>'),
        ("opml", b"<opms: >x"),
        ("json-feed", b"0"),
        ("bounds", b"\x1d1"),
        ("text", b"<p>&#8;<br>"),
    ],
)
def test_what_once_broke_a_reader_does_so_no_more(name: str, body: bytes) -> None:
    READERS[name](body)


@pytest.mark.parametrize("name", READERS)
@given(data=st.data())
def test_damaged_bodies_break_nothing(name: str, data: st.DataObject) -> None:
    """Parts of a good body cut out, doubled, or replaced by anything at all."""
    body = bytearray(seed(name))
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(body)))
        end = data.draw(st.integers(start, min(len(body), start + 40)))
        how = data.draw(st.sampled_from(("cut", "double", "replace")))
        part = (
            bytes(body[start:end]) * 2 if how == "double" else b"" if how == "cut" else data.draw(st.binary(max_size=9))
        )
        body[start:end] = part
    READERS[name](bytes(body))


@pytest.mark.parametrize("name", READERS)
@given(body=st.binary(max_size=300))
def test_any_bytes_break_nothing(name: str, body: bytes) -> None:
    READERS[name](body)
