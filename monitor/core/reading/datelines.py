"""Where a story was written ("OTTAWA, March 10 (Xinhua) —"): datelines, the place of a meeting that names none."""

from __future__ import annotations

from monitor.core.reading.document import Document

CAPITALS = frozenset({"Washington", "Beijing"})
"""Where all news of the two is written, wherever it happened."""
_NEWSROOMS = frozenset({"Taipei"})
"""Where news is written, and no envoys of the two meet."""


def dateline_city(document: Document, *, capitals: bool) -> str | None:
    """The dateline's city; that of a capital, where all news is written, only where wanted."""
    for passage in document.passages:
        if passage.body:
            cities = [hit.key for hit in passage.hits if hit.kind == "city" and hit.end <= passage.body]
            city = cities[-1] if cities else (document.dateline or "").split(",")[0].strip().title()
            return city if city and city not in _NEWSROOMS and (capitals or city not in CAPITALS) else None
    return None


def dateline_country(document: Document) -> str | None:
    """The country that a dateline names last; None where none does."""
    for passage in document.passages:
        countries = [hit.key for hit in passage.hits if hit.kind == "country" and hit.end <= passage.body]
        if countries:
            return countries[-1]
    return None
