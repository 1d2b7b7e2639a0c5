"""Every benchmark in one run; the figures go to docs/performance.md and docs/pictures/performance.svg.

    python -m benchmarks [--pages FOLDER] [--folder FOLDER] [--only NAME …] [--quick]

Each runs in a process of its own, so that what one imports and holds weighs on no other; one that fails is named on the
page and stops nobody. What is compared with what stands in each file.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from benchmarks import chart
from benchmarks.common import Aim, Result, Row, machine, table, verdict

HERE = Path(__file__).parent
PAGE = HERE.parent / "docs" / "performance.md"
PICTURE = HERE.parent / "docs" / "pictures" / "performance.svg"
ORDER = (
    "polling", "feed_readers", "feeds", "extraction", "understanding", "near_duplicates", "growth", "whole", "drain",
    "startup", "memory",
)  # fmt: skip
LIBRARIES = (
    "aiohttp", "aiosqlite", "datasketch", "fastfeedparser", "feedparser", "lxml", "news-please", "newspaper4k",
    "reader", "rensa", "trafilatura",
)  # fmt: skip
_ABOUT = (
    "Written by `make bench`; every figure is of one run, and what is compared took turns in it. Ratios travel to "
    "other machines, times do not. Measured elsewhere: the daemon over months ([soak](soak.md)), a crawl taken in "
    "([backfill](backfill.md#what-it-weighs)), several machines ([scaling](scaling.md)), "
    "the page and search over a million stories ([web](web.md#how-fast))."
)
_POLLS = re.compile(r"median of \d+: wall x (?P<wall>[\d.]+), cpu x (?P<cpu>[\d.]+)")
_PASS = re.compile(
    r"bare [\d.]+ s \((?P<bare>[\d.]+) cpu\)  pass [\d.]+ s \((?P<ours>[\d.]+) cpu\).*?(?P<memory>\d+) MB"
)


@dataclass(frozen=True)
class Report:
    """What came of one benchmark."""

    name: str
    command: str
    results: tuple[Result, ...]
    failure: str = ""


def run_all(names: Sequence[str], more: Sequence[str], *, quick: bool) -> Iterator[Report]:
    """Run them, one after the other."""
    for name in names:
        began = time.monotonic()
        report = _polling(quick=quick) if name == "polling" else _measured(name, more)
        said = report.failure or f"{len(report.results)} results"
        print(f"{name}: {said}, {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
        yield report


def _measured(name: str, more: Sequence[str]) -> Report:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "results.json"
        command = [sys.executable, str(HERE / f"{name}.py"), *more, "--json", str(path)]
        ran = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, cwd=HERE.parent)
        if ran.returncode:
            return Report(name, _command(name), (), (ran.stderr.strip().splitlines() or ["it failed"])[-1])
        return Report(name, _command(name), tuple(map(_result, json.loads(path.read_text(encoding="utf-8")))))


def _command(name: str) -> str:
    return f"python benchmarks/{name}.py"


def _result(told: dict[str, object]) -> Result:
    rows = tuple(Row(**row) for row in told.pop("rows"))  # type: ignore[attr-defined]
    aims = tuple(Aim(**aim) for aim in told.pop("aims"))  # type: ignore[attr-defined]
    return Result(**told, rows=rows, aims=aims)  # type: ignore[arg-type]


def _polling(*, quick: bool) -> Report:
    """benchmarks/polling.py prints a line a round; here it becomes a result."""
    feeds, rounds = ("2000", "2") if quick else ("10000", "5")
    command = [sys.executable, str(HERE / "polling.py"), feeds, rounds]
    ran = subprocess.run(command, capture_output=True, text=True, cwd=HERE.parent)
    told, last = list(_PASS.finditer(ran.stdout)), _POLLS.search(ran.stdout)
    if ran.returncode or not told or not last:
        return Report("polling", _command("polling"), (), (ran.stderr.strip().splitlines() or ["it failed"])[-1])
    bare, memory = float(told[-1]["bare"]), max(float(match["memory"]) for match in told)
    each = 1000 / int(feeds)
    result = Result(
        title="Polling: a pass over feeds",
        unit="ms of one core a feed",
        rows=(
            Row("a bare aiohttp loop", bare * each),
            Row("envoy-monitor", bare * float(last["cpu"]) * each, f"{memory:.0f} MB"),
        ),
        base="a bare aiohttp loop",
        aims=(
            Aim("a pass against the bare loop, by the clock", float(last["wall"]), 1.5),
            Aim("memory", memory, 150, unit="MB"),
        ),
        text=f"{int(feeds):,} feeds on loopback, 19 in 20 unchanged; archive on disk, changed feeds read in workers.",
    )
    return Report("polling", _command("polling"), (result,))


def page(reports: Sequence[Report], *, real_pages: bool, quick: bool) -> str:
    """docs/performance.md."""
    aims = [(report, aim) for report in reports for result in report.results for aim in result.aims]
    missed = sum(not aim.reached for _, aim in aims)
    lines = [
        "# What things cost",
        "",
        _ABOUT,
        "",
        f"Measured {datetime.now(UTC):%Y-%m-%d} on: {machine()}.{_busy()}",
        "",
        "Libraries: " + ", ".join(f"{name} {_version(name)}" for name in LIBRARIES) + ".",
        "",
        *(["**A short run (`--quick`): the figures are rough.**", ""] if quick else []),
        "![What this program costs beside what one would take instead](pictures/performance.svg)",
        "",
        f"## Aims: {len(aims) - missed} of {len(aims)} reached",
        "",
        "| wanted | measured | |",
        "|---|---:|---|",
    ]
    for report, aim in aims:
        state, _, said = verdict(aim).partition(": ")
        what, _, measured = said.rpartition(": ")
        lines.append(f"| {what} | {measured} | {state} ([{report.name}](#{report.name.replace('_', '-')})) |")
    for report in reports:
        lines += ["", f"## {report.name.replace('_', ' ').capitalize()}", "", f"`{report.command}`", ""]
        lines += [f"It failed: {report.failure}", ""] if report.failure else []
        lines += [table(result).rstrip() + "\n" for result in report.results]
    if not real_pages:
        lines += ["", "Pages were generated; `--pages FOLDER` takes real ones."]
    return "\n".join(lines).rstrip() + "\n"


def _busy() -> str:
    """What else the machine was doing, where that was much."""
    load, cores = os.getloadavg()[2], len(os.sched_getaffinity(0))
    if load <= 2 * cores:
        return ""
    return f" **It was busy with other work (load {load:.0f}): on a quiet one times are shorter; ratios hold better.**"


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "(not installed)"


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="a short run: the figures are rough")
    parser.add_argument("--pages", type=Path, help="a folder of real pages (*.html, *.html.gz)")
    parser.add_argument("--folder", type=Path, help="where large files go, and stay")
    parser.add_argument("--only", nargs="+", choices=ORDER, default=ORDER, help="some of them")
    parser.add_argument("--out", type=Path, default=PAGE, help="the page to write")
    given = parser.parse_args()
    more = ["--quick"] if given.quick else []
    for name in ("pages", "folder"):
        if path := getattr(given, name):
            more += [f"--{name}", str(path.resolve())]
    reports = list(run_all(given.only, more, quick=given.quick))
    picture = PICTURE if given.out == PAGE else given.out.with_suffix(".svg")
    chart.draw([result for report in reports for result in report.results], picture)
    text = page(reports, real_pages=bool(given.pages), quick=given.quick)
    given.out.write_text(text.replace("pictures/performance.svg", picture.name if given.out != PAGE else
                                      "pictures/performance.svg"), encoding="utf-8")  # fmt: skip
    print(f"{given.out} and {picture} are written", file=sys.stderr)


if __name__ == "__main__":
    main()
