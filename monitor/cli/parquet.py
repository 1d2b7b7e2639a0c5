"""Rows as a Parquet file, with the same columns and types whatever the archive holds.

A record's columns are those of its JSON Schema; a table's are named here. `pyarrow` is the extra `parquet`.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from importlib import resources
from typing import IO, TYPE_CHECKING, Any

from monitor.core.errors import ConfigurationError, Mistake

if TYPE_CHECKING:
    import pyarrow as pa

_ROWS_AT_ONCE = 1000
"""Rows of one row group: what is in memory."""

_PERSON = {"type": "object", "properties": {key: {"type": "string"} for key in ("name", "country", "role")}}
_TEXTS = {"type": "array", "items": {"type": "string"}}
_EVENTS = ("meeting_id date precision source target code mode context city country", "", "symmetric")
# Columns of text, of whole numbers, of yes and no; then those of another shape.
_TABLES: dict[str, tuple[tuple[str, str, str], dict[str, Any]]] = {
    "stories": (
        ("url outlet language headline standfirst published day copy_of read_at", "id", "relevant"),
        {"relevance": {"type": "number"}},
    ),
    "quotes": (("text speaker role via url outlet language day", "story_id number section paragraph", ""), {}),
    "meetings": (
        (
            "id title kind status mode start end precision city country venue visit first_reported_at",
            "stories outlets independent",
            "background unsure",
        ),
        {"participants": {"type": "array", "items": _PERSON}, "confirmed_by": _TEXTS},
    ),
    "cameo": (_EVENTS, {}),
    "plover": (_EVENTS, {}),
}


async def write_parquet(rows: AsyncIterator[dict[str, Any]], what: str, out: IO[bytes]) -> None:
    """Write `rows` of `what` (a table's name, or `records`) to `out`, which need not be seekable.

    Raises ConfigurationError where the extra is not installed.
    """
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        mend = "pip install 'envoy-monitor[parquet]'"
        raise ConfigurationError((Mistake("--format", "parquet", "pyarrow is not installed", mend),)) from None
    schema = schema_of(what)
    with pq.ParquetWriter(pa.PythonFile(_Counted(out), mode="w"), schema, compression="zstd") as writer:
        part: list[dict[str, Any]] = []
        async for row in rows:
            part.append(row)
            if len(part) == _ROWS_AT_ONCE:
                writer.write_table(pa.Table.from_pylist(part, schema=schema))
                part = []
        if part:
            writer.write_table(pa.Table.from_pylist(part, schema=schema))


def schema_of(what: str) -> pa.Schema:
    """The columns of a table, or of `records`."""
    import pyarrow as pa

    if what == "records":
        record = json.loads(resources.files("monitor").joinpath("schemas/record.json").read_text("utf-8"))
        return pa.schema([(name, _type(form, record["$defs"])) for name, form in record["properties"].items()])
    (texts, numbers, truths), others = _TABLES[what]
    columns = [(name, pa.string()) for name in texts.split()]
    columns += [(name, pa.int64()) for name in numbers.split()]
    columns += [(name, pa.bool_()) for name in truths.split()]
    columns += [(name, _type(form, {})) for name, form in others.items()]
    return pa.schema(columns)


def _type(form: Mapping[str, Any], shared: Mapping[str, Any]) -> pa.DataType:
    """The Arrow type of a JSON Schema; every column may be null."""
    import pyarrow as pa

    if "$ref" in form:
        return _type(shared[form["$ref"].rpartition("/")[2]], shared)
    if "anyOf" in form:
        return _type(next(one for one in form["anyOf"] if one.get("type") != "null"), shared)
    kinds = form.get("type", "string")  # a const or an enum is a text
    kind = next(one for one in ([kinds] if isinstance(kinds, str) else kinds) if one != "null")
    if kind == "object":
        return pa.struct([(name, _type(part, shared)) for name, part in form["properties"].items()])
    if kind == "array":
        return pa.list_(_type(form["items"], shared))
    return {"string": pa.string(), "integer": pa.int64(), "number": pa.float64(), "boolean": pa.bool_()}[kind]


class _Counted:
    """A pipe does not know its position, which Parquet's footer needs."""

    closed = False

    def __init__(self, out: IO[bytes]) -> None:
        self._out = out
        self._written = 0

    def write(self, data: bytes) -> int:
        self._out.write(data)
        self._written += len(data)
        return len(data)

    def tell(self) -> int:
        return self._written

    def flush(self) -> None:
        self._out.flush()

    def close(self) -> None:
        self.flush()
