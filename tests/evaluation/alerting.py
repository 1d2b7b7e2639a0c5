"""The labelled stories through a real archive, and which alerts came of them.

python -m tests.evaluation.alerting ARCHIVE STORY …      take these stories in, naming each
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from monitor.core.deciding.rules import AlertRules
from monitor.pipeline.ingest import ingest
from monitor.pipeline.lifecycle import mark_unreported
from monitor.store.archive import Archive
from tests.evaluation.corpus import Article, load
from tests.evaluation.labelled import page_of, story_of
from tests.evaluation.pages import address

RULES = AlertRules(max_age=None)
CHANNELS = ("desk",)
_ALERTED = """
SELECT a.id, a.type, s.url, (SELECT json_group_array(r.number) FROM report AS r
    WHERE r.meeting_id = coalesce(m.merged_into, m.id) AND r.story_id = a.story_id) AS numbers
FROM alert AS a JOIN story AS s ON s.id = a.story_id JOIN meeting AS m ON m.id = a.meeting_id ORDER BY a.rowid
"""
_REPORTS = "SELECT r.meeting_id, s.url, r.number FROM report AS r JOIN story AS s ON s.id = r.story_id"


async def take_in(archive: Archive, articles: Iterable[Article], *, feeds: int = 1) -> None:
    """Take `articles` in, each an hour after its publication, from as many `feeds` with links of their own."""
    for article in articles:
        now = article.utc + timedelta(hours=1)
        await mark_unreported(archive, now)
        for feed in range(feeds):
            page = page_of(article)
            page = replace(page, url=f"{page.url}?utm_source=feed{feed}") if feed else page
            await ingest(archive, story_of(article), page, entry_id=None, rules=RULES, channels=CHANNELS, now=now)


async def alerted(archive: Archive, articles: Iterable[Article]) -> list[tuple[str, str]]:
    """The alerts as (labelled meeting, type), in their order."""
    labels = _labels(articles)
    found = []
    for row in await archive.read(_ALERTED):
        meetings = {labels[row["url"], int(number)] for number in row["numbers"].strip("[]").split(",") if number}
        (meeting,) = meetings or {f"none, by {row['url']}"}
        found.append((meeting, row["type"]))
    return found


async def meetings(archive: Archive, articles: Iterable[Article]) -> set[frozenset[tuple[str, int]]]:
    """What is known as one meeting, as the reports that belong to it."""
    homes: dict[str, set[tuple[str, int]]] = {}
    for row in await archive.read(_REPORTS):
        homes.setdefault(row["meeting_id"], set()).add((row["url"], row["number"]))
    return {frozenset(reports) for reports in homes.values()}


def _labels(articles: Iterable[Article]) -> dict[tuple[str, int], str]:
    return {(address(one), number): gold.meeting for one in articles for number, gold in enumerate(one.meetings)}


async def _main(path: Path, ids: list[str]) -> None:
    articles = {article.id: article for article in load()}
    async with await Archive.open(path) as archive:
        for name in ids:
            await take_in(archive, [articles[name]])
            print(name, flush=True)


if __name__ == "__main__":
    asyncio.run(_main(Path(sys.argv[1]), sys.argv[2:]))
