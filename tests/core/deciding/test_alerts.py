"""What is news of a meeting, once, and what is not."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from monitor.core.deciding.alerts import alerted, new_alert, real_changes, settled, update_alert, why_not_new
from monitor.core.deciding.facts import facts_of
from monitor.core.deciding.known import Facts, Known
from monitor.core.deciding.resolve import Group, resolve
from monitor.core.deciding.rules import AlertRules
from monitor.core.records import Meeting
from tests.support.meetings import LIN, at, meeting, report

NOW = at("2026-04-21T08:00:00")


def group(*told: Meeting, published: str = "2026-04-20T09:00:00+08:00", **source: Any) -> Group:
    (found,) = resolve([report(m, published, f"https://x.example/{n}", **source) for n, m in enumerate(told)])
    return found


def told_of(*, moved_from: tuple[str, ...] | None = None, start: str | None = "2026-05-03", **said: Any) -> Group:
    return group(meeting(start, said.pop("end", start), **said), moved_from=moved_from)


def facts(**said: Any) -> Facts:
    return facts_of(told_of(**said), NOW.date())


@pytest.mark.parametrize(
    ("told", "rules", "why"),
    [
        (group(meeting()), AlertRules(), None),
        (group(meeting(kind="official")), AlertRules(), None),
        (group(meeting(kind="official")), AlertRules(kinds=frozenset({"envoy"})), "alerts.kinds"),
        (group(meeting(background=True)), AlertRules(), "looks back"),
        (group(meeting(participants=(LIN,))), AlertRules(), "unsure"),
        (group(meeting(), published="2026-04-06"), AlertRules(), "old material"),
        (group(meeting(), published="2026-04-07"), AlertRules(), None),
        (group(meeting(), published="2006-04-07"), AlertRules(max_age=None), None),
        (group(meeting(), published="2026-04-20", quiet=True), AlertRules(max_age=None), "old material"),
        (group(meeting()), AlertRules(max_age=timedelta(0)), "old material"),
    ],
)
def test_what_is_news(told: Group, rules: AlertRules, why: str | None) -> None:
    found = why_not_new(told, facts_of(told, NOW.date()), rules, NOW)
    assert (why or "") in (found or "")
    assert (found is None) == (why is None)


CHANGES: list[tuple[dict[str, Any], dict[str, Any], dict[str, Any]]] = [
    # before, after, what is told
    ({}, {"status": "underway"}, {"status": ["announced", "underway"]}),
    ({}, {"status": "held"}, {"status": ["announced", "held"]}),
    ({}, {"status": "postponed"}, {"status": ["announced", "postponed"]}),
    ({}, {"status": "cancelled"}, {"status": ["announced", "cancelled"]}),
    ({"status": "postponed"}, {"status": "cancelled"}, {"status": ["postponed", "cancelled"]}),
    ({"status": "underway"}, {"status": "held"}, {}),
    ({"status": "held"}, {"status": "held", "start": "2026-05-04"}, {}),
    ({"status": "held"}, {"status": "announced"}, {}),
    ({}, {"start": "2026-05-10"}, {"start": ["2026-05-03", "2026-05-10"], "end": ["2026-05-03", "2026-05-10"]}),
    ({}, {"start": "2026-05-10", "status": "held"}, {"status": ["announced", "held"]}),
    (
        {"status": "postponed"},
        {"start": "2026-06-10", "end": "2026-05-03"},
        {"status": ["postponed", "announced"], "start": ["2026-05-03", "2026-06-10"]},
    ),
    ({}, {"city": "Geneva"}, {"city": ["Chengdu", "Geneva"]}),
    # better detail
    ({"city": None}, {"city": "Chengdu"}, {}),
    ({}, {"city": None}, {}),
    ({}, {"city": "CHENGDU"}, {}),
    ({}, {"venue": "Jinjiang Hotel"}, {}),
    ({}, {"end": "2026-05-05"}, {}),
    ({"precision": "week", "start": "2026-05-04"}, {"start": "2026-05-06"}, {}),
    ({"start": None, "precision": "unknown"}, {"start": "2026-05-06"}, {}),
    ({"start": "2026-05-02", "end": "2026-05-05"}, {"start": "2026-05-03", "end": "2026-05-05"}, {}),
]


@pytest.mark.parametrize(("before", "after", "told"), CHANGES)
def test_real_changes(before: dict[str, Any], after: dict[str, Any], told: dict[str, Any]) -> None:
    assert real_changes(alerted(facts(**before), "s"), facts(**after), told_of(moved_from=(), **after)) == told


def test_another_day_or_city_that_nobody_says_is_a_move_is_no_news() -> None:
    elsewhere = facts(start="2026-05-10", city="Geneva")
    before = alerted(facts(), "s")
    assert real_changes(before, elsewhere, told_of(start="2026-05-10", city="Geneva")) == {}
    of_the_old_date = told_of(moved_from=())
    assert real_changes(before, elsewhere, of_the_old_date) == {}
    held = replace(elsewhere, status="held")
    assert set(real_changes(before, held, told_of())) == {"status"}


def test_a_correction_may_change_what_was_over() -> None:
    held = alerted(facts(status="held"), "s")
    assert real_changes(held, facts(status="cancelled"), told_of(), corrected=True) == {"status": ["held", "cancelled"]}
    assert real_changes(held, facts(status="held", start="2026-05-04"), told_of(), corrected=True)["start"] == [
        "2026-05-03",
        "2026-05-04",
    ]
    assert real_changes(held, facts(status="underway"), told_of(), corrected=True) == {}


def test_an_unreported_meeting_is_last_announced() -> None:
    passed = replace(facts(), status="unreported")
    assert settled(passed) == "announced"
    assert real_changes(alerted(facts(), "s"), passed, told_of()) == {}


def test_body() -> None:
    told = group(
        meeting("2026-05-03", "2026-05-05", evidence=("They will meet.",)), meeting("2026-05-03", "2026-05-05")
    )
    known = Known("abc", facts_of(told, NOW.date()), told.reports[0].source.moment)
    alert = new_alert(known, told, told.reports[0], NOW)
    assert alert.body == {
        "type": "meeting.new",
        "timestamp": "2026-04-21T08:00:00Z",
        "data": {
            "meeting": {
                "id": "abc",
                "title": "Dana Okafor – Lin Weiguo, Chengdu, 3–5 May 2026",
                "kind": "envoy",
                "status": "announced",
                "mode": "in_person",
                "start": "2026-05-03",
                "end": "2026-05-05",
                "precision": "day",
                "city": "Chengdu",
                "country": "CN",
                "venue": None,
                "participants": [
                    {"name": "Dana Okafor", "country": "US", "role": "U.S. special envoy for climate"},
                    {"name": "Lin Weiguo", "country": "CN", "role": "China’s special envoy for climate change"},
                ],
                "first_reported": "2026-04-20T01:00:00Z",
                "stories": 2,
                "outlets": 1,
                "independent": 2,
                "confirmed_by": [],
            },
            "story": {
                "url": "https://x.example/0",
                "outlet": "Example Wire",
                "headline": "Envoys",
                "published": "2026-04-20T09:00:00+08:00",
                "language": "en",
            },
            "evidence": ["They will meet."],
        },
    }
    assert alert.id.startswith("msg_")
    assert alert.id == new_alert(known, told, told.reports[1], NOW + timedelta(days=1)).id


def test_each_change_has_an_identifier_of_its_own() -> None:
    told = group(meeting())
    known = Known("abc", facts_of(told, NOW.date()), told.reports[0].source.moment)
    before = alerted(known.facts, "s")
    postponed, moved_then = {"status": ["announced", "postponed"]}, replace(before, start="2026-06-01")
    first = update_alert(known, told, told.reports[0], NOW, postponed, before)
    again = update_alert(known, told, told.reports[0], NOW, postponed, moved_then)
    assert first.body["data"]["changes"] == postponed
    assert len({first.id, again.id, new_alert(known, told, told.reports[0], NOW).id}) == 3
