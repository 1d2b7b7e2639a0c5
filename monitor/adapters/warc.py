"""Web archives (WARC, as Common Crawl's CC-NEWS publishes them), packed or plain: the pages in them, one at a time.

    for piece in warc_pieces(path, after="", cap=3 * 1024**2): …

Each record of a packed archive is a gzip member of its own. It is unpacked under a cap, so that no record can fill the
memory, and what is damaged or cut short is skipped: reading goes on at the next record's beginning. warcio reads the
heads of the records and of the answers in them.
"""

from __future__ import annotations

import io
import os
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from warcio.bufferedreaders import ChunkedDataReader
from warcio.recordloader import ArcWarcRecord, ArcWarcRecordLoader
from warcio.statusandheaders import StatusAndHeadersParser

from monitor.adapters.decoding import unpacker
from monitor.core.backfill import Piece
from monitor.core.errors import FetchError
from monitor.core.records import Page

DAMAGED = "damaged record"
CUT_SHORT = "record cut short"
LARGE = "larger than fetch.page_size"
NO_PAGE = "no answer with a page"
"""Requests, redirects, errors, pictures: most records of an archive."""
ONE_STREAM = "not one gzip member a record: run `warcio recompress` on the file"

_GZIP = b"\x1f\x8b\x08"
_PLAIN = re.compile(rb"WARC/[01]\.\d+\r?\n")
_LENGTH = re.compile(rb"^Content-Length:\s*(\d{1,15})\s*$", re.MULTILINE | re.IGNORECASE)
_HEAD = 64 * 1024
_CHUNK = 64 * 1024
_BLANK = 4
"""A record ends with two empty lines."""
_PAGES = ("text/html", "application/xhtml+xml", "text/plain")


@dataclass(frozen=True, slots=True)
class _Raw:
    """One record's bytes, up to the cap, and where the next one begins."""

    data: bytes
    end: int
    length: int
    """Of the whole, unpacked."""
    whole: bool


def is_warc(head: bytes) -> bool:
    """Whether a file that begins so is a WARC, packed or plain."""
    if head.startswith(_GZIP):
        try:
            head = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(head, 64)
        except zlib.error:
            return False
    return bool(_PLAIN.match(head))


def warc_pieces(path: Path, after: str, cap: int) -> Iterator[Piece]:
    """The pieces of the archive at `path` beyond the position `after` (a record's offset; "": from the beginning).

    Pages of more than `cap` bytes are skipped. Raises OSError where the file cannot be read.
    """
    with path.open("rb") as handle:
        size = os.fstat(handle.fileno()).st_size
        packed = handle.read(3) == _GZIP
        offset: int | None = int(after or 0)
        while offset is not None and offset < size:
            raw = (_member if packed else _stretch)(handle, offset, cap)
            piece = _piece(raw, offset, size, cap)
            if str(offset) != after:
                yield piece
            if piece.skipped == ONE_STREAM:
                return
            offset = raw.end if raw and raw.whole else _next_record(handle, offset + 1, packed=packed)


def _member(handle: BinaryIO, offset: int, cap: int) -> _Raw | None:
    """The gzip member at `offset`; None where there is none."""
    handle.seek(offset)
    unpack = zlib.decompressobj(zlib.MAX_WBITS | 16)
    kept, length, read = [], 0, 0
    while not unpack.eof:
        packed = unpack.unconsumed_tail or handle.read(_CHUNK)
        read += 0 if unpack.unconsumed_tail else len(packed)
        if not packed:
            break
        try:
            piece = unpack.decompress(packed, _CHUNK)
        except zlib.error:
            return None
        length += len(piece)
        if length <= cap + _HEAD:
            kept.append(piece)
        elif length > 100 * cap:  # a bomb: what follows is found by its beginning
            break
    return _Raw(b"".join(kept), offset + read - len(unpack.unused_data), length, unpack.eof)


def _stretch(handle: BinaryIO, offset: int, cap: int) -> _Raw | None:
    """The plain record at `offset`; None where there is none."""
    handle.seek(offset)
    head = handle.read(_HEAD)
    ends = re.search(rb"\r?\n\r?\n", head)
    says = re.search(
        rb"^Content-Length:\s*(\d{1,15})\s*$", head[: ends.start() + 2] if ends else b"", re.MULTILINE | re.IGNORECASE
    )
    if not _PLAIN.match(head) or not ends or not says:
        return None
    length = ends.end() + int(says[1]) + _BLANK
    data = head[:length] + handle.read(max(0, min(length, cap + _HEAD) - len(head)))
    there = os.fstat(handle.fileno()).st_size - offset
    return _Raw(data, offset + length, min(length, there), length <= there)


def _next_record(handle: BinaryIO, offset: int, *, packed: bool) -> int | None:
    """Where from `offset` on something begins that looks like a record."""
    sought = re.compile(re.escape(_GZIP)) if packed else _PLAIN
    handle.seek(offset)
    before = b""
    while data := handle.read(2**20):
        if found := sought.search(before + data):
            return offset - len(before) + found.start()
        offset += len(data)
        before = (before + data)[-16:]
    return None


def _piece(raw: _Raw | None, offset: int, size: int, cap: int) -> Piece:
    position = str(offset)
    if raw is None:
        return Piece(position, offset / size, skipped=DAMAGED)
    share = min(1.0, raw.end / size)
    try:
        page, captured, reason = _page(raw, cap)
    except FetchError:
        page, captured, reason = None, None, DAMAGED
    except Exception:  # a library's defect on a hostile record must not be ours
        page, captured, reason = None, None, DAMAGED
    return Piece(position, share, page, captured=captured, skipped=reason)


def _page(raw: _Raw, cap: int) -> tuple[Page | None, datetime | None, str | None]:
    """The page of a record, when it was fetched, or why there is none."""
    stream = io.BytesIO(raw.data)
    record = ArcWarcRecordLoader(verify_http=False, arc2warc=False).parse_record_stream(stream, no_record_parse=True)
    head = stream.tell()
    if record.length is None:
        return None, None, DAMAGED
    if raw.length - head - record.length > 2 * _BLANK:
        another = _PLAIN.match(raw.data[head + record.length :].lstrip())
        return None, None, ONE_STREAM if another else DAMAGED
    if record.rec_type not in ("response", "resource"):
        return None, None, NO_PAGE
    if record.length > cap + _HEAD // 2:
        return None, None, LARGE
    if record.length > raw.length - head:
        return None, None, CUT_SHORT
    return _answer(record, raw.data[head : head + record.length], cap)


def _answer(record: ArcWarcRecord, block: bytes, cap: int) -> tuple[Page | None, datetime | None, str | None]:
    url = record.rec_headers.get_header("WARC-Target-URI") or ""
    captured = _moment(record.rec_headers.get_header("WARC-Date") or "")
    stream, content_type, packing = io.BytesIO(block), record.content_type, ""
    chunked = False
    if record.rec_type == "response":
        http = StatusAndHeadersParser(["HTTP/"], verify=False).parse(stream)
        if http.get_statuscode() != "200":
            return None, None, NO_PAGE
        content_type, packing = http.get_header("Content-Type"), http.get_header("Content-Encoding") or ""
        chunked = (http.get_header("Transfer-Encoding") or "").lower() == "chunked"
    kind = (content_type or "text/html").partition(";")[0].strip().lower()
    if kind not in _PAGES or not url.startswith(("http://", "https://")) or len(url) > 2048:
        return None, None, NO_PAGE
    body = _unpacked(ChunkedDataReader(stream).read() if chunked else stream.read(), packing, cap)
    if body is None:
        return None, None, LARGE
    if not body:
        return None, None, NO_PAGE
    return Page(source=url, body=body, url=url, content_type=content_type), captured, None


def _unpacked(data: bytes, packing: str, cap: int) -> bytes | None:
    """The body itself; None where it is larger than `cap`. Raises FetchError where it is damaged."""
    pieces, size = [], 0
    for piece in unpacker(packing).feed(data):
        size += len(piece)
        if size > cap:
            return None
        pieces.append(piece)
    return b"".join(pieces)


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
