"""The schema's numbered steps, and who owns a file.

`application_id` says that a file is ours, `user_version` which steps it has taken. A file of another program, a
file without a mark and a file from a later version are refused and left as they were.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
from contextlib import suppress
from importlib.resources import files
from pathlib import Path

from monitor.core.errors import ArchiveError, ForeignArchive, NewerArchive
from monitor.store.lock_files import open_lock_file
from monitor.store.search_index import add_functions

APPLICATION_ID = 0x656E766F  # "envo"


def steps() -> list[str]:
    """The SQL of each step, in order: step 1 leads from an empty file to version 1."""
    folder = files("monitor.store") / "migrations"
    found = sorted((item for item in folder.iterdir() if item.name.endswith(".sql")), key=lambda item: item.name)
    return [item.read_text(encoding="utf-8") for item in found]


def migrate(path: Path, todo: list[str] | None = None) -> None:
    """Bring the archive at `path` to today's schema, creating it where there is none; `todo` replaces the steps.

    Each step is one transaction: a crash leaves the old schema or the new one. Raises ForeignArchive, NewerArchive or
    ArchiveError (not writable, damaged).
    """
    try:
        _migrate(path, steps() if todo is None else todo)
    except sqlite3.DatabaseError as error:
        if "not a database" in str(error):
            raise ForeignArchive(f"{path}: is no SQLite database; left as it was") from error
        outer = isinstance(error, sqlite3.OperationalError)
        advice = "check the folder's rights and its free space" if outer else "`envoy-monitor verify` tells what to do"
        raise ArchiveError(f"{path}: {error}; {advice}") from error


def _migrate(path: Path, todo: list[str]) -> None:
    if not path.parent.is_dir():
        raise ArchiveError(f"{path}: the folder {path.parent} does not exist; create it or set archive.path")
    if not path.exists() or path.stat().st_size == 0:
        _create(path, todo)
    version = _refuse_what_is_not_ours(path, len(todo))
    if version == len(todo):
        _take_all(path, todo)
        return
    lock = open_lock_file(path, "writer")
    try:  # after an update daemon and verb may come at once: the second finds the steps taken
        fcntl.flock(lock, fcntl.LOCK_EX)
        _take_all(path, todo)
    finally:
        os.close(lock)


def _create(path: Path, todo: list[str]) -> None:
    """A new archive appears whole: a power cut in its first moment leaves it or none, nothing that looks foreign."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        _take_all(part, todo)
        _sync(part)
        if path.exists():  # and empty
            part.replace(path)
        else:
            with suppress(FileExistsError):  # another process has been as quick
                os.link(part, path)
        _sync(path.parent)
    except OSError as error:
        raise ArchiveError(f"{path}: {error.strerror}; no archive was made") from error
    finally:
        for left in path.parent.glob(f"{part.name}*"):
            left.unlink()


def _take_all(path: Path, todo: list[str]) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    add_functions(connection)
    try:
        version: int = connection.execute("PRAGMA user_version").fetchone()[0]
        if version == 0:  # takes effect on a new file only, and is a write on any
            connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        for number, sql in enumerate(todo[version:], start=version + 1):
            _take(connection, number, sql)
    finally:
        connection.close()


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _take(connection: sqlite3.Connection, number: int, sql: str) -> None:
    """Run one step in a transaction of its own; `executescript` commits first, so BEGIN is part of the script."""
    try:
        connection.executescript(
            f"BEGIN IMMEDIATE;\n{sql}\nPRAGMA application_id = {APPLICATION_ID};\nPRAGMA user_version = {number};"
        )
        broken = connection.execute("PRAGMA foreign_key_check").fetchmany(100)
        if broken:
            raise sqlite3.IntegrityError(f"step {number} leaves rows without their parent, {len(broken)} or more")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _refuse_what_is_not_ours(path: Path, latest: int) -> int:
    """Look at an existing file without touching it; how many steps it has taken."""
    try:
        owner, version = _marks(path, "mode=ro")
    except sqlite3.OperationalError:
        # A restored backup that the power left half way to its WAL: whose it is can be read past its journal.
        owner, version = _marks(path, "immutable=1")
    if owner != APPLICATION_ID:
        raise ForeignArchive(f"{path}: belongs to another program; left as it was (set archive.path to another file)")
    if version > latest:
        raise NewerArchive(
            f"{path}: has schema {version}, this program knows {latest}; left as it was (install the later version)"
        )
    return version


def _marks(path: Path, how: str) -> tuple[int, int]:
    """Whose file it is, and how many steps it has taken."""
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?{how}", uri=True)
    try:
        owner: int = connection.execute("PRAGMA application_id").fetchone()[0]
        version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    finally:
        connection.close()
    return owner, version


_OUR_OWN = """
SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL
AND name NOT IN (SELECT name FROM pragma_table_list WHERE type = 'shadow') ORDER BY rowid
"""
"""Without the tables that a full-text index makes for itself."""


def schema() -> str:
    """The SQL of today's schema, whole, as the steps lead to it: monitor/store/schema.sql is made of it."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    add_functions(connection)
    try:
        for number, sql in enumerate(steps(), start=1):
            _take(connection, number, sql)
        rows = connection.execute(_OUR_OWN).fetchall()
    finally:
        connection.close()
    return "-- Made of the numbered steps in migrations/; do not edit.\n\n" + "".join(f"{sql};\n\n" for (sql,) in rows)


if __name__ == "__main__":  # pragma: no cover
    (Path(__file__).parent / "schema.sql").write_text(schema(), encoding="utf-8")
