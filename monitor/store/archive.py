"""The archive's connections: one that writes, one that only reads.

    archive = await Archive.open(path)
    async with archive.transaction() as connection:    # BEGIN IMMEDIATE … COMMIT, one at a time
        await connection.execute(…)
    rows = await archive.read("SELECT …", (…,))        # never waits for the writer

Statements of two tasks would interleave on one connection, so a transaction holds a lock; so does it against other
processes (writing.py). A cancelled BEGIN still runs in its thread, so it stands inside the `try` whose handler rolls
back, shielded.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import aiosqlite

from monitor.core.errors import ArchiveError
from monitor.store.migrations import migrate
from monitor.store.writing import WriterLock

Parameters = Sequence[object] | Mapping[str, object]


class Archive:
    """An open archive. Close it: an open connection keeps the process from ending."""

    def __init__(
        self,
        path: Path,
        writer: aiosqlite.Connection,
        reader: aiosqlite.Connection,
        alone: WriterLock,
        lock: asyncio.Lock | None = None,
    ) -> None:
        self.path = path
        self._writer = writer
        self._reader = reader
        self._alone = alone
        self._lock = lock or asyncio.Lock()

    @classmethod
    async def open(cls, path: Path) -> Archive:
        """Open the archive at `path`, creating or migrating it. Raises ArchiveError."""
        await asyncio.to_thread(migrate, path)
        try:
            async with AsyncExitStack() as opened:
                alone = WriterLock(path)
                opened.callback(alone.close)
                writer = await _connect(path, query_only=False)
                opened.push_async_callback(writer.close)
                reader = await _connect(path, query_only=True)
                opened.pop_all()
        except (sqlite3.DatabaseError, OSError) as error:
            raise ArchiveError(f"{path}: {error}") from error
        return cls(path, writer, reader, alone)

    async def close(self) -> None:
        """Close both connections."""
        await self._reader.close()
        await self._writer.close()
        self._alone.close()

    async def __aenter__(self) -> Archive:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    @asynccontextmanager
    async def another_reader(self) -> AsyncIterator[Archive]:
        """The same archive with a reading connection of its own: whoever uses it holds nobody else up."""
        reader = await _connect(self.path, query_only=True)
        try:
            yield Archive(self.path, self._writer, reader, self._alone, self._lock)
        finally:
            await reader.close()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[aiosqlite.Connection]:
        """Everything inside is written together or not at all. Raises ArchiveError where SQLite cannot write."""
        async with self._lock, self._written_by_us():
            try:
                await self._writer.execute("BEGIN IMMEDIATE")
                yield self._writer
                await self._writer.commit()
            except BaseException as error:
                await asyncio.shield(self._writer.rollback())
                if _is_the_files(error):
                    raise ArchiveError(f"{self.path}: {error}; nothing of this step was written") from error
                raise

    @asynccontextmanager
    async def _written_by_us(self) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            try:
                await stack.enter_async_context(self._alone.held())
            except TimeoutError:
                raise ArchiveError(f"{self.path}: another process has been writing for too long; it hangs") from None
            yield

    async def read(self, sql: str, parameters: Parameters = ()) -> list[sqlite3.Row]:
        """All rows of a query, as of the last commit. Raises ArchiveError where SQLite cannot read.

        In one step of the connection's thread: a query that another task has read half would hold everybody on the
        connection to its own, older view, and a delivery just settled would look due.
        """
        try:
            return list(await self._reader.execute_fetchall(sql, parameters))
        except sqlite3.DatabaseError as error:
            if _is_the_files(error):
                raise ArchiveError(f"{self.path}: {error}; nothing could be read") from error
            raise

    async def read_one(self, sql: str, parameters: Parameters = ()) -> sqlite3.Row | None:
        """The first row of a query, or None."""
        rows = await self.read(sql, parameters)
        return rows[0] if rows else None


def _is_the_files(error: BaseException) -> bool:
    """Whether the file or its disk is at fault (locked, full, damaged), and not what was asked of it."""
    return isinstance(error, sqlite3.OperationalError) or type(error) is sqlite3.DatabaseError


async def _connect(path: Path, *, query_only: bool) -> aiosqlite.Connection:
    connection = await aiosqlite.connect(path, isolation_level=None)
    try:
        connection.row_factory = sqlite3.Row
        await connection.execute("PRAGMA foreign_keys = ON")
        await connection.execute("PRAGMA busy_timeout = 5000")
        await connection.execute("PRAGMA synchronous = FULL")
        if query_only:
            await connection.execute("PRAGMA query_only = ON")
    except BaseException:
        await connection.close()
        raise
    return connection
