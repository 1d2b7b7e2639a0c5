"""`demo`: the main job, on a newsroom of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def add_to(app: typer.Typer) -> None:
    """Add the verb."""
    app.command()(demo)


def demo(
    context: typer.Context,
    folder: Annotated[Path, typer.Option(help="Where its archive is left; what lies there is replaced.")] = Path(
        "demo-archive"
    ),
    picture: Annotated[
        Path | None, typer.Option(help="Also write what the terminal shows to this SVG file.", show_default=False)
    ] = None,
    seconds: Annotated[
        float, typer.Option(min=0, max=600, help="About how long it takes; 0: no pause for reading.")
    ] = 25,
) -> None:
    """Show what this is for: stories come in, alerts go out, everything on loopback.

    [bold]Example[/bold]

      envoy-monitor demo
    """
    from rich.console import Console

    from monitor.cli.context import quiet_logs, run_async
    from monitor.clock import SystemClock
    from monitor.demo.picture import WIDTH, draw
    from monitor.demo.run import demonstrate
    from monitor.demo.tell import Teller
    from monitor.knowledge import load_knowledge

    quiet_logs(context.obj)
    if folder.exists() and not (folder / "archive.sqlite3").exists() and any(folder.iterdir()):
        raise typer.BadParameter(f"{folder} holds other things; give another --folder")
    console = Console(record=picture is not None, width=WIDTH if picture else None)
    teller = Teller(console, folder)
    well = run_async(demonstrate(folder, load_knowledge(), SystemClock(), teller, seconds))
    if picture:
        picture.write_text(draw(console.export_text(styles=True), "envoy-monitor demo"), encoding="utf-8")
    if not well:
        raise typer.Exit(1)
