"""The verbs, as a user gives them, on the archive that the demonstration leaves."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from typer.testing import CliRunner, Result

from monitor.cli.main import app

Run = Callable[..., Result]


@pytest.fixture
def run(demo: tuple[Path, str, bool]) -> Run:
    """`envoy-monitor --config (the demonstration's) …`."""
    return lambda *words: CliRunner().invoke(app, ["--config", str(demo[0] / "monitor.toml"), *words])


def data(result: Result) -> Any:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_the_demonstration_goes_as_it_ought_to(demo: tuple[Path, str, bool]) -> None:
    _, said, well = demo
    assert well, said
    assert "signature right" in said
    assert "WRONG" not in said


def test_stories(run: Run) -> None:
    found = data(run("stories", "--limit", "100"))
    assert len(found) >= 10
    relevant = data(run("stories", "--relevant"))
    assert 0 < len(relevant) < len(found)
    assert all(row["language"] == "zh" for row in data(run("stories", "--language", "zh")))
    assert run("stories", "--since", "yesterday").exit_code == 2


def test_show_gives_a_valid_record_by_id_and_by_address(run: Run) -> None:
    row = data(run("stories", "--relevant"))[0]
    record = data(run("show", str(row["id"])))
    assert record == data(run("show", row["url"]))
    Draft202012Validator(data(run("schema", "record"))).validate(record)
    assert run("show", "999999").exit_code == 1


def test_why_tells_of_what_was_screened_out_too(run: Run, demo: tuple[Path, str, bool]) -> None:
    import sqlite3

    with sqlite3.connect(demo[0] / "archive.sqlite3") as connection:
        (url,) = connection.execute("SELECT link FROM entry WHERE state = 'screened_out' LIMIT 1").fetchone()
    connection.close()
    told = data(run("why", url))
    assert [reason["outcome"] for reason in told["reasons"] if reason["step"] == "screen"] == ["rejected"]
    assert run("why", "https://nowhere.example/").exit_code == 1


def test_meetings_and_their_history(run: Run) -> None:
    found = data(run("meetings"))
    assert {"announced", "held", "postponed", "underway", "unreported"} >= {row["status"] for row in found}
    detail = data(run("meetings", "show", found[0]["id"]))
    assert detail["meeting"]["title"] == found[0]["title"]
    assert detail["history"]
    assert data(run("meetings", "--as-of", "2020-01-01")) == []
    assert run("meetings", "show", "nothing").exit_code == 1
    assert run("meetings", "--as-of", "soon").exit_code == 2


def test_alerts_are_valid_and_delivered(run: Run, demo: tuple[Path, str, bool]) -> None:
    import sqlite3

    found = data(run("alerts", "list"))
    assert all(row["state"] == "delivered" for alert in found for row in alert["deliveries"])
    schema = Draft202012Validator(data(run("schema", "alert")))
    with sqlite3.connect(demo[0] / "archive.sqlite3") as connection:
        bodies = connection.execute("SELECT body FROM alerts").fetchall()
    connection.close()
    assert len(bodies) == len(found) > 0
    for (body,) in bodies:
        schema.validate(json.loads(body))


def test_an_alert_is_acknowledged_once(run: Run) -> None:
    alert = data(run("alerts", "list"))[0]["id"]
    assert run("alerts", "ack", alert).exit_code == 0
    assert run("alerts", "ack", alert).exit_code == 1
    assert run("alerts", "ack", "msg_none").exit_code == 1


def test_a_test_alert_to_nobody_there_fails_with_a_reason(run: Run) -> None:
    result = run("alerts", "test", "--format", "json")
    assert result.exit_code == 1
    assert all(row["outcome"] != "delivered" for row in json.loads(result.stdout))


def test_muting(run: Run) -> None:
    assert "muted for 14d" in run("alerts", "mute", "source", "Example Wire", "--for", "14d").stderr
    assert "muted no longer" in run("alerts", "mute", "source", "Example Wire", "--lift").stderr
    assert run("alerts", "mute", "source", "Example Wire", "--lift").exit_code == 1
    meeting = data(run("meetings"))[0]["id"]
    assert "muted for good" in run("alerts", "mute", "meeting", meeting).stderr
    assert run("alerts", "mute", "meeting", meeting, "--lift").exit_code == 0
    assert run("alerts", "mute", "meeting", "no-such-meeting").exit_code == 1
    assert run("alerts", "mute", "weather", "x").exit_code == 2
    assert run("alerts", "mute", "source", "x", "--for", "soon").exit_code == 2


def test_feeds(run: Run) -> None:
    found = data(run("feeds", "list"))
    assert len(found) == 5
    url = found[0]["url"]
    assert run("feeds", "pause", url).stderr == f"paused {url}\n"
    assert next(row for row in data(run("feeds", "list")) if row["url"] == url)["state"] == "paused"
    assert run("feeds", "resume", url).stderr == f"resumed {url}\n"
    assert run("feeds", "remove", "https://nowhere.example/").exit_code == 1
    assert run("feeds", "test", url).exit_code == 1  # the newsroom is gone


def test_every_form_of_a_list(run: Run) -> None:
    assert len(run("feeds", "list", "--format", "jsonl").stdout.splitlines()) == 5
    assert run("feeds", "list", "--format", "csv").stdout.startswith("id,name,url")
    assert "长桥日报" in run("feeds", "list", "--format", "table").stdout
    for verb in (("stories",), ("meetings",), ("alerts", "list")):
        assert run(*verb, "--format", "table").exit_code == 0


def test_check_config(run: Run) -> None:
    assert data(run("check-config"))["fetch"]["contact"] == "demo@example.org"
    assert "the configuration is right" in run("check-config", "--format", "table").stdout


def test_every_verb_has_help_with_an_example() -> None:
    verbs = [[command.name or command.callback.__name__] for command in app.registered_commands]  # type: ignore[union-attr]
    for group in app.registered_groups:
        assert group.typer_instance is not None
        name = group.typer_instance.info.name
        assert name
        verbs += [
            [name, command.name or command.callback.__name__]  # type: ignore[union-attr]
            for command in group.typer_instance.registered_commands
        ]
    assert len(verbs) > 20
    for verb in verbs:
        result = CliRunner().invoke(app, [*verb, "--help"])
        assert result.exit_code == 0
        assert f"envoy-monitor {' '.join(verb)}" in " ".join(result.stdout.split()) or "Example" in result.stdout, verb


def test_a_backup_is_whole_and_overwrites_nothing(run: Run, tmp_path: Path) -> None:
    made = run("backup", str(tmp_path / "copy.sqlite3"))
    assert made.exit_code == 0, made.output
    assert (tmp_path / "copy.sqlite3").stat().st_size > 0
    assert run("backup", str(tmp_path / "copy.sqlite3")).exit_code == 1
    assert run("verify").exit_code == 0


def test_replay_with_the_same_parser_changes_no_record(run: Run) -> None:
    difference = data(run("replay"))
    assert difference["stories"] >= 10
    assert difference["unreadable"] == []
    assert difference["records"] == []
    assert run("replay", "--format", "table").exit_code == 0


def test_a_state_that_does_not_exist_is_wrong_usage(run: Run) -> None:
    assert run("alerts", "list", "--state", "bogus").exit_code == 2
    assert run("meetings", "--status", "bogus").exit_code == 2
    assert run("meetings", "--kind", "bogus").exit_code == 2
    assert data(run("meetings", "--status", "held"))
    assert data(run("alerts", "list", "--state", "dead")) == []


def test_a_person_corrects_and_takes_it_back(run: Run) -> None:
    row = data(run("meetings"))[0]
    assert run("meetings", "correct", row["id"]).exit_code == 2
    refused = run("meetings", "correct", row["id"], "--country", "Ruritania")
    assert (refused.exit_code, "write its two letters" in str(refused.exception)) == (1, True)
    done = run("meetings", "correct", row["id"], "--city", "Oslo", "--country", "NO")
    assert (done.exit_code, "takes it back" in done.stderr) == (0, True), done.output
    assert data(run("meetings"))[0]["city"] == "Oslo"
    (ruling,) = data(run("meetings", "show", row["id"]))["rulings"]
    assert f"meetings undo {ruling['id']}" in run("meetings", "show", row["id"], "--format", "table").stdout
    assert run("meetings", "undo").exit_code == 0
    assert data(run("meetings"))[0] == row


def lines(result: Result) -> list[list[str]]:
    """The cells of a CSV."""
    assert result.exit_code == 0, result.output
    return list(csv.reader(io.StringIO(result.stdout)))


def test_every_form_of_a_single_answer(run: Run) -> None:
    told = data(run("check-config", "--format", "json"))
    assert json.loads(run("check-config", "--format", "jsonl").stdout.strip()) == told
    (head, *rows) = lines(run("check-config", "--format", "csv"))
    assert head == ["key", "value"]
    assert ["poll.interval", "3h"] in rows
    assert any(key.startswith("feed[0].") for key, _ in rows)
    story = data(run("stories", "--relevant", "--limit", "1"))[0]
    head, row = lines(run("show", str(story["id"]), "--format", "csv"))
    assert dict(zip(head, row, strict=True))["headline"] == story["headline"]
    meeting = data(run("meetings"))[0]["id"]
    assert len(lines(run("meetings", "show", meeting, "--format", "csv"))) == 2


def test_why_tells_the_meetings_in_every_form(run: Run) -> None:
    url = next(row["url"] for row in data(run("stories", "--relevant", "--limit", "50")) if row["meetings"])
    meetings = {meeting["id"] for meeting in data(run("why", url))["meetings"]}
    told = [json.loads(line) for line in run("why", url, "--format", "jsonl").stdout.splitlines()]
    assert meetings
    assert {line["meeting"] for line in told if line["step"] == "reports"} == meetings
    assert {line["meeting"] for line in told if line["step"] != "reports"} == {None}
    head, *rows = lines(run("why", url, "--format", "csv"))
    assert {row[head.index("meeting")] for row in rows} == {"", *meetings}
