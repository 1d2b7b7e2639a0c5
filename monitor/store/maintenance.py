"""Copies of the archive, and whether it is sound.

Both work beside a running daemon, and block: call them in a thread.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from monitor.core.errors import ArchiveError
from monitor.store.migrations import APPLICATION_ID

_RESTORE = "stop the daemon, keep this file aside, put the latest backup in its place, and run verify again"

_DUPLICATE_NEWS = """
SELECT meeting_id FROM alert WHERE type = 'meeting.new' GROUP BY meeting_id HAVING count(*) > 1 ORDER BY meeting_id
"""

_SENT_WITHOUT_TIME = "SELECT id FROM delivery WHERE (state = 'delivered') <> (delivered_at IS NOT NULL) ORDER BY id"

_UNREADABLE_BODY = "SELECT id FROM alert WHERE NOT json_valid(body) ORDER BY id"

_OUTBOX = (
    (_DUPLICATE_NEWS, "meetings announced twice", "see `envoy-monitor alerts list`; report it, this must not happen"),
    (_SENT_WITHOUT_TIME, "deliveries whose state and time disagree", "send them again with `alerts resend`"),
    (_UNREADABLE_BODY, "alerts whose body is no JSON", _RESTORE),
)


def backup(source: Path, destination: Path, now: datetime) -> Path:
    """A consistent copy of the archive at `source`, checked; its path.

    `destination` is a new file, or a folder, which gets one named after `now`. The copy appears under its name only
    when it is whole. Raises ArchiveError.
    """
    name = f"{source.stem}-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}{source.suffix}"
    target = destination / name if destination.is_dir() else destination
    if target.exists():
        raise ArchiveError(f"{target}: exists; a backup overwrites nothing")
    part = target.with_name(f".{target.name}.part")
    try:
        part.unlink(missing_ok=True)
        _copy(source, part)
        _sync(part)
        part.rename(target)
        _sync(target.parent)
    except (OSError, sqlite3.Error) as error:
        part.unlink(missing_ok=True)
        raise ArchiveError(f"{target}: no backup was made: {error}") from error
    return target


def verify(path: Path) -> list[str]:
    """What is wrong with the archive at `path`, a line each: what, and what to do. Empty: nothing."""
    if not path.is_file():
        return [f"{path}: there is no archive; has the daemon run yet?"]
    try:
        with closing(_open_to_read(path)) as connection:
            if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
                return [f"{path}: is no archive of this program"]
            return [f"{path}: {wrong}" for wrong in (*_damage(connection), *_outbox(connection))]
    except sqlite3.DatabaseError as error:
        return [f"{path}: cannot be read: {error}; {_RESTORE}"]


def _copy(source: Path, part: Path) -> None:
    with closing(_open_to_read(source)) as original, closing(sqlite3.connect(part)) as copy:
        original.backup(copy)
        # One file that can be carried away: no -wal beside it.
        copy.execute("PRAGMA journal_mode = DELETE")
        found = list(_damage(copy))
    if found:
        raise sqlite3.DatabaseError(f"the copy is damaged: {found[0]}")


def _open_to_read(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=30)


def _damage(connection: sqlite3.Connection) -> list[str]:
    found = [row[0] for row in connection.execute("PRAGMA integrity_check(5)") if row[0] != "ok"]
    orphans = connection.execute("PRAGMA foreign_key_check").fetchall()
    if orphans:
        found.append(f"{len(orphans)} rows without their parent, the first in table {orphans[0][0]}")
    return [f"damaged: {' '.join(wrong.split())}; {_RESTORE}" for wrong in found]


def _outbox(connection: sqlite3.Connection) -> list[str]:
    told = []
    for sql, what, mend in _OUTBOX:
        ids = [str(row[0]) for row in connection.execute(sql)]
        if ids:
            told.append(f"{len(ids)} {what} ({', '.join(ids[:5])}{', …' if len(ids) > 5 else ''}); {mend}")
    return told


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
