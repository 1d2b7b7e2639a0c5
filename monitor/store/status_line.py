"""How the whole stands, in one line: for the service manager and for whoever asks."""

from __future__ import annotations

from monitor.store.archive import Archive

_FIGURES = """
SELECT (SELECT count(*) FROM feed WHERE state = 'active') AS feeds,
       (SELECT count(*) FROM feed WHERE state = 'active' AND trouble IS NOT NULL) AS failing,
       (SELECT count(*) FROM meeting WHERE merged_into IS NULL AND kind <> 'other') AS meetings,
       (SELECT count(*) FROM story) AS stories, (SELECT count(*) FROM entry WHERE state = 'waiting') AS waiting,
       (SELECT count(*) FROM delivery WHERE state = 'pending') AS pending
"""


async def status_line(archive: Archive) -> str:
    """`5 feeds (0 failing), 1 stories, …`."""
    row = await archive.read_one(_FIGURES)
    assert row is not None
    return (
        f"{row['feeds']} feeds ({row['failing']} failing), {row['stories']} stories, {row['meetings']} meetings, "
        f"{row['waiting']} to be read, {row['pending']} deliveries pending"
    )
