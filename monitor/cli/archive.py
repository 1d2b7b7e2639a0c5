"""`stories`, `show` and `why`: the archive and its trail."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from monitor.cli.context import Context, run_async
from monitor.cli.output import Column, Form, FormOption, chosen, emit, emit_json, emit_one
from monitor.core.errors import MonitorError

if TYPE_CHECKING:
    from monitor.store.why import ReportedMeeting

_STORIES = (
    Column("id", "id", wrap=False, style="dim"),
    Column("day", "day", wrap=False),
    Column("outlet", "outlet"),
    Column("headline", "headline", least=24),
    Column("meetings", "tells of", wrap=False, number=True),
    Column("relevant", "relevant", wrap=False, wide=True),
    Column("language", "language", wrap=False, wide=True),
)
_TRAIL = (
    Column("at", "when (UTC)", wrap=False, style="dim"),
    Column("step", "step", wrap=False),
    Column("outcome", "outcome", style="bold", least=15),
    Column("score", "score", wrap=False, wide=True),
    Column("detail", "why", least=24),
)


def add_to(app: typer.Typer) -> None:
    """Add the verbs."""
    app.command()(stories)
    app.command()(show)
    app.command()(why)


def stories(
    context: typer.Context,
    relevant: Annotated[bool | None, typer.Option("--relevant/--irrelevant", help="Only these.")] = None,
    language: Annotated[str | None, typer.Option(help="en, zh, …")] = None,
    outlet: Annotated[str | None, typer.Option(help="Only of this outlet.")] = None,
    since: Annotated[str | None, typer.Option(help="Only published on or after this day (YYYY-MM-DD).")] = None,
    limit: Annotated[int, typer.Option(min=1, help="At most so many.")] = 50,
    form: FormOption = None,
) -> None:
    """List the stories read, the latest first.

    [bold]Examples[/bold]

      envoy-monitor stories --relevant --limit 20

      envoy-monitor stories --language zh --since 2023-07-01 --format csv > stories.csv
    """
    try:
        first = date.fromisoformat(since) if since else None
    except ValueError:
        raise typer.BadParameter(f"{since!r} is no day; write it like 2023-07-01") from None

    async def rows() -> list[dict[str, Any]]:
        from monitor.store.stories import list_stories

        async with context.obj.archive() as archive:
            found = await list_stories(
                archive, relevant=relevant, language=language, outlet=outlet, since=first, limit=limit
            )
        return [{**asdict(row), "day": (row.published or "")[:10]} for row in found]

    emit(run_async(rows()), _STORIES, form, empty="no stories")


def show(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="A story's id or address.", metavar="ID")],
    form: FormOption = None,
) -> None:
    """Show one story's record.

    [bold]Examples[/bold]

      envoy-monitor show 12

      envoy-monitor show https://news.example.org/story --format json
    """

    async def record() -> dict[str, Any] | None:
        from monitor.store.stories import show_story

        async with context.obj.archive() as archive:
            return await show_story(archive, name)

    found = run_async(record())
    if found is None:
        raise MonitorError(
            f"{name}: no such story; `envoy-monitor stories` lists them, `why URL` tells of what came in"
        )
    if chosen(form) is Form.table:
        from monitor.cli.show import show_record

        show_record(found)
    else:
        emit_one(found, chosen(form))


def why(
    context: typer.Context,
    url: Annotated[str, typer.Argument(help="A story's address, as the feed or the browser gives it.")],
    form: FormOption = None,
) -> None:
    """Tell every decision taken about a story, and its reasons.

    [bold]Example[/bold]

      envoy-monitor why https://news.example.org/story
    """
    from monitor.store.why import Why

    async def told() -> Why:
        from monitor.store.why import why as trail

        options: Context = context.obj
        async with options.archive() as archive:
            return await trail(archive, url)

    found = run_async(told())
    if not found.reasons:
        raise MonitorError(f"{url}: never came in by any feed")
    rows = [{**asdict(reason), "at": reason.at and f"{reason.at:%Y-%m-%d %H:%M:%S}"} for reason in found.reasons]
    if chosen(form) is Form.json:
        emit_json({**asdict(found), "reasons": rows})
        return
    if chosen(form) is not Form.table:
        rows = [{**row, "meeting": None} for row in rows] + [_report(meeting) for meeting in found.meetings]
    emit(rows, _TRAIL, form, title=" ".join(filter(None, (found.headline, f"({found.state})" if found.state else ""))))
    if chosen(form) is Form.table:
        for meeting in found.meetings:
            typer.echo(f"reports {meeting.title} ({meeting.status}; {_alerts(meeting)})  {meeting.id}")


def _report(meeting: ReportedMeeting) -> dict[str, Any]:
    """A meeting that the story reports, as one more line of its trail."""
    told = f"reports {meeting.title} ({_alerts(meeting)})"
    step = {"step": "reports", "outcome": meeting.status, "detail": told, "score": None, "at": None}
    return {**step, "meeting": meeting.id}


def _alerts(meeting: ReportedMeeting) -> str:
    return f"{meeting.alerts} alert{'' if meeting.alerts == 1 else 's'} so far"
