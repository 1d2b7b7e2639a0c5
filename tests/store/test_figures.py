"""What is counted as it comes is what a count finds."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from monitor.store.archive import Archive
from monitor.store.figures import count_all
from monitor.store.migrations import migrate, schema, steps
from tests.support.meetings import meeting
from tests.support.taking import tell

ENTRY = "INSERT INTO entry (id, url, link, said, first_seen_at, state, due_at) VALUES (?, ?, '', '{}', '', ?, '')"
STORY = """
INSERT INTO story (id, url, language, headline, relevant, relevance, record, read_at)
VALUES (?, ?, 'en', '', ?, 0.5, '{}', '')
"""
COUNTED = """
SELECT (SELECT count(*) FROM story), (SELECT count(*) FROM story WHERE relevant), (SELECT count(*) FROM entry),
       (SELECT count(*) FROM entry WHERE state IN ('read', 'failed'))
"""
STATES = ("waiting", "screened_out", "read", "failed")
_SCHEMA = schema()

deeds = st.lists(
    st.tuples(st.sampled_from(("come", "move on", "go")), st.integers(0, 5), st.sampled_from(STATES), st.booleans())
)


@given(deeds)
def test_the_tally_follows_every_change(done: list[tuple[str, int, str, bool]]) -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(_SCHEMA)
        connection.execute("INSERT INTO tally VALUES (0, 0, 0, 0)")
        for deed, number, state, relevant in done:
            if deed == "come":
                connection.execute(f"{ENTRY} ON CONFLICT DO UPDATE SET state = excluded.state", (number, number, state))
                connection.execute(f"{STORY} ON CONFLICT DO NOTHING", (number, number, relevant))
            elif deed == "move on":
                connection.execute("UPDATE entry SET state = ? WHERE id >= ?", (state, number))
                connection.execute("UPDATE story SET relevant = ? WHERE id >= ?", (relevant, number))
            else:
                connection.execute("DELETE FROM entry WHERE id = ?", (number,))
                connection.execute("DELETE FROM story WHERE id = ?", (number,))
            assert connection.execute("SELECT * FROM tally").fetchall() == connection.execute(COUNTED).fetchall()


def test_an_older_archive_is_counted_once(tmp_path: Path) -> None:
    path = tmp_path / "archive.sqlite3"
    migrate(path, steps()[:11])
    with closing(sqlite3.connect(path)) as connection:
        connection.executemany(ENTRY, [(number, f"u{number}", state) for number, state in enumerate(STATES)])
        connection.executemany(STORY, [(1, "a", True), (2, "b", False), (3, "c", False)])
        connection.commit()
    migrate(path)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT * FROM tally").fetchall() == [(3, 1, 4, 2)]


async def test_figures(tmp_path: Path) -> None:
    async with await Archive.open(tmp_path / "archive.sqlite3") as archive:
        nothing = await count_all(archive)
        assert (nothing.stories, nothing.relevant, nothing.entries, nothing.waiting, nothing.settled) == (0,) * 5
        await tell(archive, meeting("2026-05-03", status="held"), name="held", on="2026-05-04")
        await tell(archive, name="other", on="2026-05-05", relevant=False)
        figures = await count_all(archive)
        assert (figures.stories, figures.relevant) == (2, 1)
        assert figures.meetings == {"held": 1}
        assert figures.archive_bytes > 0
