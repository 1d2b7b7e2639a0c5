"""Old material on disk: folders of pages, web archives, lists of addresses, single pages.

    for piece in file_pieces(path, after=position, cap=…): …

What a file is, its beginning tells, not its name. The order is fixed, so that a position means the same tomorrow.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path

from monitor.adapters.warc import is_warc, warc_pieces
from monitor.core.backfill import Piece
from monitor.core.errors import MonitorError
from monitor.core.records import Entry, Page
from monitor.parsing.sitemap import looks_like_sitemap

UNREADABLE = "file cannot be read"
LARGE = "larger than fetch.page_size"
NO_ADDRESS = "line without an address"

_PAGES = frozenset({"", ".htm", ".html", ".shtml", ".xhtml", ".txt", ".php", ".asp", ".aspx", ".jsp", ".gz"})
"""How names of pages end, also as mirrors save them; what ends otherwise is a page's picture, style or script."""
_GZIP = b"\x1f\x8b"
_START = 4096


class Kind(Enum):
    """What a file holds."""

    folder = "folder"
    warc = "web archive"
    sitemap = "sitemap"
    addresses = "list of addresses"
    page = "page"


def kind_of(path: Path) -> Kind:
    """What lies at `path`. Raises MonitorError where nothing does, or it cannot be read."""
    try:
        if path.is_dir():
            return Kind.folder
        with path.open("rb") as handle:
            head = handle.read(_START)
    except OSError as error:
        raise MonitorError(f"{path}: cannot be read: {error.strerror}") from error
    if is_warc(head):
        return Kind.warc
    if head.startswith(_GZIP):
        head = _unpacked(head, _START) or b""
    if looks_like_sitemap(head):
        return Kind.sitemap
    lines = [line for line in head.split(b"\n") if line.strip() and not line.lstrip().startswith(b"#")]
    return Kind.addresses if lines and lines[0].strip().startswith((b"http://", b"https://")) else Kind.page


def file_pieces(path: Path, after: str, cap: int) -> Iterator[Piece]:
    """The pieces at `path` beyond the position `after` ("": all). Raises OSError where the file cannot be read."""
    kind = kind_of(path)
    if kind is Kind.folder:
        yield from _folder(path, after, cap)
    elif kind is Kind.warc:
        yield from warc_pieces(path, after, cap)
    elif kind is Kind.addresses:
        yield from _addresses(path, int(after or 0))
    elif not after:
        yield _page(path, "1", 1.0, cap)


def _folder(root: Path, after: str, cap: int) -> Iterator[Piece]:
    """Every page below `root`; the position is a path in it, in an archive with the position there behind a tab."""
    total = sum(1 for _ in _files(root))
    reached, _, within = after.partition("\t")
    for number, path in enumerate(_files(root), start=1):
        name = _shown(path.relative_to(root).as_posix())
        if after and (name.split("/") < reached.split("/") or (name == reached and not within)):
            continue
        if not _begins_as_archive(path):
            yield _page(path, name, number / total, cap)
            continue
        for piece in warc_pieces(path, within if name == reached else "", cap):
            share = (number - 1 + (piece.share or 0)) / total
            yield replace(piece, position=f"{name}\t{piece.position}", share=share)


def _begins_as_archive(path: Path) -> bool:
    try:
        with path.open("rb") as handle:
            return is_warc(handle.read(_START))
    except OSError:
        return False  # reading it as a page will say so


def _files(root: Path) -> Iterator[Path]:
    """The pages and archives below `root`, in the order of their parts; one folder's names in memory at a time."""
    for entry in sorted(os.scandir(root), key=lambda entry: _shown(entry.name)):
        if entry.name.startswith("."):
            continue
        path = Path(entry.path)
        if entry.is_dir(follow_symlinks=False):
            try:
                yield from _files(path)
            except OSError:
                yield path  # reading it as a page will say so
        elif entry.is_file() and (path.suffix.lower() in _PAGES or path.suffix.lower() == ".warc"):
            yield path


def _shown(name: str) -> str:
    """`name` as text that can be kept: an old Chinese mirror names its files in bytes that are no UTF-8."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _page(path: Path, position: str, share: float, cap: int) -> Piece:
    try:
        with path.open("rb") as handle:
            body = handle.read(cap + 1)
            saved = datetime.fromtimestamp(os.fstat(handle.fileno()).st_mtime, UTC)
    except OSError:
        return Piece(position, share, skipped=UNREADABLE)
    if body.startswith(_GZIP):
        unpacked = _unpacked(body, cap + 1)
        if unpacked is None:
            return Piece(position, share, skipped=UNREADABLE)
        body = unpacked
    if len(body) > cap:
        return Piece(position, share, skipped=LARGE)
    return Piece(position, share, Page(source=_shown(str(path)), body=body), captured=saved)


def _unpacked(data: bytes, most: int) -> bytes | None:
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(data, most)
    except zlib.error:
        return None


def _addresses(path: Path, after: int) -> Iterator[Piece]:
    """An address a line, what follows it after a space is its title; the position is a number of bytes."""
    size = path.stat().st_size or 1
    with path.open("rb") as handle:
        handle.seek(after)
        while line := handle.readline(_START):
            position = handle.tell()
            text = line.decode("utf-8", "replace").strip()
            if not text or text.startswith("#"):
                continue
            url, _, title = text.partition(" ")
            if not url.startswith(("http://", "https://")) or len(url) > 2048:
                yield Piece(str(position), position / size, skipped=NO_ADDRESS)
            else:
                yield Piece(str(position), position / size, entry=Entry(url, title.strip()))
