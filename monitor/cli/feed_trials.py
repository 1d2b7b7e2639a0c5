"""`feeds test` and `feeds discover`: what a source would bring, and what a site offers; nothing is stored."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli.context import Context, run_async
from monitor.cli.output import Column, FormOption, emit

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from monitor.adapters.fetcher import Fetcher
    from monitor.core.feed_document import FeedDocument
    from monitor.pipeline.discover import FoundFeed

_READ_WITHIN = timedelta(seconds=2)
_TESTED = (
    Column("published", "published", wrap=False),
    Column("title", "title"),
    Column("fetched", "fetched", wrap=False, style="bold"),
    Column("why", "why"),
)
_FOUND = (
    Column("url", "address"),
    Column("title", "title"),
    Column("kind", "kind", wrap=False),
    Column("entries", "entries", wrap=False, number=True),
    Column("newest", "newest", wrap=False),
)


class Kind(StrEnum):
    """What a source is, as in the configuration."""

    feed = "feed"
    sitemap = "sitemap"
    list = "list"


KindOption = Annotated[Kind, typer.Option(help="A feed, a news sitemap or a page of links.")]
LinkOption = Annotated[
    str | None, typer.Option(help='For a page of links: the CSS selector of its links ("ul.news li a").')
]


def add_to(group: typer.Typer) -> None:
    """Add the verbs."""
    group.command("test")(try_out)
    group.command("discover")(discover)


def check_kind(kind: Kind, link: str | None) -> None:
    """A page of links says where they are, and only such a page. Raises BadParameter."""
    if (kind is Kind.list) != (link is not None):
        raise typer.BadParameter("--kind list and --link go together")


def try_out(
    context: typer.Context,
    url: Annotated[str, typer.Argument(help="The source's address.")],
    kind: KindOption = Kind.feed,
    link: LinkOption = None,
    form: FormOption = None,
) -> None:
    """Show what a source would bring, what would be fetched and why; nothing is stored.

    [bold]Examples[/bold]

      envoy-monitor feeds test https://news.example.org/rss

      envoy-monitor feeds test https://ministry.example.org/news/ --kind list --link "ul.news li a"
    """
    from monitor.core.screening import PASSED, screen

    options: Context = context.obj
    check_kind(kind, link)
    document = run_async(_read(options, url, kind, link))
    for notice in document.notices:
        typer.echo(f"note: {notice}", err=True)
    rows = []
    for entry in document.entries:
        reason = screen(entry, options.knowledge)
        rows.append(
            {
                "published": entry.published,
                "title": entry.title,
                "url": entry.url,
                "fetched": reason.outcome == PASSED,
                "why": reason.detail,
                "score": reason.score,
            }
        )
    emit(rows, _TESTED, form, title=document.title or url, empty="the source has no entries")


def discover(
    context: typer.Context,
    url: Annotated[str, typer.Argument(help="Any page of the site.")],
    form: FormOption = None,
) -> None:
    """Find the feeds that a site offers; each is tried, none is added.

    [bold]Example[/bold]

      envoy-monitor feeds discover https://news.example.org/
    """
    found = run_async(offers(context.obj, url))
    empty = "no feed was found; a page that lists news can be read with `feeds add --kind list --link SELECTOR`"
    emit([asdict(feed) for feed in found], _FOUND, form, empty=empty)


async def offers(options: Context, url: str) -> list[FoundFeed]:
    """The feeds that the page at `url` leads to, each tried. Raises FetchError."""
    from monitor.pipeline.discover import discover as find

    async with _outside(options) as (fetcher, executor):
        return await find(url, fetcher, executor, options.settings.fetch.feed_size)


@asynccontextmanager
async def _outside(options: Context) -> AsyncIterator[tuple[Fetcher, Executor]]:
    """What asks the web, and what reads its answers: a process, unless the configuration wants none."""
    from monitor.adapters.fetcher import Fetcher
    from monitor.adapters.workers import InProcess, WorkerPool
    from monitor.clock import SystemClock

    workers = options.settings.workers
    pool = WorkerPool(1, workers.memory, _READ_WITHIN.total_seconds()) if workers.processes else InProcess()
    try:
        async with Fetcher(options.settings.fetch, SystemClock()) as fetcher:
            yield fetcher, pool
    finally:
        pool.shutdown()


async def _read(options: Context, url: str, kind: Kind, link: str | None) -> FeedDocument:
    """Fetch and read a source. Raises FetchError, UnreadableFeed, WorkerLost."""
    import asyncio

    from monitor.adapters.fetcher import FEED
    from monitor.core.errors import BadAnswer, UnreadableFeed
    from monitor.parsing.source import read_source

    async with _outside(options) as (fetcher, executor):
        answer = await fetcher.get(url, cap=options.settings.fetch.feed_size, accept=FEED)
        if answer.status != 200:
            raise BadAnswer(f"{url}: answers {answer.status}", status=answer.status)
        work = executor.submit(read_source, answer.body, answer.content_type, answer.url, kind.value, link)
        try:
            return await asyncio.wrap_future(work)
        except UnreadableFeed as error:
            raise UnreadableFeed(f"{url}: {error}") from None
