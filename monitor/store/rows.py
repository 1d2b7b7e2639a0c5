"""Writing many rows, or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import aiosqlite


async def write_rows(
    connection: aiosqlite.Connection, sql: str, rows: Sequence[Sequence[object] | Mapping[str, object]]
) -> None:
    """`sql` once for each row. Without rows the connection's thread is left alone: a call costs more than a row."""
    if rows:
        await connection.executemany(sql, rows)
