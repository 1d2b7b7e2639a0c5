"""What the processes weigh: the daemon's own and a worker, against the libraries that they rest on.

    python benchmarks/memory.py [--pages FOLDER] [--quick]

Each in a process of its own; the most that it has held at once.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.common import Options, Result, Row, chance, run
from benchmarks.material import pages

WORKER, DAEMON = "a worker of this program", "this program's daemon, before its first poll"
_PEAK = "; import resource; print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
_EACH = "import sys, pathlib; bodies = [p.read_bytes() for p in sorted(pathlib.Path(sys.argv[1]).iterdir())]; "
_PROGRAMS = {
    "the interpreter alone": "import sys",
    "trafilatura, the same pages": _EACH + "import trafilatura; [trafilatura.extract(b, fast=True) for b in bodies]",
    "newspaper4k, imported": "import warnings; warnings.simplefilter('ignore'); import newspaper",
    WORKER: _EACH
    + "from monitor.parsing.worker import read_here; from monitor.core.records import Page; "
    + "[read_here(None, Page(source='page', body=b)) for b in bodies]",
    DAEMON: "import monitor.app; from monitor.knowledge import load_knowledge; load_knowledge()",
}


def measure(options: Options) -> Iterator[Result]:
    """MB by process."""
    with tempfile.TemporaryDirectory() as folder:
        for number, body in enumerate(pages(options.pages, 10 if options.quick else 100, chance())):
            (Path(folder) / f"{number:04}.html").write_bytes(body)
        rows = []
        for name, program in _PROGRAMS.items():
            ran = subprocess.run([sys.executable, "-c", program + _PEAK, folder], capture_output=True, text=True)
            if ran.returncode == 0:
                rows.append(Row(name, int(ran.stdout.split()[-1]) / 1024))
            else:
                print(f"{name}: left out ({ran.stderr.strip().splitlines()[-1]})", file=sys.stderr)
    yield Result(
        title="Memory",
        unit="MB",
        rows=tuple(rows),
        base="the interpreter alone",
        text="Two workers and the daemon share what the libraries hold: workers are forks of one process.",
    )


if __name__ == "__main__":
    run(measure, __doc__)
