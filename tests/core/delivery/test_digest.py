"""Alerts gathered into one message."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, ValidationError

from monitor.core.delivery.alert import Alert
from monitor.core.delivery.digest import DIGEST, Rhythm, digest, folded, how_many_fit
from monitor.core.delivery.payload import MOST_BYTES, webhook_body
from monitor.core.delivery.routing import QuietHours, Route, goes_out_at
from monitor.core.delivery.warning import channel_disabled
from tests.support.alerts import alert, body
from tests.support.clock import START

BERLIN = ZoneInfo("Europe/Berlin")
DAILY = Rhythm("daily", time(8), 0, BERLIN)
WEEKLY = Rhythm("weekly", time(7, 30), 4, BERLIN)


def berlin(day: int, hour: int, minute: int = 0, month: int = 7) -> datetime:
    return datetime(2023, month, day, hour, minute, tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("rhythm", "after", "moment"),
    [
        (DAILY, berlin(17, 7, 59), berlin(17, 8)),
        (DAILY, berlin(17, 8), berlin(18, 8)),
        (DAILY, berlin(17, 23), berlin(18, 8)),
        (WEEKLY, berlin(17, 12), berlin(21, 7, 30)),
        (WEEKLY, berlin(21, 7, 29), berlin(21, 7, 30)),
        (WEEKLY, berlin(21, 7, 30), berlin(28, 7, 30)),
        # The clocks go back in the night to the 29th, forward in the night to the 26th of March.
        (DAILY, berlin(28, 9, month=10), berlin(29, 8, month=10)),
        (Rhythm("daily", time(2, 30), 0, BERLIN), berlin(25, 12, month=3), datetime(2023, 3, 26, 1, 30, tzinfo=UTC)),
    ],
)
def test_when_it_goes_out(rhythm: Rhythm, after: datetime, moment: datetime) -> None:
    assert goes_out_at(Route(digest=rhythm), rhythm, after) == moment.astimezone(UTC)


NIGHT = QuietHours(time(22), time(9), BERLIN)


@pytest.mark.parametrize(
    ("after", "moment"),
    [
        (berlin(17, 7), berlin(17, 9)),
        (berlin(17, 8, 30), berlin(17, 9)),
        (berlin(17, 9), berlin(18, 9)),
        (berlin(17, 23), berlin(18, 9)),
    ],
)
def test_one_whose_hour_is_quiet_goes_out_when_that_is_over(after: datetime, moment: datetime) -> None:
    assert goes_out_at(Route(digest=DAILY, quiet=NIGHT), DAILY, after) == moment.astimezone(UTC)


@given(st.integers(0, 20_000_000), st.sampled_from([DAILY, WEEKLY]))
def test_the_next_one_is_never_past_and_never_far(minutes: int, rhythm: Rhythm) -> None:
    after = datetime(2000, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    wait = goes_out_at(Route(), rhythm, after) - after
    assert timedelta(0) < wait <= timedelta(days=1 if rhythm is DAILY else 7, hours=1)


def test_the_day_is_that_of_the_place() -> None:
    assert DAILY.local_day(datetime(2023, 7, 17, 23, tzinfo=UTC)) == date(2023, 7, 18)


def new(number: int, meeting: str, **facts: Any) -> Alert:
    return alert(number, body(id=meeting, **facts))


def update(number: int, meeting: str, changes: dict[str, Any], **facts: Any) -> Alert:
    return alert(number, body(id=meeting, changes=changes, **facts))


def made(*alerts: Alert) -> Alert:
    return digest("dig_1", "daily", "2023-07-17", START, alerts)


def test_alone_or_among_others_an_alert_is_told_with_its_id() -> None:
    found = made(new(1, "a"), new(2, "b"))
    data = found.body["data"]
    assert (found.id, found.thread, found.body["type"], data["period"]) == ("dig_1", "dig_1", DIGEST, "daily")
    assert [(entry["ids"], entry["type"], entry["meeting"]["id"]) for entry in data["alerts"]] == [
        (["msg_1"], "meeting.new", "a"),
        (["msg_2"], "meeting.new", "b"),
    ]
    assert "changes" not in data["alerts"][0]
    assert [part.id for part in found.parts] == ["msg_1", "msg_2"]


def test_what_is_told_of_one_meeting_is_one_entry() -> None:
    put_off = update(3, "a", {"status": ["announced", "postponed"]}, status="postponed")
    (entry, other) = made(new(1, "a"), new(2, "b"), put_off).body["data"]["alerts"]
    assert (entry["ids"], entry["type"], entry["meeting"]["status"]) == (["msg_1", "msg_3"], "meeting.new", "postponed")
    assert "changes" not in entry
    assert other["ids"] == ["msg_2"]


@pytest.mark.parametrize(
    ("changes", "net"),
    [
        ([{"status": ["announced", "held"]}], {"status": ["announced", "held"]}),
        ([{"start": ["1", "2"]}, {"start": ["2", "3"], "city": ["A", "B"]}], {"start": ["1", "3"], "city": ["A", "B"]}),
        ([{"start": ["1", "2"]}, {"start": ["2", "1"]}], {}),
        ([{"start": ["1", "2"]}, {"status": ["announced", "held"]}],
         {"start": ["1", "2"], "status": ["announced", "held"]}),
    ],
)  # fmt: skip
def test_changes_are_told_from_the_first_to_the_last(changes: list[dict[str, Any]], net: dict[str, Any]) -> None:
    (entry,) = folded([update(number, "a", change) for number, change in enumerate(changes)])
    assert entry.is_update
    assert entry.body["data"]["changes"] == net


def test_who_has_answered_is_kept() -> None:
    assert made(alert(1, answered={"a@example.org": True}), alert(2)).answered == {"a@example.org": True}


@given(st.lists(st.integers(1, 4000), min_size=1, max_size=30))
def test_as_many_as_a_message_holds(sizes: list[int]) -> None:
    alerts = [new(number, f"m{number}", venue="x" * size) for number, size in enumerate(sizes)]
    count = how_many_fit(alerts, MOST_BYTES)
    sent = webhook_body(made(*alerts[:count]).body)
    assert 1 <= count <= len(alerts)
    assert len(sent) < MOST_BYTES
    assert [entry["ids"] for entry in json.loads(sent)["data"]["alerts"]] == [[f"msg_{n}"] for n in range(count)]
    if count < len(alerts):
        assert len(json.dumps(made(*alerts[: count + 1]).body)) >= MOST_BYTES - 100


def test_one_that_alone_is_too_large_is_sent_all_the_same() -> None:
    assert how_many_fit([new(1, "a", venue="x" * 30_000), new(2, "b")], MOST_BYTES) == 1


SCHEMA = json.loads((files("monitor") / "schemas" / "alert.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "sent",
    [
        new(1, "a"),
        update(1, "a", {"status": ["announced", "held"]}),
        made(new(1, "a"), update(2, "b", {"city": ["A", "B"]})),
        channel_disabled("desk", "answered 410", START),
    ],
)
def test_every_body_is_as_the_schema_says(sent: Alert) -> None:
    Draft202012Validator(SCHEMA).validate(sent.body)
    with pytest.raises(ValidationError):
        Draft202012Validator(SCHEMA).validate({**sent.body, "data": {}})
