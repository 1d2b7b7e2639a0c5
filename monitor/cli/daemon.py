"""`run` and `once`: the daemon, and one pass of it."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, ExitStack
from typing import TYPE_CHECKING

import typer

from monitor.cli.context import Context, run_async
from monitor.cli.leaving import leave
from monitor.cli.output import Form, FormOption, chosen, emit_one

if TYPE_CHECKING:
    from monitor.app import Summary


def add_to(app: typer.Typer) -> None:
    """Add the verbs."""
    app.command()(run)
    app.command()(once)


def run(context: typer.Context) -> None:
    """Watch, in the foreground, until told to stop (what systemd starts).

    [bold]Example[/bold]

      envoy-monitor --config /etc/envoy-monitor/monitor.toml run
    """
    options: Context = context.obj

    async def watch() -> None:
        from monitor.adapters.service_manager import ServiceManager
        from monitor.app import Monitor, assemble
        from monitor.clock import SystemClock
        from monitor.service import Signals, serve

        clock = SystemClock()

        def prepare() -> Callable[[], AbstractAsyncContextManager[Monitor]]:
            fresh = Context(options.config, options.verbose)
            return functools.partial(assemble, fresh.settings, fresh.knowledge, clock, page=True)

        await serve(prepare, ServiceManager(clock), clock, Signals.of_process())

    run_async(watch())
    leave()


def once(context: typer.Context, form: FormOption = None) -> None:
    """Make one pass: ask every feed, read every story found, send every alert due, print a summary.

    [bold]Example[/bold]

      envoy-monitor --config monitor.toml once
    """
    options: Context = context.obj

    async def one_pass() -> Summary:
        from monitor.app import assemble
        from monitor.clock import SystemClock

        async with assemble(options.settings, options.knowledge, SystemClock()) as monitor:
            return await monitor.once()

    options.settings  # noqa: B018 (mistakes are named before anything opens)
    with ExitStack() as stack:
        if sys.stderr.isatty():
            from rich.console import Console

            stack.enter_context(Console(stderr=True).status("asking the feeds, reading what is new …"))
        summary = run_async(one_pass())
    _print(summary, form)


def _print(summary: Summary, form: Form | None) -> None:
    polls, stories, deliveries = summary.polls, summary.stories, summary.deliveries
    figures = {
        "feeds asked": polls.polled,
        "unchanged": polls.unchanged,
        "failed": polls.failed,
        "new entries": polls.entries,
        "worth reading": polls.wanted,
        "stories read": stories.read,
        "to be tried again": stories.retried,
        "given up": stories.parked,
        "new alerts": summary.alerts,
        "alerts delivered": deliveries.delivered,
        "deliveries to be tried again": deliveries.failed,
        "dead letters": deliveries.dead,
    }
    form = chosen(form)
    if form is not Form.table:
        emit_one({key.replace(" ", "_"): value for key, value in figures.items()}, form)
        return
    for key, value in figures.items():
        typer.echo(f"{key:30} {value}")
