"""Why it was decided so, and since when it is known."""

from __future__ import annotations

from dataclasses import replace

from monitor.core.records import Reason
from tests.support.deciding import World, steps
from tests.support.meetings import FAN, OKAFOR, address, meeting


def test_what_is_left_out_has_its_reason() -> None:
    world = World()
    changes = world.tell(
        meeting(kind="other", participants=(FAN, OKAFOR)), meeting(None, background=True), name="digest"
    )
    assert changes.reports == ()
    assert changes.reasons == (
        Reason("meeting", "left_out", "Fan Jie, Dana Okafor: no climate envoy takes part"),
        Reason("meeting", "left_out", "Dana Okafor, Lin Weiguo: looks back without saying when"),
    )
    assert steps(world.tell(name="none")) == [("meeting", "none")]


def test_history_begins_with_everything_known() -> None:
    world = World()
    changes = world.tell(meeting(evidence=("They meet in May.",)))
    fields = {change.field: change for change in changes.history}
    assert fields["title"].before is None
    assert fields["participants"].after == [
        {"name": "Dana Okafor", "country": "US", "role": "U.S. special envoy for climate"},
        {"name": "Lin Weiguo", "country": "CN", "role": "China’s special envoy for climate change"},
    ]
    assert fields["start"].sentence == "They meet in May."


def test_the_trail_says_what_a_report_was_compared_with() -> None:
    world = World()
    world.tell(meeting("2026-05-03", status="held"), on="2026-05-04")
    changes = world.tell(meeting("2026-05-20"), on="2026-05-06")
    (first,) = [known.id for known in world.meetings.values() if known.facts.start == "2026-05-03"]
    assert steps(changes) == [("meeting", "new"), ("meeting", "apart"), ("alert", "meeting.new")]
    assert changes.reasons[1].detail == (
        f"another than Dana Okafor – Lin Weiguo, Chengdu, 3 May 2026 [{first}]: 17 days apart"
    )


def test_the_trail_says_in_what_a_report_agrees_with_its_meeting() -> None:
    world = World()
    first = world.tell(meeting(), name="a")
    (known,) = world.meetings
    name = f"Dana Okafor – Lin Weiguo, Chengdu, 3 May 2026 [{known}]"
    assert first.reasons[0].detail == f"{name}: the first story that reports it"
    second = world.tell(meeting(city=None), name="b")
    assert second.reasons[0].detail == (
        f"{name}: one of 2 stories that report it; like {address('a')}: the same people on both sides, the same days"
    )
    moved = world.tell(meeting("2026-05-10"), name="c", on="2026-04-25")
    assert moved.reasons[0].detail.endswith(": the meeting was moved")


def test_the_trail_says_that_a_person_decided() -> None:
    world = World()
    world.tell(meeting(), name="a")
    world.tell(meeting("2026-05-04"), name="b")
    (known,) = world.meetings
    world.reports = {key: replace(report, pinned=known) for key, report in world.reports.items()}
    again = world.tell(meeting("2026-05-20", status="held"), name="b", on="2026-05-21")
    assert steps(again)[0] == ("page", "changed")
    assert again.reasons[1].detail.endswith(": a person put it there")
