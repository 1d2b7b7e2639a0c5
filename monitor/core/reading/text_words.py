"""How a language's text is built: config/languages/<language>/text.toml."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from monitor.core.reading.data import Reader, Table


@dataclass(frozen=True, slots=True)
class TextWords:
    """Where sentences end and what a dateline looks like."""

    abbreviations: frozenset[str]
    """Without their full stop; it never ends a sentence."""
    sentence_openers: frozenset[str]
    """Words that open a sentence behind an abbreviation such as "U.S."."""
    months: Mapping[str, int]
    datelines: tuple[re.Pattern[str], ...]
    """Matched at the very beginning of the folded text, in this order."""

    @classmethod
    def from_data(cls, data: Table, file: str) -> TextWords:
        """Read the file; raises ConfigurationError with every mistake."""
        reader = Reader(file)
        reader.only(data, "abbreviations sentence_openers months dateline")
        months = data.get("months", {})
        for name, number in months.items():
            if number not in range(1, 13):
                reader.wrong(f"months.{name}", f"is {number!r}", "a number from 1 to 12")
        datelines = []
        for where, table in reader.tables(data, "dateline"):
            reader.only(table, "pattern right wrong", where)
            datelines.append(reader.pattern(reader.text(table, "pattern", where), f"{where}.pattern"))
        words = cls(
            abbreviations=frozenset(reader.texts(data, "abbreviations")),
            sentence_openers=frozenset(reader.texts(data, "sentence_openers")),
            months=dict(months),
            datelines=tuple(datelines),
        )
        reader.finish()
        return words
