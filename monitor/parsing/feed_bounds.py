"""What is read from a feed's bytes before any parser sees them: how much of it to parse, and when to stay away."""

from __future__ import annotations

import re
from datetime import timedelta

from monitor.core.feed_document import Wishes

ENTRIES = 2000
_START = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?(?:item|entry)(?=[\s>])")
_OPEN = re.compile(rb"<((?:[A-Za-z_][\w.-]*:)?(?:rss|RDF|feed|channel))(?=[\s>])")
_SKIP = re.compile(rb"<skip(Hours|Days)\b[^>]*>(.{0,4096}?)</skip\1\s*>", re.DOTALL | re.IGNORECASE)
_HOUR = re.compile(rb"<hour\b[^>]*>\s*(\d{1,2})\s*</hour", re.IGNORECASE)
_DAY = re.compile(rb"<day\b[^>]*>\s*([A-Za-z]{3})[a-z]*\s*</day", re.IGNORECASE)
_DAYS = {name: number for number, name in enumerate((b"mon", b"tue", b"wed", b"thu", b"fri", b"sat", b"sun"))}
_REFERENCE = re.compile(rb"&#([xX][0-9A-Fa-f]{1,32}|[0-9]{1,32});?")
_LONGEST_TTL = 60 * 24 * 366


def first_entries(body: bytes, most: int = ENTRIES) -> tuple[bytes, int]:
    """`body` cut before its entry number `most` + 1 and closed again, and how many entries were cut."""
    starts = [match.start() for match in _START.finditer(body)]
    if len(starts) <= most:
        return body, 0
    head = body[: starts[most]]
    closing = b"".join(
        b"</" + name + b">"
        for name in reversed([match[1] for match in _OPEN.finditer(head)])
        if b"</" + name not in head
    )
    return head + closing, len(starts) - most


def without_impossible_characters(body: bytes) -> bytes:
    """`body` without references to characters that no text holds (`&#xD800;`, `&#0;`); feedparser breaks on them."""
    return _REFERENCE.sub(lambda match: match[0] if _possible(match[1]) else b"", body)


def _possible(number: bytes) -> bool:
    code = int(number[1:], 16) if number[:1] in b"xX" else int(number)
    return code in (9, 10, 13) or 32 <= code < 0xD800 or 0xDFFF < code <= 0x10FFFF


def wishes(body: bytes, ttl: str | None) -> Wishes:
    """The feed's `ttl` (minutes) and all of its skipHours and skipDays; feedparser keeps but the last of these."""
    hours: set[int] = set()
    days: set[int] = set()
    for kind, inner in _SKIP.findall(body):
        if kind.lower() == b"hours":
            hours |= {int(hour) % 24 for hour in _HOUR.findall(inner) if int(hour) <= 24}
        else:
            days |= {_DAYS[day.lower()] for day in _DAY.findall(inner) if day.lower() in _DAYS}
    minutes = int(ttl.strip()) if ttl and re.fullmatch(r"[0-9]{1,6}", ttl.strip()) else 0
    span = timedelta(minutes=min(minutes, _LONGEST_TTL)) if minutes else None
    return Wishes(span, frozenset(hours), frozenset(days))
