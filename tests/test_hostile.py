"""docs/hostile.md names a test for everything that it claims: each of them exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
NAMED = re.findall(r"(tests/[\w/]+\.py)::(\w+) \|", (ROOT / "docs" / "hostile.md").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("file", "name"), NAMED)
def test_the_test_exists(file: str, name: str) -> None:
    assert re.search(rf"^(?:async )?def {name}\(", (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE)


def test_every_row_names_a_test_and_none_names_another_row_s() -> None:
    rows = [line for line in (ROOT / "docs" / "hostile.md").read_text(encoding="utf-8").splitlines() if "| " in line]
    assert len([row for row in rows if not row.startswith("| what comes")]) == len(NAMED) == len(set(NAMED)) > 40
