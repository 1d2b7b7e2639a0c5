"""`feeds …`: the sources."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from monitor.cli.context import Context
from monitor.cli.output import Column, FormOption, emit
from monitor.core.errors import MonitorError

if TYPE_CHECKING:
    from monitor.core.feed_document import FeedDocument

group = typer.Typer(name="feeds", help="The sources.", no_args_is_help=True)

_FEEDS = (
    Column("name", "name"),
    Column("url", "address", wide=True),
    Column("state", "state", wrap=False),
    Column("succeeded_at", "last success (UTC)", wrap=False),
    Column("entries", "entries", wrap=False),
    Column("due_at", "next (UTC)", wrap=False, wide=True),
    Column("trouble", "trouble", style="yellow"),
)
_BROUGHT = "SELECT entry_id FROM entry_feed WHERE feed_id = ?"
_TESTED = (
    Column("published", "published", wrap=False),
    Column("title", "title"),
    Column("fetched", "fetched", wrap=False, style="bold"),
    Column("why", "why"),
)


def add_to(app: typer.Typer) -> None:
    """Add the group."""
    app.add_typer(group)


@group.command("list")
def list_(context: typer.Context, form: FormOption = None) -> None:
    """List the sources and how they do.

    [bold]Example[/bold]

      envoy-monitor feeds list
    """

    async def rows() -> list[dict[str, Any]]:
        async with context.obj.archive() as archive:
            return [dict(row) for row in await archive.read("SELECT * FROM feeds ORDER BY name, id")]

    emit(asyncio.run(rows()), _FEEDS, form, empty="no feeds; `envoy-monitor feeds add URL` adds one")


@group.command()
def add(
    context: typer.Context,
    url: Annotated[str, typer.Argument(help="The feed's address.")],
    name: Annotated[str | None, typer.Option(help="How lists call it; the feed's own title unless given.")] = None,
    interval: Annotated[str | None, typer.Option(help='Instead of poll.interval ("10m").')] = None,
    language: Annotated[str | None, typer.Option(help="Where the feed does not say.")] = None,
    screen: Annotated[bool, typer.Option(help="Whether entries are screened by title and summary.")] = True,
) -> None:
    """Add a source; it is asked once now, and from then on by the daemon, running or not.

    [bold]Example[/bold]

      envoy-monitor feeds add https://news.example.org/rss --name "Example News"
    """
    from monitor.core.polling.feed import FeedDefinition
    from monitor.settings.values import parse_duration

    options: Context = context.obj
    try:
        span: timedelta = parse_duration(interval) if interval else options.settings.poll.interval
    except ValueError as error:
        raise typer.BadParameter(f"--interval {error}") from None

    definition = FeedDefinition(name=name or url, url=url, interval=span, language=language, screen=screen)

    async def work() -> str:
        from monitor.app import assemble
        from monitor.clock import SystemClock

        async with assemble(options.settings, options.knowledge, SystemClock()) as monitor:
            feed = await monitor.add(definition)
            return f"{feed.definition.name}; {len(await monitor.archive.read(_BROUGHT, (feed.id,)))} entries"

    typer.echo(f"added {asyncio.run(work())}", err=True)


@group.command()
def remove(context: typer.Context, url: Annotated[str, typer.Argument(help="The feed's address.")]) -> None:
    """Remove a source; what it brought stays.

    [bold]Example[/bold]

      envoy-monitor feeds remove https://news.example.org/rss
    """
    _set_state(context.obj, url, "removed")


@group.command()
def pause(context: typer.Context, url: Annotated[str, typer.Argument(help="The feed's address.")]) -> None:
    """Stop asking a source until `feeds resume`.

    [bold]Example[/bold]

      envoy-monitor feeds pause https://news.example.org/rss
    """
    _set_state(context.obj, url, "paused")


@group.command()
def resume(context: typer.Context, url: Annotated[str, typer.Argument(help="The feed's address.")]) -> None:
    """Ask a paused or gone source again.

    [bold]Example[/bold]

      envoy-monitor feeds resume https://news.example.org/rss
    """

    async def work() -> bool:
        from monitor.clock import SystemClock
        from monitor.store.feeds import resume_feed

        async with context.obj.archive() as archive:
            return await resume_feed(archive, url, SystemClock().now())

    if not asyncio.run(work()):
        raise MonitorError(f"{url}: no paused or gone feed has this address")


@group.command("test")
def try_out(
    context: typer.Context,
    url: Annotated[str, typer.Argument(help="The feed's address.")],
    form: FormOption = None,
) -> None:
    """Show what a source would bring, what would be fetched and why; nothing is stored.

    [bold]Example[/bold]

      envoy-monitor feeds test https://news.example.org/rss
    """
    from monitor.core.screening import PASSED, screen

    options: Context = context.obj
    document = asyncio.run(_read(options, url))
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
    emit(rows, _TESTED, form, title=document.title or url, empty="the feed has no entries")


async def _read(options: Context, url: str) -> FeedDocument:
    """Fetch and read a feed. Raises FetchError, UnreadableFeed."""
    from monitor.adapters.fetcher import FEED, Fetcher
    from monitor.clock import SystemClock
    from monitor.core.errors import BadAnswer
    from monitor.parsing.feed import read_feed

    fetch = options.settings.fetch
    async with Fetcher(fetch, SystemClock()) as fetcher:
        answer = await fetcher.get(url, cap=fetch.feed_size, accept=FEED)
    if answer.status != 200:
        raise BadAnswer(f"{url}: answers {answer.status}; nothing was added", status=answer.status)
    return read_feed(answer.body, answer.content_type, answer.url)


def _set_state(options: Context, url: str, state: str) -> None:
    async def work() -> bool:
        from monitor.store.feeds import set_feed_state

        async with options.archive() as archive:
            return await set_feed_state(archive, url, state)  # type: ignore[arg-type]

    if not asyncio.run(work()):
        raise MonitorError(f"{url}: no feed has this address; `envoy-monitor feeds list` shows them")
