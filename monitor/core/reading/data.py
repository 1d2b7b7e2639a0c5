"""Checking a data file's values while they are read: every mistake is kept, none stops the rest.

Each table's class has `from_data(data, file)`; it reads through a `Reader` and ends with `reader.finish()`.
Paths are written `person[3].role[0].start`; the loader turns them into lines.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from monitor.core.errors import ConfigurationError, Mistake

Table = Mapping[str, Any]


class Reader:
    """Reads values out of parsed TOML and collects what is wrong with them."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.mistakes: list[Mistake] = []

    def wrong(self, where: str, wrong: str, right: str = "") -> None:
        """Note a mistake at a path."""
        self.mistakes.append(Mistake(self.file, where, wrong, right))

    def finish(self) -> None:
        """Raise ConfigurationError with all mistakes noted, if any were."""
        if self.mistakes:
            raise ConfigurationError(tuple(self.mistakes))

    def only(self, table: Table, known: str, where: str = "") -> None:
        """Refuse keys that nothing reads; `known` lists the others, parted by spaces."""
        for key in table.keys() - set(known.split()):
            self.wrong(join(where, key), "unknown key", f"one of: {known}")

    def text(self, table: Table, key: str, where: str = "", default: str | None = None) -> str:
        """A non-empty string; required where there is no default."""
        value = table.get(key, default)
        if value is None:
            self.wrong(join(where, key), "is missing", "a text")
        elif not isinstance(value, str) or (not value and value != default):
            self.wrong(join(where, key), f"is {value!r}", "a text in quotation marks")
        else:
            return value
        return default or ""

    def texts(self, table: Table, key: str, where: str = "") -> tuple[str, ...]:
        """A list of distinct non-empty strings; empty where the key is absent."""
        value = table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
            self.wrong(join(where, key), "is no list of texts", 'a list like ["one", "two"]')
            return ()
        for item in sorted({item for item in value if value.count(item) > 1}):
            self.wrong(join(where, key), f"holds {item!r} twice", "each once")
        return tuple(value)

    def choice(self, table: Table, key: str, allowed: tuple[str, ...], where: str = "") -> str:
        """One of the words allowed."""
        value = table.get(key)
        if isinstance(value, str) and value in allowed:
            return value
        self.wrong(
            join(where, key), "is missing" if value is None else f"is {value!r}", "one of: " + ", ".join(allowed)
        )
        return allowed[0]

    def tables(self, table: Table, key: str, where: str = "") -> list[tuple[str, Table]]:
        """An array of tables, each with its path."""
        value = table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self.wrong(join(where, key), "is no array of tables", f"[[{key}]]")
            return []
        return [(f"{join(where, key)}[{index}]", item) for index, item in enumerate(value)]

    def pattern(self, expression: str, where: str, flags: int = 0) -> re.Pattern[str]:
        """A regular expression, compiled; one that never matches where it does not compile."""
        try:
            return re.compile(expression, flags)
        except re.error as error:
            self.wrong(where, f"does not compile: {error}", "a regular expression as Python's re reads it")
            return re.compile(r"(?!)")


def join(where: str, key: str) -> str:
    """A path one step longer."""
    return f"{where}.{key}" if where else key
