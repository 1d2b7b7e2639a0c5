"""Meetings in iCalendar (RFC 5545): one as a file that a mail client offers to enter, many as a subscription."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from icalendar import Calendar, Event

from monitor.core.delivery.alert import Alert
from monitor.core.delivery.days import last_day
from monitor.core.delivery.wording import COUNTRIES, notice

_STATUS = {
    "underway": "CONFIRMED",
    "held": "CONFIRMED",
    "unreported": "TENTATIVE",
    # The old date is off; when a new one is announced, the same UID brings the entry back with a higher SEQUENCE.
    "postponed": "CANCELLED",
    "cancelled": "CANCELLED",
}


def calendar_file(alerts: Iterable[Alert], countries: Mapping[str, str] = COUNTRIES) -> bytes | None:
    """The meetings of `alerts` as a file, with countries' names by code; None where no date of any is known."""
    events = [event for alert in alerts if (event := meeting_event(alert, countries)) is not None]
    if not events:
        return None
    calendar = _calendar()
    calendar.add("method", "PUBLISH")
    for event in events:
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def subscription(events: Iterable[Event], name: str, refresh: timedelta) -> bytes:
    """A calendar to subscribe to, called `name`, to be asked for again after `refresh`."""
    calendar = _calendar()
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", refresh, parameters={"VALUE": "DURATION"})
    for event in events:
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def meeting_event(alert: Alert, countries: Mapping[str, str] = COUNTRIES) -> Event | None:
    """The meeting of `alert` as an all-day entry; None where no date is known.

    UID is the meeting's, SEQUENCE counts its alerts, so that a later file replaces an earlier one.
    """
    meeting = alert.meeting
    try:
        start = date.fromisoformat(str(meeting.get("start")))
        end = date.fromisoformat(str(meeting["end"])) if meeting.get("end") else None
    except ValueError:
        return None
    precision = str(meeting.get("precision"))
    if precision == "unknown":
        return None
    words = notice(alert, countries)
    event = Event()
    event.add("uid", f"{meeting.get('id')}@envoy-monitor")
    event.add("sequence", alert.sequence)
    event.add("dtstamp", alert.created_at)
    event.add("dtstart", start)
    event.add("dtend", last_day(start, end, precision) + timedelta(days=1))  # exclusive
    event.add("summary", words.title)
    event.add("status", _status(alert, precision))
    event.add("transp", "TRANSPARENT")  # it blocks nobody's time
    event.add("description", "\n".join([f"{words.status}. {words.certainty}.", *words.evidence]))
    if words.where:
        event.add("location", words.where)
    if words.links and words.links[0].url:
        event.add("url", words.links[0].url)
    return event


def _calendar() -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//envoy-monitor//meetings//EN")
    calendar.add("version", "2.0")
    return calendar


def _status(alert: Alert, precision: str) -> str:
    """An announced meeting is firm when a government says so and names the day."""
    firm = bool(alert.meeting.get("confirmed_by")) and precision == "day"
    return _STATUS.get(str(alert.meeting.get("status")), "CONFIRMED" if firm else "TENTATIVE")
