"""What verbs print, in each form."""

import json
from typing import Any

import pytest

from monitor.cli.output import Column, Form, emit, plain, safe_cell

ROWS: list[dict[str, Any]] = [
    {"name": "Xie Zhenhua", "said": "=1+1", "n": -3, "more": ["a"]},
    {"name": "解振华", "said": None, "n": 2, "more": []},
]
COLUMNS = (Column("name", "who"), Column("said", "what"))


def test_json_lines_are_one_object_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    emit(ROWS, COLUMNS, Form.jsonl)
    assert [json.loads(line) for line in capsys.readouterr().out.splitlines()] == ROWS


def test_json_is_the_default_off_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    emit(ROWS, COLUMNS, None)
    assert json.loads(capsys.readouterr().out) == ROWS


def test_csv_holds_everything_and_no_formula(capsys: pytest.CaptureFixture[str]) -> None:
    emit(ROWS, COLUMNS, Form.csv)
    header, first, _ = capsys.readouterr().out.splitlines()
    assert header == "name,said,n,more"
    assert first == 'Xie Zhenhua,\'=1+1,-3,"[""a""]"'


def test_a_table_shows_its_columns(capsys: pytest.CaptureFixture[str]) -> None:
    emit(ROWS, COLUMNS, Form.table, title="People")
    out = capsys.readouterr().out
    assert "who" in out
    assert "解振华" in out
    assert '"a"' not in out


def test_nothing_is_said_aside(capsys: pytest.CaptureFixture[str]) -> None:
    emit([], COLUMNS, Form.json, empty="no people yet")
    captured = capsys.readouterr()
    assert json.loads(captured.out) == []
    assert captured.err == "no people yet\n"


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\tx"])
def test_a_cell_that_a_spreadsheet_would_run(text: str) -> None:
    assert safe_cell(text) == "'" + text


@pytest.mark.parametrize("value", [-1, 2.5, "plain", ""])
def test_a_cell_that_stays(value: object) -> None:
    assert safe_cell(value) == str(value)


def test_foreign_text_is_no_markup_and_no_control_sequence() -> None:
    assert "\x1b" not in plain("\x1b[31m")
    assert plain("[red]") == "\\[red]"
    assert plain(True) == "yes"
    assert plain(None) == ""
