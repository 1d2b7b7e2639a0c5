from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = ("aiohttp", "aiosqlite", "feedparser", "lxml", "opencc", "pydantic", "sqlite3", "trafilatura", "jinja2")
"""What a word of help must not wait for."""
_PROGRAM = """
import sys
from monitor.cli import main
try:
    main(sys.argv[1:])
except SystemExit:
    pass
print(*sys.modules, file=sys.stderr)
"""


@pytest.mark.parametrize("words", [["--help"], ["--version"]])
def test_help_loads_nothing_heavy(words: list[str]) -> None:
    ran = subprocess.run([sys.executable, "-c", _PROGRAM, *words], capture_output=True, text=True, check=True)
    assert ran.stdout
    loaded = set(ran.stderr.split())
    assert "monitor.cli.parse" in loaded
    assert not loaded & set(HEAVY)
    assert not [name for name in loaded if name.startswith(("monitor.core.reading", "monitor.parsing", "monitor.web"))]


def test_a_worker_that_imports_the_starting_script_loads_no_verb() -> None:
    program = "import sys, monitor.__main__; print(*sys.modules)"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert "monitor.__main__" in ran.stdout.split()
    assert not [name for name in ran.stdout.split() if name.startswith(("monitor.cli", "typer"))]


def test_the_daemons_own_process_holds_no_library_that_only_workers_need() -> None:
    program = "import sys, monitor.app; print(*sys.modules)"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert not set(ran.stdout.split()) & {"feedparser", "htmldate", "pypinyin", "trafilatura"}
