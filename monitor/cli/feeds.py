"""`feeds …`: the sources that the archive knows. What asks the web first stands in feed_trials.py."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from monitor.cli import feed_lists, feed_trials
from monitor.cli.context import Context, run_async
from monitor.cli.output import Column, FormOption, emit
from monitor.core.errors import MonitorError, UnreadableFeed

if TYPE_CHECKING:
    from monitor.core.polling.feed import FeedDefinition

group = typer.Typer(name="feeds", help="The sources.", no_args_is_help=True)

_FEEDS = (
    Column("name", "name"),
    Column("url", "address", wide=True),
    Column("state", "state", wrap=False),
    Column("succeeded_at", "last success (UTC)", wrap=False),
    Column("entries", "entries", wrap=False, number=True),
    Column("due_at", "next (UTC)", wrap=False, wide=True),
    Column("trouble", "trouble", style="yellow"),
)
_BROUGHT = "SELECT entry_id FROM entry_feed WHERE feed_id = ?"


def add_to(app: typer.Typer) -> None:
    """Add the group."""
    feed_trials.add_to(group)
    feed_lists.add_to(group)
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

    emit(run_async(rows()), _FEEDS, form, empty="no feeds; `envoy-monitor feeds add URL` adds one")


@group.command()
def add(
    context: typer.Context,
    url: Annotated[str, typer.Argument(help="The feed's address, or a page of a site that has one.")],
    name: Annotated[str | None, typer.Option(help="How lists call it; the feed's own title unless given.")] = None,
    interval: Annotated[str | None, typer.Option(help='Instead of poll.interval ("10m").')] = None,
    language: Annotated[str | None, typer.Option(help="Where the feed does not say.")] = None,
    kind: feed_trials.KindOption = feed_trials.Kind.feed,
    link: feed_trials.LinkOption = None,
    screen: Annotated[bool, typer.Option(help="Whether entries are screened by title and summary.")] = True,
) -> None:
    """Add a source; it is asked once now, and from then on by the daemon, running or not.

    Where the address is a page, the one feed that it offers is added; of several, all are named.

    [bold]Examples[/bold]

      envoy-monitor feeds add https://news.example.org/rss --name "Example News"

      envoy-monitor feeds add https://ministry.example.org/news/ --kind list --link "ul.news li a"
    """
    from monitor.core.polling.feed import FeedDefinition
    from monitor.settings.values import parse_duration

    options: Context = context.obj
    try:
        span: timedelta = parse_duration(interval) if interval else options.settings.poll.interval
    except ValueError as error:
        raise typer.BadParameter(f"--interval {error}") from None
    feed_trials.check_kind(kind, link)
    definition = FeedDefinition(
        name=name or url, url=url, interval=span, language=language, kind=kind.value, link=link, screen=screen
    )

    async def work() -> str:
        from monitor.app import assemble
        from monitor.clock import SystemClock

        async with assemble(options.settings, options.knowledge, SystemClock()) as monitor:
            try:
                feed = await monitor.add(definition)
            except UnreadableFeed as error:
                feed = await monitor.add(await _offered(options, definition, error))
            return f"{feed.definition.name}; {len(await monitor.archive.read(_BROUGHT, (feed.id,)))} entries"

    typer.echo(f"added {run_async(work())}", err=True)


async def _offered(options: Context, definition: FeedDefinition, error: UnreadableFeed) -> FeedDefinition:
    """The one feed that a page offers, in its place. Raises MonitorError where there is none, or more than one."""
    offered = await feed_trials.offers(options, definition.url) if definition.kind == "feed" else []
    if not offered:
        raise error
    if len(offered) > 1:
        listed = ", ".join(feed.url for feed in offered)
        raise MonitorError(
            f"{definition.url}: is a page with {len(offered)} feeds; nothing was added; add one: {listed}"
        )
    (url,) = (feed.url for feed in offered)
    return replace(definition, url=url, name=url if definition.name == definition.url else definition.name)


@group.command()
def remove(context: typer.Context, url: Annotated[str, typer.Argument(help="The feed's address.")]) -> None:
    """Remove a source; what it brought stays.

    [bold]Example[/bold]

      envoy-monitor feeds remove https://news.example.org/rss
    """
    options: Context = context.obj
    _set_state(options, url, "removed")
    if url in [feed.url for feed in options.settings.feed]:
        typer.echo("the configuration names it: take it out there too, or it is back with the next start", err=True)


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

    if not run_async(work()):
        raise MonitorError(f"{url}: no paused or gone feed has this address")
    typer.echo(f"resumed {url}", err=True)


def _set_state(options: Context, url: str, state: str) -> None:
    async def work() -> bool:
        from monitor.store.feeds import set_feed_state

        async with options.archive() as archive:
            return await set_feed_state(archive, url, state)  # type: ignore[arg-type]

    if not run_async(work()):
        raise MonitorError(f"{url}: no feed has this address; `envoy-monitor feeds list` shows them")
    typer.echo(f"{state} {url}", err=True)
