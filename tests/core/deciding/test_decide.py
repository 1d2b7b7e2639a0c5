"""Stories arrive, and what is known changes."""

from __future__ import annotations

from monitor.core.deciding.decide import settle
from monitor.core.deciding.known import Seen
from tests.support.deciding import RULES, World, steps
from tests.support.meetings import FAN, LIN, OKAFOR, address, at, meeting


def test_one_meeting_alerts_once_and_then_at_each_real_change() -> None:
    world = World()
    assert steps(world.tell(meeting())) == [("meeting", "new"), ("alert", "meeting.new")]
    assert steps(world.tell(meeting(venue="Jinjiang Hotel"), on="2026-04-21")) == [
        ("meeting", "known"),
        ("alert", "none"),
    ]
    world.tell(meeting(status="underway"), on="2026-05-03")
    world.tell(meeting(status="held"), on="2026-05-04")
    world.tell(meeting(), on="2026-05-04")
    assert world.told == ["meeting.new", "meeting.updated"]
    assert world.alerts[1].body["data"]["changes"] == {"status": ["announced", "underway"]}
    assert world.only().facts.status == "held"


def test_stories_out_of_order_move_nothing_backwards() -> None:
    world = World()
    world.tell(meeting(status="held"), on="2026-05-05")
    world.tell(meeting(), on="2026-05-02", now=at("2026-05-05T12:00:00"))
    assert world.told == ["meeting.new"]
    assert world.only().facts.status == "held"
    assert world.only().first_reported == at("2026-05-02T12:00:00")


def test_a_moved_meeting_stays_one_and_is_told_again() -> None:
    world = World()
    world.tell(meeting("2026-05-24"))
    world.tell(meeting("2026-05-17"), on="2026-04-28", moved_from=())
    world.tell(meeting("2026-05-24"), on="2026-04-28", name="yesterday’s")
    assert world.told == ["meeting.new", "meeting.updated"]
    assert world.alerts[1].body["data"]["changes"]["start"] == ["2026-05-24", "2026-05-17"]
    assert world.only().facts.start == "2026-05-17"


def test_pages_stamped_ahead_of_the_clock_are_ordered_by_their_own_stamps() -> None:
    """A site's clock that is wrong is wrong by the same for all its pages."""
    world = World()
    clock = at("2026-04-20")
    for name, on, start in (
        ("second", "2026-06-02T09:00:00", "2026-06-20"),
        ("first", "2026-06-01T09:00:00", "2026-06-10"),
    ):
        moved = ("Chengdu",) if name == "second" else None
        world.tell(meeting(start), on=on, name=name, now=clock, moved_from=moved, moment=clock)
    assert world.only().facts.start == "2026-06-20"
    assert world.only().first_reported == clock


def test_a_look_back_is_kept_and_its_news_still_alerts() -> None:
    world = World()
    assert steps(world.tell(meeting("2026-04-01", status="held", background=True))) == [
        ("meeting", "new"),
        ("alert", "none"),
    ]
    world.tell(meeting("2026-04-01", status="held"), on="2026-04-02", now=at("2026-04-03T00:00:00"))
    assert world.told == ["meeting.new"]


def test_old_material_alerts_nobody_and_does_not_stand_in_the_way() -> None:
    world = World()
    world.tell(meeting(), on="2026-04-20", now=at("2026-05-20T00:00:00"))
    world.tell(meeting(), on="2026-04-20", now=at("2026-05-20T00:00:00"), quiet=True)
    assert world.told == []
    world.tell(meeting(status="held"), on="2026-05-04")
    assert world.told == ["meeting.new"]


def test_an_old_story_does_not_update() -> None:
    world = World()
    world.tell(meeting())
    changes = world.tell(meeting(status="postponed"), on="2026-05-01", quiet=True)
    assert world.told == ["meeting.new"]
    assert changes.reasons[-1].detail.endswith("the change comes from no fresh story")


def test_an_unsure_meeting_alerts_when_a_sure_story_comes() -> None:
    world = World()
    world.tell(meeting(None, confidence=0.6), name="unclear")
    world.tell(meeting(None, confidence=0.6), on="2026-04-21", name="copy", original=address("unclear"))
    assert world.told == []
    world.tell(meeting(), on="2026-04-22")
    assert world.told == ["meeting.new"]


def test_a_meeting_of_which_one_side_is_named_alerts_when_a_story_names_the_other() -> None:
    world = World()
    world.tell(meeting(participants=(OKAFOR,)))
    assert world.told == []
    world.tell(meeting(), on="2026-04-21")
    assert world.told == ["meeting.new"]


def test_two_meetings_that_turn_out_to_be_one_never_alert_again() -> None:
    world = World()
    world.tell(meeting("2026-05-03", city=None, country=None), name="a")
    world.tell(meeting("2026-05-08", city=None, country=None, status="held"), on="2026-05-09", name="b")
    assert world.told == ["meeting.new", "meeting.new"]
    changes = world.tell(
        meeting("2026-05-08", city=None, country=None), on="2026-04-21", name="c", now=at("2026-05-10")
    )
    assert len(world.meetings) == 1
    assert len(changes.merged) == 1
    assert world.told == ["meeting.new", "meeting.new"]
    assert ("meeting", "merged") in steps(changes)
    assert [(change.field, change.cause) for change in changes.history if change.field == "merged_into"] == [
        ("merged_into", "merge")
    ]


def test_a_visit_is_two_meetings_linked() -> None:
    world = World()
    world.tell(
        meeting(status="held"),
        meeting("2026-05-04", status="held", kind="official", participants=(OKAFOR, FAN)),
        on="2026-05-04",
    )
    envoys, minister = sorted(world.meetings.values(), key=lambda known: known.facts.kind)
    assert minister.visit == envoys.id
    assert world.told == ["meeting.new", "meeting.new"]


def test_a_government_confirms() -> None:
    world = World()
    world.tell(meeting(evidence=("They will meet, Xinhua said.",)))
    assert world.only().facts.confirmed_by == ("CN",)
    assert world.alerts[0].body["data"]["meeting"]["confirmed_by"] == ["CN"]


def test_what_began_long_before_its_story_is_no_news_whatever_the_reading_says() -> None:
    world = World()
    world.tell(meeting("2026-04-01", status="held"), on="2026-04-16")
    assert world.told == []
    world.tell(meeting("2026-04-01", status="held"), on="2026-04-15", now=at("2026-04-16"))
    assert world.told == ["meeting.new"]


def test_the_date_passes() -> None:
    world = World()
    world.tell(meeting())
    seen = Seen(tuple(world.reports.values()), tuple(world.meetings.values()))
    changes = settle(seen.reports, (), seen, RULES, at("2026-05-08"), cause="date_passed")
    world.apply(changes)
    assert world.only().facts.status == "unreported"
    assert [(c.cause, c.before, c.after) for c in changes.history] == [("date_passed", "announced", "unreported")]
    assert world.told == ["meeting.new"]
    world.tell(meeting(status="held"), on="2026-05-09")
    assert world.alerts[-1].body["data"]["changes"] == {"status": ["announced", "held"]}


def test_a_meeting_that_falls_apart_keeps_its_identifier_where_the_alert_was() -> None:
    world = World()
    world.tell(meeting("2026-05-04", status="announced", precision="week", city=None, country=None), name="week")
    world.tell(meeting("2026-05-05", city="Geneva", country="CH"), name="geneva", on="2026-04-21")
    (before,) = world.meetings
    assert world.told == ["meeting.new"]
    world.tell(meeting("2026-05-09", city="Chengdu", participants=(OKAFOR, LIN)), name="chengdu", on="2026-04-22")
    homes = {key.story.rsplit("/", 1)[-1]: report.meeting for key, report in world.reports.items()}
    assert homes["week"] == before
    assert len(set(homes.values())) == 2
    assert world.told == ["meeting.new", "meeting.new"]
