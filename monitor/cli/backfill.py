"""`backfill`: old material into the archive."""

from __future__ import annotations

import logging
import sys
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from monitor.cli.context import Context, run_async
from monitor.cli.output import Column, FormOption, emit
from monitor.core.errors import ArchiveError, MonitorError

if TYPE_CHECKING:
    from monitor.pipeline.backfill import Choice, Progress, Shown

logger = logging.getLogger(__name__)

SAY_EVERY_S = 30.0
"""How often a log tells of the progress."""

_SUMMARY = (
    Column("source", "source", least=20),
    Column("state", "state", wrap=False),
    Column("read", "read", wrap=False, number=True),
    Column("relevant", "relevant", wrap=False, number=True, wide=True),
    Column("meetings", "meetings", wrap=False, number=True),
    Column("screened", "screened out", wrap=False, number=True),
    Column("known", "known", wrap=False, number=True, wide=True),
    Column("failed", "failed", wrap=False, number=True),
    Column("skipped", "skipped", least=20),
)


def add_to(app: typer.Typer) -> None:
    """Add the verb."""
    app.command()(backfill)


def backfill(
    context: typer.Context,
    sources: Annotated[
        list[str],
        typer.Argument(
            help="Folders of pages, WARC files, lists of addresses, sitemaps (files or addresses).", metavar="SOURCE…"
        ),
    ],
    everything: Annotated[
        bool, typer.Option("--all", help="Read every page, also what its title tells to be of other things.")
    ] = False,
    only_relevant: Annotated[
        bool, typer.Option("--only-relevant", help="Keep only the stories on the subject (for whole crawls).")
    ] = False,
    again: Annotated[
        bool, typer.Option("--again", help="From the beginning; what the archive has is not read twice.")
    ] = False,
    form: FormOption = None,
) -> None:
    """Take old material into the archive, without alerts. Stop it at any time (Ctrl-C): it goes on where it was.

    [bold]Examples[/bold]

      envoy-monitor backfill CC-NEWS-*.warc.gz --only-relevant

      envoy-monitor backfill saved-pages/ addresses.txt

      envoy-monitor backfill https://news.example.org/sitemap.xml
    """
    from monitor.pipeline.backfill import Choice

    options: Context = context.obj
    done, failed = run_async(_take(options, sources, Choice(not everything, only_relevant, again)))
    emit([_row(progress) for progress in done], _SUMMARY, form)
    if failed:
        raise MonitorError("\nenvoy-monitor: ".join(failed))


async def _take(options: Context, sources: list[str], choice: Choice) -> tuple[list[Progress], list[str]]:
    """How each source fared, and why some could not be taken in: those keep none of the others out."""
    from monitor.backfill import open_backfill
    from monitor.clock import SystemClock
    from monitor.service import Signals

    done, failed = [], []
    async with open_backfill(options.settings, options.knowledge, SystemClock(), choice) as opened:
        stop = Signals.of_process().stop
        for source in sources:
            if stop.is_set():
                break
            with _display(source) as shown:
                try:
                    done.append(await opened.take(source, stop, shown))
                except ArchiveError:
                    raise
                except MonitorError as error:
                    failed.append(str(error))
    return done, failed


def _display(source: str) -> AbstractContextManager[Shown]:
    """A bar on a terminal, lines in a log elsewhere."""
    if sys.stderr.isatty():
        from monitor.cli.progress import bar

        return bar(source)
    return nullcontext(_Lines())


class _Lines:
    """Tells the log how it goes, now and then."""

    def __init__(self) -> None:
        self._told: float | None = None

    def __call__(self, progress: Progress) -> None:
        now = progress.speed.seconds
        if self._told is None:
            self._told = now
        if not progress.finished and now < self._told + SAY_EVERY_S:
            return
        self._told = now
        logger.info(
            "%s: %s", progress.source, describe(progress), extra={"event": "backfill.progress", **_row(progress)}
        )


def describe(progress: Progress) -> str:
    """`42 %, 1,204 pieces, 86 a second, 0:03:10 left; 96 read, 12 relevant, …`."""
    tally, left = progress.tally, progress.speed.left
    share = f"{progress.share:.0%}, " if progress.share is not None else ""
    rest = f", {left} left" if left is not None and not progress.finished else ""
    told = ", ".join(
        f"{number:,} {what}"
        for number, what in (
            (tally.read, "read"),
            (tally.relevant, "relevant"),
            (tally.screened, "screened out"),
            (tally.known, "known"),
            (tally.failed, "failed"),
            (sum(tally.skipped.values()), "no pages"),
        )
    )
    return f"{share}{tally.seen:,} pieces, {progress.speed.per_second:.0f} a second{rest}; {told}"


def _row(progress: Progress) -> dict[str, Any]:
    state = "done" if progress.finished else "stopped"
    return {"source": progress.source, "state": state, **asdict(progress.tally)}
