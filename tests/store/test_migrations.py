"""Whose file it is, and how it comes to today's schema."""

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from monitor.core.errors import ArchiveError, ForeignArchive, NewerArchive
from monitor.store.migrations import APPLICATION_ID, migrate, schema, steps

SCHEMA = Path(__file__).parents[2] / "monitor" / "store" / "schema.sql"


def make(path: Path, *sql: str) -> bytes:
    connection = sqlite3.connect(path)
    for statement in sql:
        connection.execute(statement)
    connection.close()
    return path.read_bytes()


def test_a_new_archive_takes_every_step_once(tmp_path: Path) -> None:
    path = tmp_path / "archive.sqlite3"
    migrate(path)
    migrate(path)
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA user_version").fetchone() == (len(steps()),)
    assert connection.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert connection.execute("PRAGMA auto_vacuum").fetchone() == (2,)
    views = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'view'")}
    assert views >= {
        "stories",
        "quotes",
        "people",
        "meetings",
        "meeting_history",
        "meeting_stories",
        "alerts",
        "deliveries",
        "feeds",
        "decisions",
    }
    for view in sorted(views):
        connection.execute(f"SELECT * FROM {view}")
    connection.close()


def test_the_committed_schema_is_what_the_steps_lead_to() -> None:
    assert SCHEMA.read_text(encoding="utf-8") == schema(), "write it anew: python -m monitor.store.migrations"


@pytest.mark.parametrize(
    ("sql", "error"),
    [
        (("CREATE TABLE cookies (a)",), ForeignArchive),
        (("PRAGMA application_id = 42", "CREATE TABLE cookies (a)"), ForeignArchive),
        ((f"PRAGMA application_id = {APPLICATION_ID}", "PRAGMA user_version = 999"), NewerArchive),
    ],
)
def test_what_is_not_ours_is_left_byte_for_byte(tmp_path: Path, sql: tuple[str, ...], error: type[Exception]) -> None:
    path = tmp_path / "archive.sqlite3"
    before = make(path, *sql)
    with pytest.raises(error, match="left as it was"):
        migrate(path)
    assert path.read_bytes() == before
    assert [item.name for item in tmp_path.iterdir()] == ["archive.sqlite3"]


def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "archive.sqlite3"
    path.write_bytes(b"<html>not found</html>" * 50)
    with pytest.raises(ForeignArchive, match="is no SQLite database"):
        migrate(path)
    assert path.read_bytes().startswith(b"<html>")


def test_a_damaged_archive_sends_to_verify(tmp_path: Path) -> None:
    path = tmp_path / "archive.sqlite3"
    migrate(path)
    path.write_bytes(path.read_bytes()[:20_000])
    with pytest.raises(ArchiveError, match="malformed; `envoy-monitor verify`"):
        migrate(path)


def test_an_empty_file_is_a_new_archive(tmp_path: Path) -> None:
    (tmp_path / "archive.sqlite3").touch()
    migrate(tmp_path / "archive.sqlite3")


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="does not exist"):
        migrate(tmp_path / "nowhere" / "archive.sqlite3")


def test_a_path_that_cannot_be_a_file(tmp_path: Path) -> None:
    (tmp_path / "archive.sqlite3").mkdir()
    with pytest.raises(ArchiveError, match="check the folder"):
        migrate(tmp_path / "archive.sqlite3")


@pytest.mark.parametrize(
    "broken",
    [
        "CREATE TABLE second (a); CREATE TABLE second (a);",
        "CREATE TABLE p (a INTEGER PRIMARY KEY); CREATE TABLE c (a REFERENCES p (a)); INSERT INTO c VALUES (7);",
    ],
)
def test_a_step_that_fails_leaves_the_schema_before_it(tmp_path: Path, broken: str) -> None:
    path = tmp_path / "archive.sqlite3"
    migrate(path, ["CREATE TABLE first (a);"])
    with pytest.raises(ArchiveError):
        migrate(path, ["CREATE TABLE first (a);", broken])
    connection = sqlite3.connect(path)
    assert connection.execute("SELECT name FROM sqlite_schema").fetchall() == [("first",)]
    assert connection.execute("PRAGMA user_version").fetchone() == (1,)
    connection.close()
    migrate(path, ["CREATE TABLE first (a);", "CREATE TABLE second (a);"])


def test_an_archive_of_today_is_opened_without_a_write(tmp_path: Path) -> None:
    """The daemon may be writing at that moment, and what takes turns with it comes later."""
    path = tmp_path / "archive.sqlite3"
    migrate(path)
    with closing(sqlite3.connect(path)) as daemon:
        daemon.execute("SELECT count(*) FROM story").fetchone()
        log = path.with_name(f"{path.name}-wal")
        before = log.stat().st_size
        migrate(path)
        assert log.stat().st_size == before


def test_two_that_come_at_once_after_an_update_take_each_step_once(tmp_path: Path) -> None:
    path, together = tmp_path / "archive.sqlite3", threading.Barrier(3)
    first = "CREATE TABLE first (a);"
    long = (
        "CREATE TABLE second AS WITH RECURSIVE n (x) AS (VALUES (1) UNION ALL SELECT x + 1 FROM n WHERE x < 300000)"
        " SELECT max(x) AS x FROM n;"
    )
    migrate(path, [first])

    def come() -> None:
        together.wait()
        migrate(path, [first, long])

    with ThreadPoolExecutor(3) as pool:
        for arrival in [pool.submit(come) for _ in range(3)]:
            arrival.result()
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (2,)


def test_what_persons_ruled_outlives_the_step_that_makes_their_table_anew(tmp_path: Path) -> None:
    path = tmp_path / "archive.sqlite3"
    migrate(path, steps()[:6])
    at = "2026-03-05T09:00:00.000Z"
    ruling = (7, at, "merge", "abc", "[]", None)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(
            "INSERT INTO meeting (id, title, kind, status, mode, background, precision, participants, confidence,"
            " first_reported_at, changed_at)"
            " VALUES ('abc', 'Talks', 'envoy', 'held', 'call', 0, 'unknown', '[]', 0.9, ?, ?)",
            (at, at),
        )
        connection.execute("INSERT INTO ruling VALUES (?, ?, ?, ?, ?, ?)", ruling)
    migrate(path)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT * FROM ruling").fetchall() == [ruling]
        assert connection.execute("SELECT id, corrections FROM meeting").fetchall() == [("abc", "[]")]


def test_a_new_archive_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError):
        migrate(tmp_path / "archive.sqlite3", ["CREATE TABLE first (a);", "CREATE TABLE first (a);"])
    assert list(tmp_path.iterdir()) == []
    migrate(tmp_path / "archive.sqlite3")
    assert [item.name for item in tmp_path.iterdir()] == ["archive.sqlite3"]


def test_a_backup_that_the_power_left_half_way_to_its_wal_is_ours(tmp_path: Path) -> None:
    """Its journal is hot: who only reads cannot open it."""
    migrate(tmp_path / "whole.sqlite3")
    with closing(sqlite3.connect(tmp_path / "whole.sqlite3", isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute("PRAGMA cache_size = 1")
        connection.execute("BEGIN")
        connection.execute("CREATE TABLE filler AS WITH RECURSIVE n (x) AS (VALUES (1) UNION ALL SELECT x + 1 FROM n"
                           " WHERE x < 5000) SELECT x, hex(randomblob(99)) FROM n")  # fmt: skip
        for end in ("", "-journal"):
            (tmp_path / f"archive.sqlite3{end}").write_bytes((tmp_path / f"whole.sqlite3{end}").read_bytes())
    migrate(tmp_path / "archive.sqlite3")
    with closing(sqlite3.connect(tmp_path / "archive.sqlite3")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'filler'").fetchone() is None


def test_the_steps_are_numbered_one_by_one() -> None:
    names = sorted(path.name for path in (SCHEMA.parent / "migrations").glob("*.sql"))
    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1))
