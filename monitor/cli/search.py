"""`search`: stories or quotes by their words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from monitor.cli.context import run_async
from monitor.cli.output import Form, FormOption, chosen, emit

if TYPE_CHECKING:
    from monitor.store.search import QuoteHit, StoryHit, Wanted
    from monitor.store.search_words import Marked


def add_to(app: typer.Typer) -> None:
    """Add the verb."""
    app.command()(search)


def search(
    context: typer.Context,
    query: Annotated[
        str, typer.Argument(help='Words, all of which must occur; "…" is a phrase, -word must not, word* begins.')
    ] = "",
    quotes: Annotated[bool, typer.Option(help="Search what people said.")] = False,
    speaker: Annotated[str | None, typer.Option(help="Quotes of this speaker.")] = None,
    outlet: Annotated[str | None, typer.Option(help="Only of this outlet.")] = None,
    language: Annotated[str | None, typer.Option(help="en, zh, …")] = None,
    relevant: Annotated[bool | None, typer.Option("--relevant/--irrelevant", help="Only these stories.")] = None,
    since: Annotated[str | None, typer.Option(help="Published on or after this day (YYYY-MM-DD).")] = None,
    until: Annotated[str | None, typer.Option(help="Published on or before this day.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="At most so many.")] = 20,
    form: FormOption = None,
) -> None:
    """Search stories, or what people said, the latest first; English and Chinese, simplified or traditional.

    [bold]Examples[/bold]

      envoy-monitor search "methane Kerry"

      envoy-monitor search 气候特使 --since 2023-07-01

      envoy-monitor search methane --speaker "Xie Zhenhua" --format csv
    """
    from monitor.store.search import Wanted

    wanted = Wanted(
        text=query,
        outlet=outlet,
        language=language,
        relevant=relevant,
        speaker=speaker,
        since=day_option("--since", since),
        until=day_option("--until", until),
        limit=limit,
    )
    _print(run_async(_hits(context, wanted, quotes=quotes or speaker is not None)), form)


def day_option(name: str, text: str | None) -> date | None:
    """The day that an option gives. Raises BadParameter."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise typer.BadParameter(f"{name}: {text!r} is no day; write it like 2023-07-01") from None


async def _hits(context: typer.Context, wanted: Wanted, *, quotes: bool) -> Sequence[StoryHit | QuoteHit]:
    from monitor.store.search import search_quotes, search_stories

    async with context.obj.archive() as archive:
        return await search_quotes(archive, wanted) if quotes else await search_stories(archive, wanted)


def _print(hits: Sequence[StoryHit | QuoteHit], form: Form | None) -> None:
    if chosen(form) is Form.table and hits:
        _print_for_people(hits)
        return
    emit([_row(hit) for hit in hits], (), form, empty="nothing found")


def _row(hit: StoryHit | QuoteHit) -> dict[str, Any]:
    row = {key: value for key, value in asdict(hit).items() if key != "row"}
    for key in ("headline", "passage", "text"):
        if isinstance(row.get(key), list | tuple):
            row[key] = "".join(piece["text"] for piece in row[key])
    return row


def _print_for_people(hits: Sequence[StoryHit | QuoteHit]) -> None:
    from rich.console import Console
    from rich.padding import Padding
    from rich.text import Text

    from monitor.cli.show import clean
    from monitor.store.search import StoryHit

    console = Console(highlight=False)
    for hit in hits:
        about = " · ".join(clean(part) for part in ((hit.published or "")[:10], hit.outlet or "", hit.language) if part)
        if isinstance(hit, StoryHit):
            console.print(Text.assemble((f"{hit.id:>6}  ", "dim"), _marked(hit.headline, "bold")))
            console.print(Padding(Text(about, style="dim"), (0, 0, 0, 8)))
            console.print(Padding(_marked(hit.passage), (0, 0, 1, 8)))
        else:
            console.print(
                Text.assemble((f"{hit.story_id:>6}  ", "dim"), (clean(hit.speaker or "nobody named"), "bold"))
            )
            console.print(Padding(_marked(hit.text), (0, 0, 0, 8)))
            console.print(Padding(Text(about, style="dim"), (0, 0, 1, 8)))


def _marked(pieces: Marked, style: str = "") -> Any:
    from rich.text import Text

    from monitor.cli.show import clean

    hit = f"{style} black on yellow".strip()
    return Text.assemble(*((clean(piece.text), hit if piece.hit else style) for piece in pieces))
