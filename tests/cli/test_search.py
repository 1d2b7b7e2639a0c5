"""`search` and `export`, as a user gives them, on the archive that the demonstration leaves."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar
from jsonschema import Draft202012Validator
from typer.testing import CliRunner, Result

from monitor.cli.main import app

Run = Callable[..., Result]


@pytest.fixture
def run(demo: tuple[Path, str, bool]) -> Run:
    return lambda *words: CliRunner().invoke(app, ["--config", str(demo[0] / "monitor.toml"), *words])


def data(result: Result) -> Any:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def rows(result: Result) -> list[dict[str, str]]:
    assert result.exit_code == 0, result.output
    return list(csv.DictReader(io.StringIO(result.stdout)))


def test_stories_are_found_in_both_languages(run: Run) -> None:
    found = data(run("search", "气候特使"))
    assert len(found) >= 2
    assert {row["language"] for row in found} == {"zh"}
    assert data(run("search", "氣候特使")) == found
    assert all(
        "envoy" in (row["headline"] + row["passage"]).lower() for row in data(run("search", "envoy", "--limit", "3"))
    )
    assert data(run("search", "zebra")) == []


def test_quotes_by_speaker(run: Run) -> None:
    found = data(run("search", "--speaker", "Shu Lanying"))
    assert {row["speaker"] for row in found} == {"Shu Lanying"}
    assert data(run("search", "furnace", "--quotes"))


def test_a_search_for_people(run: Run) -> None:
    assert "特使" in run("search", "特使", "--format", "table").stdout
    assert "Shu Lanying" in run("search", "--speaker", "Shu", "--format", "table").stdout
    assert "nothing found" in run("search", "zebra", "--format", "table").output
    assert run("search", "x", "--since", "soon").exit_code == 2
    assert run("search", "talks", "--until", "2020-01-01", "--format", "csv").exit_code == 0


def test_records_are_valid(run: Run) -> None:
    lines = run("export", "records").stdout.splitlines()
    schema = Draft202012Validator(data(run("schema", "record")))
    assert len(lines) >= 10
    for line in lines:
        schema.validate(json.loads(line))


def test_tables(run: Run) -> None:
    stories = rows(run("export", "stories"))
    assert len(stories) == len(run("export", "records").stdout.splitlines())
    quotes = rows(run("export", "quotes", "--since", "2026-03-20"))
    assert quotes
    assert all(row["day"] >= "2026-03-20" for row in quotes)
    assert "Busan" in {row["city"] for row in rows(run("export", "meetings"))}
    assert run("export", "meetings", "--until", "2000-01-01").stdout == ""


def test_events(run: Run) -> None:
    assert {row["code"] for row in rows(run("export", "plover"))} <= {"AGREE", "CONSULT", "REJECT"}
    assert all(
        json.loads(line)["code"].isdigit() for line in run("export", "cameo", "--format", "jsonl").stdout.splitlines()
    )


def test_a_calendar(run: Run) -> None:
    result = run("export", "meetings", "--format", "ics")
    dated = [row for row in rows(run("export", "meetings")) if row["start"]]
    assert len(Calendar.from_ical(result.stdout_bytes).walk("VEVENT")) == len(dated) > 0


def test_what_cannot_be_exported(run: Run) -> None:
    assert run("export", "quotes", "--format", "ics").exit_code == 2
    assert run("export", "records", "--format", "csv").exit_code == 2
    assert run("export", "weather").exit_code == 2
    assert run("export", "stories", "--since", "soon").exit_code == 2
