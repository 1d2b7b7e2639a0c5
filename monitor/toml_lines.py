"""On which line a TOML file says something: tomllib does not tell, and an operator must know."""

from __future__ import annotations

import re
from collections import Counter

_HEADER = re.compile(r"\s*(\[\[?)\s*([\w.\-]+)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"""\s*(?:"([^"]+)"|'([^']+)'|([\w\-]+))\s*=""")
_MULTILINE = re.compile(r"'''|\"\"\"")


def find_lines(text: str) -> dict[str, int]:
    """Line numbers, from 1, by path: `person[3]`, `person[3].role[0].start`, `months.May`."""
    lines: dict[str, int] = {}
    counts: Counter[str] = Counter()
    table, inside = "", False
    for number, line in enumerate(text.splitlines(), 1):
        was_inside = inside
        inside ^= len(_MULTILINE.findall(line)) % 2 == 1
        if was_inside:
            continue
        if header := _HEADER.match(line):
            table = _open(header[2], header[1] == "[[", counts)
            lines.setdefault(table, number)
        elif key := _KEY.match(line):
            name = key[1] or key[2] or key[3]
            lines.setdefault(f"{table}.{name}" if table else name, number)
    return lines


def _open(name: str, is_array: bool, counts: Counter[str]) -> str:
    """The path of a header, with the index of each array of tables on the way."""
    path = ""
    steps = name.split(".")
    for position, step in enumerate(steps):
        path = f"{path}.{step}" if path else step
        if is_array and position == len(steps) - 1:
            counts[path] += 1
        if counts[path]:
            path = f"{path}[{counts[path] - 1}]"
    return path
