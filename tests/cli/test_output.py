"""What verbs print, in each form."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.cli.output import Column, Form, emit, plain, safe_cell, squeezed

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


def test_the_last_digits_of_numbers_stand_below_each_other(capsys: pytest.CaptureFixture[str]) -> None:
    columns = (Column("name", "who"), Column("n", "stories", wrap=False, number=True), Column("said", "what"))
    emit([{**ROWS[0], "n": 7}, {**ROWS[0], "n": 120}], columns, Form.table)
    _, head, _, few, many, *_ = capsys.readouterr().out.splitlines()
    last = head.index("stories") + len("stories") - 1
    assert (few[last], many[last - 2 : last + 1]) == ("7", "120")


def test_a_table_too_wide_is_folded_and_loses_no_letter(capsys: pytest.CaptureFixture[str]) -> None:
    columns = (
        Column("id", "id", wrap=False),
        Column("at", "when (UTC)", wrap=False),
        Column("title", "meeting", least=28),
        Column("reached", "deliveries", least=24),
    )
    title = "Marcus Thistlewood – Shu Lanying, telephone call, 6 April 2026"
    rows = [{"id": "m" * 16, "at": "2026-04-07 16:00", "title": title, "reached": "webhook delivered\nmail delivered"}]
    emit(rows, columns, Form.table)
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 80
    body = lines[3:]
    gap = lines[1].index("deliveries")
    assert "".join(line[gap:] for line in body).replace(" ", "") == "webhookdeliveredmaildelivered"
    assert title.replace(" ", "") in "".join(line[lines[1].index("meeting") : gap] for line in body).replace(" ", "")


@given(st.lists(st.tuples(st.integers(1, 300), st.integers(1, 30)), min_size=1, max_size=5), st.integers(-20, 200))
def test_what_is_squeezed_fits_and_keeps_its_least_where_it_can(columns: list[tuple[int, int]], room: int) -> None:
    natural, least = [column[0] for column in columns], [column[1] for column in columns]
    widths = squeezed(natural, least, room)
    assert min(widths) >= 1
    assert sum(widths) <= max(room, len(columns))
    if sum(natural) <= room:
        assert widths == natural
    elif sum(map(min, natural, least)) <= room:
        assert all(map(int.__ge__, widths, map(min, natural, least)))
        assert sum(widths) == max(room, len(columns))


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
    assert plain(["US", "CN"]) == "US, CN"
    assert plain(["[red]"]) == "\\[red]"
    assert plain([1, 2]) == "[1, 2]"
    assert plain({"pictures": 1200, "too large": 1}) == "1,200 pictures, 1 too large"
    assert plain({}) == ""
    assert plain(None) == ""
