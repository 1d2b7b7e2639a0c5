"""`backup`, `verify` and `replay`: the archive's safety, and what today's parser would make of it."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli.context import Context, run_async
from monitor.cli.output import Form, FormOption, chosen, emit_one

if TYPE_CHECKING:
    from monitor.pipeline.replay import Difference


def add_to(app: typer.Typer) -> None:
    """Add the verbs."""
    app.command()(backup)
    app.command()(verify)
    app.command()(replay)


def backup(
    context: typer.Context,
    destination: Annotated[Path, typer.Argument(help="A new file, or a folder.", metavar="DEST")],
) -> None:
    """Make a consistent, checked copy of the archive, also while the daemon runs.

    [bold]Example[/bold]

      envoy-monitor backup /var/backups/envoy-monitor
    """
    from monitor.clock import SystemClock
    from monitor.store import maintenance

    made = maintenance.backup(context.obj.settings.archive.path, destination, SystemClock().now())
    typer.echo(made)


def verify(context: typer.Context) -> None:
    """Check the archive and the outbox; what is wrong is named with what to do (exit 1).

    [bold]Example[/bold]

      envoy-monitor verify
    """
    from monitor.store import maintenance

    troubles = maintenance.verify(context.obj.settings.archive.path)
    for trouble in troubles:
        typer.echo(trouble, err=True)
    if troubles:
        raise typer.Exit(1)
    typer.echo("the archive and its outbox are sound", err=True)


def replay(
    context: typer.Context,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="As always: nothing changes.")] = True,
    form: FormOption = None,
) -> None:
    """Read the stored pages again with today's parser and show what would be different. Nothing is sent or changed.

    [bold]Example[/bold]

      envoy-monitor replay --format json
    """
    del dry_run
    options: Context = context.obj

    async def compared() -> Difference:
        from tempfile import TemporaryDirectory

        from monitor.core.deciding.rules import AlertRules
        from monitor.parsing.story import read_story
        from monitor.pipeline.replay import replay as read_again

        knowledge, alerts = options.knowledge, options.settings.alerts
        rules = AlertRules(frozenset(alerts.kinds), alerts.max_age, knowledge.governments)
        with TemporaryDirectory(prefix="envoy-monitor-") as folder:
            async with options.archive() as archive:
                return await read_again(
                    archive, Path(folder) / "again.sqlite3", lambda page: read_story(page, knowledge), rules
                )

    difference = run_async(compared())
    if chosen(form) is not Form.table:
        emit_one(asdict(difference), chosen(form))
        return
    typer.echo(f"{difference.stories} pages read again")
    for title, lines in (
        ("can no longer be read", difference.unreadable),
        ("meetings that would be gone", difference.meetings_gone),
        ("meetings that would be new", difference.meetings_new),
        ("alerts that would not be given", difference.alerts_gone),
        ("alerts that would be given", difference.alerts_new),
        ("records that would differ", tuple(f"{one.url}: {one.field}" for one in difference.records)),
    ):
        typer.echo(f"{title}: {len(lines)}")
        for line in lines:
            typer.echo(f"  {line}")
