"""Web archives, as crawlers write them and as disks and strangers leave them."""

from __future__ import annotations

import zlib
from datetime import UTC, datetime
from pathlib import Path

import brotli  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.adapters import warc
from monitor.adapters.warc import is_warc, warc_pieces
from monitor.core.backfill import Piece
from tests.support.warcs import crawl, gzipped, response, written

CAP = 100_000
PAGES = [(f"https://news.example.org/{number}", f"<html><p>{number}</p></html>".encode() * 20) for number in range(4)]
HTML = ("Content-Type", "text/html")


def pieces(path: Path, after: str = "") -> list[Piece]:
    return list(warc_pieces(path, after, CAP))


def told(path: Path, after: str = "") -> list[str]:
    """The address of each page, the reason of each piece that is none."""
    return [piece.page.url or "" if piece.page else piece.skipped or "" for piece in pieces(path, after)]


@pytest.mark.parametrize("packed", [True, False], ids=["packed", "plain"])
def test_every_page_is_given_with_its_address_and_day(tmp_path: Path, packed: bool) -> None:
    path = crawl(tmp_path / "a.warc", PAGES, packed=packed)
    found = [piece for piece in pieces(path) if piece.page]
    assert [(piece.page.url, piece.page.body) for piece in found if piece.page] == PAGES
    assert found[0].page is not None
    assert found[0].page.content_type == "text/html; charset=utf-8"
    assert {piece.captured for piece in found} == {datetime(2023, 7, 18, 9, tzinfo=UTC)}
    assert {piece.skipped for piece in pieces(path) if not piece.page} == {warc.NO_PAGE}
    shares = [piece.share or 0.0 for piece in pieces(path)]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


@pytest.mark.parametrize("packed", [True, False], ids=["packed", "plain"])
def test_reading_is_taken_up_after_any_piece(tmp_path: Path, packed: bool) -> None:
    path = crawl(tmp_path / "a.warc", PAGES, packed=packed)
    whole = pieces(path)
    for number, piece in enumerate(whole):
        assert pieces(path, piece.position) == whole[number + 1 :]


@pytest.mark.parametrize(
    ("packing", "body"),
    [
        ([], b"<p>hello</p>"),
        ([("Content-Encoding", "gzip")], gzipped(b"<p>hello</p>")),
        ([("Content-Encoding", "br")], brotli.compress(b"<p>hello</p>")),
        ([("Transfer-Encoding", "chunked")], b"5\r\n<p>he\r\n7\r\nllo</p>\r\n0\r\n\r\n"),
        ([("Transfer-Encoding", "chunked")], b"<p>hello</p>"),
        ([("X-Crawler-Content-Encoding", "gzip")], b"<p>hello</p>"),
    ],
    ids=["as it is", "gzip", "brotli", "in pieces", "said to be in pieces", "unpacked by the crawler"],
)
def test_a_body_is_unpacked(tmp_path: Path, packing: list[tuple[str, str]], body: bytes) -> None:
    path = written(tmp_path / "a.warc", [response("https://x.org/", body, headers=[HTML, *packing])])
    ((piece,),) = [pieces(path)]
    assert piece.page is not None
    assert piece.page.body == b"<p>hello</p>"


@pytest.mark.parametrize(
    ("url", "headers", "status", "body", "reason"),
    [
        ("https://x.org/", [HTML], "404 Not Found", b"x", warc.NO_PAGE),
        ("https://x.org/", [("Content-Type", "image/png")], "200 OK", b"x", warc.NO_PAGE),
        ("ftp://x.org/", [HTML], "200 OK", b"x", warc.NO_PAGE),
        ("https://x.org/" + "a" * 2048, [HTML], "200 OK", b"x", warc.NO_PAGE),
        ("https://x.org/", [HTML], "200 OK", b"", warc.NO_PAGE),
        ("https://x.org/", [HTML], "200 OK", bytes(CAP + 1), warc.LARGE),
        ("https://x.org/", [HTML], "200 OK", bytes(200 * CAP), warc.LARGE),
        ("https://x.org/", [HTML, ("Content-Encoding", "gzip")], "200 OK", gzipped(bytes(2**25)), warc.LARGE),
        ("https://x.org/", [HTML, ("Content-Encoding", "br")], "200 OK", brotli.compress(bytes(2**25)), warc.LARGE),
        ("https://x.org/", [HTML, ("Content-Encoding", "gzip")], "200 OK", b"no gzip", warc.DAMAGED),
        ("https://x.org/", [HTML, ("Content-Encoding", "rot13")], "200 OK", b"x", warc.DAMAGED),
    ],
    ids=["404", "picture", "ftp", "long", "empty", "large", "huge", "gzip bomb", "brotli bomb", "no gzip", "unknown"],
)
def test_what_is_no_page_is_skipped_with_a_reason_and_the_next_is_read(
    tmp_path: Path, url: str, headers: list[tuple[str, str]], status: str, body: bytes, reason: str
) -> None:
    records = [response(url, body, status=status, headers=headers), response("https://x.org/next", b"<p>hello</p>")]
    assert told(written(tmp_path / "a.warc.gz", records)) == [reason, "https://x.org/next"]
    assert told(written(tmp_path / "a.warc", records, packed=False)) == [reason, "https://x.org/next"]


def test_a_record_that_is_cut_short_is_said_to_be(tmp_path: Path) -> None:
    path = crawl(tmp_path / "a.warc.gz", PAGES)
    path.write_bytes(path.read_bytes()[:-20])
    assert told(path)[-1] == warc.CUT_SHORT
    plain = crawl(tmp_path / "b.warc", PAGES, packed=False)
    plain.write_bytes(plain.read_bytes()[:-200])
    assert told(plain)[-1] == warc.CUT_SHORT


@pytest.mark.parametrize("harm", [b"\0" * 40, b"\x1f\x8b\x08" + b"\xff" * 37], ids=["zeros", "a false beginning"])
def test_reading_goes_on_behind_a_damaged_record(tmp_path: Path, harm: bytes) -> None:
    path = crawl(tmp_path / "a.warc.gz", PAGES)
    data, where = bytearray(path.read_bytes()), int(pieces(path)[2].position) + 4
    data[where : where + len(harm)] = harm
    path.write_bytes(data)
    assert warc.DAMAGED in told(path)
    assert [url for url in told(path) if url.startswith("http")] == [url for url, _ in PAGES[1:]]


def test_a_plain_record_without_a_length_is_passed_over(tmp_path: Path) -> None:
    path = crawl(tmp_path / "a.warc", PAGES, packed=False)
    path.write_bytes(path.read_bytes().replace(b"Content-Length", b"Content-Lengsh", 3))
    assert [url for url in told(path) if url.startswith("http")] == [url for url, _ in PAGES[1:]]


def test_an_archive_packed_as_one_stream_is_said_to_be(tmp_path: Path) -> None:
    plain = crawl(tmp_path / "a.warc", PAGES, packed=False)
    packed = tmp_path / "a.warc.gz"
    packed.write_bytes(gzipped(plain.read_bytes()))
    assert told(packed) == [warc.ONE_STREAM]


def test_a_member_that_unpacks_without_end_takes_neither_memory_nor_the_rest(tmp_path: Path) -> None:
    path = crawl(tmp_path / "a.warc.gz", PAGES[:1])
    packer = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    head = b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 5\r\n\r\n"
    bomb = packer.compress(head + bytes(300 * CAP)) + packer.flush()
    path.write_bytes(bomb + path.read_bytes())
    found = told(path)
    assert found[0] == warc.DAMAGED
    assert found[-1] == PAGES[0][0]


@pytest.mark.parametrize(
    ("head", "is_one"),
    [
        (b"WARC/1.0\r\nWARC-Type: warcinfo", True),
        (gzipped(b"WARC/1.1\r\nWARC-Type: warcinfo"), True),
        (gzipped(b"<html>"), False),
        (b"\x1f\x8b\x08\xff\xff\xff", False),
        (b"<html><p>WARC/1.0", False),
        (b"", False),
    ],
)
def test_an_archive_is_known_by_its_beginning(head: bytes, is_one: bool) -> None:
    assert is_warc(head) is is_one


@given(st.binary(max_size=400), st.integers(0, 2000), st.booleans())
def test_no_damage_raises_anything(
    tmp_path_factory: pytest.TempPathFactory, harm: bytes, at: int, packed: bool
) -> None:
    path = crawl(tmp_path_factory.mktemp("warc") / "a.warc", PAGES[:2], packed=packed)
    data = path.read_bytes()
    path.write_bytes(data[:at] + harm + data[at + len(harm) :])
    assert len(pieces(path)) < 50


def test_a_date_that_is_none_is_left_out(tmp_path: Path) -> None:
    path = written(tmp_path / "a.warc", [response("https://x.org/", b"<p>x</p>", date="yesterday")])
    assert [piece.captured for piece in pieces(path)] == [None]
