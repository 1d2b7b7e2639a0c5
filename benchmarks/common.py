"""What every benchmark shares: figures of one run, their ratios, the aims, the machine, the command line.

    measure(options) ─▶ results ─▶ a table on standard output, and JSON for `python -m benchmarks`

Absolute times tell of a machine and of its mood; what travels is how one thing compares with another in the same run.
So whatever is compared takes turns, item by item, and is counted in processor time wherever nothing waits.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import platform
import random
import resource
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, TypeVar

_Item = TypeVar("_Item")
OURS = "envoy-monitor"


@dataclass(frozen=True)
class Aim:
    """What was wanted, and whether this run gave it."""

    says: str
    measured: float
    limit: float
    at_most: bool = True
    unit: str = "×"

    @property
    def reached(self) -> bool:
        """Whether the run kept to the limit."""
        return self.measured <= self.limit if self.at_most else self.measured >= self.limit


@dataclass(frozen=True)
class Row:
    """One thing measured."""

    name: str
    value: float
    note: str = ""


@dataclass(frozen=True)
class Result:
    """Things measured in one run, to be compared with one of them."""

    title: str
    unit: str
    rows: tuple[Row, ...]
    base: str
    """The row that is 1.00."""
    more_is_better: bool = False
    aims: tuple[Aim, ...] = ()
    text: str = ""
    """What was done, in a sentence or two."""

    def value(self, name: str) -> float:
        """The figure of a row."""
        return next(row.value for row in self.rows if row.name == name)


@dataclass(frozen=True)
class Options:
    """How a benchmark is run."""

    quick: bool = False
    pages: Path | None = None
    """A folder of real pages, HTML or gzipped HTML; generated ones without."""
    folder: Path | None = None
    """Where large files go; a temporary folder without."""
    more: Mapping[str, Any] = field(default_factory=dict)

    def rounds(self, full: int) -> int:
        """`full`, or once where it must be quick."""
        return 1 if self.quick else full


def run(measure: Callable[[Options], Iterable[Result]], described: str | None) -> None:
    """A benchmark's command line."""
    parser = argparse.ArgumentParser(description=described, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="a short run: the figures are rough")
    parser.add_argument("--pages", type=Path, help="a folder of real pages (*.html, *.html.gz)")
    parser.add_argument("--folder", type=Path, help="where large files go")
    parser.add_argument("--json", type=Path, help="write the results there too")
    given = parser.parse_args()
    found = []
    for result in measure(Options(given.quick, given.pages, given.folder)):
        print(table(result), flush=True)
        found.append(asdict(result))
    if given.json:
        given.json.write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")


def table(result: Result) -> str:
    """A result as a Markdown table with ratios, and its aims below."""
    base = result.value(result.base)
    lines = [f"### {result.title}", ""]
    lines += [result.text, ""] if result.text else []
    lines += [f"| | {result.unit} | × {result.base} |", "|---|---:|---:|"]
    for row in result.rows:
        note = f" ({row.note})" if row.note else ""
        lines.append(f"| {row.name}{note} | {figure(row.value)} | {figure(row.value / base) if base else '–'} |")
    lines += ["", *(f"- {verdict(aim)}" for aim in result.aims), ""] if result.aims else [""]
    return "\n".join(lines)


def verdict(aim: Aim) -> str:
    """An aim in words, with what was measured."""
    sign = "≤" if aim.at_most else "≥"
    unit = f" {aim.unit}" if aim.unit else ""
    reached = "reached" if aim.reached else "**not reached**"
    return f"{reached}: {aim.says}: {figure(aim.measured)}{unit} ({sign} {aim.limit:g} wanted)"


def figure(value: float) -> str:
    """Three significant digits, as people write them."""
    if value == 0:
        return "0"
    digits = max(0, 2 - int(f"{value:e}".partition("e")[2]))
    return f"{value:,.{digits}f}"


def take_turns(
    ways: Mapping[str, Callable[[_Item], object]], items: Sequence[_Item], rounds: int = 3
) -> dict[str, float]:
    """Seconds of processor time an item for each way; of several rounds the best counts, item by item.

    A first few items are done unmeasured, so that nobody pays for what is loaded once.
    """
    for item in items[:3]:
        for way in ways.values():
            way(item)
    spent = dict.fromkeys(ways, 0.0)
    for item in items:
        for name, way in ways.items():
            spent[name] += min(_once(way, item) for _ in range(rounds))
    return {name: total / len(items) for name, total in spent.items()}


def _once(way: Callable[[_Item], object], item: _Item) -> float:
    began = time.process_time()
    way(item)
    return time.process_time() - began


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` of the values lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def optional(name: str) -> Any:
    """A module to compare with, or None where it is not installed (see requirements/bench.lock)."""
    try:
        return importlib.import_module(name)
    except ImportError:
        print(f"{name} is not installed: left out", file=sys.stderr)
        return None


def peak_memory() -> float:
    """The most that this process has held at once, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def held_memory() -> float:
    """What this process holds now, in MB."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def machine() -> str:
    """What the figures were measured on."""
    processor = next(
        (line.partition(":")[2].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")),
        platform.machine(),
    )
    kilobytes = next((line.split()[1] for line in _lines("/proc/meminfo") if line.startswith("MemTotal")), "0")
    cores = len(os.sched_getaffinity(0))
    return (
        f"{processor}, {cores} cores, {int(kilobytes) / 2**20:.0f} GB, Linux {platform.release()}, "
        f"CPython {platform.python_version()}"
    )


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text(encoding="utf-8").splitlines()
    except OSError:
        return []


def chance() -> random.Random:
    """The same chance every time."""
    return random.Random(20260503)


def in_parts(items: Sequence[_Item], size: int) -> Iterator[Sequence[_Item]]:
    """The items, `size` at a time."""
    for start in range(0, len(items), size):
        yield items[start : start + size]
