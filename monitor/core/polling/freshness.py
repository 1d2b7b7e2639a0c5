"""How long an answer asks to be left alone, from its headers (RFC 9111 §4.2, RFC 9110 §10.2.3)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

_MAX_AGE = re.compile(r"(?:^|[,\s;])max-age\s*=\s*\"?(\d{1,12})\b", re.IGNORECASE)
_SECONDS = re.compile(r"\d{1,12}")
NOTHING = timedelta(0)


def freshness(headers: Mapping[str, str], now: datetime) -> timedelta:
    """What is left of the answer's life: `max-age`, else `Expires`, less its `Age`. Zero where it names none."""
    found = _MAX_AGE.search(headers.get("cache-control", ""))
    if found:
        life = timedelta(seconds=int(found[1]))
        return max(NOTHING, life - _seconds(headers["age"])) if "age" in headers else life
    expires = http_date(headers.get("expires", ""))
    if expires is None:
        return NOTHING
    return max(NOTHING, expires - (http_date(headers.get("date", "")) or now))


def retry_after(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """What `Retry-After` asks for, in seconds or as a date; None where it is absent or makes no sense."""
    value = headers.get("retry-after", "").strip()
    if _SECONDS.fullmatch(value):
        return _seconds(value)
    moment = http_date(value)
    return max(NOTHING, moment - now) if moment else None


def http_date(value: str) -> datetime | None:
    """An HTTP date as an aware moment, or None."""
    if not value:
        return None
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _seconds(digits: str) -> timedelta:
    return timedelta(seconds=int(digits)) if _SECONDS.fullmatch(digits.strip()) else NOTHING
