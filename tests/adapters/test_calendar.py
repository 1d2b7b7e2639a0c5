"""The calendar entry, read by the same library that programs use."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from icalendar import Calendar

from monitor.adapters.calendar import calendar_file
from monitor.core.delivery.alert import Alert
from tests.support.alerts import alert, body


def entry(made: Alert) -> Any:
    file = calendar_file([made])
    assert file is not None
    calendar = Calendar.from_ical(file)
    assert calendar["METHOD"] == "PUBLISH"
    (event,) = calendar.walk("VEVENT")
    assert not event.errors
    return event


def test_it_says_what_where_and_when() -> None:
    event = entry(alert(sequence=3))
    assert event["UID"] == "meeting-1@envoy-monitor"
    assert event["SEQUENCE"] == 3
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (date(2026, 5, 3), date(2026, 5, 6))
    assert event["SUMMARY"] == "Dana Okafor – Lin Weiguo, Chengdu, 3–5 May 2026"
    assert event["LOCATION"] == "Chengdu, China (Jinjiang Hotel)"
    assert event["TRANSP"] == "TRANSPARENT"
    assert "They will meet." in event["DESCRIPTION"]
    assert event["URL"] == "https://wire.example.org/envoys"


@pytest.mark.parametrize(
    ("facts", "status"),
    [
        ({"status": "announced", "confirmed_by": []}, "TENTATIVE"),
        ({"status": "announced", "confirmed_by": ["CN"]}, "CONFIRMED"),
        ({"status": "announced", "confirmed_by": ["CN"], "precision": "week"}, "TENTATIVE"),
        ({"status": "underway"}, "CONFIRMED"),
        ({"status": "held", "confirmed_by": []}, "CONFIRMED"),
        ({"status": "postponed"}, "CANCELLED"),
        ({"status": "cancelled"}, "CANCELLED"),
        ({"status": "unreported"}, "TENTATIVE"),
    ],
)
def test_the_status_in_the_calendar_s_words(facts: dict[str, Any], status: str) -> None:
    assert entry(alert(content=body(**facts)))["STATUS"] == status


@pytest.mark.parametrize(
    ("facts", "days"),
    [
        ({"start": "2026-05-04", "end": None, "precision": "week"}, (date(2026, 5, 4), date(2026, 5, 11))),
        ({"start": "2026-05-01", "end": None, "precision": "month"}, (date(2026, 5, 1), date(2026, 6, 1))),
        ({"start": "2026-05-04", "end": None}, (date(2026, 5, 4), date(2026, 5, 5))),
    ],
)
def test_an_open_date_takes_its_whole_span(facts: dict[str, Any], days: tuple[date, date]) -> None:
    event = entry(alert(content=body(**facts)))
    assert (event["DTSTART"].dt, event["DTEND"].dt) == days


@pytest.mark.parametrize("facts", [{"start": None}, {"start": "soon"}, {"precision": "unknown"}])
def test_without_a_date_there_is_no_entry(facts: dict[str, Any]) -> None:
    assert calendar_file([alert(content=body(**facts))]) is None


def test_a_call_has_no_place_and_a_hostile_title_no_line_of_its_own() -> None:
    content = body(city=None, country=None, venue=None, title="Talks\r\nATTENDEE:mailto:x@example.org")
    content["data"]["story"]["url"] = "javascript:alert(1)"
    event = entry(alert(content=content))
    assert "LOCATION" not in event
    assert "URL" not in event
    assert "ATTENDEE" not in event
    assert event["SUMMARY"] == "Talks ATTENDEE:mailto:x@example.org"
