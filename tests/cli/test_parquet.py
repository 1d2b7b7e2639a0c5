"""`export --format parquet`: the same rows as JSON lines, with types that do not depend on them."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from monitor.cli.main import app
from monitor.cli.parquet import schema_of, write_parquet

_ALL = ("records", "stories", "quotes", "meetings", "cameo", "plover")


def export(folder: Path, what: str, form: str) -> bytes:
    result = CliRunner().invoke(app, ["--config", str(folder / "monitor.toml"), "export", what, "--format", form])
    assert result.exit_code == 0, result.output
    return result.stdout_bytes


@pytest.mark.parametrize("what", _ALL)
def test_the_rows_are_those_of_the_other_forms(demo: tuple[Path, str, bool], what: str) -> None:
    table = pq.read_table(io.BytesIO(export(demo[0], what, "parquet")))
    lines = [json.loads(line) for line in export(demo[0], what, "jsonl").splitlines()]
    assert lines
    assert table.to_pylist() == lines
    assert table.schema.equals(schema_of(what))


async def _rows(count: int) -> AsyncIterator[dict[str, Any]]:
    for number in range(count):
        yield {"story_id": number, "number": 0, "text": "words", "speaker": None}


@pytest.mark.parametrize(("count", "groups"), [(0, 0), (1, 1), (1000, 1), (2001, 3)])
async def test_any_number_of_rows_in_parts(count: int, groups: int) -> None:
    out = io.BytesIO()
    await write_parquet(_rows(count), "quotes", out)
    written = pq.ParquetFile(io.BytesIO(out.getvalue()))
    assert (written.metadata.num_rows, written.metadata.num_row_groups) == (count, groups)
    assert written.schema_arrow.equals(schema_of("quotes"))


async def test_a_pipe_will_do() -> None:
    source, sink = os.pipe()
    with os.fdopen(source, "rb") as read:
        with os.fdopen(sink, "wb") as write:
            await write_parquet(_rows(3), "quotes", write)
        assert pq.read_table(io.BytesIO(read.read())).num_rows == 3


def test_without_the_extra_it_says_what_to_install(demo: tuple[Path, str, bool]) -> None:
    program = "import sys; sys.modules['pyarrow'] = None; from monitor.cli import main; main()"
    words = ["--config", str(demo[0] / "monitor.toml"), "export", "quotes", "--format", "parquet"]
    ended = subprocess.run([sys.executable, "-c", program, *words], capture_output=True, text=True, check=False)
    assert ended.returncode == 78
    assert "envoy-monitor[parquet]" in ended.stderr
    assert ended.stdout == ""
