"""Values as an operator writes them: durations (`"15m"`), sizes (`"8MiB"`) and `"off"`."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
_DURATION = re.compile(r"(\d+(?:\.\d+)?)(ms|[smhdw])")
_SIZES = {"B": 1, "KiB": 1024, "MiB": 1024**2, "GiB": 1024**3}
_SIZE = re.compile(r"(\d+)\s*(B|KiB|MiB|GiB)")
_TEN_YEARS = 10 * 366 * 86400


def parse_duration(text: object) -> timedelta:
    """`"90s"`, `"15m"`, `"6h"`, `"14d"`, `"2w"` or sums of these (`"1h30m"`). Raises ValueError."""
    if isinstance(text, timedelta):
        return text
    parts = list(_DURATION.finditer(text)) if isinstance(text, str) else []
    if not parts or "".join(part.group() for part in parts) != text:
        raise ValueError('is no duration; write it like "90s", "15m", "6h" or "14d"')
    seconds = sum(float(part[1]) * _SECONDS.get(part[2], 0.001) for part in parts)
    if seconds > _TEN_YEARS:
        raise ValueError("is longer than ten years")
    return timedelta(seconds=seconds)


def format_duration(span: timedelta) -> str:
    """`span` in its largest whole unit: `"15m"`, `"1500ms"`."""
    milliseconds = round(span / timedelta(milliseconds=1))
    for unit, size in (("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000)):
        if milliseconds % size == 0 and milliseconds:
            return f"{milliseconds // size}{unit}"
    return f"{milliseconds}ms" if milliseconds else "0s"


def parse_size(value: object) -> int:
    """`"8MiB"`, `"512KiB"` or a number of bytes. Raises ValueError."""
    if isinstance(value, int) and not isinstance(value, bool) and value > 0:
        return value
    found = _SIZE.fullmatch(value) if isinstance(value, str) else None
    if not found or int(found[1]) == 0:
        raise ValueError('is no size; write it like "512KiB" or "8MiB"')
    return int(found[1]) * _SIZES[found[2]]


def _unless_off(value: object) -> object:
    return None if value is None or value == "off" else parse_duration(value)


def _format_or_off(span: timedelta | None) -> str:
    return "off" if span is None else format_duration(span)


_DURATION_SCHEMA: dict[str, Any] = {"type": "string", "pattern": r"^(\d+(\.\d+)?(ms|[smhdw]))+$", "examples": ["15m"]}

Duration = Annotated[
    timedelta,
    BeforeValidator(parse_duration),
    PlainSerializer(format_duration, return_type=str),
    WithJsonSchema(_DURATION_SCHEMA),
]
DurationOrOff = Annotated[
    timedelta | None,
    BeforeValidator(_unless_off),
    PlainSerializer(_format_or_off, return_type=str),
    WithJsonSchema({"anyOf": [_DURATION_SCHEMA, {"const": "off"}]}),
]
Size = Annotated[
    int,
    BeforeValidator(parse_size),
    WithJsonSchema({"anyOf": [{"type": "integer", "exclusiveMinimum": 0}, {"type": "string", "examples": ["8MiB"]}]}),
]
