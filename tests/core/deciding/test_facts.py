"""What several stories say together of a meeting."""

from dataclasses import replace
from datetime import timedelta

from monitor.core.deciding.facts import When, doubt_about, facts_of, moved
from monitor.core.deciding.known import Facts, Report
from monitor.core.deciding.resolve import Group, resolve
from monitor.core.records import Meeting, Person
from tests.support.meetings import LIN, LIN_IN_CHINESE, OKAFOR, OKAFOR_IN_CHINESE, day, meeting, report

TODAY = day("2026-05-06")


def together(
    *told: Meeting, moved_from: tuple[str, ...] | None = None, first: str = "2026-04-20"
) -> tuple[Report, ...]:
    """One story a day from `first` on; the second says from where it was moved."""
    return tuple(
        report(
            facts,
            str(day(first) + timedelta(days=number)),
            f"https://x.example/{number}",
            moved_from if number == 1 else None,
        )
        for number, facts in enumerate(told)
    )


def facts(*told: Meeting, moved_from: tuple[str, ...] | None = None, first: str = "2026-04-20") -> Facts:
    reports = together(*told, moved_from=moved_from, first=first)
    return facts_of(Group(reports, {r.key: 1.0 for r in reports}), TODAY)


def test_the_dates_that_most_independent_stories_give() -> None:
    found = facts(
        meeting("2026-05-03", "2026-05-05", status="held"),
        meeting("2026-05-04", "2026-05-04", status="held"),
        meeting("2026-05-03", "2026-05-05", status="held"),
    )
    assert (found.start, found.end, found.precision) == ("2026-05-03", "2026-05-05", "day")


def test_a_copy_has_no_vote() -> None:
    first, second, third = together(
        meeting("2026-05-03", status="held", city="Chengdu"),
        meeting("2026-05-04", status="held", city="Leshan"),
        meeting("2026-05-04", status="held", city="Leshan"),
    )
    third = replace(third, source=replace(third.source, original=second.source.address))
    reports = (first, second, third)
    assert facts_of(Group(reports, {}), TODAY).start == "2026-05-03"


def test_what_was_announced_exactly_beats_a_vague_look_back() -> None:
    vague = meeting("2026-05-01", precision="month", status="held")
    found = facts(meeting("2026-05-03", "2026-05-05"), vague, first="2026-05-02")
    assert (found.start, found.status) == ("2026-05-03", "held")


def test_talks_that_have_begun_last_as_long_as_was_announced_until_somebody_says_that_they_are_over() -> None:
    announced, begun = meeting("2026-05-03", "2026-05-05"), meeting("2026-05-03", status="underway")
    over, since = meeting("2026-05-03", "2026-05-04", status="held"), "2026-05-02"
    assert facts(announced, begun, first=since).end == "2026-05-05"
    assert facts(announced, begun, over, first=since).end == "2026-05-04"
    assert facts(announced, meeting("2026-05-04", status="underway"), first=since).end is None
    assert facts(announced, replace(over, status="underway"), first=since).end == "2026-05-04"


def test_what_one_source_calls_over_before_its_day_is_not_believed() -> None:
    announced, over = meeting("2026-05-14", "2026-05-15"), meeting("2026-04-19", status="held")
    found = facts(announced, over)
    assert (found.status, found.start) == ("announced", "2026-05-14")
    assert facts(announced, over, over).status == "held", "two sources know better"
    assert facts(announced, over, meeting("2026-05-14", "2026-05-15")).status == "announced"
    assert facts(over).status == facts(meeting(None), over).status == "held", "announced for no day"
    on_its_eve = meeting("2026-05-14", status="underway")
    assert facts(announced, on_its_eve, first="2026-05-12").status == "underway", "it is the day already over there"
    assert facts(announced, meeting("2026-05-14", status="postponed"), over).status == "postponed"


def test_without_any_exact_day_the_finest_period_counts() -> None:
    found = facts(
        meeting("2026-05-01", precision="month", status="held"), meeting("2026-05-04", precision="week", status="held")
    )
    assert (found.start, found.precision) == ("2026-05-04", "week")


def test_a_date_to_come_is_refined_and_moved_but_never_moved_back() -> None:
    assert facts(meeting("2026-05-04", precision="week"), meeting("2026-05-06")).start == "2026-05-06"
    assert facts(meeting("2026-05-06"), meeting("2026-05-04", precision="week")).start == "2026-05-06"
    back = facts(meeting("2026-05-24"), meeting("2026-05-17"), meeting("2026-05-24"), moved_from=())
    assert back.start == "2026-05-17"
    assert facts(meeting("2026-05-06"), meeting("2026-05-06", "2026-05-08")).end == "2026-05-08"
    assert facts(meeting("2026-05-05", "2026-05-08"), meeting("2026-05-06", "2026-05-08")).start == "2026-05-05"
    assert facts(meeting(None), meeting(None)).start is None


def test_moved_is_another_date_and_not_the_same_told_more_closely() -> None:
    week, day_in_it = When("2026-05-04", None, "week"), When("2026-05-06", None, "day")
    visit, talks = When("2026-05-16", "2026-05-19", "day"), When("2026-05-17", "2026-05-19", "day")
    other = When("2026-05-18", "2026-05-20", "day")
    assert not moved(week, day_in_it)
    assert not moved(visit, talks)
    assert not moved(talks, talks)
    assert moved(talks, other)
    assert moved(day_in_it, When("2026-05-07", None, "day"))


def test_a_city_to_come_can_change_and_the_venue_goes_with_it() -> None:
    elsewhere = meeting(city="Leshan", venue="Giant Buddha Hotel")
    found = facts(meeting(venue="Jinjiang Hotel"), elsewhere, moved_from=("Chengdu", "Leshan"))
    assert (found.city, found.venue, found.country) == ("Leshan", "Giant Buddha Hotel", "CN")
    back = facts(meeting(), meeting(city="Leshan"), meeting(city="Chengdu"), moved_from=("Chengdu",))
    assert back.city == "Leshan"
    nowhere = facts(meeting(city=None, country=None, venue="a hotel"))
    assert (nowhere.city, nowhere.venue) == (None, "a hotel")


def test_one_story_at_odds_with_the_others_moves_nothing() -> None:
    assert facts(meeting(), meeting(city="Leshan")).city == "Chengdu"
    assert facts(meeting(), meeting(city="Leshan"), moved_from=("Geneva",)).city == "Chengdu"
    assert facts(meeting("2026-05-24"), meeting("2026-05-17")).start == "2026-05-24"


def test_two_independent_stories_move_it_and_a_copy_does_not() -> None:
    assert facts(meeting(), meeting(city="Leshan"), meeting(city="Leshan")).city == "Leshan"
    assert facts(meeting("2026-05-24"), meeting("2026-05-17"), meeting("2026-05-17")).start == "2026-05-17"
    first, second, third = together(meeting(), meeting(city="Leshan"), meeting(city="Leshan"))
    copy = replace(third, source=replace(third.source, original=second.source.address))
    assert facts_of(Group((first, second, copy), {}), TODAY).city == "Chengdu"


def test_what_was_postponed_has_any_new_date_that_is_named() -> None:
    found = facts(meeting("2026-05-24"), meeting("2026-05-24", status="postponed"), meeting("2026-06-20"))
    assert (found.start, found.status) == ("2026-06-20", "announced")


def test_names_are_the_fullest_in_latin_letters_and_everybody_is_named_once() -> None:
    found = facts(
        meeting(participants=(OKAFOR_IN_CHINESE, LIN_IN_CHINESE)),
        meeting(participants=(Person("Okafor", "US", None), LIN)),
        meeting(participants=(OKAFOR, LIN)),
    )
    assert found.participants == (OKAFOR, LIN)
    assert found.title == "Dana Okafor – Lin Weiguo, Chengdu, 3 May 2026"


def test_a_name_that_cannot_be_compared_is_the_one_who_has_the_seat() -> None:
    unheard = Person("丹恩", "US", "美国气候问题特使")
    found = facts(meeting(participants=(OKAFOR, LIN)), meeting(participants=(unheard, LIN_IN_CHINESE)))
    assert found.participants == (OKAFOR, LIN)


def test_somebody_whom_one_of_many_stories_names_is_left_out() -> None:
    deputy = Person("Ann Reyes", "US", "deputy")
    once = facts(meeting(), meeting(), meeting(participants=(OKAFOR, LIN, deputy)))
    assert deputy not in once.participants
    of_two = facts(meeting(), meeting(participants=(OKAFOR, LIN, deputy)))
    assert deputy in of_two.participants


def test_a_look_back_adds_nothing_to_news() -> None:
    found = facts(meeting("2026-05-03"), meeting("2026-05-01", precision="month", background=True, status="cancelled"))
    assert (found.start, found.status, found.background) == ("2026-05-03", "announced", False)
    assert facts(meeting(background=True, status="held")).background


def test_a_date_that_passed_is_unreported_also_where_only_a_period_was_known() -> None:
    passed = together(meeting("2026-05-04", precision="week"))
    assert facts_of(Group(passed, {}), day("2026-05-13")).status == "announced"
    assert facts_of(Group(passed, {}), day("2026-05-14")).status == "unreported"
    undated = together(meeting(None))
    assert facts_of(Group(undated, {}), day("2026-06-23")).status == "unreported"


def test_doubts() -> None:
    def doubt(*told: Meeting, relevant: bool = True) -> str | None:
        reports = tuple(replace(r, source=replace(r.source, relevant=relevant)) for r in together(*told))
        (group,) = resolve(reports)
        return doubt_about(group)

    assert doubt(meeting()) is None
    assert "US" in (doubt(meeting(participants=(LIN,))) or "")
    assert "climate" in (doubt(meeting(), relevant=False) or "")
    alone = Group(together(meeting()), {}, "fits two meetings equally well")
    assert doubt_about(alone) == "fits two meetings equally well"
    seconded = together(meeting(), meeting())
    assert doubt_about(replace(alone, reports=seconded)) is None
    first, copy = seconded
    copied = first, replace(copy, source=replace(copy.source, original=first.source.address))
    assert doubt_about(replace(alone, reports=copied)) == alone.doubt, "a copy is no second source"
