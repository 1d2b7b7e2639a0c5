"""`feeds import` and `feeds export`: the sources as other readers' lists (OPML)."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from monitor.cli.context import Context, run_async
from monitor.core.errors import MonitorError, UnreadableFeed


def add_to(group: typer.Typer) -> None:
    """Add the verbs."""
    group.command("import")(import_)
    group.command()(export)


def import_(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(metavar="FILE", help="An OPML file, or - for standard input.")],
) -> None:
    """Add the feeds of an OPML file; the daemon asks them in turn. Known ones stay as they are.

    [bold]Example[/bold]

      envoy-monitor feeds import subscriptions.opml
    """
    from monitor.parsing.opml import read_opml

    options: Context = context.obj
    try:
        body = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
        outlines = read_opml(body)
    except OSError as error:
        raise MonitorError(f"{path}: cannot be read: {error.strerror}") from None
    except UnreadableFeed as error:
        raise MonitorError(f"{path}: {error}; nothing was added") from None

    async def work() -> int:
        from monitor.clock import SystemClock
        from monitor.core.polling.feed import FeedDefinition
        from monitor.pipeline.sources import feed_definitions
        from monitor.store.archive import Archive
        from monitor.store.feeds import add_unknown_feeds, declare_feeds

        settings, now = options.settings, SystemClock().now()
        feeds = [FeedDefinition(one.name, one.url, settings.poll.interval, one.language) for one in outlines]
        async with await Archive.open(settings.archive.path) as archive:
            await declare_feeds(archive, feed_definitions(settings), now)
            return await add_unknown_feeds(archive, feeds, now)

    added = run_async(work())
    typer.echo(f"added {added} of {len(outlines)} feeds; the others were known", err=True)


def export(context: typer.Context) -> None:
    """Print the feeds as OPML, for other readers. Pages of links, which those cannot read, are left out.

    [bold]Example[/bold]

      envoy-monitor feeds export > subscriptions.opml
    """
    from monitor.parsing.opml import write_opml

    async def work() -> bytes:
        from monitor.store.feeds import all_feeds

        async with context.obj.archive() as archive:
            return write_opml(feed.definition for feed in await all_feeds(archive))

    typer.echo(run_async(work()).decode(), nl=False)
