"""Labelled stories through a real archive, and which alerts came of them.

    python -m tests.evaluation.alerting FOLDER… [--told labels|read|misread] [--late DAYS] [--feeds 2] [--show] …

Told as labelled, what goes wrong is deciding's doing; told as read, reading's too; misread, labels with random mistakes
show how much one story's mistake spoils what the others tell (`misreading.py`). `--late` lets every story come late by
up to so many days, `--feeds 2` lets it come twice. Figures as ../shared/eval/replay.py counts them.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from monitor.core.deciding.rules import AlertRules
from monitor.core.reading.understand import understand
from monitor.core.records import Meeting, Person, Story
from monitor.pipeline.ingest import ingest
from monitor.pipeline.lifecycle import mark_unreported
from monitor.store.archive import Archive
from tests.evaluation.corpus import Article, load
from tests.evaluation.labelled import expected, page_of, story_of, text_of
from tests.evaluation.matching import likeness
from tests.evaluation.misreading import misread
from tests.evaluation.pages import address
from tests.support.reading import knowledge

RULES = AlertRules(max_age=None)
CHANNELS = ("desk",)
MISREAD = 0.15
"""Share of meetings that `--told misread` tells wrongly in one point."""
_ALERTED = """
SELECT a.type, a.body, s.url FROM alert AS a JOIN story AS s ON s.id = a.story_id ORDER BY a.rowid
"""
_REPORTS = "SELECT r.meeting_id, s.url, r.number FROM report AS r JOIN story AS s ON s.id = r.story_id"

Told = Callable[[Article], Story]


@dataclass(frozen=True)
class Figures:
    """How well the alerts are those that the labels ask for."""

    due: Counter[tuple[str, str]]
    """(labelled meeting, type) with how often."""
    given: Counter[tuple[str, str]]

    @property
    def repeated(self) -> Counter[tuple[str, str]]:
        """`meeting.new` beyond the first of a meeting."""
        return Counter({k: n - 1 for k, n in self.given.items() if k[1] == "meeting.new" and k in self.due and n > 1})

    @property
    def false(self) -> Counter[tuple[str, str]]:
        """`meeting.new` of what no label calls news."""
        return Counter({k: n for k, n in self.given.items() if k[1] == "meeting.new" and k not in self.due})

    @property
    def missed(self) -> Counter[tuple[str, str]]:
        """What is due and was not given."""
        return self.due - self.given

    @property
    def extra(self) -> Counter[tuple[str, str]]:
        """`meeting.updated` that no label asks for."""
        return Counter({k: n for k, n in (self.given - self.due).items() if k[1] == "meeting.updated"})


async def take_in(
    archive: Archive, articles: Iterable[Article], *, told: Told = story_of, feeds: int = 1, at: datetime | None = None
) -> None:
    """Take `articles` in from as many `feeds` with links of their own, an hour after publication or all at `at`."""
    for number, article in enumerate(articles):
        now = at + timedelta(seconds=number) if at else article.utc + timedelta(hours=1)
        await mark_unreported(archive, now)
        for feed in range(feeds):
            page = page_of(article)
            page = replace(page, url=f"{page.url}?utm_source=feed{feed}") if feed else page
            await ingest(archive, told(article), page, entry_id=None, rules=RULES, channels=CHANNELS, now=now)


async def alerted(archive: Archive, articles: Sequence[Article]) -> list[tuple[str, str]]:
    """The alerts as (labelled meeting, type), in their order."""
    by_address = {address(article): article for article in articles}
    return [
        (_label(json.loads(row["body"]), by_address[row["url"]], articles), row["type"])
        for row in await archive.read(_ALERTED)
    ]


def due(articles: Sequence[Article]) -> Counter[tuple[str, str]]:
    """How many alerts of each type every labelled meeting ought to give."""
    return Counter(
        (alert.meeting, "meeting.new" if alert.change == "new" else "meeting.updated") for alert in expected(articles)
    )


def delayed(articles: Sequence[Article], days: float, seed: int) -> list[Article]:
    """The stories as they arrive when each is late by up to so many `days`."""
    chance = Random(seed)
    late = {article.id: article.utc + timedelta(days=days) * chance.random() for article in articles}
    return sorted(articles, key=lambda article: late[article.id])


async def meetings(archive: Archive) -> set[frozenset[tuple[str, int]]]:
    """What is known as one meeting, as the reports that belong to it."""
    homes: dict[str, set[tuple[str, int]]] = {}
    for row in await archive.read(_REPORTS):
        homes.setdefault(row["meeting_id"], set()).add((row["url"], row["number"]))
    return {frozenset(reports) for reports in homes.values()}


def _label(body: dict[str, Any], article: Article, articles: Sequence[Article]) -> str:
    """The labelled meeting that an alert is about: one of its own story's, else any; else what it says."""
    found = _meeting(body["data"]["meeting"])
    for labels in (article.meetings, [gold for other in articles for gold in other.meetings]):
        fits = [(likeness(gold, found), gold.meeting) for gold in labels if gold.news]
        if fits and max(fits)[0] > 0:
            return max(fits)[1]
    return f"none: {body['data']['meeting']['title']}"


def _meeting(said: dict[str, Any]) -> Meeting:
    """A meeting as an alert shows it."""
    facts: dict[str, Any] = {name: said.get(name) for name in Meeting.__dataclass_fields__}
    people = tuple(Person(**person) for person in said["participants"])
    return Meeting(**{**facts, "participants": people, "evidence": (), "confidence": 1.0, "background": False})


def reader() -> Told:
    """Reads each story once, from its text as its outlet wrote it."""
    stories: dict[str, Story] = {}

    def read(article: Article) -> Story:
        if article.id not in stories:
            stories[article.id] = understand(text_of(article), knowledge())
        return stories[article.id]

    return read


async def figures_of(
    articles: Sequence[Article],
    arriving: Sequence[Article] | None = None,
    *,
    labels: Sequence[Article] | None = None,
    told: Told = story_of,
    feeds: int = 1,
    at: datetime | None = None,
) -> Figures:
    """What became of `articles` in a new archive, in the order of `arriving`; judged by `labels` where others."""
    with tempfile.TemporaryDirectory() as folder:
        async with await Archive.open(Path(folder) / "archive.sqlite3") as archive:
            await take_in(archive, arriving or articles, told=told, feeds=feeds, at=at)
            return Figures(due(labels or articles), Counter(await alerted(archive, articles)))


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


async def _main(given: argparse.Namespace) -> None:
    sound = [article for folder in given.folder for article in load(folder)]
    sound.sort(key=lambda article: (article.published, article.id))
    told = reader() if given.told == "read" else story_of
    total: Counter[str] = Counter()
    for seed in range(given.seeds):
        articles = [misread(a, Random(f"{seed} {a.id}"), MISREAD) for a in sound] if given.told == "misread" else sound
        arriving = delayed(articles, given.late, seed)
        figures = await figures_of(articles, arriving, labels=sound, told=told, feeds=given.feeds, at=given.at)
        news = [pair for pair in figures.due if pair[1] == "meeting.new"]
        total["meetings"] += len(news)
        total["alerted"] += sum(pair in figures.given for pair in news)
        total["updates due"] += sum(n for pair, n in figures.due.items() if pair[1] == "meeting.updated")
        total["updates missed"] += sum(n for pair, n in figures.missed.items() if pair[1] == "meeting.updated")
        for name in ("repeated", "false", "extra"):
            total[name] += sum(getattr(figures, name).values())
        for name in ("repeated", "false", "missed", "extra") if given.show else ():
            for meeting, kind in getattr(figures, name):
                print(f"{seed}  {name:9} {kind:16} {meeting}")
    print("  ".join(f"{name} {count}" for name, count in total.items()))


if __name__ == "__main__":
    options = argparse.ArgumentParser(prog="python -m tests.evaluation.alerting", description=__doc__)
    options.add_argument("folder", nargs="+", type=Path)
    options.add_argument("--told", choices=["labels", "read", "misread"], default="labels")
    options.add_argument("--late", type=float, default=0.0, metavar="DAYS")
    options.add_argument("--feeds", type=int, default=1)
    options.add_argument("--at", type=_moment, metavar="TIME", help="the monitor's clock, whatever the stories' dates")
    options.add_argument("--seeds", type=int, default=1)
    options.add_argument("--show", action="store_true", help="print every alert that is wrong or missing")
    asyncio.run(_main(options.parse_args()))
