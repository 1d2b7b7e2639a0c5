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
