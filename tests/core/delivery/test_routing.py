"""Which alerts a channel wants, and when."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from monitor.core.delivery.retry import Next
from monitor.core.delivery.routing import LOOK_AGAIN, QuietHours, Route, held_back
from tests.support.alerts import SOURCES, alert, body
from tests.support.clock import START

BERLIN = ZoneInfo("Europe/Berlin")
NIGHT = QuietHours(time(22), time(7), BERLIN)
NOON = QuietHours(time(12), time(13, 30), BERLIN)


@pytest.mark.parametrize(
    ("route", "reason"),
    [
        (Route(kinds=frozenset({"official"})), "kind envoy"),
        (Route(countries=frozenset({"US", "CH"})), "country CN"),
        (Route(languages=frozenset({"zh"})), "language en"),
        (Route(minimum_confidence=0.9), "confidence 0.80"),
    ],
)
def test_unwanted(route: Route, reason: str) -> None:
    assert held_back(route, alert(confidence=0.8), START) == Next("muted", START, f"not for this channel: {reason}")


@pytest.mark.parametrize(
    ("route", "facts"),
    [
        (Route(), {}),
        (Route(frozenset({"envoy"}), frozenset({"CN"}), frozenset({"en"}), 0.8), {}),
        (Route(countries=frozenset({"US"})), {"country": None}),
    ],
)
def test_wanted(route: Route, facts: dict[str, Any]) -> None:
    assert held_back(route, alert(content=body(**facts), confidence=0.8), START) is None


def test_what_is_not_known_is_no_reason_to_be_silent() -> None:
    content = body()
    content["data"]["story"] = None
    route = Route(languages=frozenset({"zh"}), minimum_confidence=0.9)
    assert held_back(route, alert(content=content), START) is None


def test_a_new_meeting_waits_for_a_second_source_but_not_for_ever() -> None:
    route = Route(group_wait=timedelta(seconds=20))
    lonely = alert(content=body(confirmed_by=[]), sources=SOURCES[:1])
    assert held_back(route, lonely, START) == Next("pending", START + LOOK_AGAIN, "waits for a second source")
    later = START + timedelta(seconds=10)
    assert held_back(route, lonely, later) == Next("pending", START + route.group_wait, "waits for a second source")
    assert held_back(route, lonely, START + route.group_wait) is None


@pytest.mark.parametrize(
    "told",
    [
        alert(content=body(confirmed_by=[]), sources=SOURCES),
        alert(content=body(confirmed_by=["CN"]), sources=SOURCES[:1]),
        alert(content=body(confirmed_by=[], changes={"status": ["announced", "held"]}), sources=SOURCES[:1]),
    ],
)
def test_what_need_not_wait(told: Any) -> None:
    assert held_back(Route(group_wait=timedelta(hours=1)), told, START) is None


def berlin(hour: int, minute: int = 0, day: int = 17) -> datetime:
    return datetime(2023, 7, day, hour, minute, tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("quiet", "now", "over"),
    [
        (NIGHT, berlin(22), berlin(7, day=18)),
        (NIGHT, berlin(23, 59), berlin(7, day=18)),
        (NIGHT, berlin(0), berlin(7)),
        (NIGHT, berlin(6, 59), berlin(7)),
        (NIGHT, berlin(7), None),
        (NIGHT, berlin(21, 59), None),
        (NOON, berlin(12), berlin(13, 30)),
        (NOON, berlin(13, 30), None),
        (NOON, berlin(11, 59), None),
        (QuietHours(time(8), time(8), BERLIN), berlin(8), None),
    ],
)
def test_quiet_hours(quiet: QuietHours, now: datetime, over: datetime | None) -> None:
    assert quiet.over(now) == over
    expected = Next("pending", over, "waits for the end of quiet hours") if over else None
    assert held_back(Route(quiet=quiet), alert(), now) == expected


def test_quiet_hours_follow_the_clocks_of_their_place() -> None:
    """The night in which Berlin's clocks went back, 7 o'clock came an hour later."""
    evening = datetime(2023, 10, 28, 21, 30, tzinfo=ZoneInfo("UTC"))
    over = NIGHT.over(evening)
    assert over is not None
    assert over.astimezone(ZoneInfo("UTC")).hour == 6
