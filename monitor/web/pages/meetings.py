"""The timeline of meetings, and one meeting."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from aiohttp import web

from monitor.core.delivery.days import last_day
from monitor.store.browsing import (
    MeetingChoice,
    MeetingQuote,
    browse_meetings,
    count_years,
    known_people,
    known_places,
    quotes_about,
)
from monitor.store.meeting_detail import ChangeRow, ReportRow, show_meeting
from monitor.store.meeting_queries import MeetingRow
from monitor.web.desk import desk_of
from monitor.web.news import latest_sentences, pulse
from monitor.web.pages import asked
from monitor.web.rendering import render
from monitor.web.strip import draw
from monitor.web.words import as_day

RECENT = timedelta(days=45)
_PER_PAGE = 30
_DIFFERENT = ("start", "end", "city", "mode")
"""What stories may contradict each other about; that they tell of another status is the course of things."""


@dataclass(frozen=True, slots=True)
class Told:
    """What one source told at one moment."""

    at: str
    cause: str
    url: str | None
    outlet: str | None
    sentence: str | None
    changes: tuple[ChangeRow, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """A fact about which reports disagree: each value with the outlets that give it."""

    field: str
    values: tuple[tuple[str, tuple[str, ...]], ...]


async def timeline(request: web.Request) -> web.Response:
    """Coming, recent and past meetings."""
    desk = desk_of(request)
    choice = choice_of(request)
    today = desk.now.date()
    offset = asked.number(request, "offset", 0, 10**6) or 0
    found = await browse_meetings(desk.archive, choice, limit=_PER_PAGE + 1, offset=offset)
    meetings = found[:_PER_PAGE]
    coming, recent, past = _by_time(meetings, today)
    return render(
        request,
        "timeline.html",
        choice=choice,
        coming=coming,
        recent=recent,
        past=[(year, list(group)) for year, group in itertools.groupby(past, lambda meeting: _year(meeting))],
        following=offset + _PER_PAGE if len(found) > _PER_PAGE else None,
        strip=draw(meetings, today, choice.year),
        years=await count_years(desk.archive, choice),
        places=await known_places(desk.archive),
        people=await known_people(desk.archive),
        sentences=await latest_sentences(desk.archive, [meeting.id for meeting in (*coming, *recent)]),
        pulse=await pulse(desk.archive),
    )


async def meeting(request: web.Request) -> web.Response:
    """One meeting: how it became known, who tells of it, what was said."""
    desk = desk_of(request)
    name = request.match_info["id"]
    detail = await show_meeting(desk.archive, name)
    if detail is None:
        raise web.HTTPNotFound(text="There is no such meeting.\n")
    if detail.meeting.id != name:
        raise web.HTTPMovedPermanently(f"/meetings/{detail.meeting.id}")
    day = as_day(detail.meeting.start) or as_day(detail.meeting.first_reported_at)
    near = await browse_meetings(
        desk.archive,
        MeetingChoice(background=True),
        first=day - timedelta(days=90) if day else None,
        last=day + timedelta(days=90) if day else None,
        limit=30,
    )
    return render(
        request,
        "meeting.html",
        detail=detail,
        meeting=detail.meeting,
        told=_told(detail.history),
        stories=_by_story(detail.reports),
        differences=_differences(detail.reports),
        quotes=_by_speaker(await quotes_about(desk.archive, detail.meeting.id)),
        near=[other for other in near if other.id != detail.meeting.id],
        alerts=await desk.archive.read(_ALERTS, (detail.meeting.id,)),
        muted=await desk.archive.read_one(_MUTED, (detail.meeting.id,)),
    )


_ALERTS = "SELECT id, type, change, created_at FROM alerts WHERE meeting_id = ? ORDER BY created_at"
_MUTED = "SELECT until FROM mute WHERE what = 'meeting' AND value = ?"


def choice_of(request: web.Request) -> MeetingChoice:
    """The meetings that the address asks for."""
    return MeetingChoice(
        kind=asked.text(request, "kind"),
        status=asked.text(request, "status"),
        mode=asked.text(request, "mode"),
        person=asked.text(request, "person"),
        place=asked.text(request, "place"),
        side=asked.text(request, "side"),
        language=asked.text(request, "language"),
        year=asked.number(request, "year", 1900, 2999),
        unsure=asked.flag(request, "unsure"),
        background=asked.flag(request, "background") or False,
    )


def _by_time(
    meetings: Sequence[MeetingRow], today: date
) -> tuple[list[MeetingRow], list[MeetingRow], list[MeetingRow]]:
    """Coming (the next first), recent and past (the latest first)."""
    coming, recent, past = [], [], []
    for one in meetings:
        if _is_to_come(one, today):
            coming.append(one)
        elif (_day(one) or today) >= today - RECENT:
            recent.append(one)
        else:
            past.append(one)
    coming.sort(key=lambda one: (one.status != "underway", one.start or "9999", one.id))
    return coming, recent, past


def _is_to_come(meeting: MeetingRow, today: date) -> bool:
    if meeting.status == "underway":
        return True
    start = as_day(meeting.start)
    if start is None:
        reported = as_day(meeting.first_reported_at)
        return meeting.status == "announced" and (reported is None or reported >= today - RECENT)
    return meeting.status in ("announced", "postponed", "cancelled") and (
        last_day(start, as_day(meeting.end), meeting.precision) >= today
    )


def _day(meeting: MeetingRow) -> date | None:
    return as_day(meeting.start) or as_day(meeting.first_reported_at)


def _year(meeting: MeetingRow) -> int | None:
    day = as_day(meeting.start)
    return day.year if day else None


def _told(history: Iterable[ChangeRow]) -> list[Told]:
    """The history, what came together in one piece."""
    return [
        Told(at, cause, url, group[0].outlet, group[0].sentence, tuple(group))
        for (at, cause, url), rows in itertools.groupby(history, lambda row: (row.at, row.cause, row.url))
        if (group := list(rows))
    ]


def _by_story(reports: Iterable[ReportRow]) -> list[tuple[ReportRow, tuple[str, ...]]]:
    """Each story once, with all the sentences in which it tells of the meeting."""
    stories: dict[int, tuple[ReportRow, tuple[str, ...]]] = {}
    for report in reports:
        first, sentences = stories.get(report.story_id, (report, ()))
        stories[report.story_id] = (first, tuple(dict.fromkeys((*sentences, *report.evidence))))
    return list(stories.values())


def _differences(reports: Iterable[ReportRow]) -> list[Difference]:
    """Where independent reports disagree; one that knows nothing of a fact contradicts nobody."""
    found = []
    own = [report for report in reports if not report.copy and not report.background]
    for field in _DIFFERENT:
        values: dict[str, list[str]] = {}
        for report in own:
            value = getattr(report, field)
            vague = field in ("start", "end") and report.precision != "day"
            if value is not None and not vague:
                values.setdefault(value, []).append(report.outlet or report.url)
        if len(values) > 1:
            told = tuple((value, tuple(dict.fromkeys(outlets))) for value, outlets in values.items())
            found.append(Difference(field, told))
    return found


def _by_speaker(quotes: Iterable[MeetingQuote]) -> list[tuple[str, str | None, list[MeetingQuote]]]:
    """Speakers with their first given role and their words; who says most comes first."""
    speakers: dict[str, list[MeetingQuote]] = {}
    for quote in quotes:
        speakers.setdefault(quote.speaker, []).append(quote)
    ordered = sorted(speakers.items(), key=lambda item: -len(item[1]))
    return [(name, next((quote.role for quote in own if quote.role), None), own) for name, own in ordered]
