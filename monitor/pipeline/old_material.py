"""Where old material comes from: files read in a thread, sitemaps expanded by the fetcher, all as pieces in order.

source ─┬─ folder, web archive, list, page ─thread─▶ batches of pieces
        └─ sitemap (index ▶ sitemaps) ─fetch─▶ ─worker: read─▶ batches of pieces
"""

from __future__ import annotations

import asyncio
import itertools
import logging
import zlib
from collections.abc import AsyncIterator, Iterator, Sequence
from concurrent.futures import Executor
from pathlib import Path

from monitor.adapters.fetcher import FEED, Fetcher
from monitor.core.backfill import Piece
from monitor.core.errors import BadAnswer, MonitorError, UnreadableFeed
from monitor.core.feed_document import FeedDocument
from monitor.core.records import Entry
from monitor.parsing.sitemap import looks_like_sitemap, read_sitemap
from monitor.pipeline.old_files import Kind, file_pieces, kind_of

logger = logging.getLogger(__name__)

BATCH = 32
"""Pieces that are taken from a file at a time: enough to make the change of threads cheap, few enough to hold."""
SITEMAP_CAP = 50 * 1024**2
"""The largest sitemap, unpacked, and"""
ADDRESSES = 50_000
"""the most addresses in one: both as the protocol says (sitemaps.org)."""
SITEMAPS = 1_000
"""The most sitemaps of one index."""
_GZIP = b"\x1f\x8b"


def named(source: str) -> str:
    """The name under which a source's position is kept: an address as it is, a path made absolute."""
    return source if source.startswith(("http://", "https://")) else str(Path(source).absolute())


class OldMaterial:
    """Gives the pieces of any source. `cap` is the largest page in bytes."""

    def __init__(self, fetcher: Fetcher, executor: Executor, cap: int) -> None:
        self._fetcher = fetcher
        self._executor = executor
        self._cap = cap

    async def batches(self, source: str, after: str) -> AsyncIterator[list[Piece]]:
        """The pieces of `source` beyond the position `after` ("": all), some at a time. Raises MonitorError."""
        if source.startswith(("http://", "https://")):
            body = await self._fetched(source)
        elif await asyncio.to_thread(kind_of, Path(source)) is Kind.sitemap:
            body = await asyncio.to_thread(Path(source).read_bytes)
        else:
            async for batch in self._files(Path(source), after):
                yield batch
            return
        # What a sitemap lists changes from day to day: it has no position, and what is known is not fetched again.
        async for part, whole, entries in self._sitemaps(source, body):
            for start in range(0, len(entries), BATCH):
                listed = enumerate(entries[start : start + BATCH], start=start + 1)
                yield [Piece("", (part + number / len(entries)) / whole, entry=entry) for number, entry in listed]

    async def _files(self, path: Path, after: str) -> AsyncIterator[list[Piece]]:
        pieces = file_pieces(path, after, self._cap)
        try:
            while batch := await asyncio.to_thread(_some, pieces):
                yield batch
        except OSError as error:
            raise MonitorError(f"{path}: cannot be read: {error.strerror or error}") from error

    async def _sitemaps(self, source: str, body: bytes) -> AsyncIterator[tuple[int, int, Sequence[Entry]]]:
        """What a sitemap lists, or each of an index: its number, how many there are, its addresses.

        One at a time: all of an index may be fifty million addresses.
        """
        document = await self._read(source, body)
        if document.kind != "sitemap_index":
            yield 0, 1, document.entries
            return
        listed = document.entries[:SITEMAPS]
        if left_out := len(document.entries) - len(listed):
            said = f"{source}: its {left_out} sitemaps beyond the first {SITEMAPS} are left out; name them as sources"
            logger.warning(said, extra={"event": "backfill.sitemap", "url": source})
        for number, inner in enumerate(listed):
            try:
                found = (await self._read(inner.url, await self._fetched(inner.url))).entries
            except MonitorError as error:
                logger.warning("%s; left out", error, extra={"event": "backfill.sitemap", "url": inner.url})
            else:
                yield number, len(listed), found

    async def _read(self, source: str, body: bytes) -> FeedDocument:
        try:
            unpacked = _unpacked(body)
            if not looks_like_sitemap(unpacked):
                raise UnreadableFeed("is no sitemap; a list of addresses or a web archive is taken from a file")
            return await asyncio.wrap_future(self._executor.submit(read_sitemap, unpacked, source, ADDRESSES))
        except UnreadableFeed as error:
            raise UnreadableFeed(f"{source}: {error}") from error

    async def _fetched(self, url: str) -> bytes:
        answer = await self._fetcher.get(url, cap=SITEMAP_CAP, accept=FEED)
        if answer.status != 200:
            raise BadAnswer(f"{url}: answers {answer.status}", status=answer.status)
        return answer.body


def _some(pieces: Iterator[Piece]) -> list[Piece]:
    return list(itertools.islice(pieces, BATCH))


def _unpacked(body: bytes) -> bytes:
    """`body`, unpacked where it is a packed file (`sitemap.xml.gz`). Raises UnreadableFeed."""
    if not body.startswith(_GZIP):
        return body
    unpack = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        unpacked = unpack.decompress(body, SITEMAP_CAP)
    except zlib.error as error:
        raise UnreadableFeed(f"is damaged: {error}") from error
    if unpack.unconsumed_tail:
        raise UnreadableFeed(f"is larger than {SITEMAP_CAP} bytes")
    return unpacked
