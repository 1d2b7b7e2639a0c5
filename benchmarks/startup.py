"""How long the command takes to answer: a word of help, and the record of one page.

    python benchmarks/startup.py [--quick]

The floor is the interpreter itself, and the libraries that such a command cannot do without.
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.common import Aim, Options, Result, Row, chance, run
from benchmarks.material import page_of, stories

HELP, PARSE = "envoy-monitor --help", "envoy-monitor parse, one page"
INTERPRETER = "the interpreter alone"


def seconds(command: Sequence[str], times: int) -> float:
    """Median processor time of a process, from start to end."""
    spent = []
    for _ in range(times):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, *command], check=True, stdout=subprocess.DEVNULL)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return statistics.median(spent)


def measure(options: Options) -> Iterator[Result]:
    """Processor time of whole processes."""
    times = 3 if options.quick else 11
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.html"
        luck = chance()
        page.write_bytes(page_of(stories(1, luck, "en")[0], 115_000, luck))
        commands = {
            INTERPRETER: ["-c", "pass"],
            "typer with rich, imported": ["-c", "import typer.rich_utils"],
            HELP: ["-m", "monitor", "--help"],
            "trafilatura, imported": ["-c", "import trafilatura"],
            "trafilatura, one page": ["-c", f"import trafilatura; trafilatura.extract(open({str(page)!r}).read())"],
            PARSE: ["-m", "monitor", "parse", str(page), "--format", "json"],
        }
        spent = {name: seconds(command, times) for name, command in commands.items()}
    yield Result(
        title="Starting up",
        unit="ms of one core",
        rows=tuple(Row(name, value * 1000) for name, value in spent.items()),
        base=INTERPRETER,
        aims=(
            Aim("a word of help", spent[HELP], 0.25, unit="s"),
            Aim("the record of one page", spent[PARSE], 1.0, unit="s"),
        ),
    )


if __name__ == "__main__":
    run(measure, __doc__)
