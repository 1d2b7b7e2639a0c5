"""Stories arrive, and what is known changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from monitor.core.deciding.age import moment_of, story_day
from monitor.core.deciding.decide import decide, settle
from monitor.core.deciding.governments import Governments
from monitor.core.deciding.known import Alert, Arrival, Changes, Known, Report, Seen, Source
from monitor.core.deciding.rules import AlertRules
from monitor.core.records import Meeting, Reason
from tests.support.meetings import FAN, LIN, OKAFOR, address, at, meeting, story

GOVERNMENTS = {"CN": {"names": ["Xinhua"]}, "words": {"telling": ["said"]}}
RULES = AlertRules(governments=Governments.from_data(GOVERNMENTS, "governments.toml"))


class World:
    """Everything known, kept as plain values: what the archive does with `Changes`, without the archive."""

    def __init__(self, rules: AlertRules = RULES) -> None:
        self.rules = rules
        self.reports: dict[Any, Report] = {}
        self.meetings: dict[str, Known] = {}
        self.retired: dict[str, Known] = {}
        self.alerts: list[Alert] = []
        self.last = Changes()

    def tell(
        self,
        *told: Meeting,
        on: str = "2026-04-20",
        name: str = "",
        now: datetime | None = None,
        moved_from: tuple[str, ...] | None = None,
        **about: Any,
    ) -> Changes:
        name = name or str(len(self.reports) + 1)
        moment = moment_of(on)
        assert moment is not None
        text = story(*told, published=on, name=name, moved_from=moved_from)
        day = story_day(on, moment, moment)
        source = Source(address(name), address(name), "Wire", "Envoys", on, "en", day, moment, address(name))
        corrects = any(key.story == source.address for key in self.reports)
        arrival = Arrival(text, replace(source, **about), corrects=corrects)
        seen = Seen(tuple(self.reports.values()), tuple(self.meetings.values()), tuple(self.retired.values()))
        changes = decide(arrival, seen, self.rules, now or moment + timedelta(hours=1))
        self.reports = {key: r for key, r in self.reports.items() if key.story != source.address}
        self.apply(changes)
        return changes

    def apply(self, changes: Changes) -> None:
        self.reports |= {report.key: report for report in changes.reports}
        for assigned in changes.assigned:
            self.reports[assigned.report] = replace(self.reports[assigned.report], meeting=assigned.meeting)
        for known in changes.meetings:
            self.meetings[known.id] = known
            self.retired.pop(known.id, None)
        for old, _ in changes.merged:
            self.retired[old] = self.meetings.pop(old)
        self.alerts += changes.alerts

    @property
    def told(self) -> list[str]:
        return [alert.type for alert in self.alerts]

    def only(self) -> Known:
        (known,) = self.meetings.values()
        return known


def steps(changes: Changes) -> list[tuple[str, str]]:
    return [(reason.step, reason.outcome) for reason in changes.reasons]


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


def test_what_began_long_before_its_story_is_no_news_whatever_the_reading_says() -> None:
    world = World()
    world.tell(meeting("2026-04-01", status="held"), on="2026-04-16")
    assert world.told == []
    world.tell(meeting("2026-04-01", status="held"), on="2026-04-15", now=at("2026-04-16"))
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
