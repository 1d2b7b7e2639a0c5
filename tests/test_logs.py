"""Log lines for people, programs and the journal."""

import io
import json
import logging
import sys

import pytest

from monitor.logs import JournalFormatter, JsonFormatter, TextFormatter, formatter_for, set_up_logs


def record(message: str, level: int = logging.WARNING, **fields: object) -> logging.LogRecord:
    made = logging.LogRecord("monitor.x", level, __file__, 1, message, None, None)
    made.created = 1_700_000_000.0
    vars(made).update(fields)
    return made


def test_text_names_time_level_event() -> None:
    line = TextFormatter().format(record("Wire: 404", event="feed.failed"))
    assert line == "22:13:20 warning feed.failed Wire: 404"


def test_a_message_cannot_forge_a_line() -> None:
    assert "\n" not in TextFormatter().format(record("title\n22:13:20 error x", event="e"))


@pytest.mark.parametrize(("level", "prefix"), [(logging.ERROR, "<3>"), (logging.INFO, "<6>"), (5, "<6>")])
def test_the_journal_gets_a_priority_a_line(level: int, prefix: str) -> None:
    assert JournalFormatter().format(record("m", level, event="e")).startswith(f"{prefix}")


def test_json_carries_the_fields() -> None:
    values = json.loads(JsonFormatter().format(record("m", event="feed.polled", entries=3)))
    assert (values["event"], values["entries"], values["level"]) == ("feed.polled", 3, "warning")
    assert values["time"] == "2023-11-14T22:13:20.000+00:00"


def test_a_trace_is_kept_in_every_form() -> None:
    try:
        _ = 1 / 0
    except ZeroDivisionError:
        made = record("m", event="e", exc_info=sys.exc_info())
    assert "ZeroDivisionError" in TextFormatter().format(made)
    assert "ZeroDivisionError" in json.loads(JsonFormatter().format(made))["trace"]
    assert all(line.startswith("<4>") for line in JournalFormatter().format(made).splitlines())


def test_the_form_follows_the_wish_and_the_journal() -> None:
    assert isinstance(formatter_for("json", {}), JsonFormatter)
    assert isinstance(formatter_for("auto", {"JOURNAL_STREAM": "8:1"}), JournalFormatter)
    assert type(formatter_for("auto", {})) is TextFormatter
    assert type(formatter_for("text", {"JOURNAL_STREAM": "8:1"})) is TextFormatter


def test_only_this_program_speaks_below_warning() -> None:
    root, stream = logging.getLogger(), io.StringIO()
    handlers, level = root.handlers[:], root.level
    try:
        set_up_logs("info", "text", stream)
        logging.getLogger("monitor.x").info("ours")
        logging.getLogger("aiohttp").info("theirs")
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
        logging.getLogger("monitor").setLevel(logging.NOTSET)
    assert "ours" in stream.getvalue()
    assert "theirs" not in stream.getvalue()
