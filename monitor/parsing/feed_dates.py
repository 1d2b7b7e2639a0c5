"""Feeds' dates in all their spellings, with the precision and the offset that they give."""

from __future__ import annotations

import re
import time
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime

_YEARS = range(1990, 2101)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_LOOKS_ISO = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}")


def feed_date(raw: str, parsed: time.struct_time | None = None) -> str | None:
    """`raw` as ISO 8601: a day, or a time with the offset given. `parsed` (UTC) answers for spellings not known here.

    None where there is no date in it, or an absurd one (before 1990, after 2100).
    """
    text = raw.strip()[:64]
    if _DAY.fullmatch(text):
        return _day(text)
    moment = _iso(text) or _rfc(text)
    if moment is None and parsed is not None and _names_year(text, parsed.tm_year):
        moment = _from_struct(parsed)
    if moment is None or moment.year not in _YEARS:
        return None
    return moment.isoformat(timespec="seconds")


def _names_year(text: str, year: int) -> bool:
    """Whether `text` can mean `year`; feedparser makes the year 2000 of the year -1."""
    years = re.findall(r"\d{4}", text)
    return str(year) in years if years else True


def _day(text: str) -> str | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return text if day.year in _YEARS else None


def _iso(text: str) -> datetime | None:
    if not _LOOKS_ISO.match(text):
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _rfc(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    # "-0000" and unknown zones give a naive moment: the standard says that it is UTC.
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _from_struct(parsed: time.struct_time) -> datetime | None:
    try:
        return datetime(*parsed[:6], tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
