"""Bodies unpacked piece by piece, so that a small answer cannot become a huge one in memory.

`Unpacker.feed` never yields more than a chunk at a time; the fetcher counts and stops.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Protocol

import brotli  # type: ignore[import-untyped]

from monitor.core.errors import FetchError

ACCEPT_ENCODING = "gzip, deflate, br"
_CHUNK = 256 * 1024
_GZIP = zlib.MAX_WBITS | 16
_MEMBERS = 100
"""Gzip allows a body of many members; more than this is an attack (empty ones cost time and yield nothing)."""


class Unpacker(Protocol):
    """One body's decoder."""

    def feed(self, data: bytes) -> Iterator[bytes]:
        """The pieces that `data` unpacks to. Raises FetchError where the body is damaged."""
        ...

    @property
    def complete(self) -> bool:
        """Whether the body ended where its format says that it ends."""
        ...


def unpacker(encoding: str) -> Unpacker:
    """The decoder for a Content-Encoding. Raises FetchError for one that was not asked for."""
    name = encoding.strip().lower()
    if name in ("", "identity"):
        return _Plain()
    if name in ("gzip", "x-gzip"):
        return _Zlib(_GZIP)
    if name == "deflate":
        return _Deflate()
    if name == "br":
        return _Brotli()
    raise FetchError(f"is packed as {encoding[:40]!r}, which was not asked for")


class _Plain:
    complete = True

    def feed(self, data: bytes) -> Iterator[bytes]:
        yield data


class _Zlib:
    def __init__(self, bits: int) -> None:
        self._bits = bits
        self._object = zlib.decompressobj(bits)
        self._members = 1

    @property
    def complete(self) -> bool:
        return self._object.eof

    def feed(self, data: bytes) -> Iterator[bytes]:
        pending = bool(data)
        while pending:
            if self._object.eof and not (data := self._next_member(data)):
                return
            try:
                piece = self._object.decompress(data, _CHUNK)
            except zlib.error as error:
                raise FetchError(f"is damaged: {error}") from error
            yield piece
            data = self._object.unconsumed_tail or self._object.unused_data
            pending = bool(data) or len(piece) == _CHUNK

    def _next_member(self, data: bytes) -> bytes:
        """Start on the member at `data`, or drop what is only padding."""
        if self._bits != _GZIP or not data.lstrip(b"\0"):
            return b""
        self._members += 1
        if self._members > _MEMBERS:
            raise FetchError(f"is packed in more than {_MEMBERS} pieces")
        self._object = zlib.decompressobj(self._bits)
        return data


class _Deflate:
    """With zlib's header, as the standard says, or without, as some servers send it: the first byte tells."""

    def __init__(self) -> None:
        self._inner: _Zlib | None = None

    @property
    def complete(self) -> bool:
        return self._inner is not None and self._inner.complete

    def feed(self, data: bytes) -> Iterator[bytes]:
        if self._inner is None and data:
            self._inner = _Zlib(zlib.MAX_WBITS if data[0] & 0x0F == 8 else -zlib.MAX_WBITS)
        if self._inner is not None:
            yield from self._inner.feed(data)


class _Brotli:
    def __init__(self) -> None:
        self._object = brotli.Decompressor()

    @property
    def complete(self) -> bool:
        return bool(self._object.is_finished())

    def feed(self, data: bytes) -> Iterator[bytes]:
        try:
            piece = self._object.process(data, output_buffer_limit=_CHUNK)
            while piece:
                yield piece
                piece = self._object.process(b"", output_buffer_limit=_CHUNK)
        except brotli.error as error:
            raise FetchError("is damaged: no brotli") from error
