"""`init`, `check-config`, `parse` and the exit codes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from typer.testing import CliRunner

from monitor.cli.main import app, main
from monitor.settings import Settings, load_settings

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Envoys meet - Harbour News</title></head>
<body><article><h1>US and Chinese climate envoys meet in Lisbon</h1>
<p>LISBON, May 4 - The US climate envoy, Dana Whitlock, met her Chinese counterpart, Qiu Wenbo, here on Tuesday.</p>
<p>“We spoke about methane and about the next summit,” Whitlock told reporters after the talks in Lisbon.</p>
</article></body></html>"""


def envoy_monitor(*words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "monitor", *words]
    return subprocess.run(command, input=stdin, capture_output=True, text=True, check=False, timeout=60)


def ended(*words: str) -> int:
    """The exit code of the command in this process."""
    with pytest.raises(SystemExit) as end:
        main(words)
    code = end.value.code
    assert isinstance(code, int)
    return code


def test_init_writes_a_configuration_that_is_right(tmp_path: Path) -> None:
    words = ["init", str(tmp_path), "--contact", "desk@example.org", "--webhook", "https://h.example/x"]
    words += ["--email", "desk@example.org", "--feed", "https://wire.example.org/rss"]
    assert CliRunner().invoke(app, words).exit_code == 0
    settings = load_settings(tmp_path / "monitor.toml")
    assert settings.fetch.contact == "desk@example.org"
    assert settings.alerts.webhook[0].secret is not None
    assert settings.feed[0].url == "https://wire.example.org/rss"
    assert (tmp_path / "monitor.toml").stat().st_mode & 0o077 == 0
    assert CliRunner().invoke(app, words).exit_code == 2
    assert CliRunner().invoke(app, [*words, "--force"]).exit_code == 0


def test_init_leaves_nothing_that_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "monitor.toml"
    words = ["init", str(tmp_path), "--contact", "desk@example.org", "--force", "--webhook"]
    assert ended(*words, "no address") == 78
    assert f"{path}: alerts.webhook[0].url: is no http or https address" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
    path.write_text("what was there")
    assert ended(*words, "no address") == 78
    assert path.read_text() == "what was there"
    assert ended(*words, "https://h.example/x") == 0
    assert path.stat().st_mode & 0o777 == 0o600
    assert [item.name for item in tmp_path.iterdir()] == ["monitor.toml"]


def test_init_needs_a_contact(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["init", str(tmp_path)])
    assert result.exit_code == 2
    assert not (tmp_path / "monitor.toml").exists()


@pytest.mark.parametrize("verb", ["check-config", "run", "once"])
def test_a_wrong_configuration_ends_with_78_and_names_every_mistake(
    tmp_path: Path, verb: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "monitor.toml"
    path.write_text('[fetch]\ncontct = "x"\n[poll]\ninterval = "often"')
    assert ended("--config", str(path), verb) == 78
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count(str(path)) == 3


def test_parse_reads_standard_input_and_files_alike(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(PAGE, encoding="utf-8")
    result = envoy_monitor("parse", str(path), "-", "--format", "jsonl", stdin=PAGE)
    assert result.returncode == 0, result.stderr
    first, second = (json.loads(line) for line in result.stdout.splitlines())
    assert first.pop("source") == str(path)
    assert second.pop("source") == "-"
    assert first == second
    assert first["meetings"][0]["city"] == "Lisbon"
    assert [person["name"] for person in first["meetings"][0]["participants"]] == ["Dana Whitlock", "Qiu Wenbo"]


def test_parse_goes_on_past_what_it_cannot_read(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(PAGE, encoding="utf-8")
    result = CliRunner().invoke(app, ["parse", str(tmp_path / "none.html"), str(path), "--format", "jsonl"])
    assert result.exit_code == 1
    assert len(result.stdout.splitlines()) == 1
    assert "none.html: No such file" in result.stderr


@pytest.mark.parametrize("form", ["table", "csv", "json"])
def test_parse_prints_every_form(tmp_path: Path, form: str) -> None:
    path = tmp_path / "page.html"
    path.write_text(PAGE, encoding="utf-8")
    result = CliRunner().invoke(app, ["parse", str(path), "--format", form])
    assert result.exit_code == 0
    assert "Dana Whitlock" in result.stdout


def test_an_archive_that_is_not_there_is_not_made_by_looking(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "monitor.toml"
    path.write_text('[fetch]\ncontact = "a@b"')
    assert ended("--config", str(path), "stories") == 1
    assert "there is no archive yet" in capsys.readouterr().err
    assert not (tmp_path / "archive.sqlite3").exists()


@pytest.mark.parametrize("subject", ["record", "alert", "config"])
def test_schemas_are_schemas(subject: str) -> None:
    Draft202012Validator.check_schema(json.loads(CliRunner().invoke(app, ["schema", subject]).stdout))


def test_the_configuration_s_schema_has_every_table() -> None:
    schema = json.loads(CliRunner().invoke(app, ["schema", "config"]).stdout)
    assert set(schema["properties"]) == set(Settings.model_fields)


def test_usage_mistakes_end_with_2() -> None:
    assert ended("nonsense") == 2
