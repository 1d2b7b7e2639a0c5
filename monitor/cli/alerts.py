"""`alerts …`: what was sent where, and steering it."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from enum import StrEnum
from typing import Annotated, Any

import typer

from monitor.cli.context import Context, run_async
from monitor.cli.output import Column, FormOption, emit
from monitor.core.errors import MonitorError


class State(StrEnum):
    """How a delivery may stand."""

    pending = "pending"
    delivered = "delivered"
    dead = "dead"
    muted = "muted"


class What(StrEnum):
    """What can be silenced."""

    meeting = "meeting"
    pair = "pair"
    source = "source"


group = typer.Typer(name="alerts", help="Alerts and their deliveries.", no_args_is_help=True)

_ALERTS = (
    Column("id", "id", wrap=False, style="dim"),
    Column("acknowledged_at", "read (UTC)", wrap=False, wide=True),
    Column("created_at", "when (UTC)", wrap=False),
    Column("type", "type", wrap=False),
    Column("title", "meeting", least=16),
    Column("deliveries", "deliveries", least=12),
)
_TESTS = (Column("channel", "channel"), Column("outcome", "outcome"))


def add_to(app: typer.Typer) -> None:
    """Add the group."""
    app.add_typer(group)


@group.command("list")
def list_(
    context: typer.Context,
    state: Annotated[State | None, typer.Option(help="Only with a delivery in this state.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="At most so many.")] = 50,
    form: FormOption = None,
) -> None:
    """List alerts, the newest first, and what became of them on each channel.

    [bold]Example[/bold]

      envoy-monitor alerts list --state dead
    """

    async def rows() -> list[dict[str, Any]]:
        from monitor.store.alerts import list_alerts

        async with context.obj.archive() as archive:
            return [asdict(row) for row in await list_alerts(archive, limit=limit, state=state)]

    from monitor.cli.output import Form, chosen

    found = run_async(rows())
    if chosen(form) is Form.table:
        found = [_for_people(row) for row in found]
    emit(found, _ALERTS, form, empty="no alerts")


def _for_people(row: dict[str, Any]) -> dict[str, Any]:
    deliveries = "\n".join(_delivery(delivery) for delivery in row["deliveries"])
    return {**row, "type": row["type"].removeprefix("meeting."), "deliveries": deliveries}


def _delivery(row: dict[str, Any]) -> str:
    trouble = f": {row['trouble']}" if row["trouble"] else ""
    tries = f" ({row['attempts']} tries)" if row["attempts"] > 1 else ""
    return f"{row['channel']} {row['state']}{tries}{trouble}"


@group.command("test")
def send_test(context: typer.Context, form: FormOption = None) -> None:
    """Send a test alert to every channel and say what came of it (exit 1 if one failed).

    [bold]Example[/bold]

      envoy-monitor alerts test
    """
    options: Context = context.obj
    options.settings  # noqa: B018 (mistakes are named before anything opens)

    async def rows() -> list[dict[str, Any]]:
        from monitor.adapters import channels
        from monitor.clock import SystemClock

        clock = SystemClock()
        async with channels.delivery_session() as session:
            answers = await channels.send_test(channels.build_channels(options.settings.alerts, session, clock), clock)
        return [{"channel": name, "outcome": str(error or "delivered")} for name, error in answers.items()]

    found = run_async(rows())
    emit(found, _TESTS, form, empty="no channel is configured; see [[alerts.webhook]] and [[alerts.email]]")
    if not found or any(row["outcome"] != "delivered" for row in found):
        raise typer.Exit(1)


@group.command()
def resend(
    context: typer.Context,
    alert: Annotated[str, typer.Argument(help="The alert's id.", metavar="ID")],
    channel: Annotated[list[str] | None, typer.Option(help="Only to this channel; may be repeated.")] = None,
) -> None:
    """Make an alert due again, under its own id; the daemon or `once` sends it.

    [bold]Example[/bold]

      envoy-monitor alerts resend msg_2cs5kqw6
    """
    options: Context = context.obj

    async def work() -> int:
        from monitor.clock import SystemClock
        from monitor.store.alerts import resend

        names = options.settings.alerts.channels
        unknown = sorted(set(channel or ()) - set(names))
        if unknown:
            raise typer.BadParameter(f"no channel {', '.join(unknown)}; there are: {', '.join(names) or 'none'}")
        async with options.archive() as archive:
            return await resend(archive, alert, channel or names, SystemClock().now())

    made = run_async(work())
    if not made:
        raise MonitorError(f"{alert}: no such alert; `envoy-monitor alerts list` shows them")
    typer.echo(f"due again on {made} channel{'s' if made > 1 else ''}", err=True)


@group.command()
def ack(context: typer.Context, alert: Annotated[str, typer.Argument(help="The alert's id.", metavar="ID")]) -> None:
    """Note that somebody has read an alert.

    [bold]Example[/bold]

      envoy-monitor alerts ack msg_2cs5kqw6
    """

    async def work() -> bool:
        from monitor.clock import SystemClock
        from monitor.store.alerts import acknowledge

        async with context.obj.archive() as archive:
            return await acknowledge(archive, alert, SystemClock().now())

    if not run_async(work()):
        raise MonitorError(f"{alert}: no such alert, or acknowledged before")
    typer.echo(f"{alert} has been read", err=True)


@group.command()
def mute(
    context: typer.Context,
    what: Annotated[What, typer.Argument(help="What is silenced.")],
    value: Annotated[str, typer.Argument(help='A meeting\'s id, "NAME & NAME", or an outlet.')],
    span: Annotated[str | None, typer.Option("--for", help='How long ("14d"); for good unless given.')] = None,
    lift: Annotated[bool, typer.Option(help="Lift it instead.")] = False,
) -> None:
    """Silence a meeting, a pair of people or a source.

    [bold]Example[/bold]

      envoy-monitor alerts mute source "Example Wire" --for 14d
    """
    from monitor.core.delivery.muting import Mute
    from monitor.settings.values import parse_duration

    try:
        length: timedelta | None = parse_duration(span) if span else None
    except ValueError as error:
        raise typer.BadParameter(f"--for {error}") from None

    async def work() -> bool:
        from monitor.clock import SystemClock
        from monitor.store import alerts as store
        from monitor.store.meeting_detail import show_meeting

        now = SystemClock().now()
        wish = Mute(what.value, value, now + length if length else None)
        async with context.obj.archive() as archive:
            if lift:
                return await store.unmute(archive, wish)
            if what is What.meeting and await show_meeting(archive, value) is None:
                raise MonitorError(f"{value}: no such meeting; `envoy-monitor meetings` lists them")
            await store.mute(archive, wish, now)
            return True

    if not run_async(work()):
        raise MonitorError(f"{what} {value}: was not muted")
    how_long = "no longer" if lift else f"for {span}" if span else "for good"
    typer.echo(f"{what} {value}: muted {how_long}", err=True)
