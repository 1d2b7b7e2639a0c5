"""Web archives as a crawler writes them, for tests and measurements."""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator
from pathlib import Path

DAY = "2023-07-18T09:00:00Z"
HTML = ("Content-Type", "text/html; charset=utf-8")


def gzipped(data: bytes) -> bytes:
    """`data` packed with gzip, the same whenever it is done: tests are named after it."""
    return gzip.compress(data, 6, mtime=0)


def record(kind: str, block: bytes, *, url: str | None = None, date: str = DAY) -> bytes:
    """One record of a WARC."""
    target = f"WARC-Target-URI: {url}\r\n" if url else ""
    head = f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Date: {date}\r\n{target}Content-Length: {len(block)}\r\n\r\n"
    return head.encode() + block + b"\r\n\r\n"


def response(
    url: str,
    body: bytes,
    *,
    status: str = "200 OK",
    headers: Iterable[tuple[str, str]] = (HTML,),
    date: str = DAY,
) -> bytes:
    """The record of an answer as it came over the wire."""
    head = f"HTTP/1.1 {status}\r\n" + "".join(f"{name}: {value}\r\n" for name, value in headers)
    return record("response", f"{head}\r\n".encode() + body, url=url, date=date)


def crawl(path: Path, pages: Iterable[tuple[str, bytes]], *, packed: bool = True) -> Path:
    """An archive with a record about itself, then of each page the request and the answer."""

    def records() -> Iterator[bytes]:
        yield record("warcinfo", b"software: a crawler\r\n")
        for url, body in pages:
            yield record("request", b"GET / HTTP/1.1\r\nHost: example.org\r\n\r\n", url=url)
            yield response(url, body)

    return written(path, records(), packed=packed)


def written(path: Path, records: Iterable[bytes], *, packed: bool = True) -> Path:
    """A file of these records, each packed for itself."""
    with path.open("wb") as out:
        for one in records:
            out.write(gzipped(one) if packed else one)
    return path
