"""What verbs print: tables for people, JSON, JSON lines and CSV for programs, all on standard output."""

from __future__ import annotations

import csv
import json
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any

import typer

Row = Mapping[str, Any]

_ROOM = 120
"""Columns from which on a terminal has room for everything."""
_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})?")
"""A time as the archive or a record writes it; a table shows its minutes."""


class Form(StrEnum):
    """How data are printed."""

    table = "table"
    json = "json"
    jsonl = "jsonl"
    csv = "csv"


FormOption = Annotated[
    Form | None, typer.Option("--format", help="Default: table on a terminal, json elsewhere.", show_default=False)
]


@dataclass(frozen=True)
class Column:
    """A table's column: the row's key, its heading, and how it bears a narrow terminal."""

    key: str
    heading: str
    wrap: bool = True
    style: str | None = None
    wide: bool = False
    """Shown only where the terminal has room."""
    least: int = 8
    """Columns that it keeps on a narrow terminal, if it wraps."""
    number: bool = False
    """Whether its last digits stand below each other."""


def chosen(form: Form | None) -> Form:
    """The form asked for, or the one that fits standard output."""
    return form or (Form.table if sys.stdout.isatty() else Form.json)


def emit(
    rows: Iterable[Row], columns: Sequence[Column], form: Form | None, *, title: str = "", empty: str = ""
) -> None:
    """Print `rows`: a table shows `columns`, the other forms everything; `empty` says what no rows mean."""
    form = chosen(form)
    if form is Form.jsonl:
        for row in rows:
            emit_json(row, one_line=True)
        return
    listed = list(rows)
    if form is Form.json:
        emit_json(listed)
    elif form is Form.csv:
        _emit_csv(listed)
    elif listed:
        _emit_table(listed, columns, title)
    if not listed and empty:
        typer.echo(empty, err=True)


def emit_json(value: object, *, one_line: bool = False) -> None:
    """Print one JSON value; in one line, it is flushed at once for whoever follows the stream."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=None if one_line else 1, default=str))
    if one_line:
        sys.stdout.flush()


def emit_one(value: Row, form: Form) -> None:
    """Print one object: as JSON, in one line, or as a CSV of one row whose lists and tables are JSON cells."""
    if form is Form.csv:
        _emit_csv([value])
    else:
        emit_json(value, one_line=form is Form.jsonl)


def safe_cell(value: object) -> str:
    """`value` as a CSV cell that no spreadsheet takes for a formula."""
    if value is None:
        return ""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) and not _is_number(value) else text


def _is_number(value: object) -> bool:
    return isinstance(value, int | float)


def _emit_csv(rows: Sequence[Row]) -> None:
    if not rows:
        return
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(rows[0].keys())
    writer.writerows([safe_cell(value) for value in row.values()] for row in rows)


def _emit_table(rows: Sequence[Row], columns: Sequence[Column], title: str) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    console = Console()
    table = Table(title=title or None, box=box.SIMPLE_HEAD, title_justify="left", pad_edge=False)
    columns = [column for column in columns if console.width >= _ROOM or not column.wide]
    cells = [[plain(row.get(column.key)) for column in columns] for row in rows]
    for column, width in zip(columns, _widths(columns, cells, console.width), strict=True):
        table.add_column(
            column.heading,
            no_wrap=not column.wrap,
            style=column.style,
            overflow="fold",
            width=width,
            justify="right" if column.number else "left",
        )
    for line in cells:
        table.add_row(*line)
    console.print(table)


def _widths(columns: Sequence[Column], cells: Sequence[Sequence[str]], width: int) -> list[int]:
    """The columns' widths in a table of `width` with a margin of one and gaps of three; those that wrap give way."""
    from rich.cells import cell_len

    natural = [
        max((cell_len(line) for cell in (column.heading, *below) for line in cell.splitlines()), default=1)
        for column, below in zip(columns, zip(*cells, strict=True), strict=True)
    ]
    kept = sum(size for column, size in zip(columns, natural, strict=True) if not column.wrap)
    giving = [place for place, column in enumerate(columns) if column.wrap]
    room = width - kept - 3 * (len(columns) - 1) - 2
    given = squeezed([natural[place] for place in giving], [columns[place].least for place in giving], room)
    for place, size in zip(giving, given, strict=True):
        natural[place] = size
    return natural


def squeezed(natural: Sequence[int], least: Sequence[int], room: int) -> list[int]:
    """Widths of at most `room` in all: the widest give way first, below their `least` only where nothing else can."""
    widths = [max(min(size, room), 1) for size in natural]
    while sum(widths) > max(room, len(widths)):
        above = [place for place, size in enumerate(widths) if size > least[place]]
        widths[max(above or range(len(widths)), key=widths.__getitem__)] -= 1
    return widths


def plain(value: object) -> str:
    """`value` for a table's cell: foreign text is printed as it is, never as markup or control sequences."""
    from rich.markup import escape

    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple) and all(isinstance(one, str) for one in value):
        value = ", ".join(value)
    if isinstance(value, dict) and all(isinstance(many, int) for many in value.values()):
        value = ", ".join(f"{many:,} {what}" for what, many in value.items())
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    if moment := _MOMENT.fullmatch(text):
        return f"{moment[1]} {moment[2]}"
    return escape("".join(one if one.isprintable() or one == "\n" else " " for one in text))
