"""What the demonstration showed on the terminal, as a picture: its first stories and its summary."""

from __future__ import annotations

import html
import io
import re

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

WIDTH = 110
"""Columns of the terminal in the picture."""
_STORIES = 6
_SUMMARY = "Meetings known at the end"
_CELL = 12.2
"""Width of a column in the SVG's own units."""
# A reader's own monospace font serves; nothing is loaded from a foreign host.
_FRAME = re.sub(r"@font-face \{\{.*?\}\}\s*", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL)


def draw(said: str, title: str) -> str:
    """An SVG of `said`, a terminal's text with its ANSI codes."""
    console = Console(record=True, width=WIDTH, file=io.StringIO())
    console.print(Text.from_ansi(shortened(said)))
    return _as_wide_as_shown(console.export_svg(title=title, code_format=_FRAME))


def shortened(said: str, stories: int = _STORIES) -> str:
    """The opening, the first `stories` and the summary of `said`, whose parts stand between empty lines."""
    told, mark, summary = said.partition(_SUMMARY)
    opening, *rest = re.split(r"\n[^\S\n]*\n", told)
    if not mark or len(rest) <= stories:
        return said
    # The summary's first line begins with the codes of its style, at the end of what stands before it.
    style = rest[-1].rpartition("\n")[2]
    return "\n\n".join([opening, *rest[:stories], "  ⋮", style + mark + summary])


def _as_wide_as_shown(svg: str) -> str:
    """`svg` with the room of two columns for each Chinese character, which rich counts as one."""

    def widened(found: re.Match[str]) -> str:
        return f'{found[1]}textLength="{_CELL * cell_len(html.unescape(found[3])):g}"{found[2]}>{found[3]}</text>'

    return re.sub(r'(<text [^>]*?)textLength="[^"]*"([^>]*)>([^<]*)</text>', widened, svg)
