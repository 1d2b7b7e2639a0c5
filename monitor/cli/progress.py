"""A bar on the terminal for work that takes long."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePath
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, TaskProgressColumn, TextColumn
from rich.progress import Progress as Bar

from monitor.cli.output import plain

if TYPE_CHECKING:
    from monitor.pipeline.backfill import Progress, Shown


@contextmanager
def bar(source: str, console: Console | None = None) -> Iterator[Shown]:
    """Shows one source's progress on standard error (unless a console is given) while the block lasts."""
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TextColumn("{task.fields[told]}"))
    with Bar(*columns, console=console or Console(stderr=True)) as shown:
        task = shown.add_task(plain(PurePath(source).name or source), total=None, told="")

        def show(progress: Progress) -> None:
            left = progress.speed.left
            tally = progress.tally
            told = f"{progress.speed.per_second:.0f}/s  {tally.read:,} read  {tally.relevant:,} relevant"
            rest = f"  {left} left" if left is not None and not progress.finished else ""
            shown.update(task, total=1.0, completed=progress.share or 0.0, told=told + rest)

        yield show
