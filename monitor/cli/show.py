"""A record as a person reads it on a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich import box
from rich.console import Console, Group
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

STATUS_STYLES = {
    "announced": "cyan",
    "underway": "green",
    "held": "bold green",
    "postponed": "yellow",
    "cancelled": "red",
    "unreported": "dim",
}


def show_record(record: Mapping[str, Any], console: Console | None = None) -> None:
    """Print headline, source, meetings with their evidence, quotes and people."""
    console = console or Console()
    head = Text(clean(record["headline"]) or "(no headline)", style="bold")
    source = " · ".join(
        clean(str(record[key])) for key in ("outlet", "published", "language", "url") if record.get(key)
    )
    parts: list[Any] = [Text(source, style="dim")]
    if record.get("standfirst"):
        parts.append(Text(clean(record["standfirst"]), style="italic"))
    if record.get("notes"):
        parts.append(Text("note: " + ", ".join(record["notes"]), style="yellow"))
    relevance = record["relevance"]
    verdict = "relevant" if relevance["relevant"] else "not relevant"
    parts.append(Text(f"{verdict} ({relevance['score']:.2f}): {'; '.join(clean(r) for r in relevance['reasons'])}"))
    console.print(Panel(Group(*parts), title=head, title_align="left", box=box.ROUNDED))
    for meeting in record["meetings"]:
        console.print(Padding(_meeting(meeting), (0, 0, 0, 2)))
        for sentence in meeting["evidence"]:
            console.print(Padding(Text(f"“{clean(sentence)}”", style="dim"), (0, 0, 0, 4)))
        console.print()
    if record["quotes"]:
        console.print(_quotes(record["quotes"]))
    if record["people"]:
        console.print(_people(record["people"]))


def show_meeting(detail: Mapping[str, Any], console: Console | None = None) -> None:
    """Print a meeting and what was known of it when, by whom, in which words."""
    console = console or Console()
    meeting = detail["meeting"]
    console.print(Text(clean(meeting["title"]), style="bold"))
    confirmed = f", confirmed by {' and '.join(meeting['confirmed_by'])}" if meeting["confirmed_by"] else ""
    unsure = ", unsure: waits for a second source or a person and alerts nobody" if meeting["unsure"] else ""
    console.print(f"{meeting['status']}, {meeting['kind']}{confirmed}{unsure}")
    for person in meeting["participants"]:
        console.print(Text(f"  {clean(person['name'])} ({person['country'] or '?'}), {clean(person['role'] or '')}"))
    told = None
    for change in detail["history"]:
        if change["before"] is None and change["field"] not in _WORTH_TELLING:
            continue
        if (change["at"], change["url"]) != told:
            told = (change["at"], change["url"])
            source = clean(change["outlet"] or change["cause"])
            console.print(Text.assemble((f"\n{change['at'][:16].replace('T', ' ')}  ", "dim"), (source, "cyan")))
            if change["sentence"]:
                console.print(Padding(Text(f"“{clean(change['sentence'])}”", style="italic"), (0, 0, 0, 2)))
        before = "" if change["before"] is None else f"{_value(change['before'])} → "
        console.print(Text(f"  {change['field']}: {before}{_value(change['after'])}"))
    if detail["rulings"]:
        console.print("\nRulings by hand")
    for ruling in detail["rulings"]:
        at = Text.assemble((f"  {ruling['at'][:16].replace('T', ' ')}  ", "dim"), ruling["kind"])
        console.print(at.append(f"; `envoy-monitor meetings undo {ruling['id']}` takes it back", "dim"))


_WORTH_TELLING = ("status", "start", "end", "city", "venue")
"""Of what a meeting's first report says; everything else stands above."""


def _value(value: object) -> str:
    if isinstance(value, list):
        names = [item["name"] if isinstance(item, dict) else str(item) for item in value]
        return clean(", ".join(names)) or "nobody"
    return clean(str(value)) if value is not None else "unknown"


def when(meeting: Mapping[str, Any]) -> str:
    """A meeting's days in words."""
    start, end, precision = meeting["start"], meeting["end"], meeting["precision"]
    if not start:
        return "date unknown"
    if precision in ("week", "month"):
        return f"{precision} of {start}"
    return start if end in (None, start) else f"{start} to {end}"


def clean(text: str) -> str:
    """`text` without control characters."""
    return "".join(character if character.isprintable() else " " for character in text)


def _meeting(meeting: Mapping[str, Any]) -> Text:
    who = " – ".join(clean(person["name"]) for person in meeting["participants"])
    where = ", ".join(clean(str(meeting[key])) for key in ("venue", "city", "country") if meeting.get(key))
    background = " (background)" if meeting["background"] else ""
    text = Text()
    text.append(f"{meeting['status']}{background} ", style=STATUS_STYLES.get(meeting["status"], ""))
    text.append(who, style="bold")
    text.append(f"  {when(meeting)}  {where or meeting['mode'].replace('_', ' ')}")
    text.append(f"  {meeting['kind']}, {meeting['confidence']:.0%} sure", style="dim")
    return text


def _quotes(quotes: list[dict[str, Any]]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("who said", max_width=28)
    table.add_column("what")
    table.add_column("credited to", max_width=16)
    for quote in quotes:
        table.add_row(*(Text(clean(str(quote[key] or ""))) for key in ("speaker", "text", "via")))
    return table


def _people(people: list[dict[str, Any]]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in ("person", "country", "role"):
        table.add_column(heading)
    for person in people:
        table.add_row(*(Text(clean(str(person[key] or ""))) for key in ("name", "country", "role")))
    return table
