"""What the documents say is so: commands run as written, samples are valid, tables are whole, links lead somewhere."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from jsonschema import Draft202012Validator

from monitor.cli.main import app

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "config").glob("*.md")])
README = (ROOT / "README.md").read_text(encoding="utf-8")

NOT_RUN = {
    "make demo": "tests/cli goes through it",
    "make test": "is this",
    "make deb": "fetches the libraries; `make systemd-test` goes through it",
    "pipx install": "needs a network",
    "envoy-monitor .*alerts test": "needs a receiver beyond loopback",
    "envoy-monitor .* run": "runs until it is told to stop",
    "sudo|sudoedit|systemctl|podman": "need root and systemd; deploy/systemd-test.sh goes through them",
}
"""Commands that are shown and not run here, and why."""


def blocks(text: str, kind: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


def commands() -> Iterator[tuple[str, str]]:
    """(document, command) of every shell line, without its comment."""
    for path in DOCUMENTS:
        for block in blocks(path.read_text(encoding="utf-8"), "sh"):
            for line in block.splitlines():
                if command := re.sub(r"(^|\s+)#\s.*", "", line).strip():
                    yield path.name, command


def reason(command: str) -> str | None:
    return next((why for pattern, why in NOT_RUN.items() if re.match(rf"({pattern})\b", command)), None)


RUN = [command for _, command in commands() if reason(command) is None]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder and home in which the demonstration has been."""
    made = tmp_path_factory.mktemp("docs")
    demonstrated = shell("envoy-monitor demo --seconds 0", made)
    assert "Meetings known at the end" in demonstrated.stdout, demonstrated.stderr
    return made


def shell(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """What a reader's shell makes of `command`."""
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    environment = {"PATH": path, "HOME": str(folder), "LANG": "C.UTF-8", "COLUMNS": "120"}
    return subprocess.run(
        ["bash", "-euc", command], cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=120
    )


def test_most_commands_of_the_readme_are_run() -> None:
    assert any(command.startswith("envoy-monitor init") for command in RUN)
    assert any(command.startswith("sqlite3") for command in RUN)


@pytest.mark.parametrize("command", RUN)
def test_a_command_runs_as_written_and_shows_something(folder: Path, command: str) -> None:
    done = shell(command, folder)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() or done.stderr.strip(), "prints nothing"


def test_make_targets_that_are_named_are_there() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {word for path in DOCUMENTS for word in re.findall(r"`make ([a-z-]+)", path.read_text(encoding="utf-8"))}
    assert named <= targets
    assert {"demo", "test", "check"} <= named | set(re.findall(r"^make ([a-z-]+)", README, re.MULTILINE))


def test_the_alert_shown_is_a_valid_alert() -> None:
    schema = json.loads((ROOT / "monitor" / "schemas" / "alert.json").read_text(encoding="utf-8"))
    (sample,) = blocks(README, "json")
    Draft202012Validator(schema).validate(json.loads(sample))


def verbs() -> set[str]:
    """Every verb, groups with theirs: `stories`, `alerts list`."""
    command = typer.main.get_command(app)
    found: set[str] = set()
    for name, inner in getattr(command, "commands", {}).items():
        below = getattr(inner, "commands", {})
        found |= {f"{name} {verb}" for verb in below} or {name}
    return found


def verbs_told() -> set[str]:
    """The same, from the first column of the README's table: "`alerts list·test`" are two."""
    table = README.partition("## Commands")[2].partition("##")[0]
    told: set[str] = set()
    for cell in re.findall(r"^\| (`.*?) \|", table, re.MULTILINE):
        for span in re.findall(r"`([^`]+)`", cell):
            words = [word for word in re.sub(r"\[.*?\]", "", span).split() if not word.isupper() and "…" not in word]
            told |= {" ".join([*words[:-1], last]) for last in words[-1].split("·")}
    return told


def test_the_table_of_verbs_is_the_commands() -> None:
    # A group's bare name lists: `meetings` is there for `meetings list`.
    told, real = verbs_told(), verbs()
    groups = {verb.partition(" ")[0] for verb in real if " " in verb}
    assert real - told == set()
    assert told - real - groups == set()


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_and_named_files_lead_somewhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    links = [link.partition("#")[0] for link in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in link]
    missing = [link for link in links if link and not (path.parent / link).exists()]
    assert missing == []


def test_the_rooms_are_there_and_all_told() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (`[^|]+) \|", text, re.MULTILINE)
    told = {room.rstrip("/") for row in rows for room in re.findall(r"`([^`]+)`", row)}
    assert [room for room in told if not (ROOT / room).exists()] == []
    real = {f"monitor/{path.name}" for path in (ROOT / "monitor").iterdir() if (path / "__init__.py").exists()}
    assert real - told == set()


def test_every_library_has_its_line() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    told = (
        (ROOT / "docs" / "decisions.md").read_text(encoding="utf-8").partition("## Libraries")[2].partition("\n## ")[0]
    )
    argued = re.findall(r"^- `([a-z0-9-]+)`: .+", told, re.MULTILINE)
    needed = [re.split(r"[^a-z0-9-]", library)[0] for library in project["project"]["dependencies"]]
    assert argued == sorted(needed)
    for library in project["dependency-groups"]["dev"]:
        assert f"`{re.split(r'[^a-z0-9-]', library)[0]}`" in told


def test_the_lock_names_no_index_and_hashes_everything() -> None:
    for lock in sorted((ROOT / "requirements").glob("*.lock")):
        text = lock.read_text(encoding="utf-8")
        assert "://" not in text
        pinned = re.findall(r"^[a-z0-9-]+(?:\[.*?\])?==.*\\\n +--hash=sha256:", text, re.MULTILINE)
        assert len(pinned) == len(re.findall(r"^\S", text, re.MULTILINE))
