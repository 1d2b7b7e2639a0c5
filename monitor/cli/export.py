"""`export`: the archive for other programs."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import AsyncIterator
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, TextIO

import typer

from monitor.cli.context import run_async
from monitor.cli.output import safe_cell
from monitor.cli.search import day_option

if TYPE_CHECKING:
    from monitor.store.archive import Archive
    from monitor.store.export import Span


class What(StrEnum):
    """What can be exported."""

    records = "records"
    stories = "stories"
    quotes = "quotes"
    meetings = "meetings"
    cameo = "cameo"
    plover = "plover"


class ExportForm(StrEnum):
    """How."""

    csv = "csv"
    jsonl = "jsonl"
    ics = "ics"
    parquet = "parquet"


def add_to(app: typer.Typer) -> None:
    """Add the verb."""
    app.command()(export)


def export(
    context: typer.Context,
    what: Annotated[What, typer.Argument(help="records, stories, quotes, meetings; cameo or plover: event rows.")],
    form: Annotated[
        ExportForm | None,
        typer.Option("--format", help="csv (records: jsonl) unless given; ics: meetings only; parquet: an extra."),
    ] = None,
    since: Annotated[str | None, typer.Option(help="From this day on (YYYY-MM-DD).")] = None,
    until: Annotated[str | None, typer.Option(help="Up to this day.")] = None,
) -> None:
    """Write the archive to standard output for other programs.

    [bold]Examples[/bold]

      envoy-monitor export quotes --since 2023-01-01 > quotes.csv

      envoy-monitor export meetings --format ics > meetings.ics

      envoy-monitor export plover > events.csv
    """
    from monitor.cli.parquet import write_parquet
    from monitor.store.export import Span

    form = form or (ExportForm.jsonl if what is What.records else ExportForm.csv)
    if form is ExportForm.ics and what is not What.meetings:
        raise typer.BadParameter("only meetings can be written as a calendar")
    if form is ExportForm.csv and what is What.records:
        raise typer.BadParameter("a record has no flat form; take --format jsonl, or export stories or quotes")
    span = Span(day_option("--since", since), day_option("--until", until))

    async def write() -> None:
        async with context.obj.archive() as archive:
            if form is ExportForm.ics:
                sys.stdout.buffer.write(await _calendar(archive, span))
            elif form is ExportForm.parquet:
                await write_parquet(_rows(archive, what, span), what.value, sys.stdout.buffer)
            else:
                await _write(_rows(archive, what, span), form, sys.stdout)

    run_async(write())


def _rows(archive: Archive, what: What, span: Span) -> AsyncIterator[dict[str, Any]]:
    from monitor.store import export as store

    if what is What.cameo:
        return store.export_events(archive, span, "cameo")
    if what is What.plover:
        return store.export_events(archive, span, "plover")
    tables = {
        What.records: store.export_records,
        What.stories: store.export_stories,
        What.quotes: store.export_quotes,
        What.meetings: store.export_meetings,
    }
    return tables[what](archive, span)


async def _write(rows: AsyncIterator[dict[str, Any]], form: ExportForm, out: TextIO) -> None:
    writer = csv.writer(out, lineterminator="\n")
    first = True
    async for row in rows:
        if form is ExportForm.jsonl:
            out.write(json.dumps(row, ensure_ascii=False, default=str) + "\n")
            continue
        if first:
            writer.writerow(row.keys())
            first = False
        writer.writerow([safe_cell(value) for value in row.values()])


async def _calendar(archive: Archive, span: Span) -> bytes:
    from monitor.adapters.calendar import meeting_event, subscription
    from monitor.store.syndication import fresh_meetings, meeting_as_alert

    found = await fresh_meetings(archive, since=span.since, until=span.until, limit=-1)
    events = [event for fresh in found if (event := meeting_event(meeting_as_alert(fresh)))]
    return subscription(events, "Climate envoys", timedelta(hours=1))
