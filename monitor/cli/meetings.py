"""`meetings …`: the meetings and their history, and ruling by hand."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import asdict
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from monitor.cli.context import Context, run_async
from monitor.cli.output import Column, Form, FormOption, chosen, emit, emit_one
from monitor.core.errors import MonitorError

if TYPE_CHECKING:
    from monitor.store.archive import Archive
    from monitor.store.rulings import Ruled


class Kind(StrEnum):
    """Kinds of meeting."""

    envoy = "envoy"
    official = "official"
    other = "other"


class Standing(StrEnum):
    """How a meeting may stand."""

    announced = "announced"
    underway = "underway"
    held = "held"
    postponed = "postponed"
    cancelled = "cancelled"
    unreported = "unreported"


group = typer.Typer(name="meetings", help="The meetings and their history.", invoke_without_command=True)

_MEETINGS = (
    Column("id", "id", wrap=False, style="dim"),
    Column("title", "meeting", style="bold", least=28),
    Column("status", "status", wrap=False),
    Column("kind", "kind", wrap=False),
    Column("stories", "stories", wrap=False, number=True),
    Column("outlets", "outlets", wrap=False, number=True, wide=True),
    Column("independent", "independent", wrap=False, number=True, wide=True),
    Column("confirmed_by", "confirmed by", wide=True),
)
_REPORTS = (
    Column("day", "day", wrap=False),
    Column("outlet", "outlet"),
    Column("headline", "headline", least=24),
    Column("status", "tells it as", wrap=False),
    Column("start", "from", wrap=False, wide=True),
    Column("copy", "copy", wrap=False, wide=True),
)


def add_to(app: typer.Typer) -> None:
    """Add the group."""
    app.add_typer(group)


@group.callback()
def list_(
    context: typer.Context,
    as_of: Annotated[
        str | None, typer.Option(help="What was known at this time (2023-07-17 or 2023-07-17T12:00, UTC).")
    ] = None,
    kind: Annotated[Kind | None, typer.Option(help="Only of this kind.")] = None,
    status: Annotated[Standing | None, typer.Option(help="Only those that stand so.")] = None,
    background: Annotated[bool, typer.Option(help="Also meetings that are only looked back upon.")] = False,
    limit: Annotated[int, typer.Option(min=1, help="At most so many.")] = 50,
    form: FormOption = None,
) -> None:
    """List the meetings, the latest first.

    [bold]Examples[/bold]

      envoy-monitor meetings --status announced

      envoy-monitor meetings --as-of 2023-07-17 --format json
    """
    if context.invoked_subcommand is not None:
        return
    moment = _moment(as_of) if as_of else None

    async def rows() -> list[dict[str, Any]]:
        from monitor.store.meeting_queries import list_meetings

        async with context.obj.archive() as archive:
            found = await list_meetings(
                archive, as_of=moment, kind=kind, status=status, background=background, limit=limit
            )
        return [asdict(row) for row in found]

    emit(run_async(rows()), _MEETINGS, form, empty="no meetings")


@group.command()
def show(
    context: typer.Context,
    meeting: Annotated[str, typer.Argument(help="The meeting's id, also a former one.", metavar="ID")],
    form: FormOption = None,
) -> None:
    """Tell the story of a meeting: what was known when, by whom, in which words.

    [bold]Example[/bold]

      envoy-monitor meetings show rryflojzd4ll
    """

    async def detail() -> dict[str, Any] | None:
        from monitor.store.meeting_detail import show_meeting as load

        async with context.obj.archive() as archive:
            found = await load(archive, meeting)
        return asdict(found) if found else None

    found = run_async(detail())
    if found is None:
        raise MonitorError(f"{meeting}: no such meeting; `envoy-monitor meetings` lists them")
    if chosen(form) is not Form.table:
        emit_one(found, chosen(form))
        return
    from monitor.cli.show import show_meeting

    show_meeting(found)
    emit([{**row, "day": (row["published"] or "")[:10]} for row in found["reports"]], _REPORTS, form, title="\nStories")
    for other in found["visit"]:
        typer.echo(f"same visit: {other['title']}  {other['id']}")


@group.command()
def merge(
    context: typer.Context,
    meeting: Annotated[str, typer.Argument(help="The meeting that stays.", metavar="ID")],
    other: Annotated[str, typer.Argument(help="The meeting that is the same.", metavar="OTHER")],
) -> None:
    """Say that two meetings are one. No alert follows; the old id keeps leading to it.

    [bold]Example[/bold]

      envoy-monitor meetings merge rryflojzd4ll k7cnqycwg7k7
    """

    async def work(archive: Archive, now: datetime) -> Ruled:
        from monitor.store.rulings import merge_meetings

        return await merge_meetings(archive, meeting, other, now)

    _rule(context.obj, work)


@group.command()
def split(
    context: typer.Context,
    meeting: Annotated[str, typer.Argument(help="The meeting.", metavar="ID")],
    stories: Annotated[list[str], typer.Argument(help="The stories that tell of another.", metavar="URL…")],
) -> None:
    """Say that some stories tell of another meeting.

    [bold]Example[/bold]

      envoy-monitor meetings split rryflojzd4ll https://news.example.org/story
    """

    async def work(archive: Archive, now: datetime) -> Ruled:
        from monitor.store.rulings import split_meeting

        return await split_meeting(archive, meeting, stories, now)

    _rule(context.obj, work)


@group.command()
def correct(
    context: typer.Context,
    meeting: Annotated[str, typer.Argument(help="The meeting.", metavar="ID")],
    kind: Annotated[str | None, typer.Option(help="envoy, official or other.")] = None,
    status: Annotated[str | None, typer.Option(help="announced, underway, held, postponed or cancelled.")] = None,
    mode: Annotated[str | None, typer.Option(help="in_person, call or video.")] = None,
    start: Annotated[str | None, typer.Option(help="The first day (YYYY-MM-DD); '' where none is known.")] = None,
    end: Annotated[str | None, typer.Option(help="The last day; the first unless given.")] = None,
    precision: Annotated[str | None, typer.Option(help="day, week or month; day unless given.")] = None,
    city: Annotated[str | None, typer.Option(help="Its English name; '' for none.")] = None,
    country: Annotated[str | None, typer.Option(help="Two letters.")] = None,
    venue: Annotated[str | None, typer.Option(help="The house; '' for none.")] = None,
) -> None:
    """Put right what was misread. It holds until stories say something new; no alert follows.

    [bold]Example[/bold]

      envoy-monitor meetings correct rryflojzd4ll --city Geneva --country CH
    """
    given = {
        "kind": kind, "status": status, "mode": mode, "start": start, "end": end, "precision": precision,
        "city": city, "country": country, "venue": venue,
    }  # fmt: skip
    right = {name: value for name, value in given.items() if value is not None}
    if not right:
        raise typer.BadParameter("nothing to put right was given; see --help")

    async def work(archive: Archive, now: datetime) -> Ruled:
        from monitor.store.corrections import correct_meeting

        return await correct_meeting(archive, meeting, right, now)

    _rule(context.obj, work)


@group.command()
def undo(
    context: typer.Context,
    ruling: Annotated[int | None, typer.Argument(help="The ruling's number; the last unless given.")] = None,
) -> None:
    """Take back a merge, a split or a correction.

    [bold]Example[/bold]

      envoy-monitor meetings undo
    """

    async def work(archive: Archive, now: datetime) -> Ruled:
        from monitor.store.rulings import undo_ruling

        return await undo_ruling(archive, now, ruling)

    _rule(context.obj, work, undone=True)


def _rule(options: Context, work: Callable[[Archive, datetime], Awaitable[Ruled]], *, undone: bool = False) -> None:
    async def ruled() -> Ruled:
        from monitor.clock import SystemClock

        async with options.archive() as archive:
            return await work(archive, SystemClock().now())

    done = run_async(ruled())
    after = "" if undone else f"; `envoy-monitor meetings undo {done.id}` takes it back"
    typer.echo(f"ruling {done.id}: {done.kind}{' undone' if undone else ''}, {done.meeting}{after}", err=True)


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no time; write it like 2023-07-17T12:00") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
