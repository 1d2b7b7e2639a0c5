"""A page that was read again tells otherwise, or tells no longer of a meeting."""

from __future__ import annotations

import pytest

from monitor.core.records import Meeting
from tests.support.deciding import World
from tests.support.meetings import FAN, OKAFOR, meeting


def test_a_corrected_page_updates_the_alerted_fact() -> None:
    world = World()
    world.tell(meeting("2026-05-03", status="held"), on="2026-05-04", name="a")
    world.tell(meeting("2026-05-02", status="held"), on="2026-05-04", name="a")
    assert world.told == ["meeting.new", "meeting.updated"]
    assert world.alerts[1].body["data"]["changes"]["start"] == ["2026-05-03", "2026-05-02"]


def test_other_words_on_a_page_are_no_correction() -> None:
    world = World()
    world.tell(meeting("2026-05-03", status="held"), on="2026-05-04", name="a")
    world.tell(meeting("2026-05-02", status="held"), on="2026-05-05", name="b")
    world.tell(meeting("2026-05-02", status="held"), on="2026-05-05", name="c")
    world.tell(meeting("2026-05-03", status="held", evidence=("Reworded.",)), on="2026-05-04", name="a")
    assert world.told == ["meeting.new"]


def test_a_page_that_no_longer_reports_a_meeting_leaves_it_in_doubt() -> None:
    world = World()
    world.tell(meeting(), name="a")
    changes = world.tell(name="a")
    assert world.only().facts.unsure
    assert [(change.field, change.sentence) for change in changes.history] == [
        ("unsure", "no story reports it any longer")
    ]
    assert world.tell(name="a").meetings == ()


def test_a_meeting_that_its_page_dropped_is_no_news_when_another_story_tells_of_it() -> None:
    world = World()
    world.tell(meeting(), name="a")
    world.tell(name="a")
    world.tell(meeting(), name="b", on="2026-04-21")
    assert world.told == ["meeting.new"]
    assert not world.only().facts.unsure
    world.tell(meeting("2026-05-03", status="held"), name="c", on="2026-05-04")
    assert world.told == ["meeting.new", "meeting.updated"]


def test_the_page_that_dropped_a_meeting_may_tell_of_it_again() -> None:
    world = World()
    world.tell(meeting(), name="a")
    world.tell(name="a")
    world.tell(meeting(), name="a")
    assert world.told == ["meeting.new"]
    assert not world.only().facts.unsure


@pytest.mark.parametrize(
    "other",
    [meeting("2026-05-20"), meeting(mode="call"), meeting(participants=(OKAFOR, FAN), kind="official")],
)
def test_another_meeting_than_the_dropped_one_is_news(other: Meeting) -> None:
    world = World()
    world.tell(meeting(), name="a")
    world.tell(name="a")
    world.tell(other, name="b", on="2026-04-21")
    assert world.told == ["meeting.new", "meeting.new"]


def test_a_page_that_drops_the_first_of_two_meetings_keeps_the_second_what_it_was() -> None:
    world = World()
    first, second = meeting(), meeting("2026-05-04", kind="official", participants=(OKAFOR, FAN))
    world.tell(first, second, name="a")
    world.tell(first, name="b")
    homes = {known.facts.kind: known.id for known in world.meetings.values()}
    world.tell(second, name="a")
    assert {known.facts.kind: known.id for known in world.meetings.values()} == homes
    assert world.told == ["meeting.new", "meeting.new"]


def test_a_page_that_names_somebody_else_now_corrects_its_own_meeting_and_nobody_elses() -> None:
    world = World()
    world.tell(meeting(), name="a")
    world.tell(meeting(participants=(OKAFOR, FAN)), name="a")
    assert (world.told, len(world.meetings)) == (["meeting.new"], 1)
    world.tell(meeting(participants=(OKAFOR, FAN)), name="b")
    world.tell(meeting(), name="a")
    assert (world.told, len(world.meetings)) == (["meeting.new", "meeting.new"], 2)
