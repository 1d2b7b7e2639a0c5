"""Logs: events with fields, to standard error.

    log.info("polled %s", name, extra={"event": "feed.polled", "feed": name, "entries": 3})

`event` is the stable name; the fields beside it are for programs. Text for people, JSON on request, and text with
priorities (`<6>…`, sd-daemon(3)) where systemd's journal reads standard error.
"""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Literal, TextIO

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
_PRIORITIES = {logging.DEBUG: 7, logging.INFO: 6, logging.WARNING: 4, logging.ERROR: 3, logging.CRITICAL: 2}


def fields_of(record: logging.LogRecord) -> dict[str, object]:
    """What the caller gave as `extra`."""
    return {key: value for key, value in vars(record).items() if key not in _STANDARD}


class TextFormatter(logging.Formatter):
    """`21:15:02 warning feed.failed Example Wire: 404; next try in 30 min`."""

    def format(self, record: logging.LogRecord) -> str:
        """One line, and the trace of an unexpected failure below it."""
        moment = datetime.fromtimestamp(record.created, UTC)
        event = getattr(record, "event", record.name)
        line = f"{moment:%H:%M:%S} {record.levelname.lower()} {event} {_one_line(record.getMessage())}"
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


class JournalFormatter(TextFormatter):
    """Text with the priority in front of every line, without the time (the journal has its own)."""

    def format(self, record: logging.LogRecord) -> str:
        """Lines that begin `<4>`."""
        prefix = f"<{_PRIORITIES.get(record.levelno, 6)}>"
        text = super().format(record).partition(" ")[2]
        return "\n".join(prefix + line for line in text.splitlines())


class JsonFormatter(logging.Formatter):
    """One JSON object a line: time, level, event, message and the event's own fields."""

    def format(self, record: logging.LogRecord) -> str:
        """The object, on one line."""
        values: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": getattr(record, "event", record.name),
            "message": record.getMessage(),
        }
        values |= {key: value for key, value in fields_of(record).items() if key != "event"}
        if record.exc_info:
            values["trace"] = self.formatException(record.exc_info)
        return json.dumps(values, ensure_ascii=False, default=str)


def _one_line(text: str) -> str:
    """`text` without control characters: what a site says must not forge a line of the log."""
    return "".join(character if character.isprintable() else " " for character in text)


def formatter_for(
    form: Literal["auto", "text", "json"], environment: Mapping[str, str] = os.environ
) -> logging.Formatter:
    """The formatter that `log.format` names."""
    if form == "json":
        return JsonFormatter()
    if form == "auto" and environment.get("JOURNAL_STREAM"):
        return JournalFormatter()
    return TextFormatter()


def set_up_logs(level: str, form: Literal["auto", "text", "json"], stream: TextIO | None = None) -> None:
    """Send this program's logs to `stream` (standard error unless given), and others' warnings too."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(formatter_for(form))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("monitor").setLevel(level.upper())
