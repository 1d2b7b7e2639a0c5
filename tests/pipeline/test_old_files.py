"""Old material on disk: what is found, in which order, and from where on."""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.core.backfill import Piece
from monitor.core.errors import MonitorError
from monitor.pipeline import old_files
from monitor.pipeline.old_files import Kind, file_pieces, kind_of
from tests.support.warcs import crawl, gzipped, record

CAP = 1000
PAGE = b"<html><p>A page.</p></html>"
URLSET = b"<?xml version='1.0'?><urlset><url><loc>https://x.org/a</loc></url></urlset>"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Pages in folders, an archive among them, and what is no page."""
    for name in ("b/2.html", "b/1.htm", "a.html", "c/page", "d.txt", ".hidden/x.html", "b/style.css", "b/.x.html"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(PAGE)
    (tmp_path / "e.html.gz").write_bytes(gzipped(PAGE))
    crawl(tmp_path / "b" / "crawl.warc.gz", [("https://x.org/1", PAGE), ("https://x.org/2", PAGE)])
    (tmp_path / "loop").symlink_to(tmp_path, target_is_directory=True)
    return tmp_path


def told(path: Path, after: str = "") -> list[str]:
    """The source of each page."""
    return [piece.page.source.removeprefix(f"{path}/") for piece in file_pieces(path, after, CAP) if piece.page]


def test_every_page_below_a_folder_is_given_in_a_fixed_order(folder: Path) -> None:
    assert told(folder) == [
        "a.html",
        "b/1.htm",
        "b/2.html",
        "https://x.org/1",
        "https://x.org/2",
        "c/page",
        "d.txt",
        "e.html.gz",
    ]
    assert {piece.page.body for piece in file_pieces(folder, "", CAP) if piece.page} == {PAGE}


def test_a_folder_is_taken_up_after_any_piece_also_within_an_archive(folder: Path) -> None:
    whole = list(file_pieces(folder, "", CAP))
    for number, piece in enumerate(whole):
        assert list(file_pieces(folder, piece.position, CAP)) == whole[number + 1 :]
    shares = [piece.share or 0.0 for piece in whole]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


def test_a_folder_that_cannot_be_read_is_skipped_and_said_and_keeps_none_of_the_others_out(folder: Path) -> None:
    pieces = file_pieces(folder, "", CAP)
    assert next(pieces).page is not None
    shutil.rmtree(folder / "b")  # a folder that went, or that may not be looked into: the same to whoever lists it
    left = [(piece.position, piece.skipped) for piece in pieces]
    assert left == [("b", old_files.UNREADABLE), ("c/page", None), ("d.txt", None), ("e.html.gz", None)]


def test_a_file_is_no_younger_than_its_stamp(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_bytes(PAGE)
    os.utime(path, (1_600_000_000, 1_600_000_000))
    ((piece,),) = [list(file_pieces(path, "", CAP))]
    assert piece.captured == datetime.fromtimestamp(1_600_000_000, UTC)
    assert list(file_pieces(path, piece.position, CAP)) == []


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (bytes(CAP + 1), old_files.LARGE),
        (gzipped(bytes(50 * CAP)), old_files.LARGE),
        (b"\x1f\x8b\x08\xff broken", old_files.UNREADABLE),
    ],
    ids=["large", "large unpacked", "broken"],
)
def test_a_page_that_cannot_be_taken_is_skipped_with_a_reason(tmp_path: Path, body: bytes, reason: str) -> None:
    (tmp_path / "a.html").write_bytes(body)
    (tmp_path / "b.html").write_bytes(PAGE)
    assert [piece.skipped for piece in file_pieces(tmp_path, "", CAP)] == [reason, None]


def test_a_list_gives_an_address_a_line(tmp_path: Path) -> None:
    path = tmp_path / "list"
    path.write_text("# ours\nhttps://x.org/a\n\nhttps://x.org/b Envoys meet in Oslo\nnonsense\nhttps://x.org/c")
    found = list(file_pieces(path, "", CAP))
    said = [(piece.entry.url, piece.entry.title) if piece.entry else piece.skipped for piece in found]
    assert said == [
        ("https://x.org/a", ""),
        ("https://x.org/b", "Envoys meet in Oslo"),
        old_files.NO_ADDRESS,
        ("https://x.org/c", ""),
    ]
    for number, piece in enumerate(found):
        assert list(file_pieces(path, piece.position, CAP)) == found[number + 1 :]
    assert found[-1].share == 1.0


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (record("warcinfo", b""), Kind.warc),
        (gzipped(record("warcinfo", b"")), Kind.warc),
        (URLSET, Kind.sitemap),
        (gzipped(URLSET), Kind.sitemap),
        (b"# a list\n\nhttps://x.org/a\n", Kind.addresses),
        (PAGE, Kind.page),
        (b"A plain story that mentions https://x.org/", Kind.page),
        (b"", Kind.page),
    ],
)
def test_what_a_file_is_its_beginning_tells(tmp_path: Path, body: bytes, kind: Kind) -> None:
    (tmp_path / "file").write_bytes(body)
    assert kind_of(tmp_path / "file") is kind
    assert kind_of(tmp_path) is Kind.folder


def test_what_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(MonitorError, match="nowhere: cannot be read: No such file"):
        list[Piece](file_pieces(tmp_path / "nowhere", "", CAP))
