"""An alert in words: what mail and chat messages say, whatever their layout.

Everything that comes from a story is made one clean line here (`monitor/core/delivery/plain.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from monitor.core.delivery.alert import Alert, Source
from monitor.core.delivery.days import NO_DATE, day_of, in_words, when
from monitor.core.delivery.plain import header_line, one_line, web_address

COUNTRIES: Mapping[str, str] = {"US": "United States", "CN": "China"}
"""English names by ISO 3166 code; whoever has the knowledge at hand gives all."""

_STATUS = {
    "announced": "Announced",
    "underway": "Under way",
    "held": "Held",
    "postponed": "Postponed",
    "cancelled": "Cancelled",
    "unreported": "Date passed, no report",
}
_MODE = {"in_person": "In person", "call": "By telephone", "video": "By video"}
_KIND = {"envoy": "Envoys meet", "official": "Climate officials meet"}
_LANGUAGE = {"en": "English", "zh": "Chinese"}
_MOST_SENTENCES = 6
_MOST_SOURCES = 12


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody who takes part."""

    name: str
    side: str
    """The country in English where it has a usual name here, otherwise its code; may be empty."""
    role: str


@dataclass(frozen=True, slots=True)
class Change:
    """One fact that is no longer what was alerted before."""

    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Link:
    """One story, ready to print."""

    headline: str
    about: str
    """Outlet, language and day, as far as known: `Example Wire · English · 17 July 2023`."""
    language: str
    """Its code (`zh`), for programs that read aloud or choose characters' shapes; may be empty."""
    url: str | None
    """None where it is no address that a reader may click on."""


@dataclass(frozen=True, slots=True)
class Notice:
    """All that a message says."""

    subject: str
    news: str
    """What happened, in two or three words: `New meeting`, `Postponed`, `Moved`."""
    title: str
    kind: str
    status: str
    """As a person would say it; `status_code` is for the layout."""
    status_code: str
    mode: str
    when: str
    where: str
    participants: tuple[Participant, ...]
    changes: tuple[Change, ...]
    evidence: tuple[str, ...]
    certainty: str
    links: tuple[Link, ...]
    more_links: int
    """Sources beyond those listed."""
    id: str
    """The alert's."""
    meeting_id: str


def notice(alert: Alert, countries: Mapping[str, str] = COUNTRIES) -> Notice:
    """The words for `alert`; `countries` are names by code."""
    meeting = alert.meeting
    changes = _changes(alert.body["data"].get("changes") or {})
    news = _news(alert, changes)
    title = one_line(str(meeting.get("title") or "A meeting of climate envoys"), 200)
    sources = alert.sources or _own_source(alert.body["data"].get("story"))
    return Notice(
        subject=header_line(f"{news}: {title}"),
        news=news,
        title=title,
        kind=_KIND.get(str(meeting.get("kind")), "Officials meet"),
        status=status_words(meeting.get("status")),
        status_code=str(meeting.get("status") or ""),
        mode=_MODE.get(str(meeting.get("mode")), ""),
        when=_when_now(meeting),
        where=where(meeting, countries),
        participants=tuple(_participant(person, countries) for person in meeting.get("participants") or ()),
        changes=changes,
        evidence=tuple(one_line(str(text), 600) for text in alert.body["data"].get("evidence") or ())[:_MOST_SENTENCES],
        certainty=certainty(alert),
        links=tuple(_link(source) for source in sources[:_MOST_SOURCES]),
        more_links=max(0, len(sources) - _MOST_SOURCES),
        id=one_line(alert.id),
        meeting_id=one_line(str(meeting.get("id") or "")),
    )


def digest_title(alert: Alert) -> str:
    """`Daily digest, 17 July 2023: 3 meetings`, for a digest."""
    data = alert.body["data"]
    count = len(data["alerts"])
    day = _date_text(data["day"])
    return f"{str(data['period']).capitalize()} digest, {day}: {count} {'meeting' if count == 1 else 'meetings'}"


def status_words(status: object) -> str:
    """`underway` → `Under way`."""
    return _STATUS.get(str(status), one_line(str(status or "")))


def _when_now(meeting: Mapping[str, Any]) -> str:
    """A meeting that was put off or called off keeps only the date that it was to have."""
    words = when(meeting.get("start"), meeting.get("end"), meeting.get("precision"))
    off = meeting.get("status") in {"postponed", "cancelled"} and words != NO_DATE
    return f"was to be {words}" if off else words


def where(meeting: Mapping[str, Any], countries: Mapping[str, str] = COUNTRIES) -> str:
    """`Beijing, China (Diaoyutai State Guesthouse)`; empty where no place is known."""
    country = str(meeting.get("country") or "")
    parts = [str(meeting.get("city") or ""), countries.get(country, country)]
    place = ", ".join(part for part in parts if part)
    venue = str(meeting.get("venue") or "")
    return one_line(f"{place} ({venue})" if venue and place else place or venue)


def certainty(alert: Alert) -> str:
    """`Confirmed by China · 3 stories from 2 outlets, 2 independent · confidence 97%`."""
    meeting = alert.meeting
    confirmed = [COUNTRIES.get(str(code), str(code)) for code in meeting.get("confirmed_by") or ()]
    parts = [f"Confirmed by {' and '.join(confirmed)}" if confirmed else "Not confirmed by either government yet"]
    stories, outlets, own = (_count(meeting.get(name)) for name in ("stories", "outlets", "independent"))
    if stories:
        told = f"{stories} {'story' if stories == 1 else 'stories'}"
        told += f" from {outlets} {'outlet' if outlets == 1 else 'outlets'}" if outlets else ""
        parts.append(f"{told}, {own} independent" if 0 < own < stories else told)
    if alert.confidence is not None:
        parts.append(f"confidence {round(alert.confidence * 100)}%")
    return one_line(" · ".join(parts))


def _news(alert: Alert, changes: tuple[Change, ...]) -> str:
    if not alert.is_update:
        return "New meeting"
    changed = {change.what for change in changes}
    if "Status" in changed:
        return status_words(alert.meeting.get("status"))
    return "Moved" if changed & {"Date", "City"} else "Update"


def _changes(changes: Mapping[str, Any]) -> tuple[Change, ...]:
    """The pairs (before, after) by field, in words; a date's start and end are one change."""
    told = []
    pairs = {field: pair for field, pair in changes.items() if isinstance(pair, list | tuple) and len(pair) == 2}
    spans = {"start", "end"} <= pairs.keys()
    for field, pair in pairs.items():
        if spans and field == "start":
            told.append(Change("Date", *(_span(*days) for days in zip(pair, pairs["end"], strict=True))))
        elif not (spans and field == "end"):
            what, words = _FIELDS.get(field, (one_line(field.replace("_", " ").capitalize(), 40), _as_text))
            told.append(Change(what, words(pair[0]), words(pair[1])))
    return tuple(told)


def _span(start: object, end: object) -> str:
    return _as_text(start) if start is None else when(start, end, "day")


def _as_text(value: object) -> str:
    return "not known" if value is None else one_line(str(value))


def _date_text(value: object) -> str:
    day = day_of(value)
    return in_words(day) if day else _as_text(value)


_FIELDS = {
    "status": ("Status", status_words),
    "start": ("Date", _date_text),
    "end": ("Last day", _date_text),
    "city": ("City", _as_text),
}


def _participant(person: Mapping[str, Any], countries: Mapping[str, str]) -> Participant:
    country = str(person.get("country") or "")
    return Participant(
        one_line(str(person.get("name") or ""), 100),
        one_line(countries.get(country, country), 60),
        one_line(str(person.get("role") or ""), 160),
    )


def _own_source(story: Mapping[str, Any] | None) -> tuple[Source, ...]:
    if not story:
        return ()
    return (
        Source(
            str(story.get("url") or ""),
            story.get("outlet"),
            str(story.get("headline") or ""),
            str(story.get("language") or ""),
            story.get("published"),
        ),
    )


def _link(source: Source) -> Link:
    language = _LANGUAGE.get(source.language, one_line(source.language, 20))
    published = _date_text(source.published[:10]) if source.published else ""
    about = [one_line(source.outlet or "", 80), language, published]
    return Link(
        headline=one_line(source.headline, 200) or "(no headline)",
        about=" · ".join(part for part in about if part),
        language=source.language if source.language in _LANGUAGE else "",
        url=web_address(source.url),
    )


def _count(value: object) -> int:
    return value if isinstance(value, int) and value > 0 else 0
