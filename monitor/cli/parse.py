"""`parse`: pages in, records out."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from monitor.cli.context import Context, quiet_logs, run_async
from monitor.cli.output import Form, FormOption, chosen, emit, emit_json, safe_cell
from monitor.core.errors import MonitorError

if TYPE_CHECKING:
    from monitor.core.records import Page


def add_to(app: typer.Typer) -> None:
    """Add the verb."""
    app.command()(parse)


def parse(
    context: typer.Context,
    paths: Annotated[list[str], typer.Argument(help="Files, addresses, or - for standard input.", metavar="PATH…")],
    form: FormOption = None,
) -> None:
    """Read pages (HTML or plain text) and print their records.

    [bold]Examples[/bold]

      envoy-monitor parse story.html

      envoy-monitor parse https://news.example.org/story --format json

      envoy-monitor parse pages/*.html --format jsonl > records.jsonl
    """
    options: Context = context.obj
    quiet_logs(options)
    failures: list[str] = []
    records = _records(options, paths, failures)
    form = chosen(form)
    if form is Form.jsonl:
        emit(records, (), form)
    elif form is Form.json:
        read = list(records)
        emit_json(read[0] if len(paths) == 1 and read else read)
    elif form is Form.csv:
        emit([_summary(record) for record in records], (), form)
    else:
        from monitor.cli.show import show_record

        for record in records:
            show_record(record)
    if failures:
        raise typer.Exit(1)


def _records(options: Context, paths: list[str], failures: list[str]) -> Iterator[dict[str, Any]]:
    """The record of each path; what cannot be read is named on standard error and does not stop the rest."""
    from monitor.core.json_form import to_json
    from monitor.parsing.story import read_story

    for path in _with_progress(paths):
        try:
            yield to_json(read_story(_page(options, path), options.knowledge))
        except (MonitorError, OSError) as error:
            reason = error.strerror if isinstance(error, OSError) else str(error)
            failures.append(path)
            typer.echo(f"envoy-monitor: {path}: {reason}", err=True)


def _with_progress(paths: list[str]) -> Iterator[str]:
    if len(paths) < 20 or not sys.stderr.isatty():
        yield from paths
        return
    from rich.console import Console
    from rich.progress import track

    yield from track(paths, description="Reading", console=Console(stderr=True), transient=True)


def _page(options: Context, path: str) -> Page:
    from monitor.core.records import Page

    if path == "-":
        return Page(source=path, body=sys.stdin.buffer.read())
    if path.startswith(("http://", "https://")):
        return run_async(_fetched(options, path))
    return Page(source=path, body=Path(path).read_bytes())


async def _fetched(options: Context, url: str) -> Page:
    from monitor.adapters.fetcher import Fetcher
    from monitor.clock import SystemClock
    from monitor.core.records import Page

    fetch = options.settings.fetch
    async with Fetcher(fetch, SystemClock()) as fetcher:
        answer = await fetcher.get(url, cap=fetch.page_size)
    return Page(source=url, body=answer.body, url=answer.url, content_type=answer.content_type)


def _summary(record: dict[str, Any]) -> dict[str, str]:
    """One CSV row a record: lists become JSON cells."""
    return {key: safe_cell(value) for key, value in record.items() if key != "sections"}
