"""Facts in the words that the pages use."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup, escape

from monitor.core.delivery.days import when
from monitor.core.delivery.plain import one_line, web_address
from monitor.core.delivery.wording import status_words
from monitor.core.records import Person
from monitor.store.search_words import Marked

MODES = {"in_person": "In person", "call": "Telephone call", "video": "Video call"}
KINDS = {"envoy": "Envoys", "official": "Envoy and official", "other": "Other officials"}
LANGUAGES = {"en": "English", "zh": "Chinese"}
_FIELDS = {
    "status": "Status",
    "start": "First day",
    "end": "Last day",
    "city": "City",
    "venue": "Venue",
    "country": "Country",
    "mode": "Mode",
    "kind": "Kind",
    "precision": "Precision of the date",
    "participants": "Participants",
    "confirmed_by": "Confirmed by",
    "title": "Title",
    "background": "Only looked back at",
    "unsure": "Unsure",
    "merged_into": "Joined with",
    "visit": "Visit",
}
_TOLD_FIRST = ("status", "start", "end", "city", "venue", "mode")
"""What the first report of a meeting is told with; the rest stands above it."""


_TURNING = dict.fromkeys(map(ord, "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"))
"""Bidirectional controls: in foreign text they can turn the rest of a line around."""


def neutral(value: object) -> object:
    """What a template prints, without controls that turn text around."""
    return value.translate(_TURNING) if isinstance(value, str) else value


def day_text(value: str | None) -> str:
    """`2026-03-24` or a whole time as `24 March 2026`; empty for None."""
    if not value:
        return ""
    try:
        return when(value[:10], None, "day")
    except ValueError:
        return value


def moment_text(value: str | datetime | None) -> str:
    """A time of the archive as `24 Mar 2026, 13:30`."""
    if not value:
        return ""
    moment = value if isinstance(value, datetime) else _moment(value)
    return f"{moment.day} {moment:%b %Y, %H:%M}" if moment else str(value)


def long_day(moment: datetime) -> str:
    """`Tuesday, 24 March 2026`."""
    return f"{moment:%A}, {moment.day} {moment:%B %Y}"


def country_name(code: str, countries: Mapping[str, str]) -> str:
    """A country's English name; its code where it has none here."""
    return countries.get(code, code)


def with_query(query: Mapping[str, str], name: str, value: object) -> str:
    """The query of an address with `name` set to `value`, or without it where that is None.

    Whoever chooses anew begins at the first page.
    """
    changed = {key: old for key, old in query.items() if key not in (name, "offset", "before") and old}
    return urlencode(changed if value is None else {**changed, name: str(value)})


def ago(value: str | None, now: datetime) -> str:
    """How long ago, roughly: `12 minutes ago`; `in 3 hours` for the future."""
    moment = _moment(value) if value else None
    if moment is None:
        return "never"
    seconds = (now - moment).total_seconds()
    size = abs(seconds)
    for unit, length in (("day", 86400), ("hour", 3600), ("minute", 60)):
        if size >= length:
            count = int(size // length)
            words = f"{count} {unit}{'s' if count > 1 else ''}"
            return f"{words} ago" if seconds >= 0 else f"in {words}"
    return "just now" if seconds >= 0 else "now"


def marked_html(pieces: Marked) -> Markup:
    """Text with what a search found in `<mark>`."""
    return Markup("").join(
        Markup("<mark>{}</mark>").format(piece.text) if piece.hit else escape(piece.text) for piece in pieces
    )


def heads(participants: Iterable[Person]) -> str:
    """The first of each side, America's first; a line does not begin with the dash."""
    first: dict[str | None, str] = {"US": "American officials", "CN": "Chinese officials"}
    named: dict[str | None, str] = {}
    for person in participants:
        named.setdefault(person.country, person.name)
    return "\u00a0– ".join({**first, **named}.values())


def counted(number: int, noun: str) -> str:
    """`1 story`, `3 stories`."""
    plural = noun[:-1] + "ies" if noun.endswith("y") else f"{noun}s"
    return f"{number:,} {noun if number == 1 else plural}"


def field_name(field: str) -> str:
    """A field of a meeting's history, for people."""
    return _FIELDS.get(field, field.replace("_", " ").capitalize())


def value_text(field: str, value: Any) -> str:
    """One value of a meeting's history, for people."""
    if value is None:
        return "not known"
    if isinstance(value, list):
        names = [str(item.get("name")) if isinstance(item, Mapping) else str(item) for item in value]
        return one_line(", ".join(names), 300) or "nobody"
    if field == "status":
        return status_words(value)
    if field in ("start", "end"):
        return day_text(str(value))
    if field == "mode":
        return MODES.get(str(value), str(value))
    if isinstance(value, bool | int) and field in ("background", "unsure"):
        return "yes" if value else "no"
    return one_line(str(value) if not isinstance(value, Mapping) else json.dumps(value, ensure_ascii=False), 300)


def worth_telling(field: str, before: Any) -> bool:
    """Whether a line of a meeting's history says something that the page's head does not."""
    return field in _TOLD_FIRST if before is None else field not in ("title", "precision", "confidence")


def place_text(city: str | None, country: str | None, venue: str | None, countries: Mapping[str, str]) -> str:
    """`Busan, South Korea`; empty where no place is known."""
    land = countries.get(country or "", country or "")
    town = city or venue or ""
    return ", ".join(part for part in (town, land) if part) if town != land else town


def link_or_none(url: str | None) -> str | None:
    """`url` where it may be clicked on: http and https only."""
    return web_address(url)


def language_of(text: str | None) -> str:
    """`zh` where Chinese characters stand, else `en`: for how a browser sets and reads out a sentence."""
    return "zh" if any("\u4e00" <= character <= "\u9fff" for character in text or "") else "en"


def as_day(text: str | None) -> date | None:
    """The day of an archive's date or time; None where it is none."""
    try:
        return date.fromisoformat(text[:10]) if text else None
    except ValueError:
        return None


def joined(words: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1] if words else "")))


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
